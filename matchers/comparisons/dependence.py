"""Where evidence is not independent: a household shares much, and a group of comparisons often tells one thing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from enrich.ports import Bools, Floats, Ints, Levels
from matchers.columns import Codes
from matchers.comparisons.base import Comparison
from matchers.comparisons.career import Employer, Schooling, Skills, Title
from matchers.comparisons.circumstances import BirthDate, PlaceOfLiving, Postcode, Street
from matchers.comparisons.contacts import EmailAddress, Identification, PhoneNumber, ProfileLink
from matchers.comparisons.history import Career
from matchers.comparisons.name_words import NameTable
from matchers.comparisons.names import FamilyName, FurtherNames, Generation, GivenName
from matchers.kernel import Outcome
from matchers.scene import Batch, Scene, spread

LONG = 6  # letters: short forms are shorter
TWINS = 5.0  # bits: about one in thirty brothers and sisters of one home has a twin
UNNAMED = ("second", "initial", "different")  # given names that do not say that two records are one person
# What people who live together share, and what father and son share beyond that.
HOUSEHOLD = (
    FamilyName.name,
    EmailAddress.name,
    PhoneNumber.name,
    Street.name,
    Postcode.name,
    PlaceOfLiving.name,
)
FAMILY_SHARES = (*HOUSEHOLD, GivenName.name, FurtherNames.name)
# What people who work together share.
COLLEAGUES = (Employer.name, Title.name, Career.name, Schooling.name, Skills.name, PlaceOfLiving.name)


# Who tells, up to which level, that what a comparison says up to a level is no news; then it says "told by ...".
TOLD: tuple[tuple[type[Comparison], str, str, tuple[tuple[type[Comparison], str], ...]], ...] = (
    (PlaceOfLiving, "slip", "told by address", ((Postcode, "slip"), (Street, "slip"))),
    (Postcode, "same area", "told by address", ((Street, "slip"), (PlaceOfLiving, "slip"))),
    (Skills, "most", "told by title", ((Title, "alike"),)),
)


_ELSEWHERE = ("same region", "same country", "other city", "other country")
# Who tells, at which levels, that a comparison could but say "different": who has moved has another address and postcode,
# who has changed the employer often another title. Then it says the level of the third column.
FOLLOWS: tuple[tuple[type[Comparison], str, tuple[tuple[type[Comparison], tuple[str, ...]], ...]], ...] = (
    (Title, "told by employer", ((Employer, ("different",)),)),
    (Postcode, "moved", ((PlaceOfLiving, _ELSEWHERE),)),
    (Street, "moved", ((PlaceOfLiving, _ELSEWHERE), (Postcode, ("different", "moved")))),
)

# comparison -> (first level, last level, what those between may become): its bits are then the weight of that level.
BECOMES: dict[str, tuple[tuple[int, int, int], ...]] = {
    **{
        comparison.name: ((0, comparison.at(last), comparison.at(told)),)
        for comparison, last, told, _ in TOLD
    },
    GivenName.name: ((0, GivenName.at("different"), GivenName.at("another")),),
}
for _comparison, _told, _ in FOLLOWS:
    _different = _comparison.at("different")
    BECOMES[_comparison.name] = (
        *BECOMES.get(_comparison.name, ()),
        (_different, _different, _comparison.at(_told)),
    )


class OriginTable:
    """Of each word: its number among the listed words of a column (0: not listed), by code."""

    def __init__(self, scene: Scene) -> None:
        columns, kinship = scene.columns, scene.weights.kinship
        many, one = columns.many, columns.one
        used = {"family": many["family"].code, "given": many["given"].code, "city": one["city"]}
        self.number = {name: np.zeros(1, np.int64) for name in used}
        if kinship.known:
            for name, has in used.items():
                codes, known = np.unique(has), kinship.number[name]
                numbers = [known.get(columns.words[code], 0) for code in codes.tolist()]
                self.number[name] = spread(columns, codes.astype(np.int32), numbers)
        self._affinity = kinship.affinity

    def affinity(self, column: str, codes: Codes, agrees: Bools) -> Floats:
        """(n, origins) affinities of these words, 1 where the pair does not agree on them."""
        at = np.where(agrees, self.number[column][np.where(agrees, codes, 0)], 0)
        return np.asarray(self._affinity[column][at], np.float64)


def of_one_origin(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """Names and cities that go together tell less together than each by itself: people called Park are often called Hyun-woo
    and often live in Seoul. What agreement on one tells already of the others is taken from given name and place."""
    kinship = batch.scene.weights.kinship
    if not kinship.known:
        return
    family, given, place = (outcomes[c.name] for c in (FamilyName, GivenName, PlaceOfLiving))
    named = _agrees(outcomes, FamilyName, "slip"), _agrees(outcomes, GivenName, "slip")
    lives = _agrees(outcomes, PlaceOfLiving, "slip")
    at = (named[0].astype(np.int8) + named[1] + lives > 1).nonzero()[0]
    table = batch.scene.table(OriginTable)
    crossed = family.level[at] == FamilyName.at("other order")
    both = named[0][at] & named[1][at]
    in_given, in_place = np.zeros(len(at)), np.zeros(len(at))
    for f, g, c in (
        (family.left[at], given.left[at], place.left[at]),
        (
            np.where(crossed, given.right[at], family.right[at]),
            np.where(crossed, family.right[at], given.right[at]),
            place.right[at],
        ),
    ):
        fit = table.affinity("family", f, named[0][at]) * table.affinity("given", g, named[1][at])
        names = np.maximum(np.log2(fit @ kinship.share), 0.0)
        every = np.log2((fit * table.affinity("city", c, lives[at])) @ kinship.share)
        in_given -= names / 2
        in_place -= np.maximum(every - names, 0.0) / 2
    given.bits[at] += np.where(both, in_given, 0.0)
    place.bits[at] += np.where(lives[at], in_place, 0.0)


def told_twice(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """Evidence that follows from other evidence counts by what it adds: a city beside one postcode, a postcode beside one
    address, skills beside one title."""
    for comparison, last, told, tellers in TOLD:
        outcome, agrees = outcomes[comparison.name], _agrees(outcomes, comparison, last)
        if not agrees.any():
            continue
        known = np.zeros(len(batch.a), np.bool_)
        for teller, least in tellers:
            known |= _agrees(outcomes, teller, least)
        at = (known & agrees).nonzero()[0]
        outcome.level[at] = comparison.at(told)
        outcome.bits[at] = batch.scene.weights.bits[comparison.name][comparison.at(told)]


def follows(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """What differs because something else does counts by what it adds: a title beside another employer, an address in
    another city."""
    for comparison, told, tellers in FOLLOWS:
        outcome = outcomes[comparison.name]
        known = np.zeros(len(batch.a), np.bool_)
        for teller, levels in tellers:
            for level in levels:
                known |= outcomes[teller.name].level == teller.at(level)
        at = (known & (outcome.level == comparison.at("different"))).nonzero()[0]
        outcome.level[at] = comparison.at(told)
        outcome.bits[at] = batch.scene.weights.bits[comparison.name][comparison.at(told)]


def in_one_household(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """Clearly different given names beside a shared telephone, mailbox or address, or beside different birth dates: two
    people, often of one household, unless a page of their own or an identifier says that they are one, or the names may be
    an odd short form or a spelling of one another (one is no usual name, and they begin alike). All that a household shares
    then counts no more than the "household" cap, one birth date no more than twins are seldom, and so for father and son
    with one name."""
    given, cap = outcomes[GivenName.name], batch.scene.weights.caps["household"]
    if not cap:  # these records list no households
        return
    different = given.level == GivenName.at("different")
    if different.any():
        beside = (
            _one_home(_levels_of(outcomes))
            | _agrees(outcomes, EmailAddress, "same named")
            | _two_birth_dates(outcomes)
        )
        at = (different & beside & ~_own(outcomes)).nonzero()[0]
        at = at[_two_names(batch, given.left[at], given.right[at])] if len(at) else at
        given.level[at] = GivenName.at("another")
        given.bits[at] = GivenName().bits(batch)[GivenName.at("another")]
    two, generations = of_two_people(_levels_of(outcomes))
    bound([outcomes[name].bits for name in HOUSEHOLD], two, cap)
    bound([outcomes[BirthDate.name].bits], two, TWINS)
    bound([outcomes[name].bits for name in FAMILY_SHARES], generations, cap)


def at_one_employer(batch: Batch, outcomes: Mapping[str, Outcome]) -> None:
    """Two usual given names, or family names, or two that begin differently, and nothing that is one person's own: two
    people with one name in common may well work at one place, so what work and place say counts no more than the
    "colleagues" cap."""
    cap = batch.scene.weights.caps.get("colleagues", 0.0)
    if not cap:
        return
    reached: Bools | None = None
    for comparison in (GivenName, FamilyName):
        name = outcomes[comparison.name]
        at = (name.level == comparison.at("different")).nonzero()[0]
        if len(at):
            reached = _reached(outcomes) if reached is None else reached
            at = at[~reached[at]]
            table, left, right = batch.scene.table(NameTable), name.left[at], name.right[at]
            two = table.listed[left] & table.listed[right] | (table.letter[left] != table.letter[right])
            if comparison is GivenName:
                doubtful = np.flatnonzero(~two)
                two[doubtful] = ~table.may_be_short(left[doubtful], right[doubtful])
            at = at[two]
            bound([outcomes[member].bits for member in COLLEAGUES], at, cap)


def _reached(outcomes: Mapping[str, Outcome]) -> Bools:
    """Whether they share a way to reach one person, or a birth date."""
    birth = outcomes[BirthDate.name].level
    mailbox = _agrees(outcomes, EmailAddress, "own user part")
    return (
        _own(outcomes)
        | mailbox
        | _one_home(_levels_of(outcomes))
        | (birth >= 0) & (birth < BirthDate.at("different"))
    )


def of_two_people(levels: Mapping[str, Levels]) -> tuple[Ints, Ints]:
    """(pairs of two people of one household, or of which nobody can tell, since all they share is its family name and home;
    pairs like father and son): generations that differ, or birth dates in one home, or birth dates or identifiers of two
    people there whom no given name makes one, or whose further names differ."""
    given, birth = levels[GivenName.name], levels[BirthDate.name]
    two, apart = given == GivenName.at("another"), birth == BirthDate.at("generation")
    silent = (given < 0) & (levels[FurtherNames.name] < 0) & (birth < 0)
    other = (birth >= BirthDate.at("other year")) | (
        levels[Identification.name] == Identification.at("different")
    )
    further = levels[FurtherNames.name] == FurtherNames.at("different")
    unnamed = other & ((given < 0) | further | _at_any(levels, GivenName, UNNAMED))
    if apart.any() or silent.any() or unnamed.any():
        reached = _up_to(levels, EmailAddress, "same named") | _up_to(levels, ProfileLink, "same")
        reached |= _up_to(levels, Identification, "slip")
        home = _one_home(levels)
        apart = (apart | unnamed) & home & ~reached
        two = two | silent & home & ~reached
    return two.nonzero()[0], (apart | (levels[Generation.name] == Generation.at("different"))).nonzero()[0]


def _one_home(levels: Mapping[str, Levels]) -> Bools:
    """One telephone or address; one postcode where an address is alike, or where the family name is one too and no birth date
    tells who is meant."""
    near = (levels[BirthDate.name] < 0) & _up_to(levels, FamilyName, "slip")
    near |= levels[Street.name] == Street.at("alike")
    home: Bools = near & _up_to(levels, Postcode, "slip")
    home |= _up_to(levels, PhoneNumber, "same but for the country")
    home |= _up_to(levels, Street, "slip")
    return home


def _levels_of(outcomes: Mapping[str, Outcome]) -> dict[str, Levels]:
    return {name: outcome.level for name, outcome in outcomes.items()}


def _at_any(levels: Mapping[str, Levels], comparison: type[Comparison], names: tuple[str, ...]) -> Bools:
    answer = np.zeros(len(levels[comparison.name]), np.bool_)
    for name in names:
        answer |= levels[comparison.name] == comparison.at(name)
    return answer


def _own(outcomes: Mapping[str, Outcome]) -> Bools:
    return _agrees(outcomes, ProfileLink, "same") | _agrees(outcomes, Identification, "slip")


def _two_birth_dates(outcomes: Mapping[str, Outcome]) -> Bools:
    return np.asarray(outcomes[BirthDate.name].level >= BirthDate.at("different"))


def _two_names(batch: Batch, left: Codes, right: Codes) -> Bools:
    """Both are usual names, or they begin differently, or neither is short for the other: too long, or of other letters
    (Rbt for Robert). Names that sound alike may be one name in two spellings, and of two that have most letters in common in
    one order one may be garbled, unless both are usual."""
    table = batch.scene.table(NameTable)
    usual = table.listed[left] & table.listed[right]
    long = np.minimum(table.length[left], table.length[right]) >= LONG
    two = usual | long | (table.letter[left] != table.letter[right])
    at = np.flatnonzero(~two)
    two[at] = ~table.may_be_short(left[at], right[at])
    at = np.flatnonzero(two)
    two[at] = ~table.sound_alike(left[at], right[at])
    at = np.flatnonzero(two & ~usual)
    two[at] = ~table.may_be_garbled(left[at], right[at])
    return np.asarray(two)


def _agrees(outcomes: Mapping[str, Outcome], comparison: type[Comparison], least: str) -> Bools:
    return _up_to({comparison.name: outcomes[comparison.name].level}, comparison, least)


def _up_to(levels: Mapping[str, Levels], comparison: type[Comparison], least: str) -> Bools:
    level = levels[comparison.name]
    answer: Bools = level.view(np.uint8) <= comparison.at(least)  # a silent -1 becomes 255
    return answer


def bound_groups(batch: Batch, outcomes: Mapping[str, Outcome], comparisons: Iterable[Comparison]) -> None:
    """Scales the positive bits of a group down where their sum is above the group's cap."""
    for group, cap in batch.scene.weights.caps.items():
        members = [outcomes[c.name].bits for c in comparisons if c.group == group]
        if members:
            _bound(members, np.maximum(members, 0.0).sum(axis=0), cap)


def bound(members: list[Floats], at: Ints, cap: float) -> None:
    """Scales the positive bits of these comparisons down at the pairs `at` where their sum is above the cap."""
    if len(at):
        total = np.zeros(len(members[0]))
        total[at] = np.maximum([bits[at] for bits in members], 0.0).sum(axis=0)
        _bound(members, total, cap)


def _bound(members: list[Floats], total: Floats, cap: float) -> None:
    over = (total > cap).nonzero()[0]
    if len(over):
        factor = cap / total[over]
        for bits in members:
            bits[over] *= np.where(bits[over] > 0, factor, 1.0)
