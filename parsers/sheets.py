"""One self-contained page that shows a document with the place of every field marked. No scripts, nothing fetched."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import NamedTuple

from enrich.model import Profile
from parsers.reading import Evidence, Inspection, Reading, Sheet

HIGH, MIDDLE = 0.9, 0.7
LONGEST = 300
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


class Field(NamedTuple):
    """A value with its path in the profile; `group` is the heading it stands under."""

    group: str
    label: str
    path: str
    value: str


def page_of(inspection: Inspection) -> str:
    """The page as HTML, for every person of the file."""
    title = escape(inspection.file)
    people = "".join(_person(r, inspection.sheets) for r in inspection.readings)
    refused = "".join(f'<p class="refused">{escape(str(r.error("")))}</p>' for r in inspection.refusals)
    style = files("parsers").joinpath("data/sheets.css").read_text("utf-8")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head><body>'
        f"<header><h1>{title}</h1><p>{_summary(inspection)}</p>{refused}</header>{people}</body></html>\n"
    )


def _summary(inspection: Inspection) -> str:
    people = len(inspection.readings)
    notes = [w.replace("_", " ") for r in inspection.readings for w in r.warnings]
    said = f"{people} {'person' if people == 1 else 'people'} read in {inspection.seconds:.2f} s"
    return escape(said + ("; to note: " + ", ".join(notes) if notes else ""))


def _person(reading: Reading, sheets: tuple[Sheet, ...]) -> str:
    places = _places(reading)
    shown = "".join(_sheet(s, places) for s in sheets)
    document = (
        shown or "<p>Every field has a name of its own in this kind of file: there is no text to mark.</p>"
    )
    return (
        f'<main><section aria-label="The document">{document}</section>'
        f'<section class="fields" aria-label="What was read"><h2>What was read</h2>{_fields(reading, places)}</section></main>'
    )


class _Place(NamedTuple):
    """One spot of the document; all evidence there has one number."""

    number: int
    evidence: Evidence
    tone: str
    labels: list[str]


def _places(reading: Reading) -> dict[tuple[object, ...], _Place]:
    """Spot -> place, numbered from the top; fields of one line share a spot."""
    found: dict[tuple[object, ...], _Place] = {}
    for evidence in sorted(reading.evidence, key=_height):
        spot = _spot(evidence)
        tone = _tone(_sure(evidence.path, reading))
        place = found.setdefault(spot, _Place(len(found) + 1, evidence, tone, []))
        place.labels.append(evidence.path)
    return found


def _height(evidence: Evidence) -> tuple[float, ...]:
    x0, top, _, _ = evidence.box or (0.0, 0.0, 0.0, 0.0)
    return (evidence.page, top, x0, evidence.start)


def _spot(evidence: Evidence) -> tuple[object, ...]:
    return (evidence.page, evidence.box, evidence.start, evidence.end)


def _sure(path: str, reading: Reading) -> float | None:
    return reading.confidence.get(path, reading.confidence.get(path.partition("[")[0]))


def _tone(sure: float | None) -> str:
    if sure is None:
        return "unknown"
    return "high" if sure >= HIGH else "middle" if sure >= MIDDLE else "low"


# --- the document ---


def _sheet(sheet: Sheet, places: dict[tuple[object, ...], _Place]) -> str:
    if not sheet.page:
        return f'<pre class="text">{_marked(sheet.text, [p for p in places.values() if not p.evidence.page])}</pre>'
    marks = "".join(
        _box(p, p.evidence.box, sheet)
        for p in places.values()
        if p.evidence.page == sheet.page and p.evidence.box
    )
    picture = base64.b64encode(sheet.png).decode()
    return (
        f'<div class="page"><img alt="Page {sheet.page}" src="data:image/png;base64,{picture}">{marks}</div>'
    )


def _box(place: _Place, box: tuple[float, float, float, float], sheet: Sheet) -> str:
    x0, top, x1, bottom = box
    across, down = 100 / max(1.0, sheet.width), 100 / max(1.0, sheet.height)
    style = (
        f"left:{x0 * across:.2f}%;top:{top * down:.2f}%;width:{(x1 - x0) * across:.2f}%;"
        f"height:{(bottom - top) * down:.2f}%"
    )
    return (
        f'<a class="mark {place.tone}" id="place-{place.number}" href="#field-{place.number}" style="{style}" '
        f'title="{escape(", ".join(place.labels))}"><b class="n">{place.number}</b></a>'
    )


def _marked(text: str, places: list[_Place]) -> str:
    """The text with its spans marked; a span that begins inside another is left to that one."""
    out, position = [], 0
    for place in sorted(places, key=lambda p: p.evidence.start):
        start, end = place.evidence.start, min(place.evidence.end, len(text))
        if start < position or end <= start:
            continue
        title = escape(", ".join(place.labels))
        out.append(escape(text[position:start]))
        out.append(
            f'<mark class="{place.tone}" id="place-{place.number}" title="{title}">{escape(text[start:end])}</mark>'
            f'<a href="#field-{place.number}"><b class="n {place.tone}">{place.number}</b></a>'
        )
        position = end
    return "".join([*out, escape(text[position:])])


# --- the fields ---


def _fields(reading: Reading, places: dict[tuple[object, ...], _Place]) -> str:
    where: dict[str, list[int]] = {}
    for evidence in reading.evidence:
        whole_list = evidence.path.partition("[")[0]  # is marked where its entries are
        for path in {evidence.path, whole_list}:
            where.setdefault(path, []).append(places[_spot(evidence)].number)
    out, group, named = [], "", set[int]()
    for field in fields_of(reading.profile):
        if field.group != group:
            out.append(f"{'</dl>' if group else ''}<h3>{escape(field.group)}</h3><dl>")
            group = field.group
        numbers = sorted(set(where.get(field.path, ())))
        out.append(_field(field, numbers, _sure(field.path, reading), named))
        named.update(numbers)
    return "".join(out) + ("</dl>" if group else "")


def _field(field: Field, numbers: list[int], sure: float | None, named: set[int]) -> str:
    """One row; the first row of a place is where that place's number leads to."""
    links = " ".join(f'<a{_anchor(n, named)} href="#place-{n}"><b class="n">{n}</b></a>' for n in numbers)
    percent = "" if sure is None else f"{sure:.0%}"
    value = field.value[:LONGEST] + ("…" if len(field.value) > LONGEST else "")
    return f'<dt>{escape(field.label)}</dt><dd>{escape(value)}</dd><dd class="sure {_tone(sure)}">{percent} {links}</dd>'


def _anchor(number: int, named: set[int]) -> str:
    return "" if number in named else f' id="field-{number}"'


def fields_of(profile: Profile) -> Iterator[Field]:
    """Everything a profile says, in the order in which people read it."""
    place = profile.location.text if profile.location else ""
    plain = (
        ("name", profile.name), ("headline", profile.headline), ("location", place), ("birth_date", profile.birth_date),
        ("summary", profile.summary),
    )  # fmt: skip
    yield from (Field("Person", path.replace("_", " "), path, value) for path, value in plain if value)
    for name, values in (
        ("emails", profile.emails),
        ("phones", profile.phones),
        ("links", [k.url for k in profile.links]),
    ):
        for i, value in enumerate(values):
            yield Field("Contact", name[:-1], f"{name}[{i}]", value)
    yield from _career(profile)
    for name, several in (
        ("skills", [s.name + (" (implied)" if s.implied else "") for s in profile.skills]),
        ("languages", [f"{x.name} ({x.level})" if x.level else x.name for x in profile.languages]),
        ("certificates", [c.name for c in profile.certificates]),
        ("items", [i.title for i in profile.items]),
    ):
        if several:
            yield Field("More", name, name, ", ".join(several))


def _career(profile: Profile) -> Iterator[Field]:
    for i, w in enumerate(profile.work):
        end = "now" if w.current else w.end
        yield from _entry(
            f"{'Volunteering' if w.volunteer else 'Work'} {i + 1}", f"work[{i}]",
            (("title", w.title), ("employer", w.employer), ("start", _span(w.start, end)), ("location", w.location)),
        )  # fmt: skip
    for i, e in enumerate(profile.education):
        degree = ", ".join(x for x in (e.degree, e.area) if x)
        yield from _entry(
            f"Education {i + 1}", f"education[{i}]",
            (("institution", e.institution), ("degree", degree), ("start", _span(e.start, e.end)), ("score", e.score)),
        )  # fmt: skip


def _span(start: str, end: str) -> str:
    return f"{start or '?'} – {end or '?'}" if start or end else ""


def _entry(group: str, path: str, parts: tuple[tuple[str, str], ...]) -> Iterator[Field]:
    labels = {"start": "dates"}
    yield from (
        Field(group, labels.get(part, part), f"{path}.{part}", value) for part, value in parts if value
    )
