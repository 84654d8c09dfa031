"""Resumes whose line breaks were lost (pasted into a form, exported by a database): lines again, by headings, bullets,
dates, sentences and the run of capitals around a date. Every break stands where a space stood, so that offsets hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from parsers.dateranges import date_ranges
from parsers.degrees import degree_score
from parsers.flatheaders import SMALL, contact_cuts, header_cuts
from parsers.lines import BULLETS, Line, Span
from parsers.words import SectionKind, heading_kind, soften, words

LONG_LINE = 300
LONG_SHARE = 0.6
FULL_LINE = 0.7
FULL_SHARE = 0.75
FEWEST_LINES = 4
LEAST_WIDTH = 60
FEWEST_HEADINGS = 2
MAX_HEADING_TOKENS = 5
MAX_HEADING_CHARS = 40
MOST_OWN_HEADINGS = 1
CHARS_PER_BREAK = 400
FEWEST_BREAKS = 4
DATED: frozenset[SectionKind | None] = frozenset({"work", "education", "volunteer", "projects"})
MAIN: frozenset[SectionKind | None] = frozenset({"work", "education", "skills", "summary"})
_ESCAPES = re.compile(r"(?:\\x[0-9a-f]{2})+")
_SPACES = re.compile(r" {2,}")
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[^\s.]{4,}[.!?;]['\"”)]?$")


def unescaped(text: str) -> str:
    r"""Text that was written out as Python bytes ("\xe2\x80\xa2") as the characters it means."""
    if "\\x" not in text:
        return text

    def meant(match: re.Match[str]) -> str:
        data = bytes.fromhex(match.group().replace("\\x", ""))
        return re.sub("[\ufffd\x80-\x9f\uf000-\uf0ff]", "•", data.decode("utf-8", "replace"))

    return _ESCAPES.sub(meant, text)


def unflattened(lines: list[Line]) -> list[Line]:
    """The lines as they may have been; as they are when they were not run together."""
    if not _run_together(lines):
        return lines
    flat = _Flat(lines)
    kinds = {heading.kind for heading in flat.headings}
    return flat.lines() if len(kinds) >= FEWEST_HEADINGS or flat.typed else lines


def _run_together(lines: list[Line]) -> bool:
    """Whether paragraphs hold what should be lines: long lines, or lines all as wide as the page, and hardly a heading
    alone."""
    lengths = [len(line.text) for line in lines]
    if sum(lengths) < LONG_LINE:
        return False
    short = [line.text for line in lines if len(line.text) < MAX_HEADING_CHARS]
    if sum(heading_kind(text) is not None for text in short) > MOST_OWN_HEADINGS:
        return False
    if sum(n for n in lengths if n > LONG_LINE) > LONG_SHARE * sum(lengths):
        return True
    full = sum(n > FULL_LINE * max(lengths) for n in lengths)
    return len(lines) >= FEWEST_LINES and max(lengths) > LEAST_WIDTH and full > FULL_SHARE * len(lines)


@dataclass(frozen=True)
class _Token:
    """A word; `at` is its place in the whole text; `typed`: two spaces stood before it, where a line began."""

    text: str
    at: int
    typed: bool = False


@dataclass(frozen=True)
class _Heading:
    """Tokens `first` to before `end`."""

    first: int
    end: int
    kind: SectionKind | None
    text: str = ""


class _Flat:
    """The whole text as one."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._starts: list[int] = []
        self._tokens: list[_Token] = []
        position = 0
        for line in lines:
            self._starts.append(position)
            self._tokens.extend(_tokens(line, position))
            position += len(line.text) + 1
        self._text = " ".join(line.text for line in lines)
        doubles = sum(t.typed for t in self._tokens)
        self.typed = doubles * CHARS_PER_BREAK > len(self._text) and doubles >= FEWEST_BREAKS

    @cached_property
    def headings(self) -> list[_Heading]:
        """Every heading that stands in the text; where some are in capitals, those alone count."""
        found: list[_Heading] = []
        i = 0
        while i < len(self._tokens):
            heading = self._heading_at(i)
            if heading is not None:
                found.append(heading)
            i = heading.end if heading is not None else i + 1
        shouted = [h for h in found if h.text.isupper()]
        kinds, others = ({h.kind for h in group} & MAIN for group in (shouted, set(found) - set(shouted)))
        return shouted if len(kinds) >= max(FEWEST_HEADINGS, len(others)) else found

    def _joined(self, first: int, end: int) -> str:
        return " ".join(t.text for t in self._tokens[first:end])

    def _heading_at(self, i: int) -> _Heading | None:
        """The longest heading that starts at this token."""
        if not self._tokens[i].text[:1].isupper():
            return None
        for end in range(min(i + MAX_HEADING_TOKENS, len(self._tokens)), i, -1):
            text = self._joined(i, end)
            found = heading_kind(text) if _headlike(text) else None
            if found is not None and (found[0] != "other" or text.isupper()) and self._alone(i, end, text):
                return _Heading(i, end, found[0], text)
        return None

    def _alone(self, first: int, end: int, text: str) -> bool:
        """Whether it is no part of a longer name or sentence, by what comes before and after it."""
        before = self._tokens[first - 1].text if first else ""
        after = self._tokens[end].text if end < len(self._tokens) else ""
        if self.typed and self._tokens[first].typed and (not after or self._tokens[end].typed):
            return True
        if after and (after[:1].islower() or after[:1] in "&,"):
            return False
        closed = not before or before[-1:] in '.!?;:)"•' or before in BULLETS or not before[:1].isupper()
        single = " " not in text
        if text.isupper():
            return closed or not single or not (before.isupper() and len(before) > 2)
        if text.endswith(":"):
            return closed
        return (closed and before[-1:] not in ",;:") if single else before[-1:] != ","

    def lines(self) -> list[Line]:
        """A line per heading, entry header, date, bullet and sentence."""
        heads = {h.first: h.end for h in self.headings}
        breaks = {0, *heads, *heads.values()}
        bounds = [_Heading(0, 0, None), *self.headings, _Heading(len(self._tokens), 0, None)]
        for heading, following in pairwise(bounds):
            breaks.update(self._breaks(heading.end, following.first, heading.kind))
        ordered = sorted(b for b in breaks if b < len(self._tokens))
        return [
            self._line(first, end, heading=first in heads)
            for first, end in zip(ordered, [*ordered[1:], len(self._tokens)], strict=True)
        ]

    def _breaks(self, start: int, stop: int, kind: SectionKind | None) -> Iterator[int]:
        """Tokens that begin a line between two headings."""
        yield from (i for i in range(start, stop) if self._begins(i, start))
        if self.typed:
            return
        texts = [t.text for t in self._tokens[start:stop]]
        if kind in DATED:
            cuts = header_cuts(texts, self._dates(start, stop))
            yield from (start + i for i in cuts if kind == "work" or not _parts_degree(texts, i))
        elif kind is None or kind == "contact":
            yield from (start + i for i in contact_cuts(texts, first=start == 0))

    def _begins(self, i: int, start: int) -> bool:
        """Whether a line begins here whatever the section: by spaces, bullet or the end of a sentence."""
        token = self._tokens[i]
        if self.typed and token.typed:
            return True
        if i == start:
            return False
        before = self._tokens[i - 1].text
        ended = _SENTENCE_END.search(before) is not None and not _abbreviation(before)
        return token.text[:1] in BULLETS or (ended and token.text[:1].isupper())

    def _dates(self, start: int, stop: int) -> list[tuple[int, int]]:
        """(first token, token after) of the dates between two headings, counted from `start`; spans, where there are
        some."""
        base = self._tokens[start].at if start < stop else 0
        end = self._tokens[stop].at if stop < len(self._tokens) else len(self._text)
        found = date_ranges(self._text[base:end]) if start < stop else []
        spans = [r for r in found if not r.lone] or found
        places = [t.at - base for t in self._tokens[start:stop]]
        return [
            (
                max((i for i, at in enumerate(places) if at <= one.at[0]), default=0),
                min((i for i, at in enumerate(places) if at >= one.at[1]), default=stop - start),
            )
            for one in spans
        ]

    def _line(self, first: int, end: int, *, heading: bool) -> Line:
        at = self._tokens[first].at
        home = self._lines[max(i for i, start in enumerate(self._starts) if start <= at)]
        span = Span(self._joined(first, end), size=home.size or 10.0, x0=home.box[0], x1=home.box[2])
        urls, home.urls = home.urls, []
        gap = 1.0 if heading else 0.0
        return Line([span], home.page, home.box, home.column, gap, heading=int(heading), urls=urls)


def _tokens(line: Line, position: int) -> Iterator[_Token]:
    """The line's words with their places in the whole text."""
    raw = "   ".join(span.text for span in line.spans)
    if raw.split() != line.text.split():
        raw = line.text
    starts = {m.end() for m in _SPACES.finditer(raw)}
    for match, clean in zip(_WORD.finditer(raw), _WORD.finditer(line.text), strict=True):
        yield _Token(match.group(), position + clean.start(), match.start() in starts)


def _parts_degree(texts: list[str], cut: int) -> bool:
    """Whether a cut would leave "Associate" on one line and "Degree" on the next."""
    return (
        cut > 0
        and degree_score(" ".join(texts[cut - 1 : cut + 1]).strip(",")) > 0
        and "," not in texts[cut - 1]
    )


def _headlike(text: str) -> bool:
    """Every word but small ones with a capital."""
    parts = [p for p in re.split(r"[\s/&]+", text.strip(" :")) if p]
    return all(p[:1].isupper() or soften(p) in SMALL for p in parts)


def _abbreviation(word: str) -> bool:
    bare = soften(word.strip("()\"'").rstrip("."))
    return bare in words("organisations") or bare in words("degrees") or "." in bare
