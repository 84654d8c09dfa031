"""Jobs, schools and skills of two records: see `matchers.comparisons.career` and `matchers.comparisons.history`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from enrich.values.employers import house_of
from matchers.blocking import stable_hash
from matchers.columns import DEGREES, MONTH_BITS
from matchers.comparisons.career import (
    SKILL_BITS,
    SKILL_CLASSES,
    STUDY,
    Employer,
    Schooling,
    Skills,
    Title,
    names_of,
    rarity_class,
    title_post,
)
from matchers.comparisons.history import A_YEAR, LONG, SLACK, Career
from matchers.features import Job, School
from matchers.few.circumstances import at, in_reach
from matchers.few.telling import SILENT, Call, Said, best
from matchers.few.words import phrase_like
from matchers.kernel import SIMILAR, TYPO

_EMPLOYER = {level.name: at for at, level in enumerate(Employer.levels)}
_TITLE = {level.name: at for at, level in enumerate(Title.levels)}
_SCHOOL = {level.name: at for at, level in enumerate(Schooling.levels)}
_SKILLS = {level.name: at for at, level in enumerate(Skills.levels)}
_CAREER = {level.name: at for at, level in enumerate(Career.levels)}
_OPEN = (1 << MONTH_BITS) - 1


def employer(call: Call, left: tuple[str, ...], right: tuple[str, ...]) -> Said:
    return _phrases(call, Employer.name, left, right, _employer_level, _EMPLOYER["nearly"])


def title(call: Call, left: tuple[str, ...], right: tuple[str, ...]) -> Said:
    return _phrases(call, Title.name, left, right, _title_level, _TITLE["nearly"])


def _phrases(
    call: Call, column: str, left: tuple[str, ...], right: tuple[str, ...], told: Callable[[str, str], int], last: int
) -> Said:  # fmt: skip
    """Two lists of phrases, compared best with best; rare ones count more up to level `last`."""
    weight, unusual = call.bits[column], call.desk.unusual

    def judge(x: str, y: str) -> Said:
        level = told(x, y)
        return Said(level, weight[level] + unusual(column, x, y) if level <= last else weight[level], x, y)

    return best(left, right, judge)


@lru_cache(maxsize=1 << 15)
def _employer_level(x: str, y: str) -> int:
    if x == y:
        return _EMPLOYER["same"]
    (house, initials, short), (other, its_initials, its_short) = names_of(x), names_of(y)
    if house.line and house.line == other.line:
        return _EMPLOYER["other name"]
    like = phrase_like(x, y)
    if like >= SIMILAR:
        return _EMPLOYER["nearly" if like >= TYPO else "alike"]
    if (initials and initials == its_short) or (its_initials and its_initials == short):
        return _EMPLOYER["initials"]
    return _EMPLOYER["group" if house.group and house.group == other.group else "different"]


@lru_cache(maxsize=1 << 15)
def _title_level(x: str, y: str) -> int:
    if x == y:
        return _TITLE["same"]
    one, other = title_post(x), title_post(y)
    if one.work and one.work == other.work:
        return _TITLE["same work" if one.rank == other.rank else "other rank"]
    like = phrase_like(x, y)
    if like >= SIMILAR:
        return _TITLE["nearly" if like >= TYPO else "alike"]
    return _TITLE["different"]


class Studies(NamedTuple):
    """`degree` by its number, 0 for none; `year` 0 where none is told."""

    school: str
    degree: int
    year: int


def studies_of(school: School) -> Studies:
    return Studies(school.name, DEGREES.get(school.degree, 0), school.year)


def schooling(call: Call, left: tuple[Studies, ...], right: tuple[Studies, ...]) -> Said:
    weight = call.bits[Schooling.name]

    def judge(x: Studies, y: Studies) -> Said:
        level = _SCHOOL[_school_level(x, y)]
        more = call.desk.unusual("school", x.school, y.school) if level <= _SCHOOL["further degree"] else 0.0
        return Said(level, weight[level] + more, x.school, y.school)

    return best(left, right, judge)


def _school_level(x: Studies, y: Studies) -> str:
    if phrase_like(x.school, y.school) < TYPO:
        return "different"
    known, equal = x.degree > 0 and y.degree > 0, x.degree == y.degree
    if x.year > 0 and y.year > 0:
        years = y.year - x.year if x.degree < y.degree else x.year - y.year
        if known and not equal and 0 < years <= STUDY:
            return "further degree"
        return "same class" if abs(x.year - y.year) <= 1 else "other class"
    return "same school and degree" if known and equal else "same school"


_PART = SKILL_BITS // SKILL_CLASSES
_OF_CLASS = [((1 << _PART) - 1) << _PART * number for number in range(SKILL_CLASSES)]


def skills(call: Call, left: tuple[str, ...], right: tuple[str, ...]) -> Said:
    known = call.desk.rare_skills()
    one, other = _sketch(call, left), _sketch(call, right)
    if min(one.bit_count(), other.bit_count()) < 2:
        return SILENT
    shared = _valued(one & other, bool(known))
    part = shared / min(_valued(one, bool(known)), _valued(other, bool(known)))
    name = "most" if part >= 0.6 else "some" if part >= 0.3 else "few" if shared > 0 else "none"
    return Said(_SKILLS[name], call.bits[Skills.name][_SKILLS[name]])


def _sketch(call: Call, told: tuple[str, ...]) -> int:
    """The skills of a record as bits, as in `SkillTable`."""
    known, answer = call.desk.rare_skills(), 0
    for skill in told:
        if known:
            place = _PART * rarity_class(known.get(skill, known.get("", 0.0))) + _hashed(skill) % _PART
        else:
            place = _hashed(skill) % SKILL_BITS
        answer |= 1 << place
    return answer


_hashed = lru_cache(maxsize=1 << 14)(stable_hash)


def _valued(sketch: int, by_class: bool) -> float:
    if not by_class:
        return float(sketch.bit_count())
    return float(sum((number + 1) * (sketch & bits).bit_count() for number, bits in enumerate(_OF_CLASS)))


class Stint(NamedTuple):
    """Months as in `features.Job`."""

    where: str
    start: int
    end: int


def stint_of(job: Job) -> Stint:
    return Stint(job.where, job.start, job.end)


def career(call: Call, left: tuple[Stint, ...], right: tuple[Stint, ...]) -> Said:
    weight = call.bits[Career.name]

    def judge(x: Stint, y: Stint) -> Said | None:
        level = _career_level(x, y)
        return Said(_CAREER[level], weight[_CAREER[level]], x.where, y.where) if level else None

    return best(left, right, judge)


def _career_level(x: Stint, y: Stint) -> str:
    """ "" where the two have nothing to do with one another."""
    begun = max(x.start, y.start)
    same, two = _employers(x.where, y.where)
    if same:
        told = x.end > 0 and y.end > 0
        if told and abs(x.start - y.start) <= SLACK and abs(x.end - y.end) <= SLACK:
            return "same stint"
        return "overlap" if min(x.end or _OPEN, y.end or _OPEN) - begun >= -A_YEAR else "other time"
    surely = min(x.end or x.start, y.end or y.start) - begun
    if two and surely >= A_YEAR and _far(x.where, y.where):
        return "two careers"
    return "two jobs" if two and surely >= LONG else ""


_house_of = lru_cache(maxsize=1 << 13)(house_of)


@lru_cache(maxsize=1 << 13)
def _employers(one: str, other: str) -> tuple[bool, bool]:
    """(the same employer, surely two)."""
    x, y = one.partition("\t")[0], other.partition("\t")[0]
    like, house, its = phrase_like(x, y), _house_of(x), _house_of(y)
    same = like >= TYPO or (house.line != "" and house.line == its.line)
    return same, like < SIMILAR and not same and not (house.group and house.group == its.group)


def _far(one: str, other: str) -> bool:
    """Whether both places are known, and in two countries or out of reach of one another."""
    (_, city, region, country), (_, its_city, its_region, its_country) = one.split("\t"), other.split("\t")
    if not country or not its_country:
        return False
    here, there = at(city, region, country), at(its_city, its_region, its_country)
    if here is not None and there is not None:
        return not in_reach(here, there)
    return country != its_country
