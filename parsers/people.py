"""JSON documents of people, as ATS and CRM exports write them: keys are understood by their names, whoever made the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import msgspec

from enrich.errors import Refused
from enrich.model import Education, Instant, PartialDate, Profile, Work
from enrich.values.dates import is_present
from parsers.clock import instant_of, instant_of_date
from parsers.columns import (
    IGNORED,
    Cells,
    column_form,
    guess_attribute,
    link_cell,
    nested_kinds,
    profile_of,
    read_date,
)
from parsers.jsonresume import read_json_resume
from parsers.reading import Reading

MAX_DEPTH = 6
_VALUE_KEYS = (
    "value",
    "address",
    "email",
    "number",
    "phone",
    "url",
    "link",
    "name",
    "text",
    "label",
    "title",
    "raw",
)


def read_json(data: bytes, declared: Mapping[str, str]) -> Iterator[Reading | Refused]:
    """A JSON Resume, one person, or a list of people at the top or under one key."""
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused("this is not whole JSON", found=str(error)[:80], allowed="a JSON document") from error
    if _is_json_resume(document):
        yield read_json_resume(data)
        return
    path, people = _list_of_people(document)
    if people is None:
        yield read_person(document, "$", declared)
        return
    exported_at = _exported_at(document)
    for i, person in enumerate(people):
        found = _or_refused(person, f"{path}[{i}]", declared)
        if isinstance(found, Reading) and found.observed_at is None:
            found = msgspec.structs.replace(found, observed_at=exported_at)
        yield found


def _exported_at(document: Any) -> Instant | None:
    """When the whole export was made."""
    keys = document if isinstance(document, dict) else {}
    stamps = (
        value for key, value in keys.items() if "exported" in nested_kinds(key) and isinstance(value, str)
    )
    return next((when for text in stamps if (when := instant_of(text)) is not None), None)


def _or_refused(person: Any, where: str, declared: Mapping[str, str]) -> Reading | Refused:
    try:
        return (
            read_json_resume(msgspec.json.encode(person))
            if _is_json_resume(person)
            else read_person(person, where, declared)
        )
    except Refused as error:
        place = (
            error.where
            if error.where.startswith(where)
            else f"{where}.{error.where}"
            if error.where
            else where
        )
        return Refused(error.reason, where=place, found=error.found, allowed=error.allowed)


def _is_json_resume(node: Any) -> bool:
    return isinstance(node, dict) and "basics" in node


def _list_of_people(document: Any) -> tuple[str, list[Any] | None]:
    """(path, people), looked for at the top and two levels below."""
    if isinstance(document, list):
        return "$", document
    if not isinstance(document, dict):
        raise Refused(
            "this JSON holds no people", found=_kind(document), allowed="an object or a list of objects"
        )
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict) and "list" in nested_kinds(key):
            return key, value
    for key, value in document.items():
        if isinstance(value, dict) and "list" in nested_kinds(key) and not guess_attribute(key):
            path, people = _list_of_people(value)
            if people is not None:
                return f"{key}.{path}".replace(".$", ""), people
    return "$", None


def read_person(node: Any, where: str, declared: Mapping[str, str]) -> Reading:
    """One person out of an object. Raises Refused with the path of what has the wrong shape."""
    if not isinstance(node, dict):
        raise Refused("a person must be an object", where=where, found=_kind(node), allowed="an object")
    reader = _PersonReader({column_form(k): v for k, v in declared.items()})
    reader.take(node, where, 0)
    profile = _with_nested(profile_of_at(reader.cells, where), reader)
    if not (profile.name or profile.emails or profile.phones or profile.links):
        raise Refused("this says of nobody", where=where, allowed="a name, email, phone or link")
    key = (
        reader.cells.get("id", [""])[0]
        or "json-" + blake2b(msgspec.json.encode(node, order="sorted"), digest_size=12).hexdigest()
    )
    return Reading(profile, key=key, observed_at=_observed(reader.cells, where))


def profile_of_at(cells: Cells, where: str) -> Profile:
    """The profile; what is refused gets the path before it."""
    try:
        return profile_of(cells)
    except Refused as error:
        raise Refused(
            error.reason, where=f"{where}.{error.where}", found=error.found, allowed=error.allowed
        ) from error


def _with_nested(profile: Profile, reader: _PersonReader) -> Profile:
    work, education = tuple(reader.work), tuple(reader.education)
    fields: dict[str, Any] = {f: getattr(profile, f) for f in Profile.__struct_fields__}
    return Profile(**fields | {"work": work or profile.work, "education": education or profile.education})


def _observed(cells: Cells, where: str) -> Instant | None:
    text = cells.get("updated", [""])[0]
    return (instant_of(text) or instant_of_date(read_date(text, f"{where}.updated"))) if text else None


class _PersonReader:
    """Walks an object and collects cells by attribute, jobs and studies."""

    def __init__(self, declared: Mapping[str, str]) -> None:
        self._declared = declared
        self.cells: Cells = {}
        self.work: list[Work] = []
        self.education: list[Education] = []

    def take(self, node: dict[str, Any], where: str, depth: int) -> None:
        for key, value in node.items():
            if value is None or value in ("", [], {}):
                continue
            self._take_one(key, value, f"{where}.{key}", depth)

    def _take_one(self, key: str, value: Any, where: str, depth: int) -> None:
        kinds = nested_kinds(key)
        declared = self._declared.get(column_form(key), "")
        if (
            not declared
            and isinstance(value, list)
            and kinds & {"work", "education"}
            and any(isinstance(v, dict) for v in value)
        ):
            self._take_career(kinds, value, where)
            return
        attribute = declared or guess_attribute(key)
        if (
            isinstance(value, dict)
            and not declared
            and ("person" in kinds or attribute == "location")
            and depth < MAX_DEPTH
        ):
            self.take(value, where, depth + 1)
            return
        if attribute and attribute != IGNORED:
            for text in _texts(value, where):
                cell = link_cell(key, text) if attribute == "link" else text
                if cell:
                    self.cells.setdefault(attribute, []).append(cell)

    def _take_career(self, kinds: set[str], value: list[Any], where: str) -> None:
        for i, item in enumerate(value):
            at = f"{where}[{i}]"
            if not isinstance(item, dict):
                raise Refused("this has the wrong shape", where=at, found=_kind(item), allowed="an object")
            inner = _PersonReader({})
            inner.take(item, at, 1)
            if "work" in kinds:
                self.work.extend(_position(inner.cells, item, at))
            else:
                self.education.extend(_study(inner.cells, at))


def _position(cells: Cells, item: dict[str, Any], where: str) -> list[Work]:
    get = cells.get
    employer = (get("employer") or get("current_employer") or get("name") or [""])[0]
    title = (get("title") or get("headline") or [""])[0]
    start, end, present = _span(cells, where)
    current = present or any(
        item.get(k) is True for k in ("current", "is_current", "isCurrent", "currently", "present")
    )
    place = ", ".join(get("location") or [x for k in ("city", "region", "country") for x in get(k, [])][:3])
    work = Work(employer, title, start, end, current and not end, place, (get("summary") or [""])[0])
    return [work] if employer or title else []


def _study(cells: Cells, where: str) -> list[Education]:
    get = cells.get
    school = (get("school") or get("employer") or get("name") or [""])[0]
    start, end, _ = _span(cells, where)
    study = Education(school, (get("degree") or [""])[0], (get("area") or [""])[0], start, end)
    return [study] if study.institution or study.degree else []


def _span(cells: Cells, where: str) -> tuple[PartialDate, PartialDate, bool]:
    start, end = cells.get("start", [""])[0], cells.get("end", [""])[0]
    present = bool(end) and is_present(end)
    return (
        read_date(start, f"{where}.start"),
        PartialDate("") if present else read_date(end, f"{where}.end"),
        present,
    )


def _texts(value: Any, where: str) -> list[str]:
    """The texts of a value: itself, its items, or the telling member of each item."""
    if isinstance(value, str):
        return [text] if (text := value.strip()) else []
    if isinstance(value, bool):
        raise Refused(
            "this has the wrong shape", where=where, found=_kind(value), allowed="text or a list of texts"
        )
    if isinstance(value, int | float):
        return [str(value)]
    if isinstance(value, list):
        return [
            text for i, item in enumerate(value) if item is not None for text in _texts(item, f"{where}[{i}]")
        ]
    if isinstance(value, dict):
        parts = {column_form(k): v for k, v in value.items()}
        if date := _date_of_parts(parts):
            return [date]
        telling = next((parts[k] for k in _VALUE_KEYS if isinstance(parts.get(k), str | int)), None)
        if telling is not None:
            return _texts(telling, where)
    raise Refused(
        "this has the wrong shape", where=where, found=_kind(value), allowed="text or a list of texts"
    )


def _date_of_parts(parts: dict[str, Any]) -> str:
    """{"year": 2020, "month": 3} -> "2020-03"."""
    year, month = parts.get("year"), parts.get("month")
    if not isinstance(year, int):
        return ""
    return f"{year}-{month:02d}" if isinstance(month, int) else str(year)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    return {dict: "an object", list: "a list", str: "text", int: "a number", float: "a number"}.get(
        type(value), "null"
    )
