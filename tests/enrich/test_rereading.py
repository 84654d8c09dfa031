"""A better reader reads kept files again: what it makes of them counts, and the history names it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from enrich.documents import take_paths
from enrich.files import reads_better
from enrich.model import Instant, RecordKey
from enrich.pipeline import Engine, InputFrom, ingest
from enrich.rebuilding import check, fingerprint, rebuild
from enrich.rereading import outdated, reread, waiting
from enrich.store import inputs, originals
from enrich.store.database import Database
from enrich.store.facts import find_record, histories
from enrich.store.reads import every_person, person_page
from enrich.store.schema import MIGRATIONS
from enrich.store.tables import metadata, reading, record_version, sighting
from tests.enrich.readers import LineReader, engine_on
from tests.enrich.worlds import found, profile

ROOT = Path(__file__).parents[2]
ANNA = "name: Anna Kowalska\nmail: anna@one.example\ntitle: Nurse\nemployer: Acme\nskill: sutures\n"
JAN = "name: Jan Kowalski\nmail: jan@two.example\ntitle: Cook\nemployer: Cedar\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "inbox"
    place.mkdir()
    (place / "anna.cv").write_text(ANNA)
    (place / "jan.cv").write_text(JAN)
    return place


@pytest.fixture
def engine(database: Database) -> Engine:
    return engine_on(database)


def read_and_removed(engine: Engine, folder: Path, reader: LineReader) -> None:
    """The folder is taken in, and then its files are gone."""
    take_paths(engine, reader, "resumes", [folder])
    for file in folder.iterdir():
        file.unlink()


def timeline_of(engine: Engine, name: str) -> list[str]:
    """What changed in the data, as the person's page tells it."""
    with engine.database.read() as connection:
        [row] = [row for row in every_person(connection) if row.name == name]
        page = person_page(connection, engine.rules.survivorship, row.person_id)
        told = [e for e in page.person.timeline if e.kind == "data_change"]
        return [f"{e.title} | {e.detail} | {'; '.join(e.remarks)}" for e in told]


def skills_of(engine: Engine, name: str) -> list[str]:
    with engine.database.read() as connection:
        [row] = [row for row in every_person(connection) if row.name == name]
        page = person_page(connection, engine.rules.survivorship, row.person_id)
        return sorted(chosen.claim.value.name for chosen in page.person.golden.values.get("skill", ()))


def test_what_a_better_reader_finds_in_a_kept_file_counts_and_is_told(engine: Engine, folder: Path) -> None:
    read_and_removed(engine, folder, LineReader("r-1", blind="skill"))
    assert skills_of(engine, "Anna Kowalska") == []
    better = LineReader("r-2")
    [plan] = outdated(engine, {"resumes": better})
    assert (plan.originals, plan.size, plan.read_by, plan.reader) == (2, len(ANNA + JAN), ("r-1",), "r-2")
    done = reread(engine, better, "resumes")
    assert (done.new, done.changed, done.same, done.refused) == (0, 1, 1, 0)
    assert skills_of(engine, "Anna Kowalska") == ["sutures"]
    assert timeline_of(engine, "Anna Kowalska") == [
        "Read again by a better reader | Skill: nothing → sutures | reader r-1 → r-2"
    ]
    assert timeline_of(engine, "Jan Kowalski") == [], "nothing changed for him"
    with engine.database.read() as connection:
        assert check(connection) == []
        told = histories(connection, [find_record(connection, RecordKey("resumes", "anna.cv"))])
    assert [(v.reader, len(v.profile.skills)) for [*vs] in told.values() for v in vs] == [
        ("r-1", 0),
        ("r-2", 1),
    ]


def test_reading_again_twice_changes_nothing_and_rebuilding_neither(engine: Engine, folder: Path) -> None:
    read_and_removed(engine, folder, LineReader("r-1", blind="skill"))
    better = LineReader("r-2")
    reread(engine, better, "resumes")
    with engine.database.read() as connection:
        before, rows = fingerprint(connection), numbers_of_rows(connection)
    assert outdated(engine, {"resumes": better}) == []
    assert waiting(engine, {"resumes": better}) == []
    assert reread(engine, better, "resumes") == reread(engine, LineReader("r-1", blind="skill"), "resumes")
    assert rebuild(engine) == []
    with engine.database.read() as connection:
        assert (fingerprint(connection), numbers_of_rows(connection)) == (before, rows)


def numbers_of_rows(connection: sa.Connection) -> list[int]:
    counted = (sa.select(sa.func.count()).select_from(table) for table in (record_version, sighting, reading))
    return [connection.execute(query).scalar_one() for query in counted]


def test_a_reader_that_reads_less_leaves_a_trace_and_the_next_may_mend_it(
    engine: Engine, folder: Path
) -> None:
    read_and_removed(engine, folder, LineReader("r-1"))
    reread(engine, LineReader("r-2", blind="title"), "resumes")
    lost = "Read again by a better reader | Career: Nurse at Acme → Acme | reader r-1 → r-2"
    assert timeline_of(engine, "Anna Kowalska") == [lost]
    reread(engine, LineReader("r-3"), "resumes")
    mended = "Read again by a better reader | Career: Acme → Nurse at Acme | reader r-2 → r-3"
    assert sorted(timeline_of(engine, "Anna Kowalska")) == [mended, lost]
    with engine.database.read() as connection:
        [row] = [row for row in every_person(connection) if row.name == "Anna Kowalska"]
        page = person_page(connection, engine.rules.survivorship, row.person_id)
        assert page.person.position.title == "Nurse"


def test_each_earlier_file_of_a_name_is_read_again_on_its_own_day(engine: Engine, folder: Path) -> None:
    """Two files came under one name; what the source said differently is not mixed with what the reader made of it."""
    reader = LineReader("r-1", blind="skill")
    take_paths(engine, reader, "resumes", [folder])
    (folder / "anna.cv").write_text(ANNA.replace("Nurse", "Head Nurse").replace("sutures", "leading"))
    os.utime(folder / "anna.cv", ns=(0, 2_000_000_000_000_000_000))
    read_and_removed(engine, folder, reader)
    before = timeline_of(engine, "Anna Kowalska")
    assert [line.split(" | ")[0] for line in before] == ["Position changed"]
    reread(engine, LineReader("r-2"), "resumes")
    after = timeline_of(engine, "Anna Kowalska")
    assert [line for line in after if not line.startswith("Read again")] == before
    assert sorted(line.split(" | ")[1] for line in after if line.startswith("Read again")) == [
        "Skill: nothing → leading",
        "Skill: nothing → sutures",
    ]
    assert skills_of(engine, "Anna Kowalska") == ["leading"]


def test_what_a_better_reader_refuses_is_listed_and_what_was_read_stays(engine: Engine, folder: Path) -> None:
    (folder / "odd.cv").write_text("nonsense: x\n")
    read_and_removed(engine, folder, LineReader("r-1"))
    assert places(engine) == ["odd.cv"]
    done = reread(engine, LineReader("r-2", refuses="Cedar", knows="nonsense"), "resumes")
    assert done.refused == 1
    assert places(engine) == ["jan.cv"], "what can be read now is off the list"
    with engine.database.read() as connection:
        assert {row.name for row in every_person(connection)} >= {"Anna Kowalska", "Jan Kowalski"}
        assert inputs.refusals(connection)[0].has_original


def places(engine: Engine) -> list[str]:
    with engine.database.read() as connection:
        return sorted(refusal.document for refusal in inputs.refusals(connection))


def test_files_read_again_are_not_read_once_more_in_their_folder(engine: Engine, folder: Path) -> None:
    take_paths(engine, LineReader("r-1"), "resumes", [folder])
    better = LineReader("r-2")
    reread(engine, better, "resumes")
    assert better.read == 2
    take_paths(engine, better, "resumes", [folder])
    assert better.read == 2
    take_paths(engine, worse := LineReader("r-1"), "resumes", [folder])
    assert worse.read == 0, "an older installation does not undo what a newer one read"


def test_what_was_begun_when_the_process_died_is_read(engine: Engine) -> None:
    """The copy was kept, and then neither the reading nor the file was there any more."""
    with engine.database.write() as connection:
        document = LineReader.document("anna.cv", ANNA)
        digest = inputs.store_original(connection, document, ANNA.encode(), engine.clock())
        inputs.note_reading(connection, "resumes", document, digest, "", engine.clock())
    assert reread(engine, LineReader("r-1"), "resumes").new == 1


def test_a_file_too_large_to_be_kept_is_named(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enrich.documents.KEPT_BYTES", len(JAN))
    read_and_removed(engine, folder, LineReader("r-1"))
    [plan] = outdated(engine, {"resumes": LineReader("r-2"), "other": LineReader("r-2")})
    assert (plan.source, plan.originals, plan.not_kept) == ("resumes", 1, ("anna.cv",))


@pytest.mark.parametrize("die_at", ["parse 3", "taking 2", "taking 4"])
def test_killed_while_reading_again_it_goes_on_where_it_was(
    engine: Engine, folder: Path, die_at: str
) -> None:
    for number in range(6):
        (folder / f"{number}.cv").write_text(
            ANNA.replace("anna@", f"a{number}@").replace("sutures", f"s{number}")
        )
    read_and_removed(engine, folder, LineReader("r-1", blind="skill"))
    url = engine.database.url.render_as_string(hide_password=False)
    script = [sys.executable, str(ROOT / "tests/enrich/readers.py"), url, "r-2", *die_at.split()]
    killed = subprocess.run(
        script, env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}, check=False, timeout=60
    )
    assert killed.returncode == -9
    [plan] = outdated(engine, {"resumes": LineReader("r-2")})
    assert 0 < plan.originals <= 8
    left = LineReader("r-2")
    reread(engine, left, "resumes")
    assert left.read == plan.originals, "what was complete was read once"
    with engine.database.read() as connection:
        assert check(connection) == []
        versions = connection.execute(sa.select(sa.func.count()).select_from(record_version)).scalar_one()
    assert versions == 8 + 7, "a version by each reader, but for Jan whom both read the same"


def test_an_unchanged_reading_of_a_table_makes_nobody_pending(engine: Engine) -> None:
    people = [
        found(n, profile("Anna Nowak", f"a{n}@one.example", "", "Acme", "Nurse", ""), 1) for n in range(5)
    ]
    ingest(engine, InputFrom("crm", reader="r-1"), people)
    again = ingest(engine, InputFrom("crm", reader="r-2"), people)
    assert (again.changed, again.same, again.events) == (0, 5, ())
    with engine.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(sighting)).scalar_one() == 0


@pytest.mark.parametrize(
    ("version", "known", "better"),
    [
        ("rules-0004", "rules-0003", True),
        ("rules-0003", "rules-0004", False),
        ("rules-0004", "rules-0004", False),
        ("rules-0004+pyresparser-1.0.6", "rules-0004", True),
        ("rules-0004", "rules-0004+pyresparser-1.0.6", False),
        ("rules-0003/columns-ab", "rules-0003/columns-cd", True),
        ("rules-0003/columns-cd", "rules-0003/columns-ab", True),
        ("rules-0003/columns-ab", "rules-0004/columns-ab", False),
        ("rules-0001", "", True),
    ],
)
def test_which_reader_reads_better(version: str, known: str, better: bool) -> None:
    assert reads_better(version, known) is better


def test_only_originals_of_the_source_are_its_own(engine: Engine, folder: Path) -> None:
    """The same bytes came to two sources under two names; each has them as its own document."""
    take_paths(engine, LineReader("r-1"), "resumes", [folder])
    (folder / "anna.cv").rename(folder / "kowalska.cv")
    read_and_removed(engine, folder, LineReader("r-1"))
    take_paths(engine, LineReader("r-1"), "ats", [folder])
    with engine.database.read() as connection:
        kept = originals.read_by(connection, "resumes", {"r-1"})
    assert sorted(one.document for one in kept) == ["anna.cv", "jan.cv", "kowalska.cv"]
    assert len({one.original for one in kept}) == 2
    assert all(isinstance(one.modified_at, int) and one.modified_at > Instant(0) for one in kept)


BEFORE = """
INSERT INTO record (record_id, source, key) VALUES (1, 'resumes', 'anna.cv');
INSERT INTO record_version (version_id, record_id, content_hash, observed_at, recorded_at, content, original, reader)
    VALUES (1, 1, 'h', 10, 20, '{}', 's1', 'r-1');
INSERT INTO sighting (version_id, observed_at, recorded_at) VALUES (1, 11, 21);
INSERT INTO original (sha256, name, size, modified_at, stored_at, content) VALUES ('s1', 'anna.cv', 1, 10, 20, ''), ('s2', 'odd.cv', 1, 12, 20, ''), ('s3', 'https://one.example/', 1, 13, 20, '');
INSERT INTO intake (source, document, size, modified_at, reader, taken_at) VALUES ('resumes', 'anna.cv', 1, 10, 'r-1', 20), ('resumes', 'odd.cv', 1, 12, 'r-1', 20);
INSERT INTO refusal (source, document, place, reason, found, allowed, original, refused_at) VALUES ('resumes', 'odd.cv', '', 'odd', '', '', 's2', 20), ('web', 'https://one.example/', '', 'odd', '', '', 's3', 20)
"""  # fmt: skip


def test_a_database_of_before_knows_what_has_to_be_read_again(database: Database) -> None:
    """Copies of what a source behind a network answered are no documents of its parser."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.write() as connection:
        metadata.drop_all(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        for statement in BEFORE.split(";"):
            connection.exec_driver_sql(statement)
        command.upgrade(config, "0008")
        told = connection.execute(
            sa.text("SELECT version_id, observed_at, reader, recorded_at FROM sighting")
        )
        assert [tuple(row) for row in told] == [(1, 11, "r-1", 21)]
        rows = connection.execute(
            sa.text("SELECT source, document, original, modified_at, reader FROM reading ORDER BY document")
        )
        assert [tuple(row) for row in rows] == [
            ("resumes", "anna.cv", "s1", 10, "r-1"),
            ("resumes", "odd.cv", "s2", 12, ""),
        ]
        command.downgrade(config, "0007")
        told = connection.execute(sa.text("SELECT * FROM sighting"))
        assert [tuple(row) for row in told] == [(1, 11, 21)]
        command.upgrade(config, "head")
