"""Apache Spark as the cluster that `matchers.spark` and `onefold.spreading` work on. The only module that knows Spark."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from enrich.errors import ConfigError, RetryLater
from matchers.spark.rounds import DRIVER, Cluster, Dataset, Each, Row, Together

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Engine = Annotated[
    Literal["local", "spark"],
    typer.Option(
        "--engine", help="Where it is computed: on this machine, on all its cores, or on a Spark cluster."
    ),
]
Master = Annotated[
    str,
    typer.Option(
        "--master", metavar="URL",
        help="The Spark cluster, such as spark://host:7077; else what Spark's own configuration names, or this machine.",
    ),
]  # fmt: skip
SCHEMA = "bucket long, content binary"
_PARTITIONS = 2  # per slot, so that a slow one does not hold up the rest
_AT_ONCE = 1 << 26  # bytes of results that a machine hands over at once
_SETTINGS: dict[str, bool | float | int | str | None] = {
    "spark.driver.maxResultSize": "0",  # edges come to the driver, however many there are
    "spark.sql.adaptive.coalescePartitions.enabled": "false",  # rows are few and heavy
    "spark.sql.codegen.wholeStage": "false",  # the work is done in Python: compiling plans takes longer than it saves
    "spark.sql.execution.arrow.maxRecordsPerBatch": "64",
    "spark.ui.showConsoleProgress": "false",
    "spark.python.daemon.module": "onefold.workers",
    # a slot is one core
    **{
        f"spark.executorEnv.{name}": "1"
        for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    },
}


def require_spark() -> None:
    """Raises ConfigError, saying what is missing."""
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise ConfigError(
            "Spark is not installed",
            key="--engine",
            found="spark",
            allowed="pip install 'onefold[spark]' first",
        )
    home = os.environ.get("JAVA_HOME", "")
    if not (home and Path(home, "bin", "java").exists()) and shutil.which("java") is None:
        raise ConfigError(
            "Spark needs Java", key="JAVA_HOME", found=home or "no java in PATH", allowed="Java 17 or later"
        )


@contextmanager
def spark_cluster(master: str) -> Iterator[Cluster]:
    """A session with a cluster: the one at `master`, or the one that Spark's own configuration names, or this machine.

    Raises ConfigError where Spark or Java is missing, RetryLater when the cluster does not answer.
    """
    require_spark()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = _session(master)
    session.sparkContext.setLogLevel("ERROR")
    slots = session.sparkContext.defaultParallelism
    session.conf.set("spark.sql.shuffle.partitions", str(slots * _PARTITIONS))
    try:
        yield SparkCluster(session, slots)
    finally:
        session.stop()


@contextmanager
def _unworried() -> Iterator[None]:
    """Spark warns of a pandas that is newer than it knows; only Arrow is used here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


def _session(master: str) -> SparkSession:
    with _unworried():
        from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra, and slow to import
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415

    builder = SparkSession.builder.appName("onefold").config(map=_SETTINGS)
    try:
        with _unworried():
            return (builder.master(master) if master else builder).getOrCreate()
    except (Py4JError, PySparkException) as down:
        raise RetryLater(f"Spark does not start: {first_line(down)}") from down


@dataclass(frozen=True)
class SparkCluster:
    """A running Spark session. `slots`: cores of all executors."""

    session: SparkSession
    slots: int

    def spread(self, rows: Sequence[Row]) -> Dataset:
        """One partition per row."""
        parts = self.session.sparkContext.parallelize(rows, max(len(rows), 1))
        return SparkDataset(self.session.createDataFrame(parts, SCHEMA, verifySchema=False))


@dataclass(frozen=True)
class SparkDataset:
    """Rows of (bucket, content) as a DataFrame; Spark makes again what a lost executor had made."""

    frame: DataFrame

    def each(self, work: Each) -> Dataset:
        with _unworried():
            return SparkDataset(self.frame.mapInArrow(partial(_each, work), SCHEMA))

    def together(self, work: Together) -> Dataset:
        with _unworried():
            return SparkDataset(self.frame.groupBy("bucket").applyInArrow(_together(work), SCHEMA))

    def beside(self, other: Dataset) -> Dataset:
        assert isinstance(other, SparkDataset)  # noqa: S101 - of one cluster
        return SparkDataset(self.frame.union(other.frame))

    def kept(self) -> Dataset:
        return SparkDataset(self.frame.persist())

    def freed(self) -> None:
        self.frame.unpersist()

    def fetched(self) -> list[bytes]:
        from py4j.protocol import Py4JError  # noqa: PLC0415
        from pyspark.errors import PySparkException  # noqa: PLC0415

        try:
            rows = self.frame.where(f"bucket = {DRIVER}").select("content").collect()
        except (Py4JError, PySparkException) as broken:
            raise RetryLater(f"Spark could not do the work: {first_line(broken)}") from broken
        return [bytes(row[0]) for row in rows]


def first_line(error: BaseException) -> str:
    """What Spark says in a line; of what went wrong in a Python worker the exception's own."""
    lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    ends = next((place for place, line in enumerate(lines) if line.startswith("JVM stacktrace")), len(lines))
    own = [line for line in lines[1:ends] if line[0] not in " \t" and ": " in line]
    return (own[-1] if lines[0].endswith(":") and own else lines[0])[:300]


# --- on the executors ---


def _each(work: Each, batches: Iterable[Any]) -> Iterator[Any]:
    for batch in batches:
        buckets, contents = batch.column(0).to_pylist(), batch.column(1).to_pylist()
        yield from _batches(
            row for bucket, content in zip(buckets, contents, strict=True) for row in work(bucket, content)
        )


def _together(work: Together) -> Callable[[Any], Any]:
    def of_bucket(table: Any) -> Any:
        import pyarrow as pa  # noqa: PLC0415

        bucket = table.column(0)[0].as_py()
        made = list(_batches(work(bucket, table.column(1).to_pylist())))
        return pa.Table.from_batches(made, _arrow_schema())

    return of_bucket


def _batches(rows: Iterable[Row]) -> Iterator[Any]:
    """Rows as Arrow batches of bounded size."""
    some: list[Row] = []
    size = 0
    for row in rows:
        some.append(row)
        size += len(row[1])
        if size >= _AT_ONCE:
            yield _batch(some)
            some, size = [], 0
    if some:
        yield _batch(some)


def _batch(rows: list[Row]) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    buckets, contents = zip(*rows, strict=True)
    return pa.record_batch(
        [pa.array(buckets, pa.int64()), pa.array(contents, pa.binary())], schema=_arrow_schema()
    )


def _arrow_schema() -> Any:
    import pyarrow as pa  # noqa: PLC0415

    return pa.schema([("bucket", pa.int64()), ("content", pa.binary())])
