"""Where the header of an entry, or a contact block, is cut in text without line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.lines import BULLETS
from parsers.words import soften, words

MAX_RUN = 16
SMALL = frozenset(
    {"of", "and", "the", "for", "de", "du", "des", "la", "le", "et", "y", "e", "da", "do", "di", "del", "und", "der",
     "die", "für", "in", "at", "to", "i", "von", "en"}
)  # fmt: skip
_MARKS = re.compile(r"^[\W_]+$")
_STATE = re.compile(r"^[A-Z]{2}[,.]?$")
_NUMBER = re.compile(r"[+(]?\d[\d()+./-]{5,}$")
Dates = list[tuple[int, int]]


def header_cuts(tokens: list[str], dates: Dates) -> Iterator[int]:
    """Indices of the tokens that begin a line: headers, their dates, their parts, the text below. `dates` holds (first
    token, token after)."""
    headers_first = bool(dates) and dates[0][0] > 1
    floor = 0
    for n, (at, after) in enumerate(dates):
        stop = dates[n + 1][0] if n + 1 < len(dates) else len(tokens)
        begin = _run_before(tokens, floor, at) if headers_first else at
        end = _run_after(tokens, after, stop)
        yield from (begin, at, after, end)
        yield from _title_cut(tokens, begin, at)
        yield from _title_cut(tokens, after, end)
        floor = end


def contact_cuts(tokens: list[str], *, first: bool) -> Iterator[int]:
    """The same for the lines of a contact block; `first`: it opens the document, with a name."""
    for i in range(1, len(tokens)):
        before, token = tokens[i - 1], tokens[i]
        if (
            any("@" in t or "://" in t for t in (before, token))
            or token.endswith(":")
            or (_NUMBER.match(token) and not _NUMBER.match(before) and not before.startswith(("+", "(")))
        ):
            yield i
    if first:
        yield from _name_cut(tokens)


def _name_cut(tokens: list[str]) -> Iterator[int]:
    """Where a name ends: before a number or a mark, a change from capitals, or a job."""
    for i in range(2, min(6, len(tokens))):
        unlike = tokens[i][:1].isalpha() and tokens[i - 1].isupper() and not tokens[i].isupper()
        if unlike or not tokens[i][:1].isalpha() or tokens[i][-1:] == ":":
            yield i
            return
        if i > 2 and soften(tokens[i].strip(",.|")) in words("titles"):
            yield 2 if len(tokens[1].strip(".")) > 1 else 3
            return


def _named(token: str) -> bool:
    """Whether a token may stand in a header: a capital, a number, a mark or a small word."""
    bare = token.lstrip("\"'([“")
    return (
        not bare or bare[0].isupper() or bare[0].isdigit() or bare in SMALL or _MARKS.match(bare) is not None
    )


def _closes(token: str) -> bool:
    """Whether a sentence or an item ends with this token."""
    bare = soften(token.rstrip(".;:!?)"))
    firm = bare in words("organisations")
    return token in BULLETS or (token[-1:] in ".;!?" and not firm and len(bare) > 2 and "." not in bare)


def _run_before(tokens: list[str], floor: int, at: int) -> int:
    """The token where the run of capitals before a date begins."""
    first = at
    while (
        first > floor
        and at - first < MAX_RUN
        and _named(tokens[first - 1])
        and not _closes(tokens[first - 1])
    ):
        first -= 1
    while first < at and (tokens[first] in SMALL or not tokens[first][:1].isalpha()):
        first += 1
    return first


def _run_after(tokens: list[str], after: int, stop: int) -> int:
    """The token where running text begins: a capital before a small letter."""
    i = after
    while i < stop and i - after < MAX_RUN and _named(tokens[i]) and tokens[i] not in BULLETS:
        i += 1
        if _closes(tokens[i - 1]):
            return i
    if i == stop or tokens[i] in BULLETS or i - after >= MAX_RUN:
        return i
    while i > after and (not tokens[i - 1][:1].isupper() or soften(tokens[i - 1]) in SMALL):
        i -= 1
    return max(after, i - 1)


def _title_cut(tokens: list[str], first: int, end: int) -> Iterator[int]:
    """Where a title and a firm meet without a mark between them."""
    titled = [i for i in range(first, end) if soften(tokens[i].strip(",.()/|")) in words("titles")]
    if end - first < 3 or not titled:
        return
    last = titled[-1]
    title_first = titled[0] - first < 4 and last + 1 < end and tokens[last][-1:].isalpha()
    if title_first and tokens[last + 1] not in SMALL and tokens[last + 1][:1].isalpha():
        yield last + 1
        return
    for i in range(titled[0] - 1, first, -1):
        legal = soften(tokens[i].rstrip(".,")) in words("organisations")
        if legal or (_STATE.match(tokens[i]) and tokens[i - 1][-1:] == ","):
            yield i + 1
            return
    change = [i for i in range(first + 2, end) if tokens[i - 1].isupper() and not tokens[i].isupper()]
    yield from change[:1]
