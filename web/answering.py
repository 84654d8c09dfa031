"""From what the domain says to what the JSON API answers."""

from __future__ import annotations

from connectors.kit.contract import Record
from enrich.changes import Change
from enrich.explain import JUDGED, Why
from enrich.freshness import freshness_of
from enrich.golden import Survivorship
from enrich.identity import Link
from enrich.model import Chosen, Claim, Instant, Judgement, RecordId, RecordKey, TimelineEntry
from enrich.persons import Person, person_code
from enrich.ports import Contribution, Turn
from enrich.sources import Health, SourceInfo
from enrich.store.facts import History
from enrich.store.reads import PersonRow, ReviewRow
from enrich.store.sources import SourceState
from enrich.vocabulary import ATTRIBUTES
from jobs.model import Run, Step, Task
from jobs.schedule import JobSpec
from web.answers import (
    ChangeAnswer,
    ClaimAnswer,
    ContributionAnswer,
    Doing,
    Effect,
    EntryAnswer,
    FreshnessAnswer,
    GoldenValue,
    IdentityAnswer,
    JobAnswer,
    JudgementAnswer,
    Moment,
    PersonAnswer,
    PersonLine,
    Progress,
    RecordAnswer,
    ReviewItem,
    RunAnswer,
    SourceAnswer,
    TaskAnswer,
    TieAnswer,
    TurnAnswer,
    WhyAnswer,
)
from web.portrait import RULE_WORDS
from web.words import moment, probability_of


def maybe(instant: Instant | None) -> Moment | None:
    return None if instant is None else moment(instant)


def code_or_none(person_id: int | None) -> str | None:
    return None if person_id is None else person_code(person_id)


def person_line(row: PersonRow) -> PersonLine:
    return PersonLine(
        person_code(row.person_id), row.name, row.title, row.employer, row.city, row.country, row.records,
        row.sources, moment(row.seen_at),
    )  # fmt: skip


def claim_answer(claim: Claim) -> ClaimAnswer:
    return ClaimAnswer(
        claim.value, claim.source, claim.record_id, moment(claim.observed_at), moment(claim.seen_at)
    )


def golden_value(chosen: Chosen, survivorship: Survivorship, now: Instant) -> GoldenValue:
    claim, fresh = chosen.claim, freshness_of(chosen, survivorship, now)
    return GoldenValue(
        claim.value, claim.source, claim.record_id, moment(claim.observed_at), moment(claim.seen_at),
        chosen.rule, RULE_WORDS[chosen.rule], FreshnessAnswer(int(fresh.days), round(fresh.stale, 2), fresh.state),
        [claim_answer(other) for other in chosen.agreeing], [claim_answer(other) for other in chosen.rivals],
    )  # fmt: skip


def person_answer(
    person: Person,
    histories: list[History],
    survivorship: Survivorship,
    now: Instant,
    as_of: Instant | None,
    *,
    private: bool,
) -> PersonAnswer:
    shown = [a.name for a in ATTRIBUTES if private or a.sensitivity != "private"]
    golden = person.golden.values
    return PersonAnswer(
        person_code(person.person_id), person.shown_name, maybe(as_of), person.digest, moment(person.seen_at),
        [identity_answer(history) for history in histories],
        {
            name: [golden_value(chosen, survivorship, as_of or now) for chosen in golden[name]]
            for name in shown
            if name in golden
        },
    )  # fmt: skip


def identity_answer(history: History) -> IdentityAnswer:
    version = history[-1]
    return IdentityAnswer(
        version.record_id, version.record.source, version.record.key, version.url, len(history),
        moment(version.observed_at), moment(version.seen_at),
    )  # fmt: skip


def entry_answer(entry: TimelineEntry, sources: dict[RecordId, str]) -> EntryAnswer:
    return EntryAnswer(
        entry.kind, entry.title, entry.organisation, entry.start, entry.end, entry.current, entry.detail,
        entry.url, [*entry.marks], [*entry.remarks], [*entry.records],
        sorted({sources[record_id] for record_id in entry.records}),
    )  # fmt: skip


def task_answer(task: Task) -> TaskAnswer:
    return TaskAnswer(
        task.task_id, task.kind, task.subject, task.state, task.attempts, progress_answer(task.progress),
        task.result, task.error, moment(task.created_at), maybe(task.started_at), maybe(task.finished_at),
    )  # fmt: skip


def progress_answer(step: Step | None) -> Progress | None:
    return None if step is None else Progress(step.stage, step.done, step.total)


def contribution_answer(part: Contribution) -> ContributionAnswer:
    return ContributionAnswer(
        part.comparison, part.level, part.bits, part.left, part.right, part.one_in, part.about
    )


def judgement_answer(judgement: Judgement) -> JudgementAnswer:
    return JudgementAnswer(
        judgement.judgement_id, judgement.a, judgement.b, judgement.verdict, judgement.by,
        moment(judgement.made_at), judgement.note, maybe(judgement.revoked_at), judgement.revoked_by,
    )  # fmt: skip


def turn_answer(turn: Turn) -> TurnAnswer:
    return TurnAnswer(turn.comparison, turn.now, turn.then, turn.bits, turn.weight, turn.decide, turn.about)


def tie_answer(link: Link) -> TieAnswer:
    judged = link.weight >= JUDGED
    return TieAnswer(link.a, link.b, None if judged else link.weight, judged)


def why_answer(why: Why) -> WhyAnswer:
    told = why.explanation
    return WhyAnswer(
        why.a, why.b, why.together, why.verdict, told.prior,
        [contribution_answer(part) for part in told.contributions], told.weight, probability_of(told.weight),
        told.merge_at, told.review_at, told.model, [*told.contradictions],
        [judgement_answer(judgement) for judgement in why.judgements],
        [turn_answer(turn) for turn in told.turns],
        [tie_answer(link) for link in why.path],
    )  # fmt: skip


def review_item(row: ReviewRow) -> ReviewItem:
    return ReviewItem(
        row.a, row.b, person_code(row.person_a), person_code(row.person_b), row.name_a, row.name_b, row.weight,
        row.reason, row.why,
    )  # fmt: skip


def change_answer(seq: int, at: Instant, change: Change) -> ChangeAnswer:
    return ChangeAnswer(
        seq, moment(at), change.kind, person_code(change.person_id),
        [record_answer(key) for key in change.records], change.digest, code_or_none(change.into),
        code_or_none(change.source_person),
    )  # fmt: skip


def record_answer(key: RecordKey) -> RecordAnswer:
    return RecordAnswer(key.source, key.key)


def effect_answer(change: Change) -> Effect:
    return Effect(
        change.kind,
        person_code(change.person_id),
        code_or_none(change.into),
        code_or_none(change.source_person),
    )


def run_answer(run: Run) -> RunAnswer:
    return RunAnswer(
        run.run_id, moment(run.scheduled_for), moment(run.started_at), maybe(run.finished_at), run.state,
        run.summary,
    )  # fmt: skip


def source_answer(
    info: SourceInfo,
    state: SourceState,
    health: Health,
    records: int,
    doing: Record | None,
    next_at: Instant | None,
) -> SourceAnswer:
    return SourceAnswer(
        info.name, info.kind, info.about, info.trust, info.human, info.directory, [*info.lookup_by], info.every,
        info.policy, health, records, maybe(state.last_try_at), maybe(state.last_success_at), state.failures,
        state.error, doing_answer(doing), maybe(next_at),
    )  # fmt: skip


def doing_answer(record: Record | None) -> Doing | None:
    if record is None:
        return None
    tally = record.tally
    resets = None if record.resets_at is None else moment(Instant(int(record.resets_at * 1e6)))
    return Doing(
        tally.calls, tally.asked, tally.error_rate, tally.match_rate, record.left, resets, round(tally.cost, 6),
        record.budget, record.currency,
    )  # fmt: skip


def job_answer(spec: JobSpec, rhythm: str, next_at: Instant, last: Run | None) -> JobAnswer:
    return JobAnswer(spec.name, spec.about, rhythm, moment(next_at), run_answer(last) if last else None)
