"""Which lines tell of what was done: running text, bullets, captions."""

from __future__ import annotations

import re
from functools import cache

from parsers.degrees import degree_score
from parsers.lines import Line
from parsers.words import WordKind, heading_form, is_cjk, soften, words

LONG_SENTENCE, LONG_NAME, ADJECTIVES = 15, 8, 7
_TOLD = re.compile(r"^(?:[A-Z][a-z]+ed|Led|Built|Wrote|Ran|Drove|Grew|Made|Won|Oversaw|Set|Cut|Kept) ")
_GOES_ON = re.compile(r"[a-z] (?:to|the|a|an|with|by|on|such as|including|which|that)$|[a-z]{3,}, and$")
_NEW_SENTENCE = re.compile(r"[a-z]{5,}\. [A-Z][a-z]+ [a-z]+")
_PLAIN_WORD = re.compile(r"^[a-zà-öø-ÿа-яёіїєґ]+[,;:]?$")
_DEED = re.compile(
    r"^[А-ЯЁІЄ][а-яёіїє-]+(?:ние|тие|ция|ка|ння|ття|ал|ил|ял|ел|ала|ила|ался|ился|алась|илась|али|или) (?=[^\W\d_]*[а-яёіїєґ])(?P<rest>\S.*)$"
)
_HAN_DEED = re.compile(
    r"(?:主要|独立|獨立|全面|曾|并|並|及|和)?(?:负责(?!人)|負責(?!人)|参与|參與|协助|協助|完成|使用|通过|透過|根据|根據|利用|基于|基於|实现|實現|配合|"
    r"承担|承擔|参加|參加|制定|編寫|编写|熟悉|提升|提高|优化|優化|解决|解決|带领|帶領|开始|開始|主导|主導).{3}"
)
_NAMES: tuple[WordKind, ...] = ("titles", "organisations", "schools", "degrees")


def is_sentence(text: str) -> bool:
    """Whether this is running text, not the name of a job, a firm or a school."""
    if is_cjk(text):
        return len(text) > 45 or text.endswith(("。", "；")) or _HAN_DEED.match(text) is not None
    parts = text.split()
    if len(parts) > LONG_SENTENCE or tells_deed(text):
        return True
    capitals = all(p[:1].isupper() or not p[:1].isalpha() for p in parts)
    stopped = text.endswith(".") and len(parts) >= 4 and len(parts[-1]) > 4 and not _abbreviates(parts[-1])
    if stopped and not capitals:
        return True
    if len(parts) >= 5 and (_GOES_ON.search(text) or _NEW_SENTENCE.search(text)):
        return True
    plain = sum(_PLAIN_WORD.match(p) is not None for p in parts) / max(1, len(parts))
    school = _names_school(parts)
    named = school or words("titles").count(soften(text)) > 0
    if len(parts) >= 4 and plain > 0.5 and not (named or degree_score(parts[0]) > 0):
        return True
    if len(parts) >= 4 and plain > 0.25 and _TOLD.match(text):
        return True
    return len(parts) >= 8 and plain > 0.6 and not school


_NO_DEEDS: tuple[WordKind, ...] = (*_NAMES, "departments", "area_labels", "title_labels", "breaks")


def tells_deed(text: str) -> bool:
    """ "Разработка серверной части", "Проводил обучение": what was done, in Cyrillic letters, and no name of anything."""
    match = _DEED.match(text)
    small = match is not None and match["rest"][:1].islower()
    return small and not any(words(kind).count(soften(text)) for kind in _NO_DEEDS)


_OF_SCHOOL = re.compile(r"[А-ЯЁІЄ][\w.-]*(?:ий|ый|ой|ая|ое)")


def _names_school(parts: list[str]) -> bool:
    """ "Новосибирский государственный педагогический университет", "Орлинский университет связи и управления": small
    letters throughout, and a school behind its adjectives."""
    if not parts or parts[0].isascii() or parts[-1].endswith("."):
        return False
    schooled = [soften(part.strip(",")) in words("schools") for part in parts]
    adjective = _OF_SCHOOL.fullmatch(parts[0]) is not None
    return (len(parts) <= LONG_NAME and schooled[-1]) or (adjective and any(schooled[1:ADJECTIVES]))


def _abbreviates(word: str) -> bool:
    """ "S.r.l.", "Ltda."."""
    return (
        "." in word[:-1]
        or soften(word) in words("organisations")
        or (word.isascii() and soften(word[:-1]) in words("organisations"))
    )


def is_label(line: Line) -> bool:
    """ "Highlights", "Responsibilities:"; "Technologies: Java, Spring"; "Some of my work there:"."""
    head = heading_form(re.split(r"[:：]", line.text)[0])
    return head in _labels() or _announces(line.text) or _BRACKETED.fullmatch(line.cells[0]) is not None


def _announces(text: str) -> bool:
    """Several words, small ones among them, and a colon at the end."""
    parts = text.rstrip().removesuffix(":").split()
    if not text.rstrip().endswith(":") or not any(p.isalpha() and p.islower() and len(p) > 3 for p in parts):
        return False
    return not any(words(kind).count(soften(text)) for kind in _NAMES)


@cache
def _labels() -> frozenset[str]:
    return frozenset(heading_form(w) for w in words("labels").spaced | set(words("labels").cjk))


def is_body(line: Line) -> bool:
    return line.bullet or is_label(line) or is_sentence(line.text)


_CAPTIONS: tuple[WordKind, ...] = (
    "title_labels", "employer_labels", "period_labels", "labels", "fact_labels", "skill_groups", "person_labels",
)  # fmt: skip
_CAPTION = re.compile(r"[【《〈\[<].*[】》〉\]>]")
_BRACKETED = re.compile(r"【[^【】\d]+】")
_HEADCOUNT = re.compile(
    r"\D{0,12}\d{1,4}(?:\s?[〜～~-]\s?\d+)?\s?[名人명](?:[^\w].*|程度|규모|体制|以上)?"
)  # "約10名", "開発者3人、PM1人"
_MARKS = "*■●・▼【】 "


def is_caption(text: str) -> bool:
    """ "職位" of "職位 ／ 技師", "【実績】", "開発環境/ツール", "約10名": it names nobody. Words that are capitalised inside a line may be names."""
    if not is_cjk(text):
        return False
    pieces = [soften(piece.strip(_MARKS)) for piece in re.split(r"[/／・]", text)]
    if _CAPTION.fullmatch(text) or _HEADCOUNT.fullmatch(text):
        return True
    return all(any(piece in words(kind) for kind in _CAPTIONS) for piece in pieces)
