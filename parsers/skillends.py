"""Where a list of skills ends though no known heading ends it: at a job or a school told below, under a caption of something else."""

from __future__ import annotations

from functools import cache

from enrich.values.skills import known_skill
from parsers.dateranges import date_ranges
from parsers.lines import Line
from parsers.skillgroups import is_group_word
from parsers.tags import LABEL, SEPARATOR
from parsers.words import heading_form, heading_kind, languages_data, soften, words

MOST_CAPTION_WORDS, LEAST_TOLD_WORDS = 6, 4
_OTHER = ("work", "education", "projects", "awards", "interests", "volunteer", "traits", "references")


def until_end(lines: list[Line]) -> list[Line]:
    """The lines down to the first that tells of a job or a school, or captions something else than skills."""
    for i, line in enumerate(lines):
        if _captions_other(line, lines[i + 1 :]):
            return lines[:i]
        if i and _tells_of_years(line):
            return lines[: _above_captions(lines, i)]
    return lines


def _captions_other(line: Line, below: list[Line]) -> bool:
    """ "Roles and responsibilities", "EXTRA ACTIVITY": what else resumes have sections for."""
    text = line.text.strip(" :;.-–—")
    marked = line.bold or line.text.isupper() or line.text.rstrip().endswith((":", ":-", ";"))
    if line.bullet or not marked or not below or len(line.cells) > 1 or SEPARATOR.search(text):
        return False
    if known_skill(text) is not None or is_group_word(line) or len(text.split()) > MOST_CAPTION_WORDS:
        return False
    found = heading_kind(text)
    if soften(text) in words("labels") or (found is not None and found[0] in _OTHER):
        return True
    alike = (
        below[0].bold == line.bold and below[0].text.isupper() == line.text.isupper() and not below[0].bullet
    )
    last = heading_form(text).rpartition(" ")[2]
    return not alike and last != heading_form(text) and last in _ends_of_headings()


@cache
def _ends_of_headings() -> frozenset[str]:
    """The last words of headings of sections that are not for skills."""
    other: set[str] = set()
    skills: set[str] = set()
    for data in languages_data().values():
        for kind, phrases in data["headings"].items():
            ends = {heading_form(phrase).rpartition(" ")[2] for phrase in phrases}
            if kind in _OTHER:
                other |= ends
            else:
                skills |= ends
    return frozenset(
        end for end in other - skills if known_skill(end) is None and end not in words("skill_groups")
    )


def _tells_of_years(line: Line) -> bool:
    """Whether a line tells of a span of time in some words: a job, studies. "Windows Server 2008 - 2016" is a skill."""
    label = LABEL.match(line.body)
    if label and soften(label[1]) in words("period_labels"):
        return bool(date_ranges(line.text))
    spans = [found for found in date_ranges(line.text) if not found.lone]
    if not spans or (len(spans[0].start) <= len("2008") and spans[0].at[0] > 1):
        return False
    start, end = spans[0].at
    return len(f"{line.text[:start]} {line.text[end:]}".split()) >= LEAST_TOLD_WORDS


def _above_captions(lines: list[Line], at: int) -> int:
    """Where the captions right above a line begin: bold or in capitals, over what is not."""
    first = at
    while (
        first and not lines[first - 1].bullet and (lines[first - 1].bold or lines[first - 1].text.isupper())
    ):
        first -= 1
    return first
