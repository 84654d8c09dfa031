"""How the headings of one document look, learned from those whose words are known."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median

from parsers.bodies import is_label
from parsers.dateranges import date_ranges, is_duration
from parsers.lines import WIDE_GAP, Line
from parsers.runon import look_of
from parsers.words import (
    SectionKind,
    compound_heading,
    heading_form,
    heading_kind,
    is_cjk,
    misspelt_heading,
    soften,
    tokens,
    words,
)

_ASIDE_OF_WORDS = re.compile(r"(?<=[A-Za-z\u00c0-\u052f])\s*\([^()]*\)?$")
_MORE = re.compile(r"\s*(?:&|/|\||\s[–—-]\s|,).*$")
_NOISE = re.compile(r"^[\W_]+|[\W_]+$")
_ASIDE = re.compile(r"(?<=\w)\s*[:：–-]*\s*\([^()]*\d[^()]*\)\W*$")
MAX_HEADING_WORDS = 6
LONGEST_CAPTION = 40
BARE_CJK_CHARS = 2
ICON_CELLS = 2  # a recognised picture has letters where icons were: "0  EDUCATION"
FEWEST_BARE, LONGEST_BARE = 3, 6
HEADED, FEWEST_IN_RAIL = 2, 3
LONGEST_SHRED, SHREDDED = 2, 0.6
LARGE = 1.2  # times the body's size: a heading, though others are larger
NAMED_BY_PART: frozenset[SectionKind] = frozenset(
    {"work", "education", "skills", "projects", "volunteer", "certificates", "publications", "awards"}
)


def _told_in_han(line: Line) -> bool:
    """Whether a line is nothing but a heading in Chinese letters, which no word in a text is: "教育背景"."""
    told = len(line.text) <= LONGEST_BARE and is_cjk(line.text) and not line.text.endswith((":", "："))
    return told and heading_kind(line.text) is not None


def _one(line: Line) -> str:
    """A caption as it is counted: "Key Achievement" is "Key Achievements"."""
    return heading_form(line.text).removesuffix("s")


class HeadingLook:
    """How this document's headings look, learned from those whose words are known."""

    def __init__(self, lines: list[Line]) -> None:
        sizes = [line.size for line in lines]
        self.texts = Counter(_one(line) for line in lines if len(line.text) < LONGEST_CAPTION)
        self.body_size = median(sizes)
        self.alone = len({_one(line) for line in lines if _told_in_han(line)})
        self.plain = len(set(sizes)) == 1 and not any(line.bold for line in lines)
        self.left_edge = min((line.box[0] for line in lines), default=0.0)
        self.rail = Counter(_right_edge(x) for x in lines if len(x.cells) > 1 and heading_kind(x.cells[0]))
        self.bullets = Counter(x.text[0] for x in lines if x.bullet)
        self.bulleted = Counter(x.text[0] for x in lines if x.bullet and self._words(x) is not None)
        looks = Counter(look_of(line) for line in lines)
        known = Counter(
            look_of(line) for line in lines if self._strong(line) and self._words(line) is not None
        )
        self.known_headings = sum(known.values())
        common = [(look, n) for look, n in known.items() if n >= 2]
        self.looks = {look for look, n in common if looks[look] < 4 * n + 4}
        self.size = max((look[0] for look in self.looks), default=0) / 2

    def kind_of(self, line: Line) -> SectionKind | None:
        """The section this line opens; "other" when only its look says that it is a heading."""
        if line.bullet and not line.heading and (line.marked_bullet or self._is_item(line)):
            return None
        if line.text[0].islower() and line.text.endswith("."):  # a sentence's last words: "my knowledge."
            return None
        found = self._words(line)
        if found is not None and (self._accepts(line) or (found == "certificates" and _bold_label(line))):
            return found
        if found is None and (self._looks_alike(line) or _RULED.match(line.text)):
            return _by_word(line.text)
        return None

    def _is_item(self, line: Line) -> bool:
        """Whether its mark opens more items of lists than headings: "○ Other" among "○ ..."."""
        mark = line.text[0]
        return self.bullets[mark] > HEADED * self.bulleted[mark] and look_of(line) not in self.looks

    def in_rail(self, line: Line) -> bool:
        """Whether its first cell ends where the headings of a rail end that is set flush right."""
        return self.rail[_right_edge(line)] >= FEWEST_IN_RAIL

    def captions(self, line: Line, over: Line | None) -> bool:
        """Whether it only captions a part of each job there: "Achievements:" below one after the other."""
        if not is_label(line) or line.heading or line.size > self.body_size * 1.06:
            return False
        unlike = over is not None and look_of(over) != look_of(line) and not line.caps
        colons = line.text.endswith(":") and over is not None and not over.text.endswith(":")
        return self.texts[_one(line)] > 1 or (colons and (unlike or not line.caps))

    def _words(self, line: Line) -> SectionKind | None:
        cells = line.cells
        text = cells[1] if len(cells) == ICON_CELLS and len(cells[0]) == 1 else line.text
        text = _NOISE.sub("", _without_duration(_ASIDE.sub("", text)))
        text = _unspaced(text)
        if len(text.split()) > MAX_HEADING_WORDS or len(line.cells) > 2 or text.endswith(","):
            return None
        found = heading_kind(text)
        if found is None and self._strong(line) and len(line.cells) == 1:
            found = (
                misspelt_heading(text)
                or heading_kind(_ASIDE_OF_WORDS.sub("", text))
                or compound_heading(text)
            )
        if found is None and line.heading:
            found = heading_kind(_MORE.sub("", text))
        return found[0] if found else None

    def _strong(self, line: Line) -> bool:
        return (
            bool(line.heading)
            or line.size > self.body_size * 1.06
            or line.caps
            or line.bold
            or line.text.rstrip().endswith((":", "："))
            or _RULED.match(line.text) is not None
        )

    def _accepts(self, line: Line) -> bool:
        if line.heading or (is_cjk(line.text) and len(line.text.replace(" ", "")) <= BARE_CJK_CHARS):
            return True
        if not self.looks:
            bare = (self.plain and line.text[0].isupper()) or (
                self.alone >= FEWEST_BARE and _told_in_han(line)
            )
            return self._strong(line) or line.gap_above > 0.6 or bare
        if look_of(line) in self.looks:
            return True
        apart = line.gap_above > 0.9 and line.text.rstrip().endswith((":", "："))
        small = line.size < self.size * 0.93 and line.size < self.body_size * LARGE
        if small and not line.caps and not apart:
            return False
        return self._strong(line) or line.gap_above > 0.9

    def _looks_alike(self, line: Line) -> bool:
        """A short line without dates in the look of at least two known headings, a look that is not the body's."""
        if (
            self.known_headings < 2
            or look_of(line) not in self.looks
            or len(line.cells) > 1 + line.cells[0].isdecimal()
            or is_label(line)
            or _SUBSECTION.match(line.text)
            or (is_cjk(line.text) and soften(line.text).endswith(words("organisations").cjk))
        ):
            return False
        special = line.size > self.body_size * 1.06 or (line.caps and line.bold)
        return (
            special
            and len(tokens(soften(line.text))) <= 5
            and not date_ranges(line.text)
            and line.gap_above > 0.5
        )


_TOTAL = re.compile(r"^(?P<heading>[^\d:：—–-]{4,40})[\s:：—–-]+(?P<time>\d.{2,30})$")


def _without_duration(text: str) -> str:
    """ "Опыт работы — 17 лет 3 месяца": a heading, and how long it all was."""
    match = _TOTAL.match(text)
    return match["heading"].strip() if match is not None and is_duration(match["time"]) else text


_SUBSECTION = re.compile(r"\d+\.\d+\.?\s")  # "4.1 Office": part of section 4, unless its words say more
_RULED = re.compile(
    r"([-=*~_#])(?:\1+ *[^\W\d].{1,40}[^\W_]\W? *\1{2,}|\1{9,} *[^\W\d].{1,40})$"
)  # "--- Work ---", "=== Skills ===", "------------ Hobbies"


def _bold_label(line: Line) -> bool:
    """ "Certifications:" in bold, as studies have them below."""
    return line.bold and not line.bullet and line.text.rstrip().endswith((":", "："))


def _right_edge(line: Line) -> int:
    """Where its first cell ends, in steps of 4 points."""
    at = next((i for i, s in enumerate(line.spans) if i and s.gap >= WIDE_GAP), len(line.spans))
    return round(line.spans[at - 1].x1 / 4)


def _unspaced(text: str) -> str:
    """ "S K I L L S" -> "SKILLS", "EDUC AT I O N" -> "EDUCATION": letters set apart, some of them still together."""
    parts = text.split(" ")
    if len(parts) > 3 and all(len(p) == 1 for p in parts):
        return "".join(parts)
    short = sum(len(p) <= LONGEST_SHRED for p in parts)
    return "".join(parts) if text.isupper() and len(parts) > 2 and short > SHREDDED * len(parts) else text


_SKILL_WORDS = frozenset(
    "skill tool framework technolog competen expertise software kenntnis stack platform database".split()  # noqa: SIM905
)


def _by_word(text: str) -> SectionKind:
    softened = soften(text)
    parts = softened.split()
    for n in (2, 1):
        for rest in (" ".join(parts[-n:]), " ".join(parts[:n])):
            found = heading_kind(rest) if len(parts) > n else None
            if found is not None and found[0] in NAMED_BY_PART:
                return found[0]
    return "skills" if any(word in softened for word in _SKILL_WORDS) else "other"
