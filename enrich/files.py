"""What a parser is: files -> records. Apart from the other ports, so that whoever only reads files loads nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from enrich.errors import Refused
from enrich.model import Found, Instant, Value


class Document(Value, frozen=True):
    """A file to read. `name` is what the source calls it (for messages and keys); `modified_at` dates its content.

    `content` is what stood in it, where that is kept elsewhere: nothing is looked for at `path` then.
    """

    name: str
    path: Path
    modified_at: Instant
    content: bytes | None = None


class Parser(Protocol):
    """Reads any file that Onefold understands.

    `version`, as text, is greater the better it reads. Behind a "/" may stand with what settings it reads; they have no order.
    """

    version: str

    def parse(self, document: Document) -> Iterator[Found | Refused]:
        """Every record of the document in its order; what cannot be read comes as a `Refused` value and the rest goes on.

        Raises nothing for bad input, however hostile.
        """
        ...


def reads_better(version: str, known: str) -> bool:
    """Whether a parser of one version may read more than one of another: it is newer, or has other settings."""
    (rules, _, settings), (known_rules, _, known_settings) = version.partition("/"), known.partition("/")
    return rules > known_rules or settings != known_settings
