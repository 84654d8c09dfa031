"""Which records become pairs, and how crowds are kept from making too many."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from enrich.model import Link, PartialDate, Place, Profile, Work
from enrich.ports import KeyTable
from matchers.blocking import BLOCK_LIMIT, RULES, Terms, stable_hash
from matchers.pairing import crowded, pairs_of, sharers
from matchers.phonetics import sound

LEEDS = Place(city="Leeds")


def keys_of(*rows: tuple[int, int, int, int]) -> KeyTable:
    return KeyTable(*(np.ascontiguousarray(c) for c in np.array(rows, dtype=np.int64).reshape(-1, 4).T))


def found_by(matcher, table, a: Profile, b: Profile) -> set[str]:
    pairs = matcher.pairs(table([matcher.prepare(a), matcher.prepare(b)]))
    mask = int(pairs.rules[0]) if len(pairs.a) else 0
    return {rule.name for number, rule in enumerate(RULES) if mask >> number & 1}


@pytest.mark.parametrize(
    ("left", "right", "rule"),
    [
        (Profile(emails=("Star.Gazer@gmail.com",)), Profile(emails=("stargazer@googlemail.com",)), "email"),
        (Profile(phones=("+1 415 555 0132",)), Profile(phones=("(415) 555-0132",)), "phone"),
        (Profile(links=(Link("https://github.com/stargazer"),)), Profile(links=(Link("http://www.github.com/Stargazer/"),)), "link"),
        (Profile(emails=("stargazer@web.de",)), Profile(links=(Link("https://github.com/stargazer"),)), "handle"),
        (Profile(name="Jane Okafor"), Profile(name="Okafor Jane"), "name"),
        (Profile(name="Bob Schmidt"), Profile(name="Robert Schmitt"), "sound"),
        (Profile(name="J. Okafor", location=LEEDS), Profile(name="Jane Okafor", location=LEEDS), "initials in city"),
        (Profile(name="J. Okafor", work=(Work("Acme GmbH"),)), Profile(name="Jane Okafor", work=(Work("ACME"),)), "family and employer"),
        (Profile(name="Jane Nowak", work=(Work("Acme"),)), Profile(name="Jane Okafor", work=(Work("ACME"),)), "given and employer"),
        (Profile(name="Jane Nowak", birth_date=PartialDate("1984-03-21")), Profile(name="Jane Okafor", birth_date=PartialDate("1984-03-21")), "given and birthday"),
    ],
)  # fmt: skip
def test_rules_find_their_pairs(matcher, table, left: Profile, right: Profile, rule: str) -> None:
    assert rule in found_by(matcher, table, left, right)


def test_strangers_are_no_pair(matcher, table) -> None:
    assert not found_by(
        matcher,
        table,
        Profile(name="Jane Okafor", location=LEEDS),
        Profile(name="Peter Miller", location=LEEDS),
    )


def test_role_mailboxes_make_no_pairs(matcher, table) -> None:
    one, other = Profile(emails=("jobs@hire.example",)), Profile(emails=("jobs@hire.example",))
    assert not found_by(matcher, table, one, other)


@pytest.mark.parametrize(
    "words",
    [
        ("schmidt", "schmitt", "shmid"),
        ("philip", "filip", "phillip"),
        ("kowalski", "kovalsky"),
        ("jansson", "janson"),
        ("wójcik".replace("ó", "o"), "vojcik"),
    ],
)
def test_words_that_sound_alike(words: tuple[str, ...]) -> None:
    assert len({sound(word) for word in words if word != "shmid"}) == 1


def test_rules_name_terms_that_exist() -> None:
    assert {term for rule in RULES for term in (rule.left, rule.right) if term} <= set(Terms._fields)
    assert len({rule.name for rule in RULES}) == len(RULES) < 63
    assert all(rule.about for rule in RULES)


def test_keys_are_the_same_in_every_process(matcher) -> None:
    code = (
        "from matchers.matcher import PersonMatcher; from matchers.model import Model; from enrich.model import Profile;"
        "print(PersonMatcher(Model()).prepare(Profile(name='Bob Miller', emails=('a.b1@web.de',))).keys.hex())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert (
        run.stdout.strip() == matcher.prepare(Profile(name="Bob Miller", emails=("a.b1@web.de",))).keys.hex()
    )


def test_hashes_are_signed_64_bit() -> None:
    hashes = [stable_hash(str(n)) for n in range(500)]
    assert min(hashes) < 0 < max(hashes)
    assert all(-(2**63) <= h < 2**63 for h in hashes)


def test_a_pair_is_told_once_with_all_its_rules() -> None:
    keys = keys_of((5, 0, 11, 1), (3, 0, 11, 1), (5, 1, 11, 1), (3, 1, 11, 1), (5, 6, 4, 1), (9, 6, 4, 1))
    pairs = pairs_of(keys)
    assert list(zip(pairs.a.tolist(), pairs.b.tolist(), pairs.rules.tolist(), strict=True)) == [
        (3, 5, 0b11),
        (5, 9, 1 << 6),
    ]


def test_equal_values_of_two_rules_are_no_pair() -> None:
    assert len(pairs_of(keys_of((1, 0, 11, 1), (2, 1, 11, 1))).a) == 0


def test_blocks_above_the_limit_are_dropped_and_reported() -> None:
    def block(size: int) -> KeyTable:
        return keys_of(*((record, 0, 42, record) for record in range(size)))

    assert len(pairs_of(block(BLOCK_LIMIT)).a) == BLOCK_LIMIT * (BLOCK_LIMIT - 1) // 2
    assert crowded(block(BLOCK_LIMIT)) == {}
    assert len(pairs_of(block(BLOCK_LIMIT + 1)).a) == 0
    assert crowded(block(BLOCK_LIMIT + 1)) == {"email": (1, BLOCK_LIMIT + 1)}


def test_people_who_share_a_value_are_counted_once_each() -> None:
    keys = keys_of(
        (1, 1, 7, 100), (2, 1, 7, 100), (3, 1, 7, 200), (4, 1, 7, 0), (5, 1, 8, 100), (6, 0, 7, 300)
    )
    assert sharers(keys, 1) == {7: 2}


def test_of_a_crowd_not_all_rows_need_be_at_hand() -> None:
    keys = keys_of(*((record, 1, 7, record % 3 + 1) for record in range(BLOCK_LIMIT + 1)))
    assert sharers(keys, 1)[7] > BLOCK_LIMIT


def test_pairs_grow_with_the_records_not_with_their_square(matcher, table) -> None:
    def per_record(n: int) -> float:
        people = [
            Profile(name=f"J{'aeiou'[i % 5]}ne Smith", location=LEEDS, work=(Work("Acme"),)) for i in range(n)
        ]
        prepared = [matcher.prepare(person) for person in people]
        return len(matcher.pairs(table(prepared)).a) / n

    assert per_record(2000) <= per_record(400)
