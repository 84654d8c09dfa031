"""Projects and publications: entries that name a thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from enrich.model import Item, ItemKind, PartialDate
from parsers.bodies import is_label
from parsers.citations import cited
from parsers.dateranges import best_range
from parsers.entries import Entry, split_entries
from parsers.flowing import flowing
from parsers.lines import Line
from parsers.notes import Notes
from parsers.parts import parts_of
from parsers.sections import Kind, Section

FEW_LETTERS = 4
HALF = 2
LONGEST_TITLE = 300


def items_of(sections: list[Section], notes: Notes) -> Iterable[Item]:
    """Projects and publications in their order."""
    for i, (lines, item) in enumerate(_found(sections)):
        notes.find(f"items[{i}]", lines, item.title, 0.75)
        yield item


def _found(sections: list[Section]) -> Iterator[tuple[list[Line], Item]]:
    for section in sections:
        if section.kind == "publications" and (listed := _references(section.lines)):
            yield from listed
        elif section.kind in ("projects", "publications"):
            for entry in split_entries(flowing(section.lines, short=True)):
                if (item := _item(entry, section.kind)) is not None:
                    yield entry.header, item


def _references(lines: list[Line]) -> list[tuple[list[Line], Item]]:
    """Items of a list of references; none when most of its items do not read as such."""
    items = flowing([line for line in lines if sum(c.isalpha() for c in line.text) >= FEW_LETTERS])
    taken = [(line, found) for line in items if (found := cited(_undated(line.body))) is not None]
    if len(taken) * HALF < len([x for x in items if not is_label(x) and len(x.text.split()) > FEW_LETTERS]):
        return []
    return [
        (
            lines,
            Item(
                kind="publication",
                title=found.title,
                date=_date(line, found.year),
                url=next((u for u in line.urls if u.startswith("http")), ""),
                publisher=found.venue,
            ),
        )
        for line, found in taken
    ]


def _date(line: Line, year: str) -> PartialDate:
    """To the day or month where the line begins with a date."""
    found = best_range(line.body)
    return found.start if found is not None and found.at[0] <= 1 and found.start else PartialDate(year)


def _undated(text: str) -> str:
    """Without a date that it begins with."""
    found = best_range(text)
    return text[found.at[1] :].lstrip(" :–—-|·") if found is not None and found.at[0] <= 1 else text


def _item(entry: Entry, kind: Kind) -> Item | None:
    if (
        kind == "publications"
        and (named := cited(" ".join(_undated(x.body) for x in entry.header))) is not None
    ):
        when = (entry.dates.end or entry.dates.start) if entry.dates else PartialDate(named.year)
        return Item(
            kind="publication", title=named.title, date=when, publisher=named.venue, url=_address(entry)
        )
    parts, _ = parts_of(entry)
    title = parts[0].text if parts else entry.header[0].body
    if not title or len(title) > LONGEST_TITLE or _only_date(title):
        return None
    date = (entry.dates.end or entry.dates.start) if entry.dates else PartialDate("")
    summary = " ".join(line.body for line in entry.body)[:1000]
    publisher = parts[1].text if len(parts) > 1 and kind == "publications" else ""
    item_kind: ItemKind = "publication" if kind == "publications" else "project"
    return Item(
        kind=item_kind, title=title, date=date, url=_address(entry), publisher=publisher, summary=summary
    )


def _only_date(text: str) -> bool:
    found = best_range(text)
    return found is not None and found.at[1] - found.at[0] > len(text) - 3


def _address(entry: Entry) -> str:
    return next((u for line in entry.header for u in line.urls if u.startswith("http")), "")
