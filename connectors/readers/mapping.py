"""A JSON object -> a profile, by a mapping that an operator declares.

A mapping has the names of a `Profile`'s fields. A text or a list of texts is given by paths; what has parts of its own
(work, education, items ...) by a table, or several: `each` is the path of a list, and the other paths start in its items.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from connectors.kit.records import day, links
from connectors.readers.paths import Mismatch, check_where, text_at, texts_at, values_at
from enrich.model import Link, PartialDate, Place, Profile, Value
from enrich.values.dates import clean_date

_NOT_TOLD_BY_SOURCES = frozenset({"interactions"})
_EACH = "each"
_NO = frozenset({"", "false", "no", "0"})

Part = TypeVar("Part", bound=Value)
Declared = Mapping[str, Any]


def check_mapping(declared: Declared, kind: type[Value] = Profile, place: str = "mapping") -> None:
    """Raises ValueError, in one line, for an attribute that nobody knows and a path that is none."""
    hints = _hints(kind)
    for name, how in declared.items():
        if name == _EACH and kind is not Profile:
            check_where(how)
        elif name not in hints:
            raise ValueError(
                f"{place}.{name}: unknown attribute{_hint(name, hints)}; allowed: {', '.join(hints)}"
            )
        else:
            _check(how, hints[name], f"{place}.{name}")
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in declared:
            raise ValueError(f"{place}: {field.name} is missing")


def profile_of(node: Any, declared: Declared) -> Profile:
    """What a JSON object says about a person. Raises Mismatch."""
    return _made(Profile, declared, node)


def _check(how: Any, hint: Any, place: str) -> None:
    part = _part_of(hint)
    tables = [how] if isinstance(how, dict) else how if isinstance(how, list) else []
    if part is not None and tables and isinstance(tables[0], dict):
        for table in tables:
            if not isinstance(table, dict):
                raise ValueError(f"{place}: allowed are tables or paths, not both")
            check_mapping(table, part, place)
        return
    if part is not None and part is not Link and len(_required(part)) > 1:
        raise ValueError(f"{place}: allowed is a table with {', '.join(_required(part))}")
    try:
        check_where(how)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error


def _made(kind: type[Part], declared: Declared, node: Any) -> Part:
    hints = _hints(kind)
    return kind(**{name: _value(hints[name], how, node) for name, how in declared.items() if name != _EACH})


def _value(hint: Any, how: Any, node: Any) -> Any:
    part = _part_of(hint)
    if part is Place:
        return _place(how, node)
    if part is not None:
        return tuple(_parts(part, how, node))
    if hint is PartialDate:
        return _date(text_at(node, how))
    if hint is bool:
        return text_at(node, how).lower() not in _NO
    if get_origin(hint) is Literal:
        return _one_of(get_args(hint), text_at(node, how))
    return texts_at(node, how) if get_origin(hint) is tuple else text_at(node, how)


def _parts(part: type[Value], how: Any, node: Any) -> list[Any]:
    """The parts that say something: a position needs an employer or a title, a skill a name."""
    if not isinstance(how, dict) and not (isinstance(how, list) and isinstance(how[0], dict)):
        texts = texts_at(node, how)
        first = msgspec.structs.fields(part)[0].name
        return list(links(*texts)) if part is Link else [part(**{first: text}) for text in texts]
    found = list[Any]()
    for table in [how] if isinstance(how, dict) else how:
        for inner in values_at(node, table[_EACH]) if _EACH in table else [node]:
            for each in inner if isinstance(inner, list) else [inner]:
                told = any(_value(_hints(part)[name], where, each) for name, where in table.items()
                           if name != _EACH and not str(where).startswith("="))  # fmt: skip
                made = _made(part, table, each) if told else None
                if made is not None and all(getattr(made, name) for name in _required(part)):
                    found.append(made)
    return found


def _place(how: Any, node: Any) -> Place | None:
    place = _made(Place, how, node) if isinstance(how, dict) else Place(text_at(node, how))
    return place if place != Place() else None


def _date(text: str) -> PartialDate:
    """A date as sources write it: in ISO 8601, as seconds or milliseconds since 1970, or in words."""
    if text.isdecimal() and len(text) > len("20240131"):
        return day(float(text))
    return day(text) or clean_date(text)


def _one_of(allowed: tuple[str, ...], text: str) -> str:
    if text and text not in allowed:
        raise Mismatch(f"an unknown kind of item; allowed: {', '.join(allowed)}")
    return text


@cache
def _hints(kind: type[Value]) -> dict[str, Any]:
    return {name: hint for name, hint in get_type_hints(kind).items() if name not in _NOT_TOLD_BY_SOURCES}


def _required(part: type[Value]) -> list[str]:
    return [field.name for field in msgspec.structs.fields(part) if field.required]


def _part_of(hint: Any) -> type[Value] | None:
    """The struct in `tuple[Struct, ...]` and `Struct | None`."""
    inner = [each for each in get_args(hint) if isinstance(each, type) and issubclass(each, Value)]
    return inner[0] if inner else None


def _hint(name: str, known: Mapping[str, Any]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f", did you mean {close[0]!r}?" if close else ""
