"""Names of two records: see `matchers.comparisons.names`."""

from __future__ import annotations

from collections.abc import Iterable

from enrich.values.names import nickname_roots
from enrich.values.nicknames import are_two
from enrich.values.romanisation import heard_of
from matchers.columns import FURTHER, JOINED, WHOLE
from matchers.comparisons.name_words import first_roots, roots_of_family, roots_of_given
from matchers.comparisons.names import FamilyName, FurtherNames, Generation, GivenName
from matchers.few.telling import SILENT, Call, Said, best
from matchers.few.words import name_like
from matchers.frequencies import listed_names
from matchers.kernel import DIFFERENT, SIMILAR, TYPO

Name = tuple[str, int]  # word, flag

_IS_FAMILY = {level.name: at for at, level in enumerate(FamilyName.levels)}
_IS_GIVEN = {level.name: at for at, level in enumerate(GivenName.levels)}
_FURTHER = {level.name: at for at, level in enumerate(FurtherNames.levels)}
_LAST_FAMILY, _LAST_GIVEN = _IS_FAMILY["slip"], _IS_GIVEN["slip"]
_FAMILY_BY_LIKENESS = [
    _IS_FAMILY[level] for level in ("different", "alike", "alike", "slip", "same")
]  # DIFFERENT, SIMILAR, CLIPPED, TYPO, EQUAL
_GIVEN_BY_LIKENESS = [_IS_GIVEN[level] for level in ("different", "alike", "clipped", "slip", "same")]


def like(x: str, y: str) -> int:
    """How alike two names are; a slip between two listed names counts as SIMILAR only."""
    alike = name_like(x, y)
    if alike == TYPO:
        listed = listed_names()
        return SIMILAR if x in listed and y in listed else TYPO
    return alike


_REMEMBERED = 1 << 15
_families: dict[str, frozenset[str]] = {}  # what family names may be spellings of


def listen(words: Iterable[str]) -> None:
    """Finds out what these family names may be spellings of: for all of them at once that takes a quarter of the time."""
    if len(_families) > _REMEMBERED:
        _families.clear()
    new = [word for word in words if word not in _families]
    unusual = [word for word in new if word not in listed_names()]
    heard = dict(zip(unusual, heard_of(unusual), strict=True))
    for word in new:
        _families[word] = roots_of_family(word, heard.get(word, ""))


def one_family(x: str, y: str) -> bool:
    """Whether two family names, which were listened to, may be spellings of one."""
    return x == y or not _families[x].isdisjoint(_families[y])


def one_given(x: str, y: str) -> bool:
    """Whether two given names may be short for the same, or spellings of one."""
    return x == y or not roots_of_given(x).isdisjoint(roots_of_given(y))


def family(call: Call, left: tuple[Name, ...], right: tuple[Name, ...]) -> Said:
    weight, desk = call.bits[FamilyName.name], call.desk

    def judge(one: Name, other: Name) -> Said:
        (x, of_x), (y, of_y) = one, other
        level = _family_level(x, y, of_x == WHOLE and of_y == WHOLE)
        if level == _IS_FAMILY["initial"]:
            more = desk.letter("family", x)
        else:
            more = desk.family_rarity(x, y) if level <= _LAST_FAMILY else 0.0
        return Said(level, weight[level] + more, x, y)

    return best(left, right, judge)


def _family_level(x: str, y: str, whole: bool) -> int:
    if len(x) == 1 or len(y) == 1:
        return _IS_FAMILY["initial" if x[0] == y[0] else "different"]
    if x == y:
        return _IS_FAMILY["same" if whole else "part"]
    if one_family(x, y):
        return _IS_FAMILY["spelling"]
    return _FAMILY_BY_LIKENESS[like(x, y)]


def given(call: Call, left: tuple[Name, ...], right: tuple[Name, ...]) -> Said:
    weight, desk = call.bits[GivenName.name], call.desk

    def judge(one: Name, other: Name) -> Said | None:
        (x, of_x), (y, of_y) = one, other
        kind = of_x + of_y
        if kind == 2 * FURTHER or kind > JOINED:
            return None
        level = _given_level(x, y, (of_x == FURTHER) != (of_y == FURTHER))
        if kind == JOINED and level == _LAST_GIVEN and len(x) != len(y):
            return None
        if level == _IS_GIVEN["initial"]:
            more = desk.letter("given", x)
        else:
            more = desk.given_rarity(x, y) if level <= _LAST_GIVEN else 0.0
        return Said(level, weight[level] + more, x, y)

    return best(left, right, judge)


def _given_level(x: str, y: str, further: bool) -> int:
    short = len(x) == 1 or len(y) == 1
    if further:
        return _IS_GIVEN["different" if short or like(x, y) < TYPO else "second"]
    if short:
        return _IS_GIVEN["initial" if x[0] == y[0] else "different"]
    if x == y:
        return _IS_GIVEN["same"]
    if one_given(x, y):
        return _IS_GIVEN["short form"]
    alike = like(x, y)
    return _IS_GIVEN["different"] if alike > DIFFERENT and are_two(x, y) else _GIVEN_BY_LIKENESS[alike]


def further_names(call: Call, left: tuple[Name, ...], right: tuple[Name, ...]) -> Said:
    weight, desk = call.bits[FurtherNames.name], call.desk

    def judge(one: Name, other: Name) -> Said:
        x, y = one[0], other[0]
        level, more = _FURTHER["different"], 0.0
        if len(x) == 1 or len(y) == 1:
            if x[0] == y[0]:
                level, more = _FURTHER["initial"], desk.letter("given", x)
        elif like(x, y) >= TYPO or one_given(x, y):
            level, more = _FURTHER["same"], desk.given_rarity(x, y)
        return Said(level, weight[level] + more, x, y)

    return best(left, right, judge)


def generation(call: Call, left: str, right: str) -> Said:
    level = 0 if left == right else 1
    return Said(level, call.bits[Generation.name][level])


CLOSE, FORMAL, INITIAL = 0, 1, 2


def crosswise(call: Call, left: tuple[Name, ...], right: tuple[Name, ...]) -> Said:
    """Family against given names. Levels: equal or a slip apart, short for one another, an initial."""
    weight, desk = call.bits[GivenName.name], call.desk

    def judge(one: Name, other: Name) -> Said | None:
        x, y = one[0], other[0]
        if len(x) == 1 or len(y) == 1:
            if x[0] != y[0]:
                return None
            return Said(INITIAL, desk.letter("given", x) + weight[_IS_GIVEN["initial"]], x, y)
        level = CLOSE if like(x, y) >= TYPO else FORMAL
        if level == FORMAL and _as_given(call, x).isdisjoint(_as_given(call, y)):
            return None
        rarity = min(desk.family_rarity(x, y), desk.given_rarity(x, y))
        return Said(level, rarity + weight[_IS_GIVEN["short form"]] if level == FORMAL else rarity, x, y)

    return best(left, right, judge)


def _as_given(call: Call, word: str) -> frozenset[str]:
    """What a word may stand for as a given name; of one that is none in any of these records, no spellings."""
    return roots_of_given(word) if word in call.given else first_roots(nickname_roots(word))


def in_other_order(
    call: Call, names: tuple[tuple[Name, ...], ...], family_bits: float, given_bits: float
) -> tuple[Said, Said] | None:
    """Family and given name of a pair read crosswise, where that explains more than these bits. `names`: family and given
    names of one record, then of the other."""
    family_a, given_a, family_b, given_b = names
    one = crosswise(call, family_a, given_b)
    if one is SILENT:
        return None
    two = crosswise(call, given_a, family_b)
    f, g = _IS_FAMILY["other order"], _IS_GIVEN["other order"]
    in_family, in_given = call.bits[FamilyName.name][f], call.bits[GivenName.name][g]
    heard = two is not SILENT and one.level * two.level == 0
    if not heard or not one.bits + two.bits + in_family + in_given > family_bits + given_bits:
        return None
    return Said(f, one.bits + in_family, one.left, one.right), Said(
        g, two.bits + in_given, two.left, two.right
    )
