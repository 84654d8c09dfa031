"""Invented people in tables, and a real Spark cluster: one master and two workers on loopback, once per test run."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest

from matchers.spark.rounds import DRIVER, Cluster, Dataset, Row

SYLLABLES = (
    "mar",
    "len",
    "ko",
    "vi",
    "sta",
    "ber",
    "ros",
    "hal",
    "din",
    "qua",
    "tor",
    "wem",
    "lis",
    "pau",
    "gre",
    "nor",
)
GIVEN = (
    "Anna",
    "Robert",
    "Bob",
    "Jürgen",
    "Zofia",
    "María José",
    "Oleg",
    "Éric",
    "Kim",
    "Peter",
    "Lotte",
    "Ilse",
    "Tom",
    "Ada",
)
CITIES = ("Köln", "Bonn", "Salem", "Portland", "Bend")
TITLES = ("Engineer", "Senior Engineer", "Sales Manager", "Nurse", "Head of Data")
CROWD = "+49 221 5550100"  # an agency's switchboard: many people are called there
Table = Callable[[int, int], pl.DataFrame]


def rows_of(n: int, seed: int) -> Iterator[dict[str, str]]:
    """About two rows for each person, with slips, gaps, a shared telephone, and a row that stands there many times."""
    chance, person = random.Random(seed), 0
    for _ in range(n // 50):
        yield {
            "first_name": "Max",
            "last_name": "Muster",
            "birth_date": "01/01/1970",
            "email": "max@muster.example",
            "person": "0",
        }
    while True:
        person += 1
        given, family = chance.choice(GIVEN), "".join(chance.choices(SYLLABLES, k=3)).title()
        row = {
            "first_name": given, "last_name": family, "birth_date": f"{chance.randrange(1, 13):02}/{chance.randrange(1, 29):02}/{chance.randrange(1950, 2000)}",
            "email": f"{given[:3]}.{family}{chance.randrange(99)}@web.de".lower(), "phone": CROWD if chance.random() < 0.1 else f"+49 221 {chance.randrange(10**6, 10**7)}",
            "city": chance.choice(CITIES), "zip": f"{chance.randrange(10, 300):05}", "employer": "".join(chance.choices(SYLLABLES, k=2)).title() + " Ltd",
            "job_title": chance.choice(TITLES), "skills": ", ".join(chance.sample(("SQL", "Python", "Go", "Excel", "Java"), 2)), "person": str(person),
        }  # fmt: skip
        for origin in range(chance.choice((1, 1, 2, 3))):
            told = {**row, "source": f"list {origin}", "zip": row["zip"].lstrip("0")}
            if chance.random() < 0.2:
                told["last_name"] = family[:-1] + "x"
            for name in ("birth_date", "email", "phone", "city", "zip", "employer", "skills"):
                if chance.random() < 0.25:
                    told[name] = chance.choice(("", "n/a"))
            yield told


@pytest.fixture(scope="session")
def people() -> Table:
    """A table of n rows, the same for the same seed; the column "person" is the truth."""

    def make(n: int, seed: int = 1) -> pl.DataFrame:
        rows = [row for row, _ in zip(rows_of(n, seed), range(n), strict=False)]
        names = list(rows[-1])
        random.Random(seed).shuffle(rows)
        return pl.DataFrame({name: [row.get(name, "") for row in rows] for name in names})

    return make


RESUME = """{name}
{email} | Berlin, Germany

WORK EXPERIENCE
{title}, {employer} Ltd, Mar 2020 - Present
Engineer, Cedar Foods Inc, Sep 2016 - Feb 2020

SKILLS
Go, PostgreSQL
"""


@pytest.fixture(scope="session")
def backlog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of resumes, two of some people, a table, and files that cannot be read."""
    folder, chance = tmp_path_factory.mktemp("backlog"), random.Random(1)
    for person in range(16):
        name = f"{chance.choice(GIVEN)} {''.join(chance.choices(SYLLABLES, k=3)).title()}"
        email = f"{name.rsplit(maxsplit=1)[-1].lower()}{person}@web.example"
        for again in range(1 + (person % 3 == 0)):
            text = RESUME.format(
                name=name,
                email=email,
                title=chance.choice(TITLES),
                employer="Birch" if again else "Moorhafen",
            )
            (folder / f"resume{person:02}_{again}.txt").write_text(text)
    (folder / "people.csv").write_text(
        "name,email\nVera Holm,vera@web.example\n,\nOleg Berg,oleg@web.example\n"
    )
    (folder / "card.vcf").write_text(
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ilse Quator\r\nEMAIL:ilse@web.example\r\nEND:VCARD\r\n"
    )
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (folder / "deep.json").write_bytes(b"[" * 100_000)
    (folder / "noise.docx").write_bytes(chance.randbytes(2_000))
    return folder


# --- a cluster without machines ---


@dataclass
class InOneProcess:
    """A cluster without machines: every round shuffles rows and contents, as a real one may."""

    slots: int
    seed: int = 1
    fetched: int = 0

    def spread(self, rows: Sequence[Row]) -> Dataset:
        return Rows(list(rows), self)

    def mixed(self, rows: Iterable[Row]) -> list[Row]:
        some = list(rows)
        random.Random(self.seed).shuffle(some)
        return some


@dataclass
class Rows:
    rows: list[Row]
    cluster: InOneProcess

    def each(self, work: Callable[[int, bytes], Iterable[Row]]) -> Dataset:
        made = (row for bucket, content in self.rows for row in work(bucket, content))
        return Rows(self.cluster.mixed(made), self.cluster)

    def together(self, work: Callable[[int, list[bytes]], Iterable[Row]]) -> Dataset:
        groups = defaultdict(list)
        for bucket, content in self.rows:
            groups[bucket].append(content)
        made = (row for bucket, contents in groups.items() for row in work(bucket, contents))
        return Rows(self.cluster.mixed(made), self.cluster)

    def beside(self, other: Dataset) -> Dataset:
        assert isinstance(other, Rows)
        return Rows(self.cluster.mixed(self.rows + other.rows), self.cluster)

    def kept(self) -> Dataset:
        return self

    def freed(self) -> None:
        self.rows = []

    def fetched(self) -> list[bytes]:
        contents = [content for bucket, content in self.rows if bucket == DRIVER]
        self.cluster.fetched += sum(map(len, contents))
        return contents


@pytest.fixture(scope="session")
def in_one_process() -> Callable[..., Cluster]:
    """Makes a cluster of so many slots, which shuffles by a seed."""
    return InOneProcess


# --- the cluster ---

SECONDS = 60.0  # until a cluster answers, on a machine that has much to do
QUICK = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Djava.net.preferIPv4Stack=true"


@dataclass(frozen=True)
class Machines:
    """`master`: the cluster's address. `workers`: process ids."""

    master: str
    workers: tuple[int, ...]


@pytest.fixture(scope="session")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Ends what it started, by process id."""
    folder = tmp_path_factory.mktemp("spark")
    if shutil.which("java") is None and not Path(os.environ.get("JAVA_HOME", ""), "bin", "java").exists():
        pytest.fail("Spark needs Java: run .ci/java")
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    settings = {
        "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.ui.enabled": "false",
        "spark.driver.memory": "512m", "spark.executor.memory": "512m", "spark.driver.extraJavaOptions": QUICK,
        "spark.executor.extraJavaOptions": QUICK, "spark.local.dir": str(folder / "scratch"),
    }  # fmt: skip
    (folder / "spark-defaults.conf").write_text(
        "".join(f"{key} {value}\n" for key, value in settings.items())
    )
    mine = {
        "SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "localhost",
        "PYSPARK_PYTHON": sys.executable, "SPARK_DAEMON_JAVA_OPTS": QUICK, "SPARK_DAEMON_MEMORY": "256m",
        "PYTHONPATH": str(Path.cwd()), "SPARK_HOME": spark_home(),
    }  # fmt: skip
    before = {name: os.environ.get(name) for name in mine}
    os.environ.update(mine)
    started = []
    try:
        started.append(
            start(folder, "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        )
        wait_for(port)
        for number in range(2):
            place = folder / f"worker{number}"
            started.append(
                start(
                    folder,
                    "worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "-c",
                    "1",
                    "-m",
                    "600m",
                    "--webui-port",
                    "0",
                    "-d",
                    str(place),
                    master,
                )
            )
        yield Machines(master, tuple(process.pid for process in started[1:]))
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait()
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def spark_home() -> str:
    found = find_spec("pyspark")
    assert found is not None and found.origin is not None
    return str(Path(found.origin).parent)


def start(folder: Path, role: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [
        str(Path(os.environ["SPARK_HOME"], "bin", "spark-class")),
        f"org.apache.spark.deploy.{role}",
        *arguments,
    ]
    with (folder / f"{role}.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the master does not answer")
