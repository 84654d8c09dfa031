"""What the JSON API answers. The docstrings are part of the OpenAPI document."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from enrich.ports import Policy

Moment = dt.datetime  # ISO 8601 in JSON, UTC


class Answer(msgspec.Struct, frozen=True):
    """Base of everything that is answered."""


class PersonLine(Answer, frozen=True):
    """A person in a list. `identities`: how many records make this person up."""

    id: str
    name: str
    title: str
    employer: str
    city: str
    country: str
    identities: int
    sources: int
    seen_at: Moment


class People(Answer, frozen=True):
    """Some people, how many there are in all, and the cursor of the next page ("" for none)."""

    people: list[PersonLine]
    total: int
    next_cursor: str


class ClaimAnswer(Answer, frozen=True):
    """What one record says about an attribute, and when its source first and last said so."""

    value: Any
    source: str
    record_id: int
    observed_at: Moment
    seen_at: Moment


class FreshnessAnswer(Answer, frozen=True):
    """`stale`: the chance that the value no longer holds, 1 - 2^(-days / half_life_days), to two decimals."""

    days: int
    stale: float
    state: str


class GoldenValue(Answer, frozen=True):
    """A chosen value: the claim that won, the rule that chose it, and who agrees and who does not."""

    value: Any
    source: str
    record_id: int
    observed_at: Moment
    seen_at: Moment
    rule: str
    rule_in_words: str
    freshness: FreshnessAnswer
    agreeing: list[ClaimAnswer]
    rivals: list[ClaimAnswer]


class IdentityAnswer(Answer, frozen=True):
    """One record of a person: what one source says at one id of its own."""

    record_id: int
    source: str
    key: str
    url: str
    versions: int
    observed_at: Moment
    seen_at: Moment


class PersonAnswer(Answer, frozen=True):
    """A person now, or as of an instant. `golden`: attribute -> chosen values, best first. Private attributes (date of
    birth, identifiers) are left out unless they are asked for with `include=private`."""

    id: str
    name: str
    as_of: Moment | None
    digest: str
    seen_at: Moment
    identities: list[IdentityAnswer]
    golden: dict[str, list[GoldenValue]]


class EntryAnswer(Answer, frozen=True):
    """One dated thing in a life; dates are ISO 8601 at the precision that is known ("2019", "2019-03").

    `marks`: what is odd about it (overlap, gap_before, contradiction, unconfirmed), `remarks` the same in words.
    """

    kind: str
    title: str
    organisation: str
    start: str
    end: str
    current: bool
    detail: str
    url: str
    marks: list[str]
    remarks: list[str]
    records: list[int]
    sources: list[str]


class Timeline(Answer, frozen=True):
    """The entries of a person's life, newest first."""

    id: str
    as_of: Moment | None
    entries: list[EntryAnswer]


class Progress(Answer, frozen=True):
    """How far a task has come; `total` is null where nobody can know."""

    stage: str
    done: int
    total: int | None


class TaskAnswer(Answer, frozen=True):
    """A unit of work: waiting, running, done, dead (failed for good, until somebody retries it) or cancelled."""

    id: int
    kind: str
    subject: str
    state: str
    attempts: int
    progress: Progress | None
    result: dict[str, Any] | None
    error: str
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None


class ContributionAnswer(Answer, frozen=True):
    """One comparison's part in a match weight: the level it reached, its bits, and what was compared."""

    comparison: str
    level: str
    bits: float
    left: str
    right: str
    one_in: float
    about: str


class JudgementAnswer(Answer, frozen=True):
    """What a person decided about two records."""

    id: int
    a: int
    b: int
    verdict: str
    by: str
    made_at: Moment
    note: str
    revoked_at: Moment | None
    revoked_by: str


class TurnAnswer(Answer, frozen=True):
    """What would have decided otherwise: had the comparison answered `then` ("": nothing) instead of `now`, all else being as it
    is, the pair would weigh about `weight` bits, and be decided so: merge, review or apart."""

    comparison: str
    now: str
    then: str
    bits: float
    weight: float
    decide: str
    about: str


class TieAnswer(Answer, frozen=True):
    """Two records that are tied to one another, by their `weight` or because a person judged them the same."""

    a: int
    b: int
    weight: float | None
    judged: bool


class WhyAnswer(Answer, frozen=True):
    """Why two records are one person or are not: `prior` + the contributions' bits = `weight`, in bits.

    `probability` = 2^weight / (1 + 2^weight). From `merge_at` bits on a pair is merged, from `review_at` on a person is asked.
    `turns`: what would have decided otherwise, the least change first; `path`: by way of which records they are together where
    they are so by others only.
    """

    a: int
    b: int
    together: bool
    verdict: str
    prior: float
    contributions: list[ContributionAnswer]
    weight: float
    probability: float
    merge_at: float
    review_at: float
    model: str
    contradictions: list[str]
    judgements: list[JudgementAnswer]
    turns: list[TurnAnswer]
    path: list[TieAnswer]


class ChartAnswer(Answer, frozen=True):
    """A chart in Vega-Lite, of layers that share their axes. Colours are names of CSS variables: good, bad, accent, edge, ink,
    quiet, line."""

    schema: str = msgspec.field(name="$schema")
    width: str
    height: int
    background: str
    config: dict[str, Any]
    layer: list[dict[str, Any]]
    datasets: dict[str, Any]


class ReviewItem(Answer, frozen=True):
    """Two persons that may be one, carried by their strongest pair of records `a` and `b`."""

    a: int
    b: int
    person_a: str
    person_b: str
    name_a: str
    name_b: str
    weight: float
    reason: str
    why: str


class Review(Answer, frozen=True):
    """What waits for a person: contradictions first, then the likeliest. `counts`: reason -> how many."""

    items: list[ReviewItem]
    counts: dict[str, int]


class RecordAnswer(Answer, frozen=True):
    """A record's name: its source and the source's own id."""

    source: str
    key: str


class ChangeAnswer(Answer, frozen=True):
    """An event of the feed: the whole state of one person id. Keep, per id, the event with the greatest `seq`.

    `into`: whom a merged id redirects to from now on; `split_from`: whom a split id came out of.
    """

    seq: int
    at: Moment
    kind: str
    person: str
    records: list[RecordAnswer]
    digest: str
    into: str | None
    split_from: str | None


class Changes(Answer, frozen=True):
    """Events in order; ask again with `after=next`. Events may be read twice, and in any order."""

    changes: list[ChangeAnswer]
    next: int


class Effect(Answer, frozen=True):
    """One change of a person that a decision made."""

    kind: str
    person: str
    into: str | None
    split_from: str | None


class Decided(Answer, frozen=True):
    """The judgements made (or taken back), and what they changed."""

    judgements: list[int]
    effects: list[Effect]


class PlannedSource(Answer, frozen=True):
    """What a refresh would ask one source: `questions` of the kind that `why` names, at most `cost`. `skipped`: why it is
    left out, "" when it is not."""

    source: str
    why: str
    questions: int
    cost: float
    currency: str
    skipped: str


class RefreshPlan(Answer, frozen=True):
    """What a refresh of a person would ask; nothing has gone out. `cost`: currency -> the most that all questions may cost."""

    person: str
    sources: list[PlannedSource]
    questions: int
    cost: dict[str, float]


class SourceSaid(Answer, frozen=True):
    """What came of asking one source: asking, done, nothing, skipped, limited or failed; `note` says why. `milliseconds`:
    how long it took, null while it is asked."""

    source: str
    state: str
    records: int
    new: int
    changed: int
    note: str
    milliseconds: int | None


class DifferenceAnswer(Answer, frozen=True):
    """One attribute that is shown differently, in words."""

    attribute: str
    before: str
    after: str


class RefreshAnswer(Answer, frozen=True):
    """A refresh of a person, source by source, and what it changed once it has ended.

    `joined`: how many records joined the person; `apart`: the persons that new records are, for they did not fit well
    enough. `decision`: "", accepted or undone.
    """

    id: int
    person: str
    by: str
    began_at: Moment
    ended_at: Moment | None
    sources: list[SourceSaid]
    changes: list[DifferenceAnswer]
    joined: int
    apart: list[str]
    decision: str
    decided_at: Moment | None
    decided_by: str


class DecidedRefresh(Answer, frozen=True):
    """A refresh that was decided about, and which persons that changed."""

    refresh: RefreshAnswer
    effects: list[Effect]


class Doing(Answer, frozen=True):
    """How a source behind a network did in the last thirty days. `error_rate`: the share of lookups and pulls that went
    wrong; `match_rate`: of those that were answered, the share that found somebody; null where there were none. `left`: what
    the source says is left of its limit. `spent` of `budget`, in `currency`."""

    calls: int
    asked: int
    error_rate: float | None
    match_rate: float | None
    left: int | None
    resets_at: Moment | None
    spent: float
    budget: float
    currency: str


class SourceAnswer(Answer, frozen=True):
    """A source as declared, and how it is doing: ok, stumbling (the last try went wrong), failing, paused or
    waiting (never asked yet). `doing`: null for a source that takes files; `next_at`: when it is pulled next."""

    name: str
    kind: str
    about: str
    trust: float
    human: bool
    directory: bool
    lookup_by: list[str]
    every: str
    policy: Policy | None
    health: str
    records: int
    last_try_at: Moment | None
    last_success_at: Moment | None
    failures: int
    error: str
    doing: Doing | None
    next_at: Moment | None


class Sources(Answer, frozen=True):
    """Every declared source, in the order of the settings."""

    sources: list[SourceAnswer]


class RunAnswer(Answer, frozen=True):
    """One execution of a job. `summary` is empty until it has ended."""

    id: int
    scheduled_for: Moment
    started_at: Moment
    finished_at: Moment | None
    state: str
    summary: dict[str, Any]


class JobAnswer(Answer, frozen=True):
    """A job: what it does, how often, when next and how it went the last time."""

    name: str
    about: str
    rhythm: str
    next_run_at: Moment
    last_run: RunAnswer | None


class Jobs(Answer, frozen=True):
    """Every job of this process's schedule."""

    jobs: list[JobAnswer]


# Every document that is answered, for the OpenAPI document.
DOCUMENTS = (
    People, PersonAnswer, Timeline, TaskAnswer, WhyAnswer, ChartAnswer, Review, Decided, Changes, Sources, Jobs,
    RefreshPlan, RefreshAnswer, DecidedRefresh,
)  # fmt: skip
