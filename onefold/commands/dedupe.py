"""The command that finds who is who in one file of people, without a database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from enrich.errors import NotFound, Refused
from enrich.writing import require_place
from matchers.dedupe.mapping import Plan
from matchers.dedupe.reading import LeftOut, read_table
from matchers.dedupe.run import Clock, Report, dedupe_file, with_persons, write_table
from matchers.spark.flow import dedupe_spread
from matchers.spark.tables import table_at
from onefold.output import Bars, console, notes, print_json, print_table
from onefold.spark import Engine, Master, spark_cluster

_SUFFIXES = (".csv", ".parquet")
_SHOWN = 5  # rows that could not be read


def add_to(cli: typer.Typer) -> None:
    """Registers this command."""
    cli.command(rich_help_panel="Data")(dedupe)


_In = Annotated[
    Path, typer.Argument(metavar="IN", help="A CSV or Parquet file, one row per record of a person.")
]
_Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Write the rows with person_id, cluster_size and confidence to this CSV or Parquet file.",
    ),
]
_Truth = Annotated[
    str,
    typer.Option(
        "--truth", metavar="COLUMN", help="The column that knows who is who: measured against, never used."
    ),
]
_Map = Annotated[
    Path | None,
    typer.Option(
        "--map",
        metavar="FILE",
        help='TOML or JSON: column = "attribute", to correct the guess; "ignore" leaves one out.',
    ),
]
_Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        min=0,
        help="Processes on this machine; 0 is one per core. Fewer need less memory, and find the same.",
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def dedupe(
    path: _In,
    out: _Out = None,
    truth: _Truth = "",
    map_file: _Map = None,
    workers: _Workers = 0,
    engine: Engine = "local",
    master: Master = "",
    as_json: _Json = False,
) -> None:
    """Find who is who in one file of people: no database, nothing to set up.

    It guesses which column is what from names and content, says so, and takes `--map` to correct it. With a column that
    names two or more sources, records are linked across them as well as deduplicated. With `--engine spark` it runs on a
    Spark cluster and finds the same.
    """
    check_paths(path, out)
    with Bars() as bars:
        clock = Clock(bars)
        work = on_this_machine(workers) if engine == "local" else on_spark(master)
        report = work(path, truth, map_file, clock, out)
    document = report.document()
    if as_json:
        print_json(document)
    else:
        tell(report, document, out)


def check_paths(path: Path, out: Path | None) -> None:
    """Raises NotFound or Refused before any work is done."""
    if not path.exists():
        raise NotFound(f"{path}: there is no such file")
    if out is not None and out.suffix.lower() not in _SUFFIXES:
        raise Refused(
            "this kind of file is not written",
            where=str(out),
            found=out.suffix or "no suffix",
            allowed=", ".join(_SUFFIXES),
        )
    if out is not None:
        require_place(out)


Work = Callable[[Path, str, Path | None, Clock, Path | None], Report]


def on_this_machine(workers: int) -> Work:
    """With so many processes."""

    def work(path: Path, truth: str, map_file: Path | None, clock: Clock, out: Path | None) -> Report:
        state = state_of(path)
        report = dedupe_file(path, truth, map_file, clock, workers)
        if out is not None:
            with clock.stage("write"):
                rows = read_table(path).rows
                require_same(path, state)
                write_table(with_persons(rows, report.persons), out)
        return report

    return work


def on_spark(master: str) -> Work:
    """The same work on a cluster. Raises ConfigError where Spark is missing."""

    def work(path: Path, truth: str, map_file: Path | None, clock: Clock, out: Path | None) -> Report:
        state, table = state_of(path), table_at(path)
        with ExitStack() as stack:
            with clock.stage("start Spark"):
                cluster = stack.enter_context(spark_cluster(master))
            report = dedupe_spread(table, truth, map_file, clock, cluster)
        if out is not None:
            with clock.stage("write"):
                require_same(path, state)
                import_module("matchers.spark.output").write_persons(table, report.persons, out)
        return report

    return work


def state_of(path: Path) -> tuple[int, int]:
    """(bytes, nanoseconds since 1970 of the last change)."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def require_same(path: Path, state: tuple[int, int]) -> None:
    """Rows are read again to be written; raises Refused where they may be others than those that were understood."""
    if state_of(path) != state:
        raise Refused(
            "the file changed while it was worked on, so nothing was written", where=path.name,
            allowed="a file that nobody writes to; run it again",
        )  # fmt: skip


def tell(report: Report, document: dict[str, Any], out: Path | None) -> None:
    """The report for people."""
    tell_mapping(report.plan)
    tell_left_out(report.left_out)
    console.print(
        f"{document['records']:,} records are {document['persons']:,} persons; {document['pairs_compared']:,} pairs compared, "
        f"{document['review_pairs']:,} for a person to review"
    )
    tell_estimate(report)
    tell_rules(report)
    if report.quality:
        console.print(
            f"against the truth: precision {document['precision']:.4f}, recall {document['recall']:.4f}, F1 {document['f1']:.4f}, "
            f"B-cubed F1 {document['bcubed_f1']:.4f}"
        )
    blocked = report.persons.blocked
    console.print(f"no record was compared with more than {blocked.most:,} others")
    for name, (keys, rows) in blocked.crowds.items():
        console.print(
            f"  left out of the pairs by {name}: {keys:,} values that a crowd shares ({rows:,} records)",
            style="dim",
        )
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in document["seconds"].items())
    console.print(f"seconds: {stages}; peak memory {document['peak_memory_mb']:,.0f} MB", style="dim")
    if out is not None:
        console.print(f"written to {out}")


def tell_mapping(plan: Plan) -> None:
    used = ", ".join(f"{column.name} = {column.attribute}" for column in plan.used)
    console.print(f"columns: {used}", markup=False)
    for column in plan.ignored:
        console.print(f"  ignored {column.name}: {column.why}", style="dim", markup=False)


def tell_left_out(rows: tuple[LeftOut, ...]) -> None:
    """Where the first ones stand; `--json` lists them all."""
    if not rows:
        return
    places = ", ".join(f"line {row.line} ({row.cells} cells)" for row in rows[:_SHOWN])
    more, plural = ", ..." if len(rows) > _SHOWN else "", "s" if len(rows) > 1 else ""
    console.print(
        f"  left out {len(rows):,} row{plural} with more cells than the header: {places}{more}; put quotes around the cells that hold the separator",
        style="dim", markup=False,
    )  # fmt: skip


def tell_rules(report: Report) -> None:
    """What finds the pairs, the most useful first."""
    print_table(
        ("rule", "pairs", "of the true pairs", "found by it alone"),
        (
            (rule.rule, f"{rule.pairs:,}", f"{rule.recall:.1%}", f"{rule.alone:.1%}")
            for rule in report.persons.worth.rules
        ),
    )


def tell_estimate(report: Report) -> None:
    if report.persons.estimates is None:
        notes.print("too few records to learn from: the shipped weights were used")
        return
    told = [
        f"{name} {one.value:.3f} ({one.low:.3f} to {one.high:.3f})"
        for name, one in zip(("precision", "recall"), report.persons.estimates, strict=True)
    ]
    console.print(f"estimated from the weights, without a truth: {', '.join(told)}")
