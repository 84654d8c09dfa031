"""What a person's name looks like, and what only looks like one: headings, labels, schools, languages, what a document is."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

from enrich.values.places import country_code
from enrich.values.text import fold
from parsers.dateranges import date_ranges
from parsers.degrees import degree_score
from parsers.lines import Line
from parsers.schools import school_score
from parsers.words import WordKind, heading_kind, is_cjk, soften, words

MAX_NAME_WORDS = 5
WHOLLY_DEGREE = 2.0  # two words of degrees: "Leaving Certificate"
MISSPELT, LONGEST_ACRONYM = 82, 3
_LETTERS = re.compile(r"^[^\W\d_][^\d_@/\\|<>{}\[\]#*=+:;!?%&]*$")
NO_DEGREE = re.compile(r"\b(?i:MD)\.? (?=\w)|(?<=[a-z] )[BM]a$")
_NEVER_IN_NAMES = frozenset({"and", "of", "for", "with", "www.", "und"})
_MISSPELT_WORD = 88
_WORD = re.compile(r"[^\W\d_]{2}")
_ADDRESS = re.compile(r"[a-z]\.[a-z]{2,3}\b")


def is_document_word(text: str) -> bool:
    """ "Curriculum Vitae", "Resume": what the document is, often its largest words."""
    parts = soften(text).split()
    if soften(text).strip(" :-–") in words("document_words"):
        return True
    if bool(parts) and all(p.strip(":-–") in words("document_words") for p in parts):
        return True
    joined = "".join(parts)
    if len(parts) > 1 and min(map(len, parts)) <= 2 and joined in words("document_words"):
        return True
    if len(parts) == 1 and fuzz.ratio(parts[0], "curriculum") > _MISSPELT_WORD:
        return True
    return 0 < len(parts) <= 3 and fuzz.ratio(" ".join(parts), "curriculum vitae") > MISSPELT


def could_be_name(name: str) -> bool:
    """Whether a text has the form of a person's name."""
    if is_cjk(name):
        return 2 <= len(name.replace(" ", "").replace("·", "")) <= 8 and not _is_other(name)
    parts = name.split()
    if not 1 <= own_words(parts) <= MAX_NAME_WORDS or not 3 <= len(name) <= 50 or not _LETTERS.match(name):
        return False
    if any(map(_mixes_scripts, parts)):
        return False
    capital = sum(p[:1].isupper() or p.lower() in PARTICLES or not p[:1].islower() for p in parts)
    return capital == len(parts) and not _is_other(name)


def raised(name: str) -> str:
    """With a capital at the beginning of each word."""
    return " ".join(p[:1].upper() + p[1:] for p in name.split())


def own_words(parts: list[str]) -> int:
    """How many words a name has besides its particles."""
    return sum(p.lower() not in PARTICLES for p in parts)


_LABELS: tuple[WordKind, ...] = (
    "name_labels", "location_labels", "email_labels", "phone_labels", "degree_labels", "title_labels", "school_labels",
    "employer_labels", "period_labels", "qualifiers", "given_labels", "family_labels",
)  # fmt: skip
_CJK_LABELS: tuple[WordKind, ...] = (*_LABELS, "person_labels", "birth_labels")
PARTICLES = frozenset(
    "van von der den de da di dos das do del della la le el al bin ibn ter ten te zu af av y e du des st".split()  # noqa: SIM905
)


def _is_other(name: str) -> bool:
    soft = soften(name)
    if not _NEVER_IN_NAMES.isdisjoint(soft.split()):
        return True
    if name.isascii() and (not _WORD.search(name) or _ADDRESS.search(name)):
        return True
    if is_cjk(name) and any(soft.replace(" ", "") in words(kind) for kind in _CJK_LABELS):
        return True
    if soft.startswith("dear ") or (
        any(p in words("document_words") for p in soft.split())
        or is_document_word(name)
        or heading_kind(name) is not None
    ):
        return True
    if (
        soft in words("languages")
        or soft in words("levels")
        or soft in words("contract")
        or date_ranges(name)
    ):
        return True
    behind = name.rpartition(",")[2].strip() if "," in name else ""
    if "," in name and (len(behind) <= 2 or country_code(behind)):
        return True
    if soft in words("name_labels") or (country_code(name) and " " in name):
        return True
    if len(soft.split()) > 1 and all(any(p in words(kind) for kind in _LABELS) for p in soft.split()):
        return True
    if soft.replace("’", "'") in words("person_labels") or _ends_as_label(soft):
        return True
    spelt = " ".join(p for p in name.split() if len(p) > LONGEST_ACRONYM or not name.isupper())
    degree = degree_score(NO_DEGREE.sub("", name))
    return school_score(spelt) > 0 or degree > WHOLLY_DEGREE or (degree > 0.6 and len(name.split()) > 2)


def _ends_as_label(soft: str) -> bool:
    """ "Spouse's name", "Communication Address", "Work e-mail"."""
    last = soft.rsplit(maxsplit=1)[-1]
    return last in words("email_labels") or (" " in soft and last in ("name", "address", "gpa"))


def of_two_scripts(line: Line) -> bool:
    """Whether a short line has words with letters of two scripts: its font names other letters than it draws."""
    return (
        not is_cjk(line.text)
        and len(line.text.split()) <= MAX_NAME_WORDS
        and any(map(_mixes_scripts, line.text.split()))
    )


def _mixes_scripts(word: str) -> bool:
    scripts = {unicodedata.name(c, "").partition(" ")[0] for c in word if c.isalpha()}
    return "LATIN" in scripts and bool(scripts - {"LATIN", "CYRILLIC", "GREEK", "MODIFIER", "FULLWIDTH"})


def hinted(name: str, hints: list[str]) -> float:
    """1.0 when a mail box or handle is made of the name."""
    parts = re.sub(r"[^a-z ]", "", fold(name.replace(".", " "))).split()
    return (
        max((_made_of(parts, re.sub(r"[^a-z]", "", fold(hint))) for hint in hints), default=0.0)
        if parts
        else 0.0
    )


def _made_of(parts: list[str], hint: str) -> float:
    joined = "".join(parts)
    long_parts = [p for p in parts if len(p) > 2 and p in hint]
    if len(long_parts) >= 2 or (hint and hint in (joined, parts[-1] + parts[0])):
        return 1.0
    for part in long_parts:
        rest, initials = hint.replace(part, "", 1), [p[0] for p in parts if p != part]
        if rest and all(rest.count(c) <= initials.count(c) for c in rest):
            return 1.0
    if long_parts and len(hint) > 3:
        return 0.7
    return 0.6 if len(hint) > 4 and fuzz.ratio(hint, joined) > 85 else 0.0


def wholly_hinted(name: str, hints: list[str]) -> bool:
    """Whether every word of a name stands in one mail box or handle, even one that is a job too: "Jose Pastor"."""
    parts = re.sub(r"[^a-z ]", "", fold(name)).split()
    return bool(parts) and any(all(p in fold(hint) for p in parts) for hint in hints)


def spelt_out(name: str, hints: list[str]) -> bool:
    """Whether a mail box or handle is the whole name without its spaces."""
    return re.sub(r"[^a-z]", "", fold(name)) in {re.sub(r"[^a-z]", "", fold(hint)) for hint in hints}
