"""A JSON answer -> records, by a mapping that an operator declares: a profile's fields, and the record's own.

id: what the source knows the person by. url: where one can look. updated: since when it is so.
"""

from __future__ import annotations

from typing import Any

from connectors.kit.answers import Answer
from connectors.kit.records import moment
from connectors.readers.mapping import Declared, check_mapping, profile_of
from connectors.readers.paths import Mismatch, check_where, text_at, values_at
from enrich.model import Found
from enrich.ports import ChangedAnswer

_RECORD = ("id", "url", "updated")


def check_record_mapping(mapping: Declared) -> None:
    """Raises ValueError, in one line, for what is unknown in a mapping, or missing."""
    if "id" not in mapping:
        raise ValueError("mapping: id is missing: the path of what the source knows a person by")
    for name in mapping.keys() & set(_RECORD):
        check_where(mapping[name])
    check_mapping(_person(mapping))


def people_in(answer: Answer, value: Any, items: str) -> list[dict[str, Any]]:
    """The people at a path of an answer: a list of them, one, or none (null). Raises ChangedAnswer."""
    try:
        there = values_at(value, items.removesuffix("[]"))
        holder, _, last = items.removesuffix("[]").rpartition(".")
        null = any(isinstance(each, dict) and last in each for each in values_at(value, holder))
    except Mismatch as mismatch:
        raise answer.changed(str(mismatch)) from mismatch
    people = [each for inner in there for each in (inner if isinstance(inner, list) else [inner])]
    if not (there or null) or not all(isinstance(each, dict) for each in people):
        raise answer.changed("there are no people", allowed=f"a list or an object at {items or 'the top'}")
    return people


def record_of(answer: Answer, entry: Any, mapping: Declared) -> Found | ChangedAnswer:
    """The record of one person, or the error for one that cannot be read."""
    try:
        key, url, updated = (text_at(entry, mapping[name]) if name in mapping else "" for name in _RECORD)
        if not key:
            return answer.changed("a person without an id", allowed=f"a text at {mapping['id']}")
        when = float(updated) if updated.replace(".", "", 1).isdecimal() else updated
        return Found(key, profile_of(entry, _person(mapping)), moment(when), url)
    except Mismatch as mismatch:
        return answer.changed(str(mismatch))


def latest(entries: list[dict[str, Any]], mapping: Declared) -> str:
    """The latest update among some people, as the source writes it; "" where it does not say."""
    told = [values_at(entry, mapping["updated"]) for entry in entries] if "updated" in mapping else []
    return max((str(value) for values in told for value in values), key=by_time, default="")


def by_time(text: str) -> tuple[float, str]:
    """Sorts updates: numbers as numbers, texts as texts."""
    number = text.replace(".", "", 1).isdecimal()
    return (float(text), "") if number else (0.0, text)


def never_filled(answer: Answer, entries: list[dict[str, Any]], mapping: Declared) -> list[str]:
    """The attributes of a mapping that none of these people has."""
    told = [found for entry in entries if isinstance(found := record_of(answer, entry, mapping), Found)]
    return [name for name in _person(mapping) if not any(getattr(each.profile, name) for each in told)]


def _person(mapping: Declared) -> dict[str, Any]:
    return {name: how for name, how in mapping.items() if name not in _RECORD}
