"""Skills that running text tells of: names of tools that mean nothing else, as data/skills.txt spells them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from parsers.lines import Line
from parsers.words import soften


@cache
def _known() -> dict[str, str]:
    """softened name -> the name."""
    names = files("parsers").joinpath("data/skills.txt").read_text("utf-8").splitlines()
    return {soften(name): name for name in names if name}


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(_known(), key=len, reverse=True)))
    return re.compile(rf"(?<![\w.#+/-])(?:{names})(?![\w#+]|\.\w)")


def implied_skills(lines: list[Line]) -> list[tuple[str, Line]]:
    """Each skill once, with the first line that names it. A name in small letters counts only when its spelling is small."""
    found: dict[str, tuple[str, Line]] = {}
    for line in lines:
        for match in _pattern().finditer(soften(line.text)):
            name = _known()[match.group()]
            written = line.text[match.start() : match.end()]
            if name not in found and (not written.islower() or name.islower()):
                found[name] = (name, line)
    return list(found.values())
