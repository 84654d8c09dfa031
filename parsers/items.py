"""Projects and publications: entries that name a thing."""

from __future__ import annotations

from collections.abc import Iterable

from enrich.model import Item
from parsers.entries import Entry, split_entries
from parsers.notes import Notes
from parsers.parts import parts_of
from parsers.sections import Kind, Section


def items_of(sections: list[Section], notes: Notes) -> Iterable[Item]:
    entries = [
        (e, s.kind)
        for s in [s for s in sections if s.kind in ("projects", "publications")]
        for e in split_entries(s.lines)
    ]
    made = [(entry, item) for entry, kind in entries if (item := _item(entry, kind)) is not None]
    for i, (entry, item) in enumerate(made):
        notes.find(f"items[{i}]", entry.header, item.title, 0.75)
        yield item


def _item(entry: Entry, kind: Kind) -> Item | None:
    parts, _ = parts_of(entry)
    title = parts[0].text if parts else entry.header[0].body
    if not title or len(title) > 300:
        return None
    url = next((u for line in entry.header for u in line.urls if u.startswith("http")), "")
    date = (entry.dates.end or entry.dates.start) if entry.dates else ""
    summary = " ".join(line.body for line in entry.body)[:1000]
    publisher = parts[1].text if len(parts) > 1 and kind == "publications" else ""
    item_kind = "publication" if kind == "publications" else "project"
    return Item(kind=item_kind, title=title, date=date, url=url, publisher=publisher, summary=summary)  # type: ignore[arg-type]
