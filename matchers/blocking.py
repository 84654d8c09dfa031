"""Which records are worth comparing: one table of rules. `pairing` turns the keys into pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from enrich.ports import BlockingKey
from enrich.values.names import nickname_roots
from matchers.features import NAMED, Features
from matchers.phonetics import sound


class Terms(NamedTuple):
    """What keys are made of: parts of one record's features, made once."""

    families: tuple[str, ...]
    sounds: tuple[str, ...]
    given: tuple[str, ...]
    roots: tuple[str, ...]
    employers: tuple[str, ...]
    schools: tuple[str, ...]
    classes: tuple[str, ...]
    birthday: tuple[str, ...]
    postcode: tuple[str, ...]
    features: Features


class Rule(NamedTuple):
    """Two records with a key in common under this rule are a pair. Blocks of more than `limit` records are dropped."""

    name: str
    about: str
    keys: Callable[[Terms], Iterable[str]]
    limit: int = 100


def terms_of(f: Features) -> Terms:
    families = tuple(dict.fromkeys((*f.family, *f.family_parts)))[:4]
    return Terms(
        families,
        tuple(dict.fromkeys(map(sound, families))),
        f.given,
        formal_names(f.given[:2]),
        f.employers[:6],
        tuple(school.name for school in f.schools[:3]),
        tuple(f"{school.name}|{school.year}" for school in f.schools[:3] if school.year),
        (str(f.birth),) if f.birth % 100 else (),
        (f.postcode,) if f.postcode else (),
        f,
    )


@lru_cache(maxsize=1 << 16)
def formal_names(given: tuple[str, ...]) -> tuple[str, ...]:
    """The names that given names may be short for, at most four."""
    return tuple(sorted({root for word in given for root in nickname_roots(word)}))[:4]


def local_digits(phone: str) -> str:
    """The last nine digits of a number: they survive a country code that is lost or wrong."""
    return phone.partition(";")[0][-9:]


def handles(t: Terms) -> Iterator[str]:
    """User names that are the person's own choice, wherever they are used."""
    for email in t.features.emails:
        user = email.box.partition("@")[0]
        if len(user) > 4 or email.made != NAMED:
            yield user
    yield from (link.partition(":")[2] for link in t.features.links)


def crossed(left: Iterable[str], right: tuple[str, ...]) -> list[str]:
    """Every way to take one value of each side."""
    return [f"{x}|{y}" for x in left for y in right] if right else []


def either_order(family: Iterable[str], given: tuple[str, ...]) -> list[str]:
    """Family and given name as one key that does not know which is which."""
    return [f"{x}|{y}" if x < y else f"{y}|{x}" for x in family for y in given]


def initials_in_city(t: Terms) -> list[str]:
    city = t.features.city
    return [f"{x}|{y[0]}|{city}" for x in t.sounds for y in t.given] if city else []


def starts_and_year(t: Terms) -> list[str]:
    year = t.features.birth // 10000
    return [f"{x[:2]}|{y[:2]}|{year}" for x in t.features.family for y in t.given] if year else []


def home(t: Terms) -> list[str]:
    f = t.features
    return [f"{f.street}|{f.city or f.postcode}"] if f.street and (f.city or f.postcode) else []


RULES: tuple[Rule, ...] = (
    Rule("email", "the same mailbox", lambda t: [email.box for email in t.features.emails]),
    Rule("phone", "the same telephone number", lambda t: map(local_digits, t.features.phones)),
    Rule("link", "the same page", lambda t: t.features.links),
    Rule("identifier", "the same identifier", lambda t: t.features.identifiers),
    Rule("handle", "the same user name anywhere", handles, 50),
    Rule("name", "family and given name, in either order", lambda t: either_order(t.families, t.given)),
    Rule("sound", "the sound of family name and formal given name, in either order",
         lambda t: either_order(t.sounds, tuple(map(sound, t.roots)))),
    Rule("initials in city", "family name, first letter of a given name, city", initials_in_city, 50),
    Rule("family and employer", "family name and employer", lambda t: crossed(t.sounds, t.employers), 50),
    Rule("given and employer", "given name and employer", lambda t: crossed(t.roots, t.employers), 30),
    Rule("family and school", "family name and school", lambda t: crossed(t.sounds, t.schools), 50),
    Rule("given and class", "given name, school and year of leaving it", lambda t: crossed(t.roots, t.classes), 30),
    Rule("family and birthday", "family name and birth date", lambda t: crossed(t.sounds, t.birthday)),
    Rule("given and birthday", "given name and birth date", lambda t: crossed(t.roots, t.birthday)),
    Rule("family and postcode", "family name and postcode", lambda t: crossed(t.sounds, t.postcode)),
    Rule("given and postcode", "given name and postcode", lambda t: crossed(t.roots, t.postcode)),
    Rule("birthday and postcode", "birth date and postcode", lambda t: crossed(t.birthday, t.postcode), 50),
    Rule("home", "street and city", home, 30),
    Rule("starts and birth year", "first letters of family and given name, and year of birth", starts_and_year),
)  # fmt: skip
EMAIL, PHONE, LINK = 0, 1, 2
BLOCK_LIMIT = max(rule.limit for rule in RULES)


def stable_hash(text: str) -> int:
    """A signed 64-bit hash, the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def blocking_keys(features: Features) -> tuple[BlockingKey, ...]:
    """The keys of one record under all rules, each once."""
    terms = terms_of(features)
    who = stable_hash(terms.sounds[0]) if terms.sounds else 0
    return tuple(
        BlockingKey(number, stable_hash(f"{number}|{key}"), who)
        for number, rule in enumerate(RULES)
        for key in dict.fromkeys(rule.keys(terms))
        if key
    )
