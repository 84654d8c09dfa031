"""When somebody was where: careers that overlap, and two careers at once."""

from __future__ import annotations

import numpy as np

from enrich.ports import Bools, Floats, Ints, Levels
from enrich.values.distances import spot_of
from enrich.values.employers import house_of
from matchers.columns import MONTH_BITS, Codes, distinct_codes
from matchers.comparisons.base import Comparison, choose, numbered
from matchers.comparisons.career import phrase_likeness
from matchers.comparisons.circumstances import IN_REACH, points
from matchers.kernel import NEVER, SIMILAR, TYPO, Outcome, compare_many
from matchers.scene import Batch, Level, Scene
from matchers.sketches import Alikeness, PhraseSketch

SLACK = 3  # months: dates of one job in two sources
A_YEAR, LONG = 12, 24  # months of two jobs at once: in places far apart, and anywhere
_OPEN = (1 << MONTH_BITS) - 1


class JobTable:
    """By code of a job: its employer, the employer's line and group, its country, and where it is as a point on the unit sphere."""

    of_records = True

    def __init__(self, scene: Scene) -> None:
        codes = distinct_codes(scene.columns.many["job"].code)
        parts = [scene.columns.words[code].split("\t") for code in codes.tolist()]
        employers = [employer for employer, *_ in parts]
        houses = list(map(house_of, employers))
        (self.employer,) = numbered(codes, employers)
        (self.line,) = numbered(codes, [house.line for house in houses])
        (self.group,) = numbered(codes, [house.group for house in houses])
        (self.country,) = numbered(codes, [country for *_, country in parts])
        names = list(dict.fromkeys(["", *employers]))
        self._alike = Alikeness(names, np.arange(len(names), dtype=np.int32), phrase_likeness, PhraseSketch)
        spots = [spot_of(city, region, country) for _, city, region, country in parts]
        self._point = np.full((int(codes.max(initial=0)) + 1, 3), np.nan)
        self._point[codes] = points([(s.latitude, s.longitude) if s else (np.nan, np.nan) for s in spots])

    def employers(self, left: Codes, right: Codes) -> tuple[Bools, Bools]:
        """(the same employer, surely two)."""
        like = self._alike.of(self.employer[left], self.employer[right])
        line, group = self.line[left], self.group[left]
        same = (like >= TYPO) | ((line > 0) & (line == self.line[right]))
        two = (like < SIMILAR) & ~same & ~((group > 0) & (group == self.group[right]))
        return same, two

    def far(self, left: Codes, right: Codes) -> Bools:
        """Whether both places are known, and in two countries or out of reach of one another."""
        country, other = self.country[left], self.country[right]
        cosine = np.einsum("ij,ij->i", self._point[left], self._point[right])
        known = (country > 0) & (other > 0)
        near = cosine >= IN_REACH
        return np.asarray(known & ~near & ((country != other) | (cosine < IN_REACH)))


class Career(Comparison):
    """Do two histories of jobs fit together? The same employer at the same time speaks for one person, the same beginning and end
    even more; the same employer at other times speaks against. Two long jobs at once, at two employers in places far
    apart, are two people's. Asked where both tell when a job began; what is still going on is believed only at its beginning,
    since records grow old. Unpaid work does not count."""

    name = "career"
    reads = ("job",)
    group = "career"
    levels = (
        Level("same stint", 3.5, "the same employer from and to the same month or nearly"),
        Level("overlap", 0.8, "the same employer at the same time"),
        Level("other time", -1.0, "the same employer at other times"),
        Level("two jobs", -1.2, "two employers for years at once"),
        Level("two careers", -4.0, "two employers at once in places far apart", contradicts=True),
    )

    def compare(self, batch: Batch) -> Outcome:
        column, table = batch.scene.columns.many["job"], batch.scene.table(JobTable)
        weight = self.bits(batch)

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right = column.code[i], column.code[j]
            same, two = table.employers(left, right)
            (start, end), (begin, stop) = _months(column.number[i]), _months(column.number[j])
            told = (end > 0) & (stop > 0)
            stint = told & (np.abs(start - begin) <= SLACK) & (np.abs(end - stop) <= SLACK)
            common = np.minimum(_or(end, _OPEN), _or(stop, _OPEN)) - np.maximum(start, begin)
            surely = np.minimum(_or(end, start), _or(stop, begin)) - np.maximum(start, begin)
            careers = two & (surely >= A_YEAR)
            careers[careers] = table.far(left[careers], right[careers])
            level = choose(
                self.at("two jobs"),
                (same & stint, self.at("same stint")),
                (same & (common >= -A_YEAR), self.at("overlap")),
                (same, self.at("other time")),
                (careers, self.at("two careers")),
            )
            heard = same | careers | (two & (surely >= LONG))
            return level, np.where(heard, weight[level], NEVER)

        return compare_many(column, column, batch.a, batch.b, judge)

    def shown(self, scene: Scene, outcome: Outcome) -> tuple[str, str]:
        left, right = (word.split("\t")[0] for word in super().shown(scene, outcome))
        return left, right


def _months(number: Codes) -> tuple[Codes, Codes]:
    """(beginning, end) of jobs."""
    return number >> MONTH_BITS, number & _OPEN


def _or(months: Codes, otherwise: Codes | int) -> Codes:
    """The months that are told, else others."""
    return np.where(months > 0, months, otherwise)
