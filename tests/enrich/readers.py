"""A reader of files with a line for each thing said, which may be worse or better. As a script: reads kept files again, and
kills its own process at a given moment.

    python tests/enrich/readers.py DATABASE VERSION parse|taking NUMBER
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from enrich.errors import Refused
from enrich.files import Document
from enrich.model import Found, Instant, Profile, Skill, Work
from enrich.pipeline import Engine
from enrich.rereading import reread
from enrich.resolution import Rules
from enrich.store.database import Database
from tests.enrich.worlds import MATCHER, START, survivorship


def engine_on(database: Database) -> Engine:
    return Engine(database, Rules(MATCHER, survivorship()))


class LineReader:
    """Passes over lines of the kind it is `blind` to, refuses what holds `refuses`, and takes lines it `knows`."""

    def __init__(self, version: str, blind: str = "", refuses: str = "", knows: str = "") -> None:
        self.version = version
        self.read = 0
        self._blind, self._refuses, self._knows = blind, refuses, knows

    @staticmethod
    def document(name: str, content: str) -> Document:
        return Document(name, Path(), Instant(START), content.encode())

    def parse(self, document: Document) -> Iterator[Found | Refused]:
        self.read += 1
        content = document.content if document.content is not None else document.path.read_bytes()
        said = dict(line.split(": ", 1) for line in content.decode().splitlines())
        if self._refuses and self._refuses in content.decode():
            yield Refused("this cannot be read any more", where=document.name)
            return
        if "name" not in said and self._knows not in (said or {"": ""}):
            yield Refused("this says no name", where=document.name)
            return
        said.pop(self._blind, None)
        yield Found(document.name, profile_of(said))


def profile_of(said: dict[str, str]) -> Profile:
    return Profile(
        name=said.get("name", "Nobody Known"),
        emails=(said["mail"],) if "mail" in said else (),
        work=(Work(said.get("employer", ""), said.get("title", ""), current=True),) if "employer" in said else (),
        skills=(Skill(said["skill"]),) if "skill" in said else (),
    )  # fmt: skip


class Dying:
    """A reader, and a watcher of progress, that end the process without warning."""

    def __init__(self, reader: LineReader, act: str, number: int) -> None:
        self.version = reader.version
        self._reader, self._act, self._number = reader, act, number

    def parse(self, document: Document) -> Iterator[Found | Refused]:
        if self._act == "parse" and self._reader.read + 1 == self._number:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from self._reader.parse(document)

    def step(self, stage: str, done: int, total: int | None = None) -> None:
        if self._act == "taking" and stage.startswith("reading") and done == self._number:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    url, version, act, number = sys.argv[1:]
    dying = Dying(LineReader(version), act, int(number))
    reread(engine_on(Database(url)), dying, "resumes", dying)
