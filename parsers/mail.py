"""E-mail messages (RFC 5322): what is attached, what the text says, who sent it and when."""

from __future__ import annotations

import email
import email.errors
import email.message
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.utils import parseaddr, parsedate_to_datetime
from itertools import islice

from msgspec.structs import replace

from enrich.model import Instant
from enrich.values.contacts import clean_email
from enrich.values.text import fold
from parsers.clock import to_instant
from parsers.detect import decode
from parsers.reading import Reading

MOST_PARTS = 100
DEEPEST = 20
_SKIPPED = re.compile(r"^(?:image/|audio/|video/|text/calendar|application/(?:pgp-|pkcs7-)|multipart/)")


@dataclass(frozen=True)
class Message:
    """`attached`: contents in their order; `body`: the text a reader shows; `sender`: (name, address)."""

    attached: tuple[bytes, ...]
    body: bytes
    sender: tuple[str, str]
    sent_at: Instant | None


def read_message(data: bytes) -> Message:
    """Never fails: what is broken in a message is left out."""
    message = email.message_from_bytes(data)
    attached, bodies = [], []
    for part in islice(_parts(message, 0), MOST_PARTS):
        content = _content(part)
        if _is_attached(part):
            attached += [content] if content else []
        elif part.get_content_type() in ("text/plain", "text/html") and content.strip():
            bodies.append((part.get_content_type() == "text/html", content))
    body = min(bodies, key=lambda b: b[0])[1] if bodies else b""
    return Message(tuple(attached), body, _sender(message), _sent_at(message))


def _parts(message: email.message.Message, depth: int) -> Iterator[email.message.Message]:
    """The leaves; a message in a message is one of them."""
    inner = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(inner, list):
        yield message
    elif depth < DEEPEST:
        for part in inner:
            yield from _parts(part, depth + 1) if isinstance(part, email.message.Message) else ()


def _is_attached(part: email.message.Message) -> bool:
    if part.get_content_type() == "message/rfc822" or part.get_filename():
        return not _SKIPPED.match(part.get_content_type())
    kind = part.get_content_type()
    return part.get_content_disposition() == "attachment" or not (
        kind.startswith("text/") or _SKIPPED.match(kind)
    )


def _content(part: email.message.Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and inner else b""  # type: ignore[union-attr]
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    charset = part.get_content_charset()
    if not part.get_content_type().startswith("text/") or charset is None or _is_attached(part):
        return content
    try:
        return content.decode(charset, "replace").encode()
    except LookupError:
        return decode(content).encode()


def _header(message: email.message.Message, name: str) -> str:
    raw = str(message.get(name, ""))
    try:
        parts = decode_header(raw)
    except email.errors.HeaderParseError:
        return raw
    pieces = [(p if isinstance(p, str) else _decoded(p, charset)) for p, charset in parts]
    return " ".join("".join(pieces).split())


def _decoded(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "ascii", "replace")
    except LookupError:
        return content.decode("latin-1")


def _sender(message: email.message.Message) -> tuple[str, str]:
    name, address = parseaddr(_header(message, "From"))
    return name, clean_email(address)


def _sent_at(message: email.message.Message) -> Instant | None:
    try:
        return to_instant(parsedate_to_datetime(_header(message, "Date")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def with_sender(reading: Reading, message: Message) -> Reading:
    """The resume with what the message adds: when it was sent, and the sender's address where the sender is the person."""
    observed = message.sent_at if reading.observed_at is None else reading.observed_at
    name, address = message.sender
    profile = reading.profile
    if not address or not _same_person(name, profile.name):
        return replace(reading, observed_at=observed)
    if address not in [clean_email(e) for e in profile.emails]:
        profile = replace(profile, emails=(*profile.emails, address))
    warnings = (*reading.warnings, "sent_by_the_person")
    return replace(reading, profile=profile, observed_at=observed, warnings=warnings)


def _same_person(a: str, b: str) -> bool:
    """Whether two names share two words, or are one word each and the same."""
    one, other = set(fold(a).split()), set(fold(b).split())
    return len(one & other) >= min(2, len(one), len(other)) > 0
