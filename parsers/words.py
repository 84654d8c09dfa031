"""How resumes are written, by language: headings, months, titles, degrees. Data only, in data/languages/*.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from rapidfuzz import fuzz, process

SectionKind = Literal[
    "work", "education", "skills", "languages", "certificates", "summary", "projects", "publications", "volunteer",
    "awards", "interests", "references", "contact", "profiles", "traits", "other",
]  # fmt: skip
WordKind = Literal[
    "present", "range_words", "since_words", "at_words", "titles", "organisations", "schools", "degrees", "levels", "languages",
    "remote", "contract", "qualifiers", "labels", "email_labels", "phone_labels", "location_labels", "name_labels", "birth_labels",
    "and_words", "units", "seasons", "grade_labels", "in_words", "page_labels", "name_titles", "document_words",
    "employer_labels", "title_labels", "period_labels", "school_labels", "degree_labels", "fact_labels", "breaks", "joined_words", "left_words",
    "enrolled_words", "graduated_words", "person_labels", "family_labels", "given_labels", "id_labels", "area_labels",
    "awaited_words", "study_states", "particles", "departments", "boards", "school_levels", "school_kinds", "know_words", "know_degrees", "board_labels", "client_labels",
    "skill_groups", "intro_words",
]  # fmt: skip

MARKS = r"\u0900-\u0963\u0980-\u0dff"  # letters of India with their vowel signs, which are no \w
_TOKEN = re.compile(rf"[\w&+#{MARKS}]+(?:[.'’/-]+[\w&+#{MARKS}]+)*\.?")
_HAN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u3200-\u33ff"
UNSPACED = rf"\u0e01-\u0e4e{_HAN}"  # scripts that set no spaces between words
_UNSPACED = re.compile(f"[{UNSPACED}]")
_CJK = re.compile(f"[{_HAN}]")
_TELLING: tuple[WordKind, ...] = (
    "name_labels",
    "phone_labels",
    "location_labels",
    "birth_labels",
    "person_labels",
)
FEW_LANGUAGES = 2
LONGEST_PHRASE = 4
SHORTEST_SUFFIX = 5
SHORTEST_MISSPELT, LONGEST_MISSPELT, ALIKE = 9, 40, 90
NUMBERED = 2
SHORTEST_PREFIX, SHORTEST_ENDING = 3, 6
COMPOUNDING = frozenset({"de", "nl", "sv", "da", "no", "fi", "hu"})
_COMPOUNDED: frozenset[SectionKind] = frozenset({"work", "education", "skills", "languages", "certificates"})


def _soft_char(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    lowered = char.lower()
    base = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    if len(base) == 1:
        return {"ł": "l", "ø": "o", "đ": "d", "ı": "i"}.get(base, base)
    return lowered[0]


class _SoftMap(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = _soft_char(chr(code))
        return self[code]


_SOFT = _SoftMap()


def soften(text: str) -> str:
    """Lower case without accents, digits of every script as 0 to 9, character for character: positions in the result are positions in `text`."""
    return text.translate(_SOFT)


def is_cjk(text: str) -> bool:
    """Whether the text has a Chinese, Japanese or Korean character."""
    return _CJK.search(text) is not None


def is_unspaced(text: str) -> bool:
    """Whether the text has a character of a script that sets no spaces between words: Chinese, Japanese, Korean, Thai."""
    return _UNSPACED.search(text) is not None


def tokens(text: str) -> list[str]:
    """The words of an already softened text, with inner dots, hyphens and slashes kept."""
    return _TOKEN.findall(text)


class WordSet:
    """Words and phrases of one kind from all languages, softened."""

    def __init__(self, entries: list[str]) -> None:
        soft = {soften(e) for e in entries}
        self.cjk = tuple(sorted((e for e in soft if is_unspaced(e)), key=len, reverse=True))
        self.spaced = frozenset(soft - set(self.cjk))
        self.firsts = frozenset(e.partition(" ")[0] for e in self.spaced)
        self.suffixes = frozenset(w for w in self.spaced if len(w) >= SHORTEST_SUFFIX and w.isalpha())

    def __contains__(self, softened: str) -> bool:
        return softened in self.spaced or softened in self.cjk

    def count(self, softened: str) -> int:
        """How many words of this kind stand in an already softened text."""
        found = sum(word in softened for word in self.cjk) if is_unspaced(softened) else 0
        words = tokens(softened)
        for i in range(len(words)):
            found += self._starts_at(words, i)
        return found

    def _starts_at(self, words: list[str], i: int) -> bool:
        if words[i] not in self.firsts and words[i].rstrip(".") not in self.firsts:
            return False
        return any(
            phrase in self.spaced or phrase.rstrip(".") in self.spaced
            for n in range(1, LONGEST_PHRASE + 1)
            if i + n <= len(words) and (phrase := " ".join(words[i : i + n]))
        )

    def ends_word(self, softened: str) -> bool:
        """Whether some word is a compound that ends in one of these ("softwareentwickler"), or its German feminine."""
        return any(
            form[i:] in self.suffixes
            for word in tokens(softened)
            for form in (word, word.removesuffix("in"))
            for i in range(0 if form is not word else 2, len(form) - SHORTEST_SUFFIX + 1)
        )


@cache
def languages_data() -> dict[str, dict[str, Any]]:
    """language code -> the content of its TOML file, English first: in doubt its reading counts."""
    folder = files("parsers").joinpath("data/languages")
    names = sorted(
        (f.name for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda n: (n != "en.toml", n)
    )
    return {n.removesuffix(".toml"): tomllib.loads(folder.joinpath(n).read_text("utf-8")) for n in names}


@cache
def words(kind: WordKind) -> WordSet:
    """All languages' words of one kind."""
    return WordSet([w for data in languages_data().values() for w in data.get(kind, ())])


@cache
def months() -> dict[str, int]:
    """softened month name -> 1..12; where languages disagree the first one read wins."""
    found: dict[str, int] = {}
    for data in languages_data().values():
        for number, variants in enumerate(data["months"], start=1):
            for variant in variants.split():
                found.setdefault(soften(variant), number)
                found.setdefault(soften(variant).rstrip("'’."), number)
    return found


@cache
def _heading_table() -> dict[str, tuple[SectionKind, str]]:
    table: dict[str, tuple[SectionKind, str]] = {}
    for code, data in languages_data().items():
        for kind, phrases in data["headings"].items():
            for phrase in phrases:
                table.setdefault(heading_form(phrase), (kind, code))
    return table


_NOT_LETTERS = re.compile(r"[^\w'’+-]+")


def heading_form(text: str) -> str:
    """A heading as it is compared: softened letters only, "&" as "and"."""
    softened = _and().sub(" and ", soften(text).replace("&", " and "))
    return " ".join(_NOT_LETTERS.sub(" ", softened).split()).strip(" -_'’+")


@cache
def _and() -> re.Pattern[str]:
    return re.compile(rf" (?:{'|'.join(re.escape(w) for w in words('and_words').spaced)}) ")


@lru_cache(maxsize=1 << 12)
def heading_kind(text: str) -> tuple[SectionKind, str] | None:
    """(section, language) when the text is a heading, with or without qualifying words before or after it."""
    form = _COLUMNS.sub("", heading_form(text))
    if not form or len(form) > 60:
        return None
    table = _heading_table()
    close = _squeezed() if text.isupper() else table  # "WORKEXPERIENCE", its letters set apart
    exact = table.get(form) or close.get(form.replace(" ", "")) if len(form) > 2 or is_cjk(form) else None
    return exact or _qualified(form.split(), table)


@cache
def _squeezed() -> dict[str, tuple[SectionKind, str]]:
    """The headings without their spaces: those of one word first, for letters may be set apart in any text."""
    whole = _heading_table()
    long = {form.replace(" ", ""): found for form, found in whole.items() if len(form) >= SHORTEST_MISSPELT}
    return {**long, **{form: found for form, found in whole.items() if " " not in form}}


@lru_cache(maxsize=1 << 12)
def misspelt_heading(text: str) -> tuple[SectionKind, str] | None:
    """The section of a heading with a letter or two wrong: "Acadamic Qulification", "Work Experiance"."""
    form = heading_form(text)
    if not SHORTEST_MISSPELT <= len(form) <= LONGEST_MISSPELT or len(form.split()) > 4:
        return None
    found = process.extractOne(form, _long_headings(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if found is None or len(found[0].split()) != len(form.split()):
        return None
    return _heading_table()[found[0]]


@lru_cache(maxsize=1 << 12)
def compound_heading(text: str) -> tuple[SectionKind, str] | None:
    """The section of a word that ends in a heading, as German, Dutch and their neighbours build them: "Auslandserfahrung"."""
    form = heading_form(text)
    word = _NUMBERED.sub("", form).replace("-", "")
    if not word.isalpha() or is_unspaced(word):
        return None
    table = _heading_table()
    for start in range(SHORTEST_PREFIX, len(word) - SHORTEST_ENDING + 1):
        found = table.get(word[start:])
        if found is not None and found[1] in COMPOUNDING:
            return found if found[0] in _COMPOUNDED else None
    return None


@cache
def _long_headings() -> tuple[str, ...]:
    return tuple(
        h for h, (kind, _) in _heading_table().items() if len(h) >= SHORTEST_MISSPELT and kind != "other"
    )


_NUMBER = re.compile(
    rf"\d{{1,{NUMBERED}}}|[ivx]{{1,4}}|[一二三四五六七八九十]"
)  # "3. Education", "II. Educación", "一、教育背景"
_NUMBERED = re.compile(rf"^(?:{_NUMBER.pattern}) ")
_COLUMNS = re.compile(r"^年\s?月(?:\s?日)?\s?(?=\S)")  # the first row of a form's table: "年 月 学歴・職歴"


def _qualified(parts: list[str], table: dict[str, tuple[SectionKind, str]]) -> tuple[SectionKind, str] | None:
    qualifiers = words("qualifiers")
    if _NUMBER.fullmatch(parts[0]) and len(parts) > 1:
        return table.get(" ".join(parts[1:])) or _qualified(parts[1:], table)
    for skip in range(1, min(3, len(parts) - 1) + 1):
        rest = " ".join(parts[skip:])
        if rest in table and all(p in qualifiers or p == "and" for p in parts[:skip]):
            return table[rest]
        if (front := " ".join(parts[:-skip])) in table and all(p in qualifiers for p in parts[-skip:]):
            return table[front]
    return _both_headings(parts, table)


def _both_headings(
    parts: list[str], table: dict[str, tuple[SectionKind, str]]
) -> tuple[SectionKind, str] | None:
    """ "Certifications and awards": the first one counts; "Work/Internships": two words for one thing."""
    if "and" not in parts[1:-1]:
        pairs = ((" ".join(parts[:n]), " ".join(parts[n:])) for n in range(1, len(parts)))
        known = ((table[a], table[b]) for a, b in pairs if a in table and b in table)
        return next((first for first, second in known if first[0] == second[0]), None)
    at = parts.index("and", 1)
    left, right = " ".join(parts[:at]), " ".join(parts[at + 1 :])
    return table[left] if left in table and right in table else None


@cache
def _labels_of() -> dict[str, frozenset[str]]:
    """softened label -> the languages it is of, where they are few: "e-mail" tells none."""
    found: dict[str, set[str]] = {}
    for code, data in languages_data().items():
        for kind in _TELLING:
            for label in data[kind]:
                found.setdefault(soften(label), set()).add(code)
    return {label: frozenset(codes) for label, codes in found.items() if len(codes) <= FEW_LANGUAGES}


def language_of(text: str) -> str:
    """The likeliest language of a resume by its headings and labels; "en" when nothing speaks."""
    votes: dict[str, int] = {}
    for line in text.splitlines():
        if (found := heading_kind(line)) is not None:
            votes[found[1]] = votes.get(found[1], 0) + 1
        label, colon, _ = line.replace("：", ":").partition(":")
        for code in _labels_of().get(soften(label.strip()), ()) if colon else ():
            votes[code] = votes.get(code, 0) + 1
    return max(votes, key=lambda code: (votes[code], code == "en"), default="en")
