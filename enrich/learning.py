"""Learning from stewards: what people judged makes a challenger of the model in force, and where it stands the test, it
takes over.

Judgements are parted by person: no person is in both halves, and a person stays in a half as long as the seed is the same.
The challenger is made from one half. Both models then foretell the other half, each with the share of wrong judgements
that suits it best; the challenger takes over when it is less surprised by more than chance explains, and agrees with people
at least as often. Judgements themselves always outrank any model.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from scipy.special import stdtrit
from sqlalchemy.engine import Connection

from enrich.desk import DESK
from enrich.errors import Conflict
from enrich.foretelling import likely_noise, surprise
from enrich.identity import Groups, latest_by_pair
from enrich.model import Instant, Judgement, RecordId, Value
from enrich.pipeline import Engine, follow, resolve_all
from enrich.ports import Bools, Floats, Ints, KeyTable, Matcher, Matches, Pairs, Progress, Shift, Silent
from enrich.store import derived, models
from enrich.store.facts import keys_of
from enrich.store.judgements import judgements
from enrich.store.models import Made, ModelRow, TrialRow
from enrich.weighing import shared_keys, where

LEAST, LEAST_EACH = 40, 10  # decisions that a trial takes, and of each verdict
LEARNT = 0.6  # of the judgements make the challenger, the others test it
SURE = 0.975  # of a gain above nothing: an interval of 95 %
NEIGHBOURS, MERGED = 1_000, 1_000  # judged records whose other pairs are looked at, and merged pairs
OTHERS = 4_000  # pairs that nobody judged, at most
WHOLE = 20_000  # from so many records on, whole tables are read

Outcome = Literal["better", "no better", "too few"]


class Score(Value, frozen=True):
    """How a model foretells held-out judgements: `surprise` in bits per judgement, `noise` the share of wrong ones it takes them
    to have, `agreeing` how many it would have decided as people did."""

    version: str
    surprise: float
    noise: float
    agreeing: int


class Trial(Value, frozen=True):
    """A challenger's test. Decisions are counted: judging many pairs at once is one. `gain`, `low`, `high`: bits less surprise per
    held-out judgement, with a 95 % interval; `shifts`: what the challenger weighs otherwise, the largest first."""

    outcome: Outcome
    why: str
    same: int
    different: int
    learned_from: int = 0
    held_out: int = 0
    champion: Score | None = None
    challenger: Score | None = None
    gain: float = 0.0
    low: float = 0.0
    high: float = 0.0
    shifts: tuple[Shift, ...] = ()


class Judged(NamedTuple):
    """Judged pairs as columns: `share`, of one decision; `group`, the persons that are tied to one another by judgements;
    `learnt`, whether the pair makes the challenger or tests it."""

    pairs: Pairs
    same: Bools
    share: Floats
    group: Ints
    learnt: Bools

    def count(self, keep: Bools) -> int:
        """Decisions."""
        return round(float(self.share[keep].sum()))


def learn(engine: Engine, by: str, progress: Progress | None = None, seed: int = 1) -> Trial:
    """Tries a challenger, and puts it in force where it is better: every pair is then decided anew. The trial is noted."""
    progress = progress or Silent()
    progress.step("learning", 0)
    found, challenger = tried(engine, seed)
    report = msgspec.to_builtins(found)
    with engine.database.write() as connection:
        models.note_trial(connection, TrialRow(engine.clock(), by, report))
    if challenger is not None:
        made = Made("taught", engine.matcher.version, by, {"trial": report, "seed": seed})
        resolve_all(engine, progress, challenger, made)
    return found


def tried(engine: Engine, seed: int = 1) -> tuple[Trial, Matcher | None]:
    """A trial, and the challenger where it is better. Nothing is changed."""
    with engine.database.read() as connection:
        follow(connection, engine)
        champion = engine.matcher
        judged = judged_pairs(connection, seed)
        counts = judged.count(judged.same), judged.count(~judged.same)
        if missing := too_few(judged):
            return Trial("too few", missing, *counts), None
        others = unjudged(connection, champion, judged.pairs, seed)
        ends = {*ends_of(judged.pairs), *ends_of(others)}
        features, keys = told_of(connection, champion, ends)
    before = champion.weigh(judged.pairs, features, keys)
    learnt = judged.learnt
    taught = champion.taught(
        where(before, learnt),
        judged.same[learnt],
        judged.share[learnt],
        champion.weigh(others, features, keys),
    )
    after = taught.matcher.weigh(judged.pairs, features, keys)
    found = compared(judged, (champion, before), (taught.matcher, after))
    trial = msgspec.structs.replace(found, shifts=taught.shifts)
    return trial, taught.matcher if trial.outcome == "better" else None


def use(engine: Engine, version: str, by: str, progress: Progress | None = None) -> int:
    """Puts a former model in force again and decides every pair anew; the number of changes. Raises NotFound, Conflict."""
    matcher = former(engine, version)
    return len(resolve_all(engine, progress, matcher, Made(by=by)))


def former(engine: Engine, version: str) -> Matcher:
    """The matcher of a model that was in force, or that is configured. Raises NotFound, Conflict."""
    if version == engine.configured.version:
        return engine.configured
    with engine.database.read() as connection:
        content = models.stored(connection, engine.configured.version, version).content
    matcher = engine.matcher_of(content) if engine.matcher_of else engine.configured
    if matcher.version != version:
        raise Conflict(
            f"{version} was made by another version of Onefold, which weighs otherwise; learn anew with `onefold learn`"
        )
    return matcher


def models_of(engine: Engine) -> list[ModelRow]:
    """The model in force first, then those that were before, and the configured one."""
    with engine.database.read() as connection:
        follow(connection, engine)
        rows = models.history(connection, engine.configured.version)
    if all(row.version != engine.configured.version for row in rows):
        never = Instant(0)
        rows.append(ModelRow(engine.configured.version, "configured", "", "", never, never, {}))
    return sorted(rows, key=lambda row: row.version != engine.matcher.version)


def last_trial(engine: Engine) -> tuple[TrialRow, Trial] | None:
    """The last time that judgements were tried."""
    with engine.database.read() as connection:
        row = models.last_trial(connection)
    return (row, msgspec.convert(row.report, Trial)) if row else None


class Standing(Value, frozen=True):
    """What there is to learn from: decisions by verdict, and what is lacking, "" for nothing."""

    same: int
    different: int
    lacking: str


def standing(engine: Engine) -> Standing:
    with engine.database.read() as connection:
        judged = judged_pairs(connection, seed=1)
    return Standing(judged.count(judged.same), judged.count(~judged.same), too_few(judged))


# --- what was judged ---


def judged_pairs(connection: Connection, seed: int) -> Judged:
    """What people said of pairs of records that are here, but for what ties their own notes to a person."""
    newest = latest_by_pair(judgements(connection))
    ends = {end for pair in newest for end in pair}
    known = {number for number, key in keys_of(connection, ends).items() if key.source != DESK}
    standing = [
        said
        for (a, b), said in sorted(newest.items())
        if said.verdict != "unsure" and a in known and b in known
    ]
    homes = derived.persons_of(connection, {end for said in standing for end in (said.a, said.b)})
    group = groups_of(standing, homes)
    a, b = (derived.as_ints(getattr(said, end) for said in standing) for end in ("a", "b"))
    return Judged(
        Pairs(a, b, np.zeros(len(standing), np.int64)),
        np.array([said.verdict == "same" for said in standing], np.bool_),
        shares_of(standing),
        derived.as_ints(group[said.a] for said in standing),
        np.array([fraction(group[said.a], seed) < LEARNT for said in standing], np.bool_),
    )


def groups_of(standing: Iterable[Judgement], homes: Mapping[RecordId, int]) -> dict[RecordId, int]:
    """record -> the least record of all that judgements and persons tie it to."""
    groups, first = Groups(homes), dict[int, RecordId]()
    for record_id, person_id in sorted(homes.items()):
        groups.join(first.setdefault(person_id, record_id), record_id)
    for said in standing:
        groups.join(said.a, said.b)
    return {record_id: min(group) for group in groups.all() for record_id in group}


def shares_of(standing: Sequence[Judgement]) -> Floats:
    """What each judgement counts: all that one person said at one instant were one decision."""
    told = [(said.by, said.made_at) for said in standing]
    sizes: dict[tuple[str, int], int] = {}
    for decision in told:
        sizes[decision] = sizes.get(decision, 0) + 1
    return np.array([1.0 / sizes[decision] for decision in told], np.float64)


def fraction(group: int, seed: int) -> float:
    """A number from 0 to 1 that stays with a group of persons."""
    return int.from_bytes(blake2b(f"{seed}|{group}".encode(), digest_size=6).digest()) / 2**48


def too_few(judged: Judged) -> str:
    """How many decisions are lacking, in words; "" where there are enough."""
    same, different = judged.count(judged.same), judged.count(~judged.same)
    lacking = max(LEAST - same - different, 0), max(LEAST_EACH - same, 0), max(LEAST_EACH - different, 0)
    if any(lacking):
        each = [f"{n} {verdict}" for n, verdict in zip(lacking[1:], ("same", "different"), strict=True) if n]
        more = max(lacking[0], lacking[1] + lacking[2])
        among = f", {' and '.join(each)} among them" if each else ""
        return (
            f"it takes {LEAST} decisions, {LEAST_EACH} of each verdict; there are {same} same and {different} different: "
            f"{more} more are needed{among}"
        )
    halves = [
        judged.count(half & verdict)
        for half in (judged.learnt, ~judged.learnt)
        for verdict in (judged.same, ~judged.same)
    ]
    if min(halves) < LEAST_EACH // 4:
        return (
            "most decisions are about the same few persons: no half of them can test what the other teaches"
        )
    return ""


# --- what the models make of it ---


def unjudged(connection: Connection, matcher: Matcher, judged: Pairs, seed: int) -> Pairs:
    """Pairs that nobody judged: others of the judged records, and some that are merged."""
    focus = sorted(ends_of(judged), key=lambda record_id: fraction(record_id, seed))[:NEIGHBOURS]
    keys = derived.keys_around(connection, focus, matcher.block_limits)
    near = matcher.pairs(keys, derived.as_ints(sorted(focus)))
    found = {*zip(near.a.tolist(), near.b.tolist(), strict=True)}
    found |= {*derived.merged_pairs(connection, matcher.merge_at, MERGED, seed)}
    found -= {*zip(judged.a.tolist(), judged.b.tolist(), strict=True)}
    chosen = sorted(sorted(found), key=lambda pair: fraction(pair[0] * 1_000_003 + pair[1], seed))[:OTHERS]
    a, b = (derived.as_ints(pair[end] for pair in sorted(chosen)) for end in (0, 1))
    return Pairs(a, b, np.zeros(len(chosen), np.int64))


def ends_of(pairs: Pairs) -> set[RecordId]:
    return {RecordId(record_id) for record_id in (*pairs.a.tolist(), *pairs.b.tolist())}


def told_of(
    connection: Connection, matcher: Matcher, records: Collection[RecordId]
) -> tuple[dict[int, bytes], KeyTable]:
    """Features of these records, and the keys by which sharing is counted."""
    some = None if len(records) > WHOLE else records
    return derived.features(connection, some), shared_keys(connection, matcher, some)


def compared(judged: Judged, champion: tuple[Matcher, Matches], challenger: tuple[Matcher, Matches]) -> Trial:
    """Which of the two foretells the held-out judgements better, and by how much."""
    held = ~judged.learnt
    counts = judged.count(judged.same), judged.count(~judged.same), judged.count(~held), judged.count(held)
    (before, bits_before), (after, bits_after) = (scored(judged, *model) for model in (champion, challenger))
    gain, room = gain_of(bits_before - bits_after, judged.share[held], judged.group[held])
    better = gain - room > 0 and after.agreeing >= before.agreeing
    outcome: Outcome = "better" if better else "no better"
    figures = round(gain, 4), round(gain - room, 4), round(gain + room, 4)
    return Trial(outcome, reason(before, after, gain, room), *counts, before, after, *figures)


def reason(before: Score, after: Score, gain: float, room: float) -> str:
    interval = f"{gain:+.3f} bits per judgement, between {gain - room:+.3f} and {gain + room:+.3f}"
    if gain - room <= 0:
        return f"what it gains on held-out judgements may be chance: {interval}"
    if after.agreeing < before.agreeing:
        return f"it decides fewer held-out judgements as people did: {after.agreeing}, not {before.agreeing}"
    return f"it foretells held-out judgements better: {interval}"


def scored(judged: Judged, matcher: Matcher, matches: Matches) -> tuple[Score, Floats]:
    """A model's score on the held-out judgements, and its surprise at each of them."""
    learnt, held = judged.learnt, ~judged.learnt
    noise = likely_noise(matches.weight[learnt], judged.same[learnt], judged.share[learnt])
    bits = surprise(matches.weight[held], judged.same[held], noise)
    merged = (matches.weight >= matcher.merge_at) & ~matches.contradicts
    mean = float(judged.share[held] @ bits / judged.share[held].sum())
    agreeing = judged.count(held & (merged == judged.same))
    return Score(matcher.version, round(mean, 4), noise, agreeing), bits


def gain_of(gains: Floats, share: Floats, group: Ints) -> tuple[float, float]:
    """(mean gain, half the width of its 95 % interval); judgements about one group of persons count as one observation (a
    ratio estimator for clusters: Cochran, "Sampling techniques", 1977)."""
    which = np.unique(group, return_inverse=True)[1]
    total, size = np.bincount(which, share * gains), np.bincount(which, share)
    mean, n = float(total.sum() / size.sum()), len(size)
    if n < 2:
        return mean, float("inf")
    spread = float(np.square(total - mean * size).sum()) * n / (n - 1)
    return mean, float(stdtrit(n - 1, SURE)) * spread**0.5 / float(size.sum())
