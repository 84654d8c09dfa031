"""Sections that list skills: which words of them are skills, and which are groups, levels or sentences about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from enrich.model import Skill
from enrich.values.skills import known_skill
from parsers.bodies import is_sentence
from parsers.dateranges import best_range, durations
from parsers.flowing import flowing
from parsers.implied import written_skills
from parsers.knowing import named_alone, says_known
from parsers.lines import Line
from parsers.skillgroups import without_groups
from parsers.spoken import is_spoken
from parsers.tags import LABEL, PARTING, SEPARATOR, SLASH, texts_of
from parsers.words import WordKind, heading_kind, is_cjk, soften, words

_PARTED = re.compile(PARTING)
_WIDE_BRACKETS = str.maketrans("（）［］", "()[]")
_HOLDING = re.compile(r"^([^()]{2,}?)\s*\(([^()]{3,})\)$")
_TIMED = re.compile(r"\s*[(\[]([^()\[\]]*\d[^()\[\]]*)[)\]]$")
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_LEVEL_TAIL = re.compile(
    r"\s*[(\[]([^()\[\]]{2,40})[)\]]\s*$|\s*[:：]\s*(\S.{1,40})$|\s+[-–—]\s*(\S.{1,40})$"
)
_DRAWN_LEVEL = re.compile(
    r"(?:\s*[●○◉◯★☆■□▪▫█▓░▰▱⬤⭐•·]{2,}|\s*[(\[]?\b\d{1,3}\s?%[)\]]?|\s*[(\[]\d{1,2}(?:\s?/\s?\d{1,2})?[)\]]|\s+\d{1,2}/(?:5|10|100))\s*$"
)
_EXPLAINED = re.compile(r"\s*\((?=[^()]{32,})[^()]*\)?\s*$")
_AMOUNT = re.compile(r"^(?:\w+ )?(?:than |\w{1,2} )?\d{3,}[\d.,]*\+?(?:\s?[-–]\s?\d[\d.,]*\+?)? [^\W\d_]+$")
_NUMBER = re.compile(r"^\(?\d{1,2}(?:[.)]\s*|\s*\)\s*)(?=[^\W\d])")
_DASHED = re.compile(r"^\s*([^:,;()]{2,40}?)(?:\s+[-–—]+\s*|\s*[-–—]+\s+)(?=\S)")
_ARTICLE = re.compile(r"^(?:An?|The|a|an|the) (?=[^\W\d]{2})")
_ET_CETERA = re.compile(r"[,\s]+(?:etc|usw|и т\. ?д|等)\.?$")
_STOPPED = re.compile(r"[a-z)]\. [A-Z]")
_OF_PERSON: tuple[WordKind, ...] = (
    "person_labels", "fact_labels", "id_labels", "birth_labels", "name_labels", "period_labels", "family_labels",
)  # fmt: skip
_OF_TOOLS = frozenset(
    {"programming", "web", "data stores", "data tools", "software tools", "operating systems and networks", "cloud", "office",
     "operations", "engineering tools", "design tools", "security tools", "marketing tools", "business systems"}
)  # fmt: skip
MAX_SKILL_CHARS = 50
MAX_SKILL_WORDS = 6
MOST_RATING_WORDS = 4
LEAST_HIRAGANA, TWO = 8, 2
LEAST_TOLD = 3  # words
LONG_PIECES = 4.0  # words: a text whose pieces are longer on average is prose
_SMALL = (
    "the a an i of in to with for on at by as my is are was be been has have this that these those it its from or and but we "
    "using use used who which such other others der die das ich mit für von im le la les des avec pour el los las con para"
)
SMALL_WORDS = frozenset(_SMALL.split())


def skills_of(lines: list[Line]) -> list[Skill]:
    """Skills that a section lists or tells of; labels, groups and levels are left out."""
    found: dict[str, Skill] = {}
    for text in texts_of(without_groups(flowing(lines))):
        for name in (name for group in _groups(text) for name in _names(group)):
            found.setdefault(soften(name), Skill(name))
    return list(found.values())


def _groups(text: str) -> list[str]:
    """ "Languages: Go, C; Tools: Git": groups on one line, each with its label."""
    groups = re.split(r"\s*[;|]\s+", text)
    return groups if len(groups) > 1 and all(map(LABEL.match, groups)) else [text]


def _names(text: str) -> Iterator[str]:
    """The skills of one item: those it lists, or those that its sentences name."""
    text = text.translate(_WIDE_BRACKETS)
    label = LABEL.match(text) or _dashed_label(text)
    if _of_person(text) or (label and _languages_label(label[1], text)):
        return
    if label and says_known(label[1]) and (known := _clean(named_alone(label[1]))):
        yield known
    if label and _rates(label[1], text[label.end() :]):
        yield from filter(None, map(_clean, _both(label[1].strip(), listed=True)))
        return
    rest = _NUMBER.sub("", _ET_CETERA.sub("", text[label.end() :] if label else text))
    pieces = _pieces(rest)
    if not pieces or all(
        soften(w.strip(" .")) in words("languages") for p in pieces for w in re.split("[/⁄]", p)
    ):
        return
    if label and _is_suite(label[1], pieces):
        yield _clean(label[1])
    if _tells(rest, pieces) or (label is None and _one_sentence(pieces)):
        if label and (named := _explained(label[1])):
            yield named
        yield from written_skills(rest)
        return
    *before, last = pieces
    for piece in [*before, *_both(last, listed=bool(before))]:
        if is_spoken(piece):
            continue
        if held := _held(piece):
            yield from held
        elif name := _clean(piece):
            yield name
        elif len(piece.split()) > MAX_SKILL_WORDS:
            yield from written_skills(piece)


def _dashed_label(text: str) -> re.Match[str] | None:
    """ "Operating systems - Linux, Windows": a dash behind what names a group."""
    label = _DASHED.match(text)
    if label is None:
        return None
    return (
        label
        if soften(label[1]) in words("skill_groups") or _is_suite(label[1], _pieces(text[label.end() :]))
        else None
    )


def _is_suite(label: str, pieces: list[str]) -> bool:
    """ "MS Office: Word, Excel": a tool before its parts is one, too."""
    known = known_skill(label)
    return (
        len(pieces) > 1
        and known is not None
        and known.field == "office"
        and bool(known.told)
        and soften(label) not in words("skill_groups")
    )


def _explained(label: str) -> str:
    """ "Teamwork: I gladly ..." names Teamwork; "Tools: I gladly ..." a group."""
    if soften(label.strip()) in words("skill_groups") or heading_kind(label) is not None:
        return ""
    return _clean(label)


def _of_person(text: str) -> bool:
    """ "Place : ......", "Passport No. X1", "(Ann Lee)": what ends a resume, not a skill."""
    if text.strip()[:1] == "(" and text.strip()[-1:] == ")":
        return True
    said = re.split(r"\s*(?:[:：]|[-–—.…_]{2,}|[-–—]\s)", soften(text).strip(" .·•"), maxsplit=1)[0].strip()
    return any(said in words(kind) for kind in _OF_PERSON)


def pieces_of(text: str) -> list[str]:
    """What one item lists behind its label, if any, without levels; nothing for prose."""
    text = text.translate(_WIDE_BRACKETS)
    label = LABEL.match(text)
    rest = _ET_CETERA.sub("", text[label.end() :] if label else text)
    pieces = _pieces(rest)
    if label and _rates(label[1], rest):
        return [label[1].strip()]
    if not pieces or (_tells(rest, pieces) and len(pieces) <= TWO):
        return []
    *before, last = pieces
    whole = [*before, *_both(last, listed=bool(before))]
    return [name for piece in whole for name in (_held(piece) or [_clean(piece)]) if name]


def _pieces(text: str) -> list[str]:
    """What separators part; slashes part three and more, or two that are known as skills: "Linux / CentOS", not "Internet / e-mail"."""
    parts = _PARTED.split(_outside_brackets(text))
    pieces = [p for part in parts for p in _slashed(part, alone=len(parts) == 1)]
    return [named_alone(p.strip().replace("\x00", ",")) for p in pieces if p.strip()]


def _slashed(text: str, *, alone: bool) -> list[str]:
    sides = SLASH.split(text)
    known = all(
        known_skill(_DRAWN_LEVEL.sub("", _TIMED.sub("", side)).strip(" .")) is not None for side in sides
    )
    return sides if known or (alone and len(sides) > TWO) else [text]


def _held(piece: str) -> list[str]:
    """ "AWS (S3, Lambda, EC2)" is four skills, "Linux (Debian, Arch)" three, "CI/CD (Jenkins, GitLab)" one."""
    holding = _HOLDING.match(piece.replace("\u2044", "/").strip(" .,;"))
    parts = re.split(r"[,;、，]|\s&\s", holding[2]) if holding else []
    inner = [p.strip() for part in parts for p in _both(part, listed=len(parts) > 1)]
    known = sum(known_skill(p) is not None for p in inner)
    if holding is None or len(inner) < TWO or known * 2 < len(inner):
        return []
    whole = known_skill(holding[1])
    if whole is not None and (not whole.told or (whole.field == "operations" and known == TWO)):
        return []  # a field, as "DevOps" is, or a practice by its tools
    outer = "" if whole is None and soften(holding[1]) in words("skill_groups") else holding[1]
    return [name for name in map(_clean, (outer, *inner)) if name]


def _rates(label: str, rest: str) -> bool:
    """ "Rust: 2 years", "SQL: Grundkenntnisse", "Maven и Gradle: хорошо владею": how well the label is known."""
    if not rest.strip() or SEPARATOR.search(rest) or soften(label) in words("skill_groups"):
        return False
    told = _DRAWN_LEVEL.sub("", rest).strip(" ()（）.")
    if not told or soften(told) in words("levels") or durations().fullmatch(soften(told).lstrip("~><+ ")):
        return True
    if any(sign in told for sign in (".", "@", "/")) or any(map(str.isdigit, told)):
        return False
    known = all(known_skill(part) is not None for part in _both(label.strip(), listed=True))
    return known and len(told.split()) <= MOST_RATING_WORDS and known_skill(told) is None and told.islower()


def _languages_label(label: str, text: str) -> bool:
    """ "Natural languages: Dutch, English": these are spoken."""
    found = heading_kind(label)
    return found is not None and found[0] == "languages" and words("languages").count(soften(text)) > 0


def _tells(text: str, pieces: list[str]) -> bool:
    """Whether this is prose, not a list."""
    if is_cjk(text):
        spoken = len(_HIRAGANA.findall(text))
        return "。" in text or (spoken >= LEAST_HIRAGANA and spoken * 4 > len(text))
    if len(pieces) == 1:
        return is_sentence(text) and len(text.split()) > MAX_SKILL_WORDS
    if all(p.strip()[:1].isupper() for p in pieces) and not _STOPPED.search(text):
        return False
    long = sum(len(p.split()) for p in pieces) / len(pieces) > LONG_PIECES
    return long and (_STOPPED.search(text) is not None or is_sentence(text))


def _one_sentence(pieces: list[str]) -> bool:
    """ "Maintained staff by discussing, counseling and helping": words go on in small letters, and none is known as a skill."""
    first, *others = pieces
    told = first[:1].isupper() and len(first.split()) >= LEAST_TOLD and first.split()[-1].islower()
    return (
        told and bool(others) and all(p[:1].islower() for p in others) and not any(map(known_skill, pieces))
    )


def _both(piece: str, *, listed: bool) -> list[str]:
    """ "Go and Rust" at a list's end are two when either is known as a skill and the whole is not; "Sales & Branding" is one."""
    parts = _and().split(piece)
    if len(parts) != 2 or parts[0].count("(") > parts[0].count(")") or known_skill(piece) is not None:
        return [piece]
    known = [known_skill(part.strip(" .")) for part in parts]
    if " & " in piece:
        tools = [skill is not None and skill.field in _OF_TOOLS for skill in known]
        return parts if all(tools) or (listed and any(tools)) else [piece]
    short = all(len(part.split()) == 1 for part in parts)
    return parts if (short and (all(known) or listed)) or (listed and any(known)) else [piece]


@cache
def _and() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(words('and_words').spaced)})\s+")


@cache
def _leading_and() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{'|'.join(words('and_words').spaced)})\s+|etc\b\.?\s*)")


def _outside_brackets(text: str) -> str:
    """Commas inside brackets do not separate skills."""
    return re.sub(r"\([^()]*\)", lambda m: m.group().replace(",", "\x00").replace("/", "\u2044"), text)


def _clean(piece: str) -> str:
    piece = piece.replace("\u2044", "/").strip(" ,;:-–—•・\t")
    if (timed := _TIMED.search(piece)) is not None and _says_how_long(timed[1]):
        piece = piece[: timed.start()]
    piece = _DRAWN_LEVEL.sub("", piece.removesuffix(".") if piece.count(".") == 1 else piece.rstrip("."))
    for match in reversed(list(durations().finditer(soften(piece)))):
        piece = (piece[: match.start()] + piece[match.end() :]).rstrip(" (-–—:")
    level = _LEVEL_TAIL.search(piece)
    if level and soften(next(g for g in level.groups() if g)) in words("levels"):
        piece = piece[: level.start()]
    piece = _leading_and().sub("", _EXPLAINED.sub("", piece).strip())
    piece = _closed(_ARTICLE.sub("", piece))
    return "" if _is_none(piece) else piece


def _says_how_long(text: str) -> bool:
    soft = soften(text)
    return durations().search(soft) is not None or any(
        re.search(rf"\d\s*{unit}", soft) for unit in words("units").cjk
    )


def _is_none(piece: str) -> bool:
    """Whether this names no skill: a level, a label, an amount, a piece of a sentence."""
    soft = soften(piece)
    parts = soft.split()
    return (
        not any(c.isalnum() for c in piece)
        or len(piece) > MAX_SKILL_CHARS
        or len(parts) > MAX_SKILL_WORDS
        or soft in words("levels")
        or soft in words("labels")
        or re.fullmatch(r"[\d\W]+", piece) is not None
        or (_AMOUNT.match(piece) is not None and known_skill(piece) is None)
        or (piece not in ("C", "R", "D", "I", "A") and all(p in SMALL_WORDS for p in parts))
        or (parts[0] in SMALL_WORDS and piece[0].islower() and known_skill(piece) is None)
        or (parts[-1] in SMALL_WORDS and piece[-1].islower() and len(parts) > 1)
        or _is_dated(piece)
        or piece.endswith(":")
        or "@" in piece
        or "://" in piece
    )


def _is_dated(piece: str) -> bool:
    """Whether it holds a span of time or a date; "AutoCAD 2012" is a version."""
    found = best_range(piece)
    year = found is not None and found.lone and re.fullmatch(r"\d{4}", piece[found.at[0] : found.at[1]])
    named = found is not None and piece[: found.at[0]].strip(" -–—")
    return found is not None and not (
        year and named and soften(named) not in words("seasons") and found.at[1] == len(piece)
    )


def _closed(piece: str) -> str:
    """Without a bracket that has lost its other half."""
    if piece.count("(") != piece.count(")"):
        return re.sub(r"\s*\([^()]*$|^[^()]*\)\s*", "", piece).strip(" ()")
    return piece
