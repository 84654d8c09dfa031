"""What reading a document gives: a profile, how sure each field is, and where it stood."""

from __future__ import annotations

import msgspec

from enrich.errors import Refused
from enrich.model import Found, Instant, Profile, Value


class Evidence(Value, frozen=True):
    """Where a field was read: `path` such as "work[0].employer"; page from 1 and box (x0, top, x1, bottom in points from
    the upper left corner) where the document has pages, else the characters `start` to `end` of its text."""

    path: str
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    start: int = 0
    end: int = 0


class Reading(Value, frozen=True):
    """One person as read. `confidence` is per field, 0 to 1; `key` is "" where the document itself is the key."""

    profile: Profile
    key: str = ""
    observed_at: Instant | None = None
    url: str = ""
    confidence: dict[str, float] = msgspec.field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0

    def found(self, name: str, modified_at: Instant) -> Found:
        """The record for a document called `name`."""
        observed = modified_at if self.observed_at is None else self.observed_at
        return Found(
            key=self.key or name,
            profile=self.profile,
            observed_at=observed,
            url=self.url,
            warnings=self.warnings,
        )


class Refusal(Value, frozen=True):
    """A `Refused` as it travels between processes."""

    reason: str
    where: str = ""
    found: str = ""
    allowed: str = ""

    @classmethod
    def of(cls, error: Refused) -> Refusal:
        return cls(error.reason, error.where, error.found, error.allowed)

    def error(self, document: str) -> Refused:
        """The refusal with the document's name before the place in it."""
        where = ", ".join(part for part in (document, self.where) if part)
        return Refused(self.reason, where=where, found=self.found, allowed=self.allowed)


class Sheet(Value, frozen=True):
    """What a document looks like: the picture (PNG) of a page `width` by `height` points, or its text, whose characters
    evidence counts."""

    page: int = 0
    width: float = 0.0
    height: float = 0.0
    png: bytes = b""
    text: str = ""


Answered = Reading | Refusal | Sheet


class Inspection(Value, frozen=True):
    """Everything that was read out of one file, for a person who looks at it."""

    file: str
    readings: tuple[Reading, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    seconds: float = 0.0
    sheets: tuple[Sheet, ...] = ()
