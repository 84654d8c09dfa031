"""Tagged pieces -> positions and studies: which job, firm and dates belong together, which school, degree and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from parsers.bodies import is_sentence, tells_deed
from parsers.dateranges import DateRange
from parsers.datewords import alternatives
from parsers.described import Described
from parsers.honours import closed_up
from parsers.located import Spans
from parsers.pieces import Piece
from parsers.places import is_city
from parsers.schools import open_end
from parsers.sought import Span, bare
from parsers.tagger import FOLLOWERS, LABELS, Tagged
from parsers.words import heading_kind, is_cjk, soften, words

POSITION, STUDY = "TED", "SGY"
DATES = "DY"
FAR = 6
APART, MISSING = 1.0, 2.0
SHORTEST, LONGEST = 2, 120
LONGEST_TIE = 3  # words
_EDGE = " ,;:|-–—•·=>\\"
_WORDS = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{5})\.$")  # not that of "Ltd." or "Univ."
_FIRST = frozenset(FOLLOWERS.values())
_ONE_WORD = re.compile(r"[\u30a1-\u30fa\u30fc-\u30ff]{2}|[\uac00-\ud7af]{2}")


@dataclass(frozen=True)
class Group:
    """What belongs together: its spans, how sure each is, the texts of those that name something, and its dates."""

    spans: Spans
    sure: dict[str, float]
    texts: dict[str, str]
    dates: DateRange | None

    @property
    def least(self) -> float:
        return min(self.sure.values())

    def meets(self, spans: Spans) -> bool:
        """Whether some piece is part of both."""
        return any(a <= d and c <= b for a, b in spans.values() for c, d in self.spans.values())


def overlap(a: Spans, b: Spans, label: str) -> bool:
    """Whether both have a span of a label, with pieces in common."""
    return label in a and label in b and a[label][0] <= b[label][1] and b[label][0] <= a[label][1]


def groups(document: Described, found: Tagged, kinds: str) -> list[Group]:
    """The spans of three kinds of labels in their order, at most one of each kind together, such that little is missing and little
    stands far apart."""
    spans = [(label, span) for label, span in tagged_spans(document, found) if label in kinds]
    lines = [(document.pieces[a].line, document.pieces[b].line) for _, (a, b) in spans]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(spans) + 1):
        choices = []
        for start in range(max(0, end - len(kinds)), end):
            if len({kind for kind, _ in spans[start:end]}) == end - start:
                apart = lines[end - 1][1] - lines[start][0]
                cost = best[start][0] + APART * apart + MISSING * (len(kinds) - end + start)
                choices.append((cost + (MISSING * FAR if apart > FAR else 0.0), start))
        best.append(min(choices))
    ends = [len(spans)]
    while ends[-1]:
        ends.append(best[ends[-1]][1])
    told = (_group(document, found, dict(spans[a:b])) for b, a in reversed(list(pairwise(ends))))
    return [one for one in told if one is not None]


def tagged_spans(document: Described, found: Tagged) -> Iterator[tuple[str, Span]]:
    """(label of the first piece, span) in their order; words whole, and firms with all their partners."""
    last = -1
    for label, span in _labelled_spans(document, found):
        if span[0] > last:
            whole = span if label in DATES else _whole_words(document, span, last + 1)
            whole = _whole_firm(document, whole) if label == "E" else whole
            last = whole[1]
            yield label, whole


def _labelled_spans(document: Described, found: Tagged) -> Iterator[tuple[str, Span]]:
    labels, i = found.labels, 0
    while i < len(labels):
        label, j = labels[i], i + 1
        while label in _FIRST and j < len(labels) and _goes_on(document, labels, label, j):
            j += 1
        if label in _FIRST or (label in DATES and document.pieces[i].dates is not None):
            yield label, (i, j - 1)
        i = j


def _whole_words(document: Described, span: Span, least: int) -> Span:
    """Katakana and Korean syllables stand one by one among the pieces: no name begins or ends within a word of them, but before what
    ties a Korean name to the next word."""
    pieces, (first, last) = document.pieces, span
    while first > least and _is_one_word(pieces[first - 1], pieces[first]):
        first -= 1
    end = last
    while end + 1 < len(pieces) and _is_one_word(pieces[end], pieces[end + 1]):
        end += 1
    left = "".join(piece.text for piece in pieces[last + 1 : end + 1])
    tie = max(
        (p for p in words("particles").cjk if left.endswith(p) and (p == left or len(p) > 1)),
        key=len,
        default="",
    )
    return first, end - len(tie)


def _is_one_word(before: Piece, behind: Piece) -> bool:
    beside = before.line == behind.line and before.end == behind.start
    return beside and _ONE_WORD.fullmatch(before.text[-1] + behind.text[0]) is not None


def _whole_firm(document: Described, span: Span) -> Span:
    """ "Orlin, Tarla and Quend" where "Orlin" was seen, unless it has branches in two towns."""
    pieces, (first, last) = document.pieces, span
    partners = _partners().match(document.lines[pieces[first].line].text, pieces[first].start)
    if partners is None or all(map(is_city, partners.groups()[1:])):
        return span
    while (
        last + 1 < len(pieces)
        and pieces[last + 1].line == pieces[first].line
        and pieces[last + 1].end <= partners.end()
    ):
        last += 1
    return first, last


@cache
def _partners() -> re.Pattern[str]:
    name, both = r"([^\W\d_][\w'’-]+)", alternatives(words("and_words").spaced)
    return re.compile(rf"{name}, {name} (?:{both}|&) {name}(?![\w'’-])")


def _goes_on(document: Described, labels: tuple[str, ...], first: str, i: int) -> bool:
    """Whether a piece is still of a name: two names of one kind do not stand side by side on a line without a mark; a degree and its
    field do with a comma between them."""
    line = [piece.line for piece in document.pieces[i - 1 : i + 2]]
    if FOLLOWERS.get(labels[i]) == first or (labels[i] == first and line[0] == line[1]):
        return True
    comma = labels[i] == "O" and document.pieces[i].text == ","
    return first == "G" and comma and labels[i + 1 : i + 2] == (first,) and line[0] == line[2]


def _group(document: Described, found: Tagged, spans: Spans) -> Group | None:
    told = {label: text_of(document, span) for label, span in spans.items() if label in _FIRST}
    if "T" in told:
        told["T"] = _untied(told["T"])
    texts = {label: text for label, text in told.items() if _names(text) and not _is_contract(text)}
    if not texts:
        return None
    spans = {label: span for label, span in spans.items() if label in texts or label not in told}
    sure = {label: sureness(found, span) for label, span in spans.items()}
    dates = next((document.pieces[a].dates for label, (a, _) in spans.items() if label not in _FIRST), None)
    return Group(spans, sure, texts, dates)


def _untied(title: str) -> str:
    """Without the words at its end that tie it to the firm: "Welder at", "Soldador en la empresa"."""
    parts = title.split(" ")
    while (count := _tying(parts)) and count < len(parts):
        del parts[-count:]
    return " ".join(parts)


def _tying(parts: list[str]) -> int:
    tail = [soften(part) for part in parts[-LONGEST_TIE:]]
    return max((n for n in range(1, len(tail) + 1) if " ".join(tail[-n:]) in words("at_words")), default=0)


def sureness(found: Tagged, span: Span) -> float:
    """How sure the labels of a span are on average."""
    rows = range(span[0], span[1] + 1)
    return float(np.mean([found.chances[i, LABELS.index(found.labels[i])] for i in rows]))


def text_of(document: Described, span: Span) -> str:
    """What a span says, line by line, without marks at its ends and with its letters together."""
    parts: list[str] = []
    pieces = document.pieces[span[0] : span[1] + 1]
    for number in dict.fromkeys(p.line for p in pieces):
        own = [p for p in pieces if p.line == number]
        parts.append(document.lines[number].text[own[0].start : own[-1].end])
    return closed_up(_SENTENCE_END.sub("", _balanced(" ".join(parts)).strip(_EDGE)))


def _balanced(text: str) -> str:
    """Without what an unclosed bracket opens, and without a bracket that nothing opened."""
    for opening, closing in ("()", "（）", "[]"):
        if text.count(opening) > text.count(closing):
            text = text[: text.rindex(opening)]
        elif text.count(opening) < text.count(closing):
            text = " ".join(text.replace(closing, " ").split()) if opening not in text else text
    return text


def _is_contract(text: str) -> bool:
    """ "正社員（フルタイム）": how somebody is employed, in scripts without spaces; elsewhere such a word may well be the title."""
    return is_cjk(text) and all(soften(part) in words("contract") for part in _WORDS.findall(text))


def _names(text: str) -> bool:
    """Whether a text may name something: it is neither too short nor too long, nor a heading, nor broken off ("University of"), nor what
    was done ("Строил модели", "负责开发")."""
    if tells_deed(text) or (is_cjk(text) and is_sentence(text)):
        return False
    if len(text) > LONGEST or len(bare(text)) < SHORTEST or heading_kind(text) is not None:
        return False
    return not open_end(text)
