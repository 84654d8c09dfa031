"""Files read ahead on a cluster give what the reader gives here; whatever is unusual is read here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from enrich.errors import ConfigError, Refused
from enrich.folders import documents_in
from enrich.model import Found
from enrich.ports import Document
from matchers.spark.rounds import Cluster
from onefold import spreading
from onefold.spreading import SpreadReader, content_of, waves
from parsers.reader import Reader

OneProcess = Callable[..., Cluster]


class Idle(Reader):
    """A reader that is not to be asked."""

    def parse(self, document: Document) -> Iterator[Found | Refused]:
        pytest.fail(f"{document.name} was foreseen")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(workers=1) as made:
        yield made


@pytest.fixture
def spread(reader: Reader, in_one_process: OneProcess) -> Iterator[SpreadReader]:
    with closing(SpreadReader(reader, (), in_one_process(2))) as made:
        yield made


def plain(found: Iterator[Found | Refused]) -> list[object]:
    return [
        item if isinstance(item, Found) else (item.reason, item.where, item.found, item.allowed)
        for item in found
    ]


def test_every_file_says_the_same(
    backlog: Path, reader: Reader, spread: SpreadReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "FILES", 4)
    documents = list(documents_in(backlog))
    spread.expect(documents)
    assert spread.version == reader.version
    asked: list[str] = []
    for document in documents:
        found = plain(spread.parse(document))
        assert found == plain(reader.parse(document)), document.name
        asked += ["refused" for item in found if isinstance(item, tuple)]
    assert len(asked) >= 3


def test_what_was_not_foreseen_is_read_here_and_disturbs_nothing(
    backlog: Path, reader: Reader, spread: SpreadReader
) -> None:
    (card,) = documents_in(backlog / "card.vcf")
    foreseen = list(documents_in(backlog))[-2:]
    spread.expect(foreseen)
    assert plain(spread.parse(card)) == plain(reader.parse(card))
    spread.reader = Idle(workers=1)
    assert all(plain(spread.parse(document)) for document in foreseen)


def test_a_file_that_changes_meanwhile_is_read_as_it_is_now(tmp_path: Path, spread: SpreadReader) -> None:
    path = tmp_path / "card.vcf"
    card = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{}\r\nEND:VCARD\r\n"
    path.write_text(card.format("Ilse Quator"))
    (document,) = documents_in(path)
    spread.expect([document])
    path.write_text(card.format("Ilse Quator-Berg"))
    os.utime(path, ns=(1, 10**18))
    (found,) = spread.parse(document)
    assert isinstance(found, Found) and found.profile.name == "Ilse Quator-Berg"


def test_a_file_of_many_records_is_read_here(
    tmp_path: Path, reader: Reader, spread: SpreadReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "MOST_RECORDS", 3)
    path = tmp_path / "people.csv"
    path.write_text("name,email\n" + "".join(f"Anna No{n}vak,a{n}@web.example\n" for n in range(9)))
    documents = list(documents_in(path))
    spread.expect(documents)
    found = plain(spread.parse(documents[0]))
    assert len(found) == 9 and found == plain(reader.parse(documents[0]))


def test_only_ordinary_files_of_ordinary_size_travel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, pipe = tmp_path / "a.txt", tmp_path / "pipe"
    path.write_bytes(b"x" * 100)
    os.mkfifo(pipe)
    (document,) = documents_in(path)
    assert content_of(document) == b"x" * 100
    assert content_of(Document("pipe", pipe, document.modified_at)) is None
    assert content_of(Document("gone", tmp_path / "gone", document.modified_at)) is None
    monkeypatch.setattr(spreading, "LARGEST", 99)
    assert content_of(document) is None


def test_waves_hold_so_many_files_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * (1_000 if number == 2 else 1))
    documents = list(documents_in(tmp_path))
    monkeypatch.setattr(spreading, "FILES", 2)
    monkeypatch.setattr(spreading, "BYTES", 300)
    assert [len(wave) for wave in waves(documents, 2)] == [3, 4]
    assert [one for wave in waves(documents, 2) for one in wave] == documents


def test_machines_of_another_version_are_refused(
    backlog: Path, reader: Reader, in_one_process: OneProcess
) -> None:
    with closing(SpreadReader(reader, (), in_one_process(2))) as spread:
        spread.version = "rules-0000"
        documents = list(documents_in(backlog / "card.vcf"))
        spread.expect(documents)
        with pytest.raises(ConfigError, match="another version"):
            list(spread.parse(documents[0]))
