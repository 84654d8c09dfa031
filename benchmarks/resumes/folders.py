"""Folders of labelled resumes that are not ours: each file with NAME.truth.json beside it, in one of three shapes.

Ours and JSON Resume's words: {name, emails, phones, region, links, work: [{employer, title, start, end}], education: [{institution}], skills}.
Lists of mentions, as annotated resumes have them: {name, employers, titles, institutions, skills}.
Hand-read fixtures: {contact: {full_name, email, phone}, experience: [{company, title, dates}], education: [{institution}], skills}.
What a truth file does not name, or names as null, is not scored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parsers.dateranges import best_range

Truth = dict[str, Any]
ENDING = ".truth.json"
NOT_FILES = (".json", ".txt.orig")


def labelled(folder: Path) -> Iterator[tuple[Path, Truth]]:
    """(file, truth) of every labelled file in the folder and below it, sorted by name."""
    for about in sorted(folder.rglob(f"*{ENDING}")):
        name = about.name.removesuffix(ENDING)
        for file in sorted(about.parent.glob(f"{name}.*")):
            if file.stem == name and not file.name.endswith(NOT_FILES):
                yield file, truth_of(json.loads(about.read_text(encoding="utf-8")), file)


def truth_of(found: Truth, file: Path) -> Truth:
    """The truth in the words of `scoring.score`."""
    truth = _fixture(found) if "contact" in found else {k: v for k, v in found.items() if v is not None}
    place = {
        "kind": file.suffix[1:],
        "language": found.get("locale", "-"),
        "page": file.parent.name,
        "entry": "-",
    }
    return {"region": "US"} | place | truth


def _fixture(found: Truth) -> Truth:
    contact = found["contact"]
    truth: Truth = {
        name: [contact[key]] for name, key in (("emails", "email"), ("phones", "phone")) if contact.get(key)
    }
    if contact.get("full_name"):
        truth["name"] = contact["full_name"]
    if "experience" in found:
        truth["work"] = [_position(one) for one in found["experience"]]
    if "education" in found:
        truth["education"] = found["education"]
    if "skills" in found:
        truth["skills"] = found["skills"]
    return truth


def _position(one: Truth) -> Truth:
    dates = best_range(one.get("dates") or "")
    start, end = (dates.start, dates.end) if dates else ("", "")
    current = dates is not None and dates.current
    return {
        "employer": one.get("company") or "",
        "title": one.get("title") or "",
        "start": str(start),
        "end": "present" if current else str(end),
    }
