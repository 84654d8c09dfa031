"""What `onefold parse` says of a file: one JSON document per person, one per refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from enrich.model import Profile
from parsers.reading import Evidence, Inspection, Reading, Refusal
from parsers.resume_document import to_json_resume

# the start of a reason -> what a program may decide on; the first that fits
KINDS: tuple[tuple[str, str], ...] = (
    ("there is no such file", "missing"),
    ("this folder holds no files", "missing"),
    ("this file cannot be opened", "unreadable"),
    ("this is no ordinary file", "unreadable"),
    ("this file is empty", "empty"),
    ("this table has no rows", "empty"),
    ("this document has no text", "empty"),
    ("this PDF has no text", "empty"),
    ("this is an image", "image"),
    ("this picture is too large", "too_large"),
    ("this PDF asks for a password", "password"),
    ("this Office file asks for a password", "password"),
    ("this file takes too long", "too_slow"),
    ("this file takes too much work", "too_slow"),
    ("this file takes too much memory", "too_large"),
    ("this file is too large", "too_large"),
    ("this file holds too much", "too_large"),
    ("this archive unpacks to too much", "too_large"),
    ("too many pages", "too_large"),
    ("a cell is too large", "too_large"),
    ("a row is too large", "too_large"),
    ("this card is too large", "too_large"),
    ("this page is nested too deeply", "too_large"),
    ("this file is nested too deeply", "too_large"),
    ("this file broke the parser", "broke_parser"),
    ("this file could not be read", "broke_parser"),
    ("this kind of file", "unsupported"),
    ("this is an old Office file", "unsupported"),
    ("this is a compressed file", "unsupported"),
    ("this is a program", "unsupported"),
    ("this does not read as a resume", "no_resume"),
    ("this archive holds no resume", "no_resume"),
    ("this message holds no resume", "no_resume"),
    ("this LinkedIn export names nobody", "no_resume"),
    ("this Facebook export names nobody", "no_resume"),
    ("this Europass document names nobody", "no_resume"),
    ("this JSON holds no people", "no_resume"),
    ("no column says who a row is about", "no_resume"),
    ("this says of nobody", "no_resume"),
    ("this card says of nobody", "no_resume"),
)
OTHER_KIND = "damaged"


def kind_of_error(reason: str) -> str:
    """The machine-readable kind of a refusal."""
    return next((kind for start, kind in KINDS if reason.startswith(start)), OTHER_KIND)


def to_json_lines(inspection: Inspection) -> Iterator[bytes]:
    """Everything that was read out of one file, as JSON documents of one line each."""
    everything: tuple[Reading | Refusal, ...] = (*inspection.readings, *inspection.refusals)
    for found in everything:
        yield json_line(inspection.file, found, inspection.seconds)


def json_line(file: str, found: Reading | Refusal, seconds: float) -> bytes:
    """One person or one refusal."""
    if isinstance(found, Refusal):
        error = {"kind": kind_of_error(found.reason), "message": str(found.error(""))}
        return msgspec.json.encode({"file": file, "ok": False, "error": error})
    said = {
        "file": file, "ok": True, "profile": to_json_resume(found.profile), "confidence": found.confidence,
        "evidence": [_shown(e, found.profile) for e in found.evidence], "warnings": found.warnings, "seconds": round(seconds, 4),
    }  # fmt: skip
    return msgspec.json.encode(said)


def _shown(evidence: Evidence, profile: Profile) -> dict[str, Any]:
    """Page and box, or characters; the path is that of the JSON Resume document, `field` our own."""
    place: dict[str, Any] = {"path": document_path(evidence.path, profile), "field": evidence.path}
    if evidence.page:
        return place | {"page": evidence.page, "box": evidence.box}
    return place | {"start": evidence.start, "end": evidence.end}


_PLAIN = {
    "name": "basics.name", "headline": "basics.label", "summary": "basics.summary", "location": "basics.location",
    "birth_date": "meta.onefold.birthDate",
}  # fmt: skip
_PARTS = {
    "employer": "name", "title": "position", "start": "startDate", "end": "endDate", "degree": "studyType",
    "date": "date", "level": "level",
}  # fmt: skip
_PATH = re.compile(r"(\w+)(?:\[(\d+)\](?:\.(\w+))?)?")


def document_path(path: str, profile: Profile) -> str:
    """`work[1].employer` -> where that stands in the JSON Resume document, such as `work[1].name`."""
    match = _PATH.fullmatch(path)
    if match is None or path in _PLAIN:
        return _PLAIN.get(path, path)
    field, number, part = match[1], int(match[2] or 0), match[3]
    if field in ("emails", "phones"):
        return f"basics.{field[:-1]}" if number == 0 else f"meta.onefold.{field}[{number}]"
    if field == "links":
        return _link_path(number, profile)
    if field == "skills" and match[2]:
        return _skill_path(number, profile)
    if field == "items" and match[2]:
        return _item_path(number, profile)
    tail = f".{_PARTS.get(part, part)}" if part else ""
    if field == "work" and number < len(profile.work):
        return _position_path(number, tail, profile)
    return f"{field}[{number}]{tail}" if match[2] else field


def _skill_path(number: int, profile: Profile) -> str:
    implied = [s.implied for s in profile.skills[: number + 1]]
    if not implied or not implied[-1]:
        return f"skills[{number - sum(implied)}]"
    return f"meta.onefold.impliedSkills[{sum(implied) - 1}]"


_ITEM_LISTS = {"publication": "publications", "project": "projects"}


def _item_path(number: int, profile: Profile) -> str:
    lists = [_ITEM_LISTS.get(i.kind, "meta.onefold.items") for i in profile.items[: number + 1]]
    return f"{lists[-1]}[{lists.count(lists[-1]) - 1}]" if lists else f"items[{number}]"


def _position_path(number: int, tail: str, profile: Profile) -> str:
    volunteer = profile.work[number].volunteer
    place = sum(w.volunteer == volunteer for w in profile.work[:number])
    tail = ".organization" if volunteer and tail == ".name" else tail
    return f"{'volunteer' if volunteer else 'work'}[{place}]{tail}"


def _link_path(number: int, profile: Profile) -> str:
    """Accounts stand under basics.profiles, the first page of their own is basics.url, more of them under meta."""
    if number >= len(profile.links):
        return "basics.profiles"
    networked = bool(profile.links[number].network)
    place = sum(bool(k.network) == networked for k in profile.links[:number])
    if networked:
        return f"basics.profiles[{place}].url"
    return "basics.url" if place == 0 else f"meta.onefold.links[{place - 1}]"
