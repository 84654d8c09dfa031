"""Sources that are asked by name and employer answer with namesakes too: who among them may be the person asked for?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from connectors.kit.records import texts
from enrich.model import Found, Profile
from enrich.ports import Ask
from enrich.values.names import NameParts, nickname_roots, parse_name
from enrich.values.organisations import fold_employer

MOST = 3  # candidates of one name and employer; where there are more, nothing is told by them


def may_be(ask: Ask, names: Iterable[str], employers: Iterable[str]) -> bool:
    """Whether one of these names is the one asked for, and one of these employers is theirs. It stays a suggestion."""
    asked = parse_name(ask.name)
    return any(_one_name(asked, parse_name(name)) for name in names) and any(
        _one_employer(ask.employer, employer) for employer in employers
    )


def suggestions(ask: Ask, found: Sequence[Found]) -> Iterator[Found]:
    """Those whom name and employer fit, at most `MOST`, each as a record of its own that only a person makes theirs.

    Once that is done, its account is known, and the source tells the rest of it when asked by that.
    """
    fitting = [
        each
        for each in found
        if may_be(ask, _names(each.profile), [work.employer for work in each.profile.work])
    ]
    for each in fitting if len(fitting) <= MOST else ():
        yield structs.replace(each, key=f"{each.key}#maybe", profile=unsure(each.profile))


def unsure(profile: Profile) -> Profile:
    """A profile of somebody whom nothing but name and employer tells from their namesakes.

    Positions and studies would make it theirs by themselves, so positions stand in the headline, for a person to read.
    """
    positions = texts(*(", ".join(texts(work.title, work.employer)) for work in profile.work))
    own = () if any(profile.headline in position for position in positions) else (profile.headline,)
    return structs.replace(profile, headline="; ".join(texts(*own, *positions[:3])), work=(), education=())


def _names(profile: Profile) -> tuple[str, ...]:
    return (profile.name, *profile.aliases)


def _one_name(one: NameParts, other: NameParts) -> bool:
    """The same family name, and given names that begin alike: an initial or a nickname stands for the name."""
    if not (one.family and one.given and other.given) or one.family != other.family:
        return False
    first, second = one.given[0], other.given[0]
    initial = 1 in {len(first), len(second)} and first[0] == second[0]
    return initial or bool(nickname_roots(first) & nickname_roots(second))


def _one_employer(one: str, other: str) -> bool:
    """The same name, or one that holds all words of the other ("Baltic Grid" and "Baltic Grid Research")."""
    words, more = set(fold_employer(one).split()), set(fold_employer(other).split())
    shorter, longer = sorted((words, more), key=len)
    return bool(shorter) and (words == more or (len(shorter) > 1 and shorter <= longer))
