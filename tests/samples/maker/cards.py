"""vCards of the people who came to an event: half written by an old telephone (3.0), half by a new one (4.0)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from random import Random
from typing import Any

from maker.cast import pick, view_name
from maker.population import Population
from maker.world import Person, country_of

CARDS, KNOWN = 25, 10
EVENT = "Harbour Dev Days 2025, 2025-10-09. Visited the booth, left a card, asked for news about open positions by e-mail"
NAMESPACE = uuid.UUID("6f1b0f6e-2c0a-5d5e-9a51-000000000000")


@dataclass
class Card:
    uid: str
    text: str
    person: str


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def folded(line: str) -> str:
    """RFC 6350, 3.2: lines of more than 75 octets go on in the next line after a space."""
    parts, rest = [], line
    while len(rest.encode()) > 75:
        cut = 75
        while len(rest[:cut].encode()) > 75:
            cut -= 1
        parts.append(rest[:cut])
        rest = " " + rest[cut:]
    return "\r\n".join([*parts, rest])


def card(person: Person, view: dict[str, Any], number: int) -> Card:
    given, family = view_name(person, view)
    job = person.jobs_at(view["at"])[0]
    uid = f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{person.key}/{number}')}"
    new = number % 2 == 1
    phone = pick(person.phones, view.get("phone", 0))
    tel = (
        f'TEL;VALUE=uri;TYPE="cell,voice":tel:{phone.replace(" ", "-")}' if new else f"TEL;TYPE=CELL:{phone}"
    )
    lines = [
        "BEGIN:VCARD",
        f"VERSION:{'4.0' if new else '3.0'}",
        *(["KIND:individual"] if new else []),
        f"FN:{escaped(f'{given} {family}')}",
        f"N:{escaped(family)};{escaped(given)};;;{escaped(person.suffix)}",
        f"EMAIL{';TYPE=INTERNET' if not new else ''}:{pick(person.emails, view.get('email', 0))}",
        *([tel] if phone else []),
        f"ORG:{escaped(job.employer)}",
        f"TITLE:{escaped(job.title)}",
        f"ADR;TYPE={'work' if new else 'WORK'}:;;;{escaped(job.city)};;;{escaped(country_of(job.city, person))}",
        *([f"URL:{person.page_url}"] if person.site and not person.noindex else []),
        f"NOTE:{escaped(EVENT)}",
        f"REV:{view['at'].replace('-', '')}T120000Z",
        f"UID:{uid}",
        "END:VCARD",
    ]
    return Card(uid, "\r\n".join(folded(line) for line in lines) + "\r\n", person.key)


def build_cards(
    cast: list[Person], known: list[Person], population: Population, rng: Random
) -> tuple[list[Card], list[Person]]:
    guests = [(person, view) for person in cast for view in person.views.get("vcard", [])]
    at = "2025-10-09"
    guests += [(person, {"at": at, "email": rng.choice((0, 0, 1))}) for person in rng.sample(known, KNOWN)]
    new = [population.person() for _ in range(CARDS - len(guests))]
    guests += [(person, {"at": at}) for person in new]
    rng.shuffle(guests)
    return [card(person, view, number) for number, (person, view) in enumerate(guests)], new
