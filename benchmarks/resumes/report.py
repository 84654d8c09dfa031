"""What was read beside what is true -> Markdown: per field by set, kind and language; the errors by cause; other parsers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.resumes.peers import PEERS, Read
from benchmarks.resumes.scoring import FIELDS, Tally, causes, score
from enrich.model import Profile

GROUPS = {
    "set": "set",
    "kind": "kind of file",
    "language": "language",
    "page": "page",
    "entry": "layout of entries",
}
EXAMPLES = 3


class Found(NamedTuple):
    """A document, its truth, and what was read: an empty profile where it was refused."""

    file: Path
    truth: dict[str, Any]
    profile: Profile


def quality(found: Sequence[Found]) -> list[str]:
    """A table for each way to group the documents, and the errors by cause."""
    lines = [
        "## Fields", "",
        "Precision / recall / F1 in percent. Names, addresses and skills count when equal but for case and spaces, telephones as E.164,"
        " employers, titles and institutions at a token sort ratio of 90, an entry when its employer and its title are right together,"
        " dates to the precision of the truth.",
    ]  # fmt: skip
    for group, title in GROUPS.items():
        lines += ["", *_table(f"By {title}", found, lambda one, group=group: one.truth[group])]
    return [*lines, "", *_causes(found)]


def _table(title: str, found: Sequence[Found], key: Callable[[Found], str]) -> list[str]:
    rows = {name: [one for one in found if key(one) == name] for name in dict.fromkeys(map(key, found))}
    lines = [
        f"### {title}",
        "",
        _row([title.removeprefix("By "), "documents", *FIELDS]),
        _rule(2 + len(FIELDS)),
    ]
    for name, some in rows.items() if title == "By set" else sorted(rows.items()):
        tally = tally_of(some)
        lines.append(_row([name, str(len(some)), *(tally.percent(field) for field in FIELDS)]))
    return lines


def tally_of(found: Iterable[Found]) -> Tally:
    tally = Tally()
    for one in found:
        score(one.truth, one.profile, tally)
    return tally


def _causes(found: Sequence[Found]) -> list[str]:
    total: Counter[str] = Counter()
    where: dict[str, list[str]] = {}
    for one in found:
        for cause, times in causes(one.truth, one.profile).items():
            total[cause] += times
            where.setdefault(cause, []).append(f"{one.truth['set']} {one.file.name}")
    lines = ["## Errors by cause", "", _row(["times", "what went wrong", "for example"]), _rule(3)]
    for cause, times in total.most_common():
        lines.append(_row([str(times), cause, ", ".join(where[cause][:EXAMPLES])]))
    return lines


class Rival(NamedTuple):
    """A peer on some documents: None where it is not installed."""

    name: str
    read: Read | None


def beside(title: str, found: Sequence[Found], seconds: float, rivals: Sequence[Rival]) -> list[str]:
    """F1 of all on the same documents, and the processor time that took; `seconds` is ours."""
    here = [(rival.name, rival.read) for rival in rivals if rival.read is not None]
    theirs = {name: tally_of(_as_read(found, read)) for name, read in here}
    ours = tally_of(found)
    head = ["", "Onefold", *theirs, "Onefold / best of them"]
    lines = [f"### {title}: {len(found)} PDFs", "", _row(head), _rule(len(head))]
    for field in FIELDS:
        cells = [_share(tally.f1(field)) for tally in theirs.values()]
        best = max((tally.f1(field) for tally in theirs.values()), default=0.0)
        ratio = f"{ours.f1(field) / best:.1f}" if best > 0 else "-"
        lines.append(_row([f"{field}, F1", _share(ours.f1(field)), *cells, ratio]))
    spent = [read.seconds / len(found) for _, read in here]
    ratio = f"{min(spent) / (seconds / len(found)):.1f}" if spent else "-"
    times = [f"{1000 * one:.0f}" for one in (seconds / len(found), *spent)]
    failed = [str(len(found) - len(read.profiles)) for _, read in here]
    lines.append(_row(["ms of processor per document, start included", *times, ratio]))
    lines.append(
        _row(
            ["documents that it failed on", str(sum(one.profile == Profile() for one in found)), *failed, ""]
        )
    )
    return lines


def absent(rivals: Sequence[Rival]) -> list[str]:
    """How those that are not installed are had."""
    return [
        f"- {rival.name} was not installed: {PEERS[rival.name].how}."
        for rival in rivals
        if rival.read is None
    ]


def _as_read(found: Sequence[Found], read: Read) -> list[Found]:
    return [one._replace(profile=read.profiles.get(one.file, Profile())) for one in found]


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|---" + "|---:" * (columns - 1) + "|"
