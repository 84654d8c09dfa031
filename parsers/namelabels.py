"""Names that a label tells: "Name: Jane Doe", given and family names on lines of their own, a column of labels beside its values."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from parsers.honours import clean_name
from parsers.lines import Line
from parsers.nameforms import could_be_name, raised
from parsers.titles import title_score
from parsers.words import WordKind, is_cjk, soften, words

MAX_LABELLED = 50
LABELS_APART = 20  # lines between a column of labels and the column of what they label
_LABEL = re.compile(
    r"^\W*([^:：]{2,20}?)(?:\s*[:：]|\s*[-–—]+(?=\s)|[-–—]+|(?<=[\u3400-\u9fff\uac00-\ud7af])\s)\s*(\S.{1,80})$"
)
_VALUE = re.compile(r"^[:：–-]+\s*(?=\w)")
_NUMBER = re.compile(r"[\s.]+(?:no|number|id)$")
_NAME_LABELS: tuple[WordKind, ...] = ("name_labels", "given_labels", "family_labels")
_FACTS: tuple[WordKind, ...] = ("location_labels", "birth_labels", "person_labels", "phone_labels")
_REACHED: tuple[WordKind, ...] = (*_FACTS, "email_labels", "id_labels")


def labelled_name(lines: list[Line]) -> tuple[str, Line] | None:
    """The name that a label tells, whole or as given and family names on lines of their own."""
    told = {kind: found for kind in _NAME_LABELS if (found := _told_by(lines, kind)) is not None}
    whole, given, family = (told.get(kind) for kind in _NAME_LABELS)
    if whole is not None and (given or family):
        other = given or family
        if other and other[1] is not whole[1] and soften(other[0]) not in soften(whole[0]):
            given, family = (given, family or whole) if given else (whole, family)
    if given and family:
        return f"{given[0]} {family[0]}", family[1]
    return whole


def tells_another_fact(text: str) -> bool:
    """ "Endereço: Rua Dois – Bairro Ibura", "Father's name Ravi", "Sex": what such a label names is no name of the person."""
    label = _LABEL.match(text)
    told = label[1] if label is not None else text
    return not is_cjk(told) and (any(is_fact_label(told, kind) for kind in _FACTS) or _starts_with_fact(text))


def _starts_with_fact(text: str) -> bool:
    parts = text.split()
    return any(_plain(" ".join(parts[:n])) in words("person_labels") for n in range(1, min(4, len(parts))))


def is_fact_label(text: str, kind: WordKind) -> bool:
    plain = _NUMBER.sub("", _plain(text))
    return plain in words(kind) or plain.replace(".", "") in words(kind)


def before_labels(text: str) -> str:
    """ "Jane Doe Mobile No: 98...", "Jane Doe +91 98...", "Jane Doe jane@...": what stands before the ways to reach somebody."""
    return text[: cut.start()] if (cut := _reached().search(text, 2)) is not None else text


@cache
def _reached() -> re.Pattern[str]:
    labels = sorted(
        {w for kind in _REACHED for w in words(kind).spaced} | {"ph", "contact", "cont", "call"},
        key=len,
        reverse=True,
    )
    named = rf"(?:{'|'.join(map(re.escape, labels))})\b".replace(r"\-", "[-–—]")
    number = r"(?:[\s./-]*(?:no|nos|num|number|id|ids|add|address)\b)"
    return re.compile(
        rf"[\s_|,(-]+(?:{named}{number}*[\s.]*[:+\d@(–-]|{named}{number}+|\w+[’']s? name\b|[(+]*(?:[a-z]{{1,2}}[-/])?\d|[hd]\.? ?no\b|[scdw]/o\b|\S+@|(?:https?://|www\.))",
        re.IGNORECASE,
    )


def _plain(label: str) -> str:
    return soften(label.strip(" :：-–—.*•")).replace("’", "'")


def _told_by(lines: list[Line], kind: WordKind) -> tuple[str, Line] | None:
    for at, line in enumerate(lines):
        for label, value in (*_pairs(line), *_below(lines, at)):
            if not _is_label(label, kind):
                continue
            name = clean_name(before_labels(_VALUE.sub("", value)))
            if (
                could_be_name(raised(name) if name[:1].isupper() else name)
                and not tells_another_fact(name)
                and not _is_label(name, kind)
            ):
                return name, line
    return None


def _is_label(text: str, kind: WordKind) -> bool:
    plain, labels = _plain(text), words(kind)
    return plain in labels or (is_cjk(plain) and plain.replace(" ", "") in labels)


def _pairs(line: Line) -> list[tuple[str, str]]:
    """What may be labels of a line, with what they would tell."""
    cells = [cell for cell in line.cells if any(map(str.isalnum, cell))]
    whole = [cells[0], *(f"{a} {b}" for a, b in pairwise(cells))] if cells else []
    pairs = [
        (a, b)
        for (a, b), joined in zip(pairwise(cells), whole, strict=False)
        if len(b) <= MAX_LABELLED and not any(is_fact_label(joined, k) for k in _FACTS)
    ]
    pairs.extend((match[1], match[2]) for cell in line.cells if (match := _LABEL.match(cell)))
    pairs.extend(_unmarked(cell) for cell in line.cells)
    return pairs


def _unmarked(cell: str) -> tuple[str, str]:
    """ "Ime i prezime Ana Horvat": a label without a colon."""
    parts = cell.split()
    cuts = ((" ".join(parts[:n]), " ".join(parts[n:])) for n in range(len(parts) - 1, 0, -1))
    return next((cut for cut in cuts if _plain(cut[0]) in words("name_labels")), ("", ""))


def _below(lines: list[Line], at: int) -> list[tuple[str, str]]:
    """A label alone on its line: what it tells stands in the next line, or opens the column of values beside a column of labels."""
    label = lines[at].text
    if not _is_label(label, "name_labels"):
        return []
    marked = [x.text for x in lines[at + 1 : at + LABELS_APART] if _VALUE.match(x.text)]
    named = [text for text in marked if title_score(text) <= 0]
    return [
        (label, text) for text in ([lines[at + 1].text] if at + 1 < len(lines) and not marked else named[:1])
    ]
