"""The hand-written people of `words/cast.toml`."""

from __future__ import annotations

from typing import Any

from maker.lists import Spelling, table
from maker.world import Job, Person, School

VIEWS = ("crm", "ats", "vcard", "resume")


def cast() -> list[Person]:
    return [person_of(entry) for entry in table("cast")["person"]]


def person_of(entry: dict[str, Any]) -> Person:
    return Person(
        key=entry["key"],
        sex=entry["sex"],
        given=Spelling(entry["given"]),
        family=Spelling(entry["family"]),
        country=entry["country"],
        function=entry["function"],
        emails=tuple(entry.get("emails", ())),
        phones=tuple(entry.get("phones", ())),
        jobs=tuple(Job(*job) for job in entry.get("jobs", ())),
        schools=tuple(School(*school) for school in entry.get("schools", ())),
        skills=tuple(entry.get("skills", ())),
        languages=tuple(entry.get("languages", ())),
        certificates=tuple((c[0], c[1], c[2]) for c in entry.get("certificates", ())),
        publications=tuple(entry.get("publications", ())),
        summary=entry.get("summary", ""),
        native=entry.get("native", ""),
        married=(entry["married"][0], entry["married"][1]) if "married" in entry else ("", ""),
        suffix=entry.get("suffix", ""),
        github=entry.get("github", ""),
        linkedin=entry.get("linkedin", ""),
        site=entry.get("site", False),
        noindex=entry.get("noindex", False),
        views={view: entry.get(view, []) for view in VIEWS},
    )


def pick(values: tuple[str, ...], choice: int | str) -> str:
    """A view's `email` or `phone`: the n-th of the person's own, none for -1, or the text itself."""
    if isinstance(choice, str):
        return choice
    return values[choice] if 0 <= choice < len(values) else ""


def view_name(person: Person, view: dict[str, Any]) -> tuple[str, str]:
    """Given and family name as the view has them."""
    if "name" not in view:
        return person.given.usual, person.family_at(view["at"])
    given, _, family = view["name"].partition("|")
    return given, family
