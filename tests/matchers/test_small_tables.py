"""Tables of 5 to 320 invented people, in several shapes: who is listed twice is found, and namesakes stay two."""

from __future__ import annotations

import csv
import random
from itertools import combinations
from pathlib import Path

import pytest

from matchers.dedupe.run import Clock, dedupe_file

GIVEN = "Anna Peter Maria John Elena Lukas Sofia Marek Fatima David Ines Karl Noor Tom Julia Omar Greta Paul Mira Hugo".split()  # noqa: SIM905
FAMILY = """Novak Miller Garcia Okafor Schmidt Rossi Dubois Jansen Kowalski Nguyen Haddad Larsen Petrov Silva Meyer Brown Keller
Moreau Lindqvist Santos Adler Becker Castro Dietrich Eriksen Farkas Gruber Hansen Ibrahim Jovanovic Kaya Lopez Mancini Nagy
Olsen Popescu Quinn Romero Sato Tanaka Ullman Vogel Winter Yilmaz Zeman""".split()  # noqa: SIM905
CITIES = ["Leeds", "York", "Berlin", "Lyon", "Porto", "Oslo"]
FIRMS = [
    "Acme Works",
    "Northwind Traders",
    "Blue Harbor Foods",
    "Helios Clinic",
    "Orion Software",
    "Cedar Bank",
]
SHAPES = ("mail", "phone", "birth", "work")
SIZES = (5, 8, 10, 12, 16, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 78, 79, 80)
Row = dict[str, str]


class Silent:
    def step(self, name: str, done: int, of: int = 0) -> None: ...


def rows_of(draw: random.Random, shape: str, person: int) -> list[Row]:
    """One person's rows, now and then two, and now and then a namesake's."""
    given, family = draw.choice(GIVEN), draw.choice(FAMILY)

    def told(copy: bool, who: int) -> Row:
        wrong = copy and draw.random() < 0.3
        last = family[:2] + family[3] + family[2] + family[4:] if wrong else family
        day = f"{draw.randrange(1950, 2004)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}"
        number, box = draw.randrange(100_000, 999_999), draw.randrange(10, 99)
        return {
            "mail": {"name": f"{given} {last}", "email": f"{given[0]}{family}{box}@mail.example".lower()},
            "phone": {"first_name": given, "last_name": last, "phone": f"+44 113 4{number}"},
            "birth": {"forename": given, "surname": last, "dob": day},
            "work": {"name": f"{given} {last}", "company": draw.choice(FIRMS), "city": draw.choice(CITIES)},
        }[shape] | {"truth": str(who)}

    first = told(False, person)
    rows = [first]
    if draw.random() < 0.3:
        again = told(True, person)
        kept = {name: first[name] for name in first if name not in ("name", "last_name", "surname")}
        rows.append(again | kept)
    if draw.random() < 0.08 and shape == "work":
        other = told(False, person + 10_000)
        if other["company"] != first["company"] and other["city"] != first["city"]:
            rows.append(other)
    return rows


def judged(folder: Path, shape: str, size: int, seed: int) -> tuple[int, int, int]:
    """Pairs (rightly found, wrongly found, missed) of a table of about so many rows."""
    draw, rows, person = random.Random(seed), list[Row](), 0
    while len(rows) < size:
        rows += rows_of(draw, shape, person)
        person += 1
    draw.shuffle(rows)
    path = folder / f"{shape}{size}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    label = dedupe_file(path, "truth", None, Clock(Silent()), workers=1).persons.label.tolist()
    pairs = [
        (label[i] == label[j], rows[i]["truth"] == rows[j]["truth"])
        for i, j in combinations(range(len(rows)), 2)
    ]
    return pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True))


def test_small_tables_find_clear_duplicates_and_leave_namesakes(tmp_path: Path) -> None:
    found = [judged(tmp_path, SHAPES[at % 4], size, at) for at, size in enumerate(SIZES)]
    right, wrong, missed = (sum(column) for column in zip(*found, strict=True))
    assert wrong <= 1
    assert right / (right + missed) >= 0.95


@pytest.mark.parametrize("shape", SHAPES)
def test_names_that_a_table_has_few_of_tell_little(tmp_path: Path, shape: str) -> None:
    """Twenty given names and fifty family names for 110 to 300 rows: strangers share them all the time."""
    found = [judged(tmp_path, shape, size, 100 + size) for size in (110, 160, 220, 300)]
    right, wrong, missed = (sum(column) for column in zip(*found, strict=True))
    assert right / max(right + wrong, 1) >= 0.95
    assert right / (right + missed) >= 0.9
