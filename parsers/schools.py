"""Names of schools, and what stands behind them with only a space between: "河北大学 财务管理 学士"."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from parsers.dateranges import date_ranges
from parsers.datewords import alternatives
from parsers.degrees import degree_score
from parsers.places import is_city, looks_like_place, place_at_end
from parsers.words import heading_kind, is_cjk, languages_data, soften, words

_CERTIFICATE = re.compile(
    r"(?:senior |higher |upper )?(?:high|secondary|middle|primary) school(?: (?:diploma|certificate|degree|graduate|leaving certificate|examination))?"
    r"|(?:\w+ ){0,3}(?:school|college) (?:leaving )?(?:certificate|diploma|examination)(?: .{0,30})?"
)
_GERMAN_WITH = re.compile(r"(?<= )mit(?= )")
BOARD = 0.8
STEM = 1.5
FEWEST_LETTERS = 2


def school_score(text: str) -> float:
    """How much a text reads like the name of a school."""
    softened = soften(_GERMAN_WITH.sub(" ", text))
    if _CERTIFICATE.fullmatch(softened):
        return 0.1
    named = words("schools").count(softened) * 1.5 + (0.7 if words("schools").ends_word(softened) else 0.0)
    return named or STEM * _has_whole_stem(softened) or BOARD * (words("boards").count(softened) > 0)


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    text = files("parsers").joinpath("data/schoolwords.toml").read_text("utf-8")
    return {kind: tuple(listed) for kind, listed in tomllib.loads(text).items()}


def _has_whole_stem(softened: str) -> bool:
    return any(f" {stem}" in f" {softened}" for stem in _stems()["whole"])


def is_part(text: str) -> bool:
    """ "Faculty of Mechanical Engineering", "統計學研究所": a part of a school, which does not stand for it."""
    softened = soften(text).replace("(", " ")
    if is_cjk(text):
        return softened.endswith(_stems()["cjk_part"])
    opens = softened.startswith(tuple(stem for stem in _stems()["part"] if " " in stem))
    inside = any(f" {stem}" in f" {softened}" for stem in _stems()["part"] if " " not in stem)
    return (opens or inside) and not _has_whole_stem(softened)


def at_spaces(text: str) -> list[str]:
    """The school, the field and the degree of a text that sets spaces between them; nothing where it does not."""
    return _korean(text) or _spaced_han(text) or _abbreviated(text) or _glued(text)


def _glued(text: str) -> list[str]:
    """ "Orlin University Bachelor of Commerce (Finance)", "HSC Orlin Board": a school and a degree with no mark between them."""
    heads = [match.start() for match in _WORD.finditer(text)]
    for at in heads[1:]:
        school, degree = text[:at].strip(" ,.;:-–"), text[at:]
        if degree_score(school) > 0 or ", " in school:
            break
        if (
            school_score(school) > BOARD
            and _starts_degree(degree)
            and not open_end(school)
            and not is_bare_kind(school)
        ):
            return [school, degree] if school_score(degree.partition("(")[0]) <= 0 else []
    return _short_first(text, heads)


def _short_first(text: str, heads: list[int]) -> list[str]:
    """ "H.S.C. Orlin Board": the short form of a degree first."""
    for at in heads[1:3]:
        degree, school = text[:at].strip(" ,.;:-–"), text[at:]
        short = "." in degree or any(map(str.isdigit, degree)) or degree.isupper()
        if (
            short
            and soften(degree) in words("degrees")
            and school_score(school.partition(",")[0]) > 0
            and degree_score(school) <= 0
        ):
            return [degree, school] if school[:1].isupper() and not is_bare_kind(school) else []
    return []


_WORD = re.compile(r"[^\W\d_(]\S*|\d\S*")
_OPEN = frozenset(("of", "for", "in", "and", "the", "&", "de", "der", "du", "von", "del", "di", "do", "da"))


def open_end(text: str) -> bool:
    """Whether a text is broken off: "University of"."""
    return text.rsplit(maxsplit=1)[-1].lower() in _OPEN


def _starts_degree(text: str) -> bool:
    """Whether a text's first words are a degree's in English; in other languages such words stand in names of schools."""
    parts = [soften(part).rstrip(",") for part in text.split()[:4]]
    heads = [" ".join(parts[:n]) for n in range(1, len(parts) + 1)]
    return any(head in _english_degrees() or head.rstrip(".") in _english_degrees() for head in heads)


@cache
def _english_degrees() -> frozenset[str]:
    return frozenset(map(soften, languages_data()["en"]["degrees"]))


HANGUL = re.compile(r"[가-힣]")


def _korean(text: str) -> list[str]:
    """ "인하대학교 기계공학과 졸업": a school, what was studied there, and that it was finished."""
    parts = text.split()
    if not HANGUL.search(text) or not school_score(parts[0]) > 0:
        return []
    kept = [p for p in parts if p not in words("graduated_words") and p not in words("enrolled_words")]
    return [kept[0], " ".join(kept[1:])] if len(kept) > 1 else kept


def _spaced_han(text: str) -> list[str]:
    """ "河北大学 财务管理 学士": a school, what was studied there and the degree, with single spaces between them."""
    parts = text.split()
    if not is_cjk(text) or HANGUL.search(text) or len(parts) < 2 or not school_score(parts[0]) > 0:
        return []
    kept = [p for p in parts if p not in words("graduated_words") and p not in words("enrolled_words")]
    degree = next((p for p in kept[1:] if degree_score(p) > 0), "")
    area = " ".join(p for p in kept[1:] if p != degree)
    return [piece for piece in (kept[0], area, degree) if piece]


_SHORT = re.compile(r"^(\w{2,6})\.\s+(\w.*)$")


def _abbreviated(text: str) -> list[str]:
    """ "ESO. IES Figueras Pacheco": the short form of a degree, then its school."""
    match = _SHORT.match(text)
    if match is None or degree_score(match[1]) <= 0 or school_score(match[2]) <= 0:
        return []
    return [match[1], match[2]]


_ENDING = re.compile(r"^(?P<name>[^()]+?),?\s*\((?P<aside>[^()]+)\)$")


def bare_school(name: str) -> str:
    """ "St. Thomas' School, Orlin (CBSE)": without its board in brackets, its town, and how far the studies came ("(cursando)",
    "- completed"); nothing where it says only that."""
    state = _ends_in_state().search(soften(name))
    name = name if state is None else name[: state.start()].rstrip(_BEFORE_STATE)
    ending = _ENDING.match(name)
    if ending is not None and school_score(ending["name"]) > BOARD:
        aside = ending["aside"]
        if words("boards").count(soften(aside)) or looks_like_place(aside) or is_city(aside):
            name = ending["name"]
    head, place = place_at_end(name)
    return head if ", " in place and school_score(head) > BOARD else name


_BEFORE_STATE = " \t,;:|(（–—-"


@cache
def _ends_in_state() -> re.Pattern[str]:
    states = words("study_states")
    spaced, glued = alternatives(states.spaced), alternatives(states.cjk)
    return re.compile(rf"(?:(?<![^{re.escape(_BEFORE_STATE)}])(?:{spaced})|(?:{glued}))[\s.;。)）]*$")


def names_subject(text: str) -> bool:
    """ "Hospitality Management", "Computer Science": what one studies at a school, not a part of its name."""
    return soften(text).rpartition(" ")[2] in _subjects()


@cache
def _subjects() -> frozenset[str]:
    return frozenset(map(soften, files("parsers").joinpath("data/subjects.txt").read_text("utf-8").split()))


def reads_as_field(piece: str) -> bool:
    """ "Сестринское дело", "Ciencias políticas": only its first word has a capital, as towns and campuses do not have it."""
    first, *others = piece.split() or [""]
    return bool(others) and first[:1].isupper() and all(word.islower() and len(word) > 3 for word in others)


def names_programme(text: str) -> bool:
    """Whether what stands beside a school without a degree's word may be what its degree is called: "Informatyka
    Stosowana", "Software Engineering". It starts a name and is no school, place, caption or half a bracket."""
    letters = sum(map(str.isalpha, text))
    whole = text.count("(") == text.count(")") and len(_QUOTES.findall(text)) % 2 == 0
    starts = text[:1].isalpha() and not text[:1].islower()
    told = soften(text) in words("period_labels") or words("departments").count(soften(text)) > 0
    subject = (len(text.split()) == 1 and names_subject(text)) or (is_cjk(text) and is_part(text))
    told = told or subject or heading_kind(text) is not None
    placed = is_city(text) or looks_like_place(text) or school_score(text) > 0
    return letters > FEWEST_LETTERS and whole and starts and not (told or placed)


_QUOTES = re.compile(r"[\"“”„«»]")


def names_one(text: str) -> bool:
    """Whether a text that names no kind of school may be the name of one: it starts with a capital and is neither a
    job, a subject, a state of studies ("In progress") nor a caption."""
    parts = text.split()
    letters = sum(char.isalpha() for char in text)
    if letters < FEWEST_LETTERS or not (text[:1].isupper() or text[:1].isdigit() or not text[:1].isascii()):
        return False
    captioned = (
        re.search(r"[:：]", text) is not None
        or soften(text) in words("period_labels")
        or soften(parts[0]) in words("grade_labels")
    )
    subject = len(parts) == 1 and names_subject(text)
    state = any(soften(text) in words(kind) for kind in ("enrolled_words", "awaited_words", "study_states"))
    dated = any(range_.at[1] - range_.at[0] > len(text) / 2 for range_ in date_ranges(text))
    return not (captioned or subject or state or dated)


def is_level(text: str) -> bool:
    """ "High School", "Intermediate (2011)": how far somebody got, which stands for a degree where none is told."""
    return soften(text.partition("(")[0].strip(" :-–.")) in words("school_levels")


def starts_name(text: str) -> bool:
    """Whether nothing stands before a name that ties it to something else: "from Orlin College", "Physics from Orlin College"."""
    return _TIED.search(text) is None


_TIED = re.compile(r"(?i)^(?:from|in|at|with|passed|the year)\b|\bfrom\b|\bwith \d")


def is_bare_kind(text: str) -> bool:
    """ "College", "High School", "Universitaria": what kind of school it was, not which."""
    parts = soften(text).replace(",", " ").split()
    if len(parts) == 1 and parts[0] not in words("schools") and _has_whole_stem(parts[0]):
        return True
    return bool(parts) and all(part in words("school_kinds") for part in parts)


_EMPTY_LABEL = re.compile(r"(?i),?\s*\(\s*(?:year|years|passing year|yop)\s*:?\s*\)")
_WITHIN = re.compile(r"\s+(?:in|from|at|no|na|presso|an der|à l’|à l')\s+(?=[A-ZÀ-Þ])")


def school_told(text: str) -> list[str]:
    """ "ORLIN POLYTECHNIC, Milan: Master in Design", "BSc (Mathematics) in Orlin College, Trichy": a degree and its school."""
    text = _EMPTY_LABEL.sub("", text)
    for match in sorted(_WITHIN.finditer(text), key=lambda m: m.group().strip() != "from"):
        degree, school = text[: match.start()], text[match.end() :]
        if degree_score(degree) > 0 and school_score(degree) <= 0 < school_score(school.partition(",")[0]):
            return [degree, school]
    school, _, degree = text.partition(": ")
    last = school.rpartition(", ")[2]
    named = school_score(last) > 0 or (school_score(school) > 0 and is_city(last))
    return [school, degree] if named and degree_score(degree) > 0 else [text]
