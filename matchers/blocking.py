"""Which records are worth comparing: one table of rules. `pairing` turns the keys into pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from enrich.ports import BlockingKey
from enrich.values.names import nickname_roots
from matchers.features import NAMED, Features
from matchers.phonetics import sound

Term = tuple[str, ...]


class Terms(NamedTuple):
    """What keys are made of: parts of one record's features, made once."""

    mailboxes: Term
    phones: Term
    links: Term
    identifiers: Term
    handles: Term
    names: Term
    sounding_names: Term
    initials: Term
    starts: Term
    long_starts: Term
    family: Term
    given: Term
    employers: Term
    schools: Term
    classes: Term
    birthday: Term
    birth_year: Term
    postcode: Term
    city: Term
    city_year: Term
    street: Term
    words: Term
    letters: Term
    area: Term
    hosts: Term
    titles: Term


class Rule(NamedTuple):
    """Two records with a key in common are a pair: a value of `left`, or with `right` one of each of the two terms.

    Blocks of more than `limit` records are dropped.
    """

    name: str
    about: str
    left: str
    right: str = ""
    limit: int = 100


RULES: tuple[Rule, ...] = (
    Rule("email", "the same mailbox", "mailboxes"),
    Rule("phone", "the same telephone number", "phones"),
    Rule("link", "the same page", "links"),
    Rule("identifier", "the same identifier", "identifiers"),
    Rule("handle", "the same user name anywhere", "handles", limit=50),
    Rule("name", "family and given name, in either order", "names"),
    Rule("sound", "sound of family name and formal given name, in either order", "sounding_names"),
    Rule("initials in city", "family name, first letter of a given name, city", "initials", "city", 50),
    Rule("family and employer", "family name and employer", "family", "employers", 50),
    Rule("given and employer", "given name and employer", "given", "employers", 30),
    Rule("family and school", "family name and school", "family", "schools", 50),
    Rule("given and class", "given name, school and year of leaving it", "given", "classes", 30),
    Rule("family and birthday", "family name and birth date", "family", "birthday"),
    Rule("given and birthday", "given name and birth date", "given", "birthday"),
    Rule("family and postcode", "family name and postcode", "family", "postcode"),
    Rule("given and postcode", "given name and postcode", "given", "postcode"),
    Rule("birthday and postcode", "birth date and postcode", "birthday", "postcode", 50),
    Rule("home", "street and city", "street", "city", 30),
    Rule("starts and year", "first letters of both names, and year of birth", "starts", "birth_year"),
    Rule("name in city", "any one name and the city", "words", "city", 30),
    Rule("initial in city", "first letter of a name, city and year of birth", "letters", "city_year", 30),
    Rule("birthday", "birth date alone, where few share it", "birthday", limit=20),
    Rule("postcode", "postcode alone, where few share it", "postcode", limit=12),
    Rule("name in area", "any one name and the first part of the postcode", "words", "area", 20),
    Rule(
        "initials", "family name and first letter of a given name, where few share them", "initials", limit=12
    ),
    Rule("starts", "first letters of both names, where few share them", "long_starts", limit=12),
    Rule("name and year", "any one name and the year of birth", "words", "birth_year", 12),
    Rule("name and title", "any one name and the title", "words", "titles", 12),
    Rule("host", "a host of mailboxes that few share", "hosts", limit=12),
)
EMAIL, PHONE, LINK = 0, 1, 2
# Off in the shipped model: where records hold a mailbox, a telephone or an employer they find next to nothing. Training
# switches them on and off by what they find.
OFF_AS_SHIPPED = ("name in city", "starts", "name and title", "host")
SHIPPED_LIMITS = {rule.name: 0 if rule.name in OFF_AS_SHIPPED else rule.limit for rule in RULES}
BLOCK_LIMIT = max(rule.limit for rule in RULES)


Plan = tuple[tuple[int, int, int | None], ...]


def plan_of(limits: Mapping[str, int]) -> Plan:
    """(number, left term, right term) of every rule that is on."""
    return tuple(
        (number, Terms._fields.index(rule.left), Terms._fields.index(rule.right) if rule.right else None)
        for number, rule in enumerate(RULES)
        if limits.get(rule.name, rule.limit)
    )


ALL_RULES = plan_of({})


def blocking_keys(features: Features, plan: Plan = ALL_RULES) -> tuple[BlockingKey, ...]:
    """The keys of one record under these rules, each once."""
    terms = terms_of(features)
    who = stable_hash(terms.family[0]) if terms.family else 0
    keys: list[BlockingKey] = []
    for number, left, right in plan:
        words: Iterable[str] = terms[left]
        if words and right is not None:
            words = [f"{x}|{y}" for x in words for y in terms[right]]
        keys.extend([BlockingKey(number, stable_hash(f"{number}|{word}"), who) for word in words])
    return tuple(keys)


def stable_hash(text: str) -> int:
    """A signed 64-bit hash, the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def terms_of(f: Features) -> Terms:
    families = once((*f.family, *f.family_parts))[:4]
    family, given, year = once(map(sound, families)), formal_names(f.given[:2]), f.birth // 10000
    schools = f.schools[:3]
    return Terms(
        mailboxes=tuple([email.box for email in f.emails]),
        phones=once(map(local_digits, f.phones)),
        links=f.links,
        identifiers=f.identifiers,
        handles=once(handles(f)) if f.emails or f.links else (),
        names=either_order(families, f.given),
        sounding_names=either_order(family, [sound(name) for name in given]),
        initials=once([f"{x}|{y[0]}" for x in family for y in f.given]),
        starts=once([f"{x[:2]}|{y[:2]}" for x in f.family for y in f.given]) if year else (),
        long_starts=once([f"{x[:4]}|{y[:2]}" for x in f.family for y in f.given]),
        family=family,
        given=given,
        employers=f.employers[:6],
        schools=once([school.name for school in schools]) if schools else (),
        classes=once([f"{school.name}|{school.year}" for school in schools if school.year])
        if schools
        else (),
        birthday=(str(f.birth),) if f.birth % 100 else (),
        birth_year=(str(year),) if year else (),
        postcode=(f.postcode,) if f.postcode else (),
        city=(f.city,) if f.city else (),
        city_year=(f"{f.city}|{year}",) if f.city and year else (),
        street=(f.street,) if f.street else (),
        words=once((*family, *map(sound, given))),
        letters=once([name[0] for name in (*f.family, *f.given)]),
        area=(postal_area(f.postcode),) if f.postcode else (),
        hosts=once([email.box.partition("@")[2] for email in f.emails if not email.public])
        if f.emails
        else (),
        titles=f.titles[:2],
    )


def once(values: Iterable[str]) -> Term:
    """Each value once, in order."""
    return tuple(dict.fromkeys(values))


@lru_cache(maxsize=1 << 16)
def formal_names(given: Term) -> Term:
    """The names that given names may be short for, at most four."""
    return tuple(sorted({root for word in given for root in nickname_roots(word)}))[:4]


def postal_area(postcode: str) -> str:
    """The part of a postcode that names an area."""
    return postcode[: max(2, len(postcode) - 3)]


def local_digits(phone: str) -> str:
    """The last nine digits of a number: they survive a country code that is lost or wrong."""
    return phone.partition(";")[0][-9:]


def handles(f: Features) -> Iterator[str]:
    """User names that are the person's own choice, wherever they are used."""
    for email in f.emails:
        user = email.box.partition("@")[0]
        if len(user) > 4 or email.made != NAMED:
            yield user
    yield from [account for link in f.links if (account := link.partition(":")[2])]


def either_order(family: Iterable[str], given: Iterable[str]) -> Term:
    """Family and given name as one word that does not know which is which."""
    return once([f"{x}|{y}" if x < y else f"{y}|{x}" for x in family for y in given])
