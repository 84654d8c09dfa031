"""Mailboxes, telephones, pages and identifiers of two records: see `matchers.comparisons.contacts`."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from enrich.values.contacts import meant_host
from matchers.blocking import EMAIL, LINK, PHONE, local_digits
from matchers.comparisons.contacts import (
    GMAIL,
    UNIQUE_KINDS,
    EmailAddress,
    Identification,
    PhoneNumber,
    ProfileLink,
    letters_of,
)
from matchers.features import NAMED, NUMBERED
from matchers.few.telling import Call, Said, best
from matchers.few.words import digits_like, host_like, name_like
from matchers.kernel import DIFFERENT, EQUAL, TYPO

_EMAIL = {level.name: at for at, level in enumerate(EmailAddress.levels)}
_PHONE = {level.name: at for at, level in enumerate(PhoneNumber.levels)}
_LINK = {level.name: at for at, level in enumerate(ProfileLink.levels)}
_IDENTIFIER = {level.name: at for at, level in enumerate(Identification.levels)}


class Mailbox(NamedTuple):
    """An address with its user part, `bare` of dots where Gmail was meant, and its host; `made` and `public` as in
    `features.Email`."""

    box: str
    user: str
    host: str
    bare: str
    made: int
    public: bool


def mailbox_of(box: str, made: int, public: bool) -> Mailbox:
    user, _, host = box.rpartition("@")
    return Mailbox(box, user, host, user.replace(".", "") if _meant(host) == GMAIL else user, made, public)


_meant = lru_cache(maxsize=1 << 13)(meant_host)


def email(call: Call, left: tuple[Mailbox, ...], right: tuple[Mailbox, ...]) -> Said:
    weight = call.bits[EmailAddress.name]

    def judge(x: Mailbox, y: Mailbox) -> Said:
        level = _email_level(x, y)
        bits = weight[level]
        return Said(level, bits * call.kept(EMAIL, x.box) if x.box == y.box else bits, x.box, y.box)

    return best(left, right, judge)


_SAME = {NAMED: "same named", NUMBERED: "same numbered"}
_USER = {NAMED: "named user part", NUMBERED: "numbered user part"}


def _email_level(x: Mailbox, y: Mailbox) -> int:
    user, host = x.user == y.user, x.host == y.host
    if user and host:
        return _EMAIL[_SAME.get(max(x.made, y.made), "same")]
    made = min(x.made, y.made)
    if (
        not host
        and x.bare == y.bare
        and (_meant(x.host) == _meant(y.host) or host_like(x.host, y.host) == TYPO)
    ):
        return _EMAIL["host slip"]
    if made > NAMED and _slip(x, y, user, host):
        return _EMAIL["slip"]
    if user:
        return _EMAIL[_USER.get(made, "own user part")]
    if x.public != y.public:
        return _EMAIL["private and work"]
    return _EMAIL["colleague" if host and not x.public else "different"]


def _slip(x: Mailbox, y: Mailbox, user: bool, host: bool) -> bool:
    """A slip in the user part (not in its number) at one host, or in the host of one user."""
    if host:
        return name_like(x.user, y.user) == TYPO and letters_of(x.user) != letters_of(y.user)
    return user and name_like(x.host, y.host) == TYPO


class Line(NamedTuple):
    number: str
    local: str
    extension: str


@lru_cache(maxsize=1 << 13)
def line_of(number: str) -> Line:
    return Line(number, local_digits(number), number.partition(";")[2])


def phone(call: Call, left: tuple[Line, ...], right: tuple[Line, ...]) -> Said:
    weight = call.bits[PhoneNumber.name]

    def judge(x: Line, y: Line) -> Said:
        level = _phone_level(x, y)
        bits = weight[level]
        kept = call.kept(PHONE, x.local) if x.local == y.local else 1.0
        return Said(level, bits * kept, x.number, y.number)

    return best(left, right, judge)


def _phone_level(x: Line, y: Line) -> int:
    if x.number == y.number:
        return _PHONE["same"]
    if x.local == y.local:
        lines = x.extension and y.extension and x.extension != y.extension
        return _PHONE["other extension" if lines else "same but for the country"]
    return _PHONE["slip" if digits_like(x.local, y.local) == TYPO else "different"]


class Account(NamedTuple):
    """A page or identifier, cut in two: network and account, or kind and value."""

    whole: str
    kind: str
    value: str


def account_of(whole: str) -> Account:
    kind, _, value = whole.rpartition(":")
    return Account(whole, kind, value)


def page(call: Call, left: tuple[Account, ...], right: tuple[Account, ...]) -> Said:
    weight = call.bits[ProfileLink.name]

    def judge(x: Account, y: Account) -> Said | None:
        if x.whole == y.whole:
            level = _LINK["same"]
            return Said(level, weight[level] * call.kept(LINK, x.whole), x.whole, y.whole)
        if x.value == y.value and x.kind and y.kind:
            level = _LINK["same account name"]
        elif x.kind == y.kind and x.kind:
            level = _LINK["other account"]
        else:
            return None
        return Said(level, weight[level], x.whole, y.whole)

    return best(left, right, judge)


def identifier(call: Call, left: tuple[Account, ...], right: tuple[Account, ...]) -> Said:
    weight = call.bits[Identification.name]

    def judge(x: Account, y: Account) -> Said | None:
        if x.kind != y.kind or not (x.whole == y.whole or x.kind.startswith(UNIQUE_KINDS)):
            return None
        level = _IDENTIFIER[_BY_LIKENESS.get(digits_like(x.value, y.value), "different")]
        return Said(level, weight[level], x.whole, y.whole)

    return best(left, right, judge)


_BY_LIKENESS = {EQUAL: "same", TYPO: "slip", DIFFERENT: "different"}
