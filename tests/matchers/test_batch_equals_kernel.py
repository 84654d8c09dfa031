"""A whole table and one record at a time give the same features, keys, pairs and weights."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.model import Education, Identifier, PartialDate, Place, Profile, Skill, Work
from enrich.ports import KeyTable, Pairs
from enrich.values.contacts import clean_email as email_of
from enrich.values.contacts import clean_phone, is_role_mailbox, mailbox
from enrich.values.links import link_key, link_of
from enrich.values.organisations import ANDS, LEGAL_END, LEGAL_START, fold_employer
from enrich.values.text import fold
from matchers.blocking import RULES
from matchers.columns import Columns, columns_of
from matchers.dedupe.blocks import blocked, people_of_columns
from matchers.dedupe.circumstances import folded_employers
from matchers.dedupe.contacts import link_keys, mailboxes
from matchers.dedupe.features import columns_of_sheet
from matchers.dedupe.folding import folded
from matchers.dedupe.mapping import guess
from matchers.dedupe.names import names_of, profile_of, read_name
from matchers.dedupe.reading import Cells
from matchers.dedupe.sheet import Sheet, sheet_of
from matchers.dedupe.telephones import e164
from matchers.dedupe.terms import BatchTerms
from matchers.dedupe.weighing import Weigher
from matchers.features import encode, features_of
from matchers.matcher import PersonMatcher
from matchers.model import Model
from matchers.order import grouped
from matchers.pairing import pairs_of
from matchers.scene import Scene
from matchers.scoring import weigh_pairs

GIVEN = [
    "Anna",
    "Bob",
    "Robert",
    "Jürgen",
    "Jurgen",
    "Zofia",
    "Ji-hoon",
    "María José",
    "Oleg",
    "Éric",
    "Kim",
    "Al",
    "J.",
    "Peter",
    "Lotte",
]
FAMILY = [
    "Novak",
    "Nowak",
    "Garcia Lopez",
    "van der Berg",
    "Kim",
    "O'Neil",
    "Smith-Jones",
    "Müller",
    "Mueller",
    "Ivanov",
    "Smit",
    "Smith",
    "Li",
]
FIRMS = [
    "Moorhafen Bank AG",
    "Moorhafen Bank",
    "Kranich Logistik GmbH",
    "Acme & Sons Ltd",
    "Bright North Labs",
    "Bright North Lab",
]
TITLES = ["Sr. Engineer", "Senior Engineer", "Head of Sales", "VP Sales", "Nurse", "n/a"]
CITIES = [("Köln", "DE"), ("Cologne", "DE"), ("Paris", "FR"), ("London", "GB"), ("Austin", "US"), ("", "")]
SCHOOLS = ["TU München", "Technical University of Munich", "Univ. Wien", "University of Vienna", ""]
FORMS = (
    "{g} {f}",
    "{f}, {g}",
    "Dr. {g} {f}",
    "{g} {f}, PhD",
    "{G} {F}",
    "{f} {g}",
    "{g} M. {f}",
    "{g} {f} Jr.",
    "{g} (Bobby) {f}",
    "{g}",
)


def rows(n: int, seed: int) -> Iterator[dict[str, str]]:
    """Invented people with all the usual noise; about two rows for each."""
    chance = random.Random(seed)
    while n > 0:
        g, f, city = chance.choice(GIVEN), chance.choice(FAMILY), chance.choice(CITIES)
        user, born = (
            fold(f"{g}.{f}").replace(" ", "."),
            f"19{chance.randrange(40, 99)}-0{chance.randrange(1, 9)}-1{chance.randrange(9)}",
        )
        phone = f"{chance.choice(('+49', '0', '00', '+1', ''))}{chance.randrange(10**8, 10**10)}"
        for _ in range(chance.choice((1, 2, 3))):
            n -= 1
            day = born if chance.random() < 0.8 else born[:4]
            name = chance.choice(FORMS).format(g=g, f=f, G=g.upper(), F=f.upper())
            yield {
                "Name": name if chance.random() < 0.97 else "unknown",
                "E-Mail": chance.choice(("", f"{user}@gmail.com", f"{user}{chance.randrange(3)}@moorhafen.example", "jobs@acme.example", f"{user.title()}+x@GoogleMail.com")),
                "email 2": chance.choice(("", "", f"{user}@web.de", f"{user}@gmail.com; {user}7@web.de")),
                "Telefon": chance.choice(("", phone, f"{phone[:4]} {phone[4:]}", phone[:-1] + "3", f"{phone} ext. 12")),
                "Firma": chance.choice([*FIRMS, ""]),
                "Position": chance.choice(TITLES),
                "Ort": city[0],
                "Land": city[1],
                "PLZ": chance.choice(("", "50667", "50668", "SW1A 1AA")),
                "Straße": chance.choice(("", "Domstr. 12", "Domstr 12", "Rue du Bac 3")),
                "LinkedIn": chance.choice(("", f"https://www.linkedin.com/in/{user.replace('.', '-')}/", f"linkedin.com/in/{user.replace('.', '-')}", "about")),
                "github": chance.choice(("", "", user.replace(".", ""), "Features")),
                "Geburtsdatum": chance.choice((day, "")),
                "Schule": chance.choice(SCHOOLS),
                "Abschluss": chance.choice(("MSc", "BA", "")),
                "Abschlussjahr": chance.choice(("2001", "2002", "")),
                "Skills": chance.choice(("", "SQL; Python; C++", "JS; JavaScript; SQL", "Excel")),
                "ssn": chance.choice(("", f"{len(user):06}")),
            }  # fmt: skip


def texts(cells: Cells) -> list[str]:
    return list(cells.text.gather(cells.code).to_list())


def profiles(sheet: Sheet) -> Iterator[Profile]:
    """The rows of a sheet as profiles, one by one."""
    one = {name: texts(value) for name, value in sheet._asdict().items() if isinstance(value, Cells)}
    many = {
        name: [texts(value) for value in getattr(sheet, name)]
        for name in ("emails", "phones", "employers", "titles")
    }
    skills = [texts(cells) for cells, _ in sheet.skills]
    links = [(texts(cells), network) for cells, network in sheet.links]
    numbers = [(texts(cells), kind) for cells, kind in sheet.identifiers]
    for i in range(sheet.n):
        name = profile_of(one["full"][i], one["given"][i], one["family"][i])
        yield Profile(
            name=name.name, given_name=name.given_name, family_name=name.family_name,
            emails=tuple(piece for column in many["emails"] for piece in re.split(r"[;,|\s]+", column[i]) if piece),
            phones=tuple(column[i] for column in many["phones"] if column[i]),
            links=tuple(page(column[i], network) for column, network in links if column[i]),
            identifiers=tuple(Identifier(kind, column[i]) for column, kind in numbers if column[i]),
            location=Place(city=one["city"][i], country=one["country"][i], postal_code=one["postal_code"][i], address=one["address"][i]),
            work=(*(Work(employer=c[i]) for c in many["employers"] if c[i]), *(Work(title=c[i]) for c in many["titles"] if c[i])),
            education=(Education(one["school"][i], one["degree"][i], end=PartialDate(one["school_year"][i])),) if one["school"][i] else (),
            skills=tuple(Skill(text) for column in skills for text in column[i].split("; ") if text),
            birth_date=PartialDate(one["birth"][i]),
        )  # fmt: skip


def page(text: str, network: str) -> object:
    base = {"linkedin": "https://www.linkedin.com/in/", "github": "https://github.com/"}[network]
    return link_of(text if "/" in text else base + text)


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    table = pl.DataFrame(list(rows(700, seed=5)))
    return sheet_of(table, guess(table, {}))


@pytest.fixture(scope="module")
def batch(sheet: Sheet) -> Columns:
    return columns_of_sheet(sheet)


@pytest.fixture(scope="module")
def stored(sheet: Sheet) -> dict[int, bytes]:
    return {row: encode(features_of(profile)) for row, profile in enumerate(profiles(sheet))}


def spelled(columns: Columns, name: str, row: int) -> list[tuple[str, int, int]]:
    values = columns.many[name]
    at = slice(values.start[row], values.start[row + 1])
    return [
        (columns.words[code], int(flag), int(number))
        for code, flag, number in zip(values.code[at], values.flag[at], values.number[at], strict=True)
    ]


def test_features_of_a_table_are_those_of_its_records(
    sheet: Sheet, batch: Columns, stored: dict[int, bytes]
) -> None:
    single = columns_of(np.arange(sheet.n), stored)
    assert batch.many.keys() == single.many.keys() and batch.one.keys() == single.one.keys()
    for name in single.many:
        assert [spelled(batch, name, row) for row in range(sheet.n)] == [
            spelled(single, name, row) for row in range(sheet.n)
        ], name
    assert batch.one["birth"].tolist() == single.one["birth"].tolist()
    for name in single.one.keys() - {"birth"}:
        assert [batch.words[c] for c in batch.one[name]] == [single.words[c] for c in single.one[name]], name


@pytest.fixture(scope="module")
def all_rules() -> Model:
    return msgspec.structs.replace(Model(), limits={rule.name: rule.limit for rule in RULES})


@pytest.fixture(scope="module")
def keys(sheet: Sheet, all_rules: Model) -> KeyTable:
    matcher = PersonMatcher(all_rules)
    return KeyTable.unpacked(range(sheet.n), [matcher.prepare(profile).keys for profile in profiles(sheet)])


@pytest.fixture(scope="module")
def pairs(sheet: Sheet, batch: Columns, all_rules: Model) -> Pairs:
    return blocked(BatchTerms(batch), sheet.n, all_rules.limits).pairs


def test_pairs_of_a_table_are_those_of_its_keys(keys: KeyTable, pairs: Pairs) -> None:
    expected = pairs_of(keys, limits=np.array([rule.limit for rule in RULES]))
    assert len(pairs.a) > 2000
    assert pairs.a.tolist() == expected.a.tolist() and pairs.b.tolist() == expected.b.tolist()
    assert pairs.rules.tolist() == expected.rules.tolist()


def test_weights_are_equal(
    sheet: Sheet, batch: Columns, stored: dict[int, bytes], keys: KeyTable, pairs: Pairs, all_rules: Model
) -> None:
    model, n = all_rules, sheet.n
    expected = weigh_pairs(pairs, stored, keys, model.for_kernel(), model.prior, model.review_at)
    scene = Scene(batch, model.for_kernel(), people_of_columns(batch, BatchTerms(batch)))
    weigher = Weigher(scene, model.prior, model.review_at)
    every = weigher.all(pairs)
    np.testing.assert_allclose(every.weight, expected.weight, atol=1e-9, rtol=0)
    assert every.levels.tolist() == expected.levels.tolist()
    floor = model.review_at - 2.0
    strong = weigher.strong(pairs, floor, lambda done, of: None)
    wanted = expected.weight >= floor
    assert 50 < wanted.sum() < n * 20
    assert (
        strong.a.tolist() == expected.a[wanted].tolist() and strong.b.tolist() == expected.b[wanted].tolist()
    )
    np.testing.assert_allclose(strong.weight, expected.weight[wanted], atol=1e-9, rtol=0)


@pytest.mark.parametrize("seed", range(2))
def test_no_pair_above_the_floor_is_dropped_early(
    batch: Columns, pairs: Pairs, all_rules: Model, seed: int
) -> None:
    """Whatever the weights and the floor are."""
    chance = random.Random(seed)
    odd = {
        name: {level: bits + chance.uniform(-3, 3) for level, bits in levels.items()}
        for name, levels in all_rules.weights.items()
    }
    cities = {word: chance.uniform(-6, 6) for word in ("paris", "london", "")}
    model = msgspec.structs.replace(all_rules, weights=odd, unusual={"city": cities, "employer": {"": 2.5}})
    scene = Scene(batch, model.for_kernel(), people_of_columns(batch, BatchTerms(batch)))
    weigher = Weigher(scene, model.prior, model.review_at)
    every = weigher.all(pairs)
    for floor in (-8.0, 0.0, 6.0):
        wanted = every.weight >= floor
        strong = weigher.strong(pairs, floor, lambda done, of: None)
        assert 0 < wanted.sum() < len(pairs.a)
        assert strong.a.tolist() == every.a[wanted].tolist()
        assert strong.b.tolist() == every.b[wanted].tolist()
        assert strong.levels.tolist() == every.levels[wanted].tolist()
        np.testing.assert_allclose(strong.weight, every.weight[wanted], atol=1e-9, rtol=0)


WORDS = ["Anna", "anna", "ANNA", "Dr.", "Prof.", "von", "van", "der", "Berg", "Li", "Wang", "Garcia", "Lopez", "Maria", "Kim", "Ji", "Jr.", "PhD",
         "MBA", "née", "Nowak", "Ivan", "Ivanovich", "Ivanov", "Nagy", "László", "O'Neil", "Smith-Jones", "Mc", "Donald", "J.", "J", "M.", "de", "la",
         "Cruz", "Baron", "Earl", "of", "2nd", "Bobby", "Иван", "Петров", "Jean-Pierre", "y", "e", "St.", "Peter", "Nguyen", "Van", "Duc", "x"]  # fmt: skip
some_words = st.lists(st.sampled_from(WORDS), min_size=0, max_size=5).map(" ".join)
full_names = st.one_of(some_words, st.tuples(some_words, some_words).map(", ".join))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(full_names, some_words, some_words), min_size=1, max_size=12))
def test_names_read_by_columns_are_read_by_the_rules(people: list[tuple[str, str, str]]) -> None:
    columns = [pl.Series([person[k] for person in people], dtype=pl.String) for k in range(3)]
    names = names_of(*columns, pl.Series([""] * len(people)))
    for row, person in enumerate(people):
        told = read_name(*person)
        for column, fields in (
            ("family", ("family", "family_parts")),
            ("given", ("given", "further", "given_joined")),
            ("further", ("further",)),
        ):
            values = names.columns[column]
            found = [names.words[code] for code in values.code[values.start[row] : values.start[row + 1]]]
            assert found == [word for field in fields for word in getattr(told, field)], (person, column)
        assert names.words[names.suffix[row]] == told.suffix


REGIONS = ["", "DE", "US", "GB", "FR", "IT", "RU", "JP", "AU", "BR", "XX"]
numbers = st.text("0123456789", min_size=3, max_size=16).flatmap(
    lambda digits: st.sampled_from(
        ("", "+", "00", "0", "(0", "+44", "+440", "+61", "0055", "0", "06", "44", "1", "+800")
    ).map(lambda sign: sign + digits)
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(numbers, st.text("+0123456789 ()-./ext", max_size=18)),
            st.sampled_from(range(len(REGIONS))),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_phones_read_by_columns_are_clean_phones(phones: list[tuple[str, int]]) -> None:
    found = e164(
        pl.Series([text for text, _ in phones]), np.array([region for _, region in phones], np.int32), REGIONS
    )
    assert found.to_list() == [clean_phone(text, REGIONS[region]) for text, region in phones]


addresses = st.one_of(
    st.from_regex(r"[A-Za-z.+_0-9]{1,12}@(gmail|googlemail|proton|web|acme)\.(com|de|me)", fullmatch=True),
    st.sampled_from(
        [
            "jobs@acme.com",
            "Info+x@acme.de",
            "hr-team@x.co",
            "a..b@x.de",
            "mailto:Bo@X.de",
            "no",
            "",
            "ü@x.de",
            "sales1@x.de",
            "@x.de",
        ]
    ),
    st.text("ab@. ", max_size=8),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(addresses, min_size=1, max_size=40))
def test_mailboxes_read_by_columns_are_clean_mailboxes(emails: list[str]) -> None:
    clean = [email_of(text) for text in emails]
    assert mailboxes(pl.Series(emails)).to_list() == [
        mailbox(one) if one and not is_role_mailbox(one) else "" for one in clean
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=30))
def test_text_folded_by_columns_is_folded(lines: list[str]) -> None:
    assert folded(pl.Series(lines)).to_list() == [fold(line) for line in lines]


employers = st.lists(
    st.sampled_from(
        [
            *map(" ".join, sorted(LEGAL_END | LEGAL_START)), *sorted(ANDS),
            "Smith", "Ökoßtrom", "A.", "I.B.M.", "&", "+", "(formerly Acme)", "O'Neil", ",", "\x1c", "中国",
        ]
    ),
    max_size=7,
).map(" ".join)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(employers | st.text(max_size=9), min_size=1, max_size=60))
def test_employers_read_by_columns_are_folded(names: list[str]) -> None:
    assert folded_employers(pl.Series(names)).to_list() == [fold_employer(name) for name in names]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.integers(0, (1 << 64) - 1) | st.integers((1 << 64) - 9, (1 << 64) - 1) | st.integers(0, 5),
        max_size=50,
    )
)
def test_equal_numbers_are_brought_together(numbers: list[int]) -> None:
    marks = np.array(numbers, np.uint64)
    order, fresh = grouped(marks)
    places = np.split(order, np.flatnonzero(fresh)[1:]) if len(order) else []
    assert {int(marks[at[0]]): at.tolist() for at in places} == {
        number: [place for place, other in enumerate(numbers) if other == number] for number in numbers
    }
    assert len(places) == len(set(numbers))


def test_upper_bits_that_are_the_same_do_not_make_numbers_equal() -> None:
    """Multiplied, these differ in their last bits only."""
    inverse = pow(0x9E3779B97F4A7C15, -1, 1 << 64)
    marks = np.array([(1 << 63 | low) * inverse % (1 << 64) for low in (0, 1, 2, 1, 0)], np.uint64)
    order, fresh = grouped(marks)
    assert sorted(at.tolist() for at in np.split(order, np.flatnonzero(fresh)[1:])) == [[0, 4], [1, 3], [2]]


def test_pages_read_by_columns_have_the_key_of_the_page() -> None:
    urls = ["https://www.linkedin.com/in/jane-doe-12/", "linkedin.com/in/jane-doe", "http://de.linkedin.com/in/Jane", "github.com/features",
            "https://github.com/jdoe", "https://example.org/me?x=1", "none of it", ""]  # fmt: skip
    assert link_keys(pl.Series(urls), "").to_list() == [link_key(link_of(url)) if url else "" for url in urls]
    assert link_keys(pl.Series(["jdoe", "@jdoe", "about"]), "github").to_list()[:2] == ["github:jdoe"] * 2
