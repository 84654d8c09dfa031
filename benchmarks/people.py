"""Invented people with known truth: records of a recruiter's shape, from one to five each, as careless as real ones.

python -m benchmarks.people RECORDS SEED OUT.parquet

Names are as common as they are in the shipped shares, so namesakes are as frequent as in life; telephones of households and firms,
mailboxes of agencies, moves, new employers, marriages, short forms, slips of the finger and empty cells come in stated shares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from matchers.frequencies import shipped_rarity

CITIES = ("Leeds LS1", "Bristol BS1", "Glasgow G2", "Cardiff CF10", "York YO1", "Derby DE1", "Exeter EX4", "Bath BA1", "Hull HU1",
          "Leicester LE1", "Norwich NR2", "Oxford OX1", "Reading RG1", "Sheffield S1", "Truro TR1", "Swansea SA1")  # fmt: skip
TITLES = ("Software Engineer", "Nurse", "Accountant", "Designer", "Recruiter", "Data Analyst", "Project Manager", "Sales Manager",
          "Electrician", "Teacher", "Cook", "Lawyer", "Product Manager", "Architect", "Driver", "Consultant")  # fmt: skip
HOSTS = ("gmail.com", "outlook.com", "yahoo.com", "posteo.net", "icloud.com")
SOURCES = ("crm", "ats", "resumes")
SIZES = (0.42, 0.3, 0.16, 0.08, 0.04)  # shares of people with one record, two ...
# Share of records in which a cell is empty, and in which it has a slip of the finger.
EMPTY = {
    "given_name": 0.01, "family_name": 0.0, "email": 0.35, "phone": 0.45, "city": 0.2, "postal_code": 0.4, "birth_date": 0.55,
    "employer": 0.15, "title": 0.2,
}  # fmt: skip
SLIPS = {
    "given_name": 0.03,
    "family_name": 0.03,
    "email": 0.02,
    "city": 0.01,
    "employer": 0.02,
    "birth_date": 0.02,
}
MOVED, CHANGED_JOB, NEW_MAIL, MARRIED, INITIAL = 0.12, 0.35, 0.3, 0.02, 0.05


class Names:
    """Names as common as they are."""

    def __init__(self, kind: str, chance: np.random.Generator) -> None:
        rarity = shipped_rarity(kind)
        self.names, self.chance = np.array([name.title() for name in rarity]), chance
        share = np.exp2(-np.array([*rarity.values()]))
        self.sums = np.cumsum(share / share.sum())

    def some(self, number: int) -> list[str]:
        return [str(name) for name in self.names[np.searchsorted(self.sums, self.chance.random(number))]]


def slipped(text: str, chance: np.random.Generator) -> str:
    """One letter lost, doubled, or changed with its neighbour."""
    if len(text) < 3:
        return text
    at = int(chance.integers(1, len(text) - 1))
    kinds = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return kinds[int(chance.integers(3))]


def records(number: int, seed: int) -> Iterator[dict[str, Any]]:
    """So many records, those of one person together."""
    chance = np.random.default_rng(seed)
    people = int(number / 1.9) + 10
    given, family, maiden = (Names(kind, chance).some(people) for kind in ("given", "family", "family"))
    firms = [
        f"{name} {chance.choice(('Ltd', 'Group', 'Partners', 'Systems', 'plc'))}"
        for name in Names("family", chance).some(people // 12 + 3)
    ]
    made = 0
    for person in range(people):
        life = {
            "given_name": given[person], "family_name": family[person], "phone": phone(person if chance.random() < 0.93 else person // 40),
            "email": mailbox(given[person], family[person], person, chance), "place": str(chance.choice(CITIES)),
            "birth_date": str(date(1955, 1, 1) + timedelta(days=int(chance.integers(17_000)))),
            "employer": firms[int(chance.integers(len(firms)))], "title": str(chance.choice(TITLES)),
        }  # fmt: skip
        for _ in range(int(chance.choice(5, p=SIZES)) + 1):
            if made == number:
                return
            grown_older(life, maiden[person], person, firms, chance)
            yield told(life, person, chance)
            made += 1


def phone(number: int) -> str:
    return f"+44 20 7946 {number % 10_000:04}" if number % 7 == 0 else f"+44 7{number % 10**9:09}"


def mailbox(given: str, family: str, person: int, chance: np.random.Generator) -> str:
    host, tail = HOSTS[int(chance.integers(len(HOSTS)))], "" if chance.random() < 0.5 else str(person % 97)
    user = (f"{given}.{family}", f"{given[0]}{family}", f"{family}{person % 9973}")[int(chance.integers(3))]
    return f"{user}{tail}@{host}".lower().replace(" ", "")


def grown_older(
    life: dict[str, str], maiden: str, person: int, firms: list[str], chance: np.random.Generator
) -> None:
    """What may have happened since the last record."""
    if chance.random() < MOVED:
        life["place"] = str(chance.choice(CITIES))
    if chance.random() < CHANGED_JOB:
        life["employer"], life["title"] = firms[int(chance.integers(len(firms)))], str(chance.choice(TITLES))
    if chance.random() < MARRIED:
        life["family_name"] = maiden
    if chance.random() < NEW_MAIL:
        life["email"] = mailbox(life["given_name"], life["family_name"], person, chance)


def told(life: dict[str, str], person: int, chance: np.random.Generator) -> dict[str, Any]:
    """What one record says of a life."""
    city, _, postal_code = life["place"].rpartition(" ")
    row = {**life, "city": city, "postal_code": f"{postal_code} {person % 9}AB"}
    del row["place"]
    if chance.random() < INITIAL:
        row["given_name"] = row["given_name"][0]
    for name, text in row.items():
        if chance.random() < SLIPS.get(name, 0.0):
            row[name] = slipped(text, chance)
        if chance.random() < EMPTY[name]:
            row[name] = ""
    return {"person_id": person, "source": SOURCES[int(chance.integers(len(SOURCES)))], **row}


def write(path: Path, number: int, seed: int) -> Path:
    """A Parquet file, its rows in an order by chance."""
    table = pl.DataFrame([*records(number, seed)])
    table.sample(fraction=1.0, shuffle=True, seed=seed).write_parquet(path)
    return path


if __name__ == "__main__":
    write(Path(sys.argv[3]), int(sys.argv[1]), int(sys.argv[2]))
