"""The lines below an entry's header -> what was done there, bullet by bullet."""

from __future__ import annotations

from parsers.bodies import is_label
from parsers.lines import Line


def bullets_of(lines: list[Line]) -> list[tuple[str, bool]]:
    """(text, is a bullet) of the body; a line that goes on with the one before is joined to it."""
    found: list[tuple[str, bool]] = []
    edge = min((line.box[0] for line in lines), default=0.0)
    for line in lines:
        if is_label(line) and len(line.text) < 40:
            continue
        item = line.bullet or (
            line.page > 0 and line.box[0] > edge + 4 and bool(found) and not found[-1][0][-1:].isalpha()
        )
        if found and not line.bullet and _goes_on(found[-1][0], line):
            found[-1] = (f"{found[-1][0]} {line.text}", found[-1][1])
        else:
            found.append((line.body, item))
    return found


def _goes_on(text: str, line: Line) -> bool:
    small = line.text[:1].islower() or line.text[:1].isdigit() or line.text[:1] in "(&%"
    return not text.endswith((".", "!", "?", "。")) and (
        small or text.endswith((",", " and", " the", "-", " of"))
    )
