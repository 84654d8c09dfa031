"""Where something stands in a JSON answer, in words that an operator can write.

name              a field              positions[].title   a field of every item of a list
address.city      a field of a field   emails[0]           one item of a list
=alumni           this text itself     =https://x.example/{id}   a text with values in it
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_STEP = re.compile(r"\.?([^.\[\]{}=]+)|\[(\d*)\]")
_SLOT = re.compile(r"\{([^{}]*)\}")

Step = str | int | None
Where = str | Sequence[str]


class Mismatch(Exception):
    """Something else stands at a path than was declared. The text names the path and the kind, not the value."""


def check_where(where: object) -> None:
    """Raises ValueError for what is no path, and no list of paths."""
    for each in [where] if isinstance(where, str) else where if isinstance(where, list) and where else [None]:
        if not isinstance(each, str) or not each.strip():
            raise ValueError('this is no path; allowed are paths such as "name", "emails[].address", "=text"')
        for path in _SLOT.findall(each) if each.startswith("=") else [each]:
            steps(path)


@lru_cache(maxsize=1 << 12)
def steps(path: str) -> tuple[Step, ...]:
    """A path in steps: a field's name, the number of an item, None for every item. Raises ValueError."""
    found, place = list[Step](), 0
    while place < len(path):
        step = _STEP.match(path, place)
        if step is None:
            raise ValueError(f'{path!r} is no path; allowed are paths such as "name" and "emails[].address"')
        found.append(step[1] if step[1] else int(step[2]) if step[2] else None)
        place = step.end()
    return tuple(found)


def values_at(node: Any, path: str) -> list[Any]:
    """All that stands at a path, "" for the node itself; nothing is left out but null. Raises Mismatch."""
    nodes = [node]
    for step in steps(path):
        nodes = [inner for each in nodes if each is not None for inner in _inside(each, step, path)]
    return [each for each in nodes if each is not None]


def texts_at(node: Any, where: Where) -> tuple[str, ...]:
    """The texts at one or several paths, each once and none of them empty. Raises Mismatch for what is no text."""
    paths = [where] if isinstance(where, str) else where
    found = [text for path in paths for text in _texts(node, path)]
    return tuple(dict.fromkeys(text for text in found if text))


def text_at(node: Any, where: Where) -> str:
    """The first of the texts there, "" where there is none."""
    return next(iter(texts_at(node, where)), "")


def _inside(node: Any, step: Step, path: str) -> list[Any]:
    if isinstance(step, str):
        if not isinstance(node, dict):
            raise Mismatch(f"{path}: here is {_kind(node)}, where an object was expected")
        return [node[step]] if step in node else []
    if not isinstance(node, list):
        raise Mismatch(f"{path}: here is {_kind(node)}, where a list was expected")
    return list(node) if step is None else node[step : step + 1]


def _texts(node: Any, path: str) -> list[str]:
    if path.startswith("="):
        return [_filled(node, path[1:])]
    found = values_at(node, path)
    if (
        len(found) == 1
        and isinstance(found[0], list)
        and not any(isinstance(x, (dict, list)) for x in found[0])
    ):
        found = found[0]
    return [_text(value, path) for value in found if value is not None]


def _filled(node: Any, pattern: str) -> str:
    """The text with its values; nothing where it has slots and all of them are empty."""
    values = {path: text_at(node, path) for path in _SLOT.findall(pattern)}
    if values and not any(values.values()):
        return ""
    return " ".join(_SLOT.sub(lambda slot: values[slot[1]], pattern).split())


def _text(value: Any, path: str) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    if not isinstance(value, (str, int, float)):
        raise Mismatch(f"{path}: here is {_kind(value)}, where a text was expected")
    return str(value).strip()


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "a text", bool: "a flag"}.get(type(value), "a number")
