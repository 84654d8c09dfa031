"""Which records are worth comparing: one table of rules. `pairing` turns the keys into pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from enrich.ports import BlockingKey
from enrich.values.names import nickname_roots
from matchers.features import NAMED, Features
from matchers.phonetics import sound


class Rule(NamedTuple):
    """Two records with a key in common under this rule are a pair. Blocks of more than `limit` records are dropped."""

    name: str
    about: str
    keys: Callable[[Features], Iterable[str]]
    limit: int = 100


# --- what keys are made of ---


def families(f: Features) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*f.family, *f.family_parts)))[:4]


def sounds(f: Features) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sound(word) for word in families(f)))


def roots(f: Features) -> tuple[str, ...]:
    """The formal names of the given names, at most four."""
    return tuple(sorted({root for word in f.given[:2] for root in nickname_roots(word)}))[:4]


def local_digits(phone: str) -> str:
    """The last nine digits of a number: they survive a country code that is lost or wrong."""
    return phone.partition(";")[0][-9:]


def handles(f: Features) -> Iterator[str]:
    """User names that are the person's own choice, wherever they are used."""
    for email in f.emails:
        user = email.box.partition("@")[0]
        if len(user) > 4 or email.made != NAMED:
            yield user
    yield from (link.partition(":")[2] for link in f.links if ":" in link)


def crossed(*sides: Iterable[str]) -> list[str]:
    """Every way to take one value of each side, "" and empty sides giving nothing."""
    keys = [""]
    for side in sides:
        values = [value for value in side if value]
        keys = [f"{key}|{value}" for key in keys for value in values]
    return keys


def either_order(f: Features, family: Iterable[str], given: Iterable[str]) -> list[str]:
    """Family and given name as one key that does not know which is which."""
    return ["|".join(sorted(pair)) for pair in ((a, b) for a in family for b in given) if all(pair)]


def years(f: Features) -> list[str]:
    return [str(f.birth // 10000)] if f.birth else []


def birthday(f: Features) -> list[str]:
    return [str(f.birth)] if f.birth % 100 else []


RULES: tuple[Rule, ...] = (
    Rule("email", "the same mailbox", lambda f: (email.box for email in f.emails)),
    Rule("phone", "the same telephone number", lambda f: map(local_digits, f.phones)),
    Rule("link", "the same page", lambda f: f.links),
    Rule("identifier", "the same identifier", lambda f: f.identifiers),
    Rule("handle", "the same user name anywhere", handles, 50),
    Rule("name", "the same family and given name, in either order", lambda f: either_order(f, families(f), f.given)),
    Rule(
        "sound",
        "family and given name that sound alike or are short for the same, in either order",
        lambda f: either_order(f, sounds(f), map(sound, roots(f))),
        60,
    ),
    Rule("family, initial and city", "family name, first letter of a given name and city",
         lambda f: crossed(sounds(f), (word[0] for word in f.given), (f.city,)), 50),
    Rule("family and employer", "family name and an employer", lambda f: crossed(sounds(f), f.employers[:6]), 50),
    Rule("given and employer", "given name and an employer", lambda f: crossed(roots(f), f.employers[:6]), 30),
    Rule("family and school", "family name and a school",
         lambda f: crossed(sounds(f), (school.name for school in f.schools[:3])), 50),
    Rule("given, school and year", "given name, school and year of leaving it",
         lambda f: crossed(roots(f), (f"{s.name}|{s.year}" for s in f.schools[:3] if s.year)), 30),
    Rule("family and birthday", "family name and date of birth", lambda f: crossed(sounds(f), birthday(f)), 50),
    Rule("given and birthday", "given name and date of birth", lambda f: crossed(roots(f), birthday(f)), 50),
    Rule("family and postcode", "family name and postcode", lambda f: crossed(sounds(f), (f.postcode,)), 50),
    Rule("given and postcode", "given name and postcode", lambda f: crossed(roots(f), (f.postcode,)), 50),
    Rule("birthday and postcode", "date of birth and postcode", lambda f: crossed(birthday(f), (f.postcode,)), 30),
    Rule("address", "street, city and postcode", lambda f: crossed((f.street,), (f.city or f.postcode,)), 30),
    Rule("starts and birth year", "first letters of family and given name, and year of birth",
         lambda f: crossed((w[:2] for w in f.family), (w[:2] for w in f.given), years(f)), 50),
)  # fmt: skip
EMAIL, PHONE, LINK = 0, 1, 2
BLOCK_LIMIT = max(rule.limit for rule in RULES)


def stable_hash(text: str) -> int:
    """A signed 64-bit hash, the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def blocking_keys(features: Features) -> tuple[BlockingKey, ...]:
    """The keys of one record under all rules, each once."""
    who = stable_hash(sound(features.family[0])) if features.family else 0
    return tuple(
        BlockingKey(number, stable_hash(f"{number}|{key}"), who)
        for number, rule in enumerate(RULES)
        for key in dict.fromkeys(rule.keys(features))
        if key
    )
