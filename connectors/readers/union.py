"""Two descriptions of one person on one page -> one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from enrich.model import Education, Profile, Work
from enrich.values.text import fold

_LISTS = frozenset(
    {"aliases", "emails", "phones", "links", "skills", "languages", "identifiers", "certificates"}
)

Part = TypeVar("Part", Work, Education)


def united(profile: Profile, more: Profile) -> Profile:
    """The first profile, with what only the second one tells; a position or study told by both is one."""
    values = msgspec.structs.asdict(profile)
    for name, second in msgspec.structs.asdict(more).items():
        first = values[name]
        if name == "work":
            values[name] = _joined(profile.work, more.work, _same_position)
        elif name == "education":
            values[name] = _joined(profile.education, more.education, _same_study)
        elif name in _LISTS:
            values[name] = tuple(dict.fromkeys((*first, *second)))
        elif not first:
            values[name] = second
    return Profile(**values)


def _joined(
    first: Iterable[Part], second: Iterable[Part], same: Callable[[Part, Part], bool]
) -> tuple[Part, ...]:
    """In the order told, each part completed by what the other list says of it."""
    joined = list(first)
    for part in second:
        place = next((place for place, known in enumerate(joined) if same(known, part)), None)
        if place is None:
            joined.append(part)
        else:
            joined[place] = _completed(joined[place], part)
    return tuple(joined)


def _completed(part: Part, more: Part) -> Part:
    gaps: dict[str, Any] = {
        name: value for name, value in msgspec.structs.asdict(more).items() if not getattr(part, name)
    }
    return msgspec.structs.replace(part, **gaps)


def _same_position(one: Work, other: Work) -> bool:
    """Same title, and no two employers or starts."""
    return (
        fold(one.title) == fold(other.title)
        and _agree(one.employer, other.employer, fold)
        and _agree(one.start, other.start, str)
    )


def _same_study(one: Education, other: Education) -> bool:
    return (
        fold(one.institution) == fold(other.institution)
        and _agree(one.degree, other.degree, fold)
        and _agree(one.start, other.start, str)
    )


def _agree(one: str, other: str, key: Callable[[str], str]) -> bool:
    return not one or not other or key(one) == key(other)
