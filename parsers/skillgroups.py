"""Lines of a list of skills that name a group or a level, not a skill."""

from __future__ import annotations

from enrich.values.skills import known_skill
from parsers.bodies import is_sentence
from parsers.lines import BULLETS, Line
from parsers.tags import LABEL, SEPARATOR
from parsers.words import soften, words

SAME_LEFT = 4.0
TWO = 2


def without_groups(lines: list[Line]) -> list[Line]:
    """Lines that only name a group of skills ("Tools", bold over plain lines) or a level go."""
    kept = []
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        if _is_level(line) or (following is not None and _names_group(line, following)):
            continue
        if is_group_word(line) and not _among_equals(line, lines):
            continue
        if line.bold and any(_labelled(line, other) for other in lines):
            continue
        kept.append(line)
    return kept


def is_group_word(line: Line) -> bool:
    """ "Databases", "Langages", "Hard & Soft Skills": what skills are grouped by."""
    return all(soften(cell.strip(f"{BULLETS} :：-+")) in words("skill_groups") for cell in line.cells)


def _among_equals(line: Line, lines: list[Line]) -> bool:
    """Whether lines in the same look and place name skills: there "Databases" is one, too."""
    look = _place(line)
    return (
        sum(_place(x) == look and not is_group_word(x) and not SEPARATOR.search(x.body) for x in lines) >= TWO
    )


def _place(line: Line) -> tuple[int, int, bool, bool, int]:
    return (line.column, round(line.box[0] / SAME_LEFT), line.bold, line.bullet, round(line.size))


def _leveled(line: Line) -> bool:
    """Whether it says how long or how well in a cell of its own: "Ansible | 5+ yrs"."""
    return len(line.cells) > 1 and any(c.isdigit() for c in line.cells[-1])


def _labelled(line: Line, other: Line) -> bool:
    """Whether a bold word stands in a column of its own beside a plain list."""
    beside = line.page == other.page > 0 and line.column != other.column and line.box[2] <= other.box[0]
    overlaps = line.box[1] < other.box[3] - 1 and other.box[1] < line.box[3] - 1
    return beside and overlaps and not other.bold and SEPARATOR.search(other.text) is not None


def _is_level(line: Line) -> bool:
    return all(soften(cell.strip(" :()")) in words("levels") for cell in line.cells)


def _names_group(line: Line, following: Line) -> bool:
    """A line in another style than what follows it, without separators. A short form that is a skill ("SQL") is none."""
    if line.text.isupper() and known_skill(line.text) is not None and not line.heading:
        return False
    if is_sentence(following.text) and not SEPARATOR.search(line.text) and not is_group_word(line):
        return line.text.endswith((":", "："))
    told = LABEL.match(line.body)
    if told and told.end() < len(line.body):  # "Operating systems: Windows"
        return False
    if line.bullet or SEPARATOR.search(line.text.rstrip(":")):
        over_bullets = line.bold and not following.bold and following.bullet and not line.bullet
        return (line.text.endswith(":") and "," not in line.text) or over_bullets
    if line.text.endswith((":", "：")):
        return True
    bigger = line.size > following.size * 1.05 or (line.bold and not following.bold)
    same_bold = line.bold and following.bold and line.size > following.size * 1.05
    marked = line.heading > 0
    return marked or same_bold or (bigger and not _is_level(line) and not _leveled(line))
