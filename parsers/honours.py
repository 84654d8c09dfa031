"""A name without what stands around it: titles, degrees, professions, letters set apart."""

from __future__ import annotations

import re

from parsers.titles import title_score
from parsers.words import is_cjk, soften, words

_CREDENTIALS = re.compile(
    r"(?:,?\s*\b(?:Ph\.?D\.?|MBA|M\.?D\.?|CPA|PMP|CFA|RN|MSc|BSc|Esq\.?|PE|LLM|J\.?D\.?|M\.?Sc\.?|B\.?Sc\.?|MA|BA|CSM|CISSP)\b\.?)+\s*$"
)
_TITLES = re.compile(
    r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|Dame|Engr|Engg(?=\.)|Capt|Lt|Sgt|(?:Hon|Fr|Arch|Barr|Maj|Col)(?=\.)|SSG|SFC|MSG|CPT|LTC|PFC|SPC|CPL|Cmdr|LCDR|Herr|Frau|Mme|Mlle|Sr|Sra|Dott\.?ssa|Dott|Ing|Dipl)\b\.?\s*-?",
    re.IGNORECASE,
)
_GLYPHS = re.compile("[\ue000-\uf8ff]")  # of fonts that draw pictures
_SPLIT_TITLES = frozenset({"dr.", "prof.", "mr.", "mrs.", "ms.", "dipl.", "ing."})
_PROFESSION = re.compile(r"^(?:CA\.?\s+|(?:CS|Er|Adv|Smt|Shri|Sh)\.\s*)(?=\w)")
_LETTERS_BEHIND = re.compile(r"(?<=[a-z])(?:(?:,\s*|\s+)[A-Z]{2,5}){2,}$|(?<=[a-z]),\s*[A-Z]{2,5}$")
_DEGREE_BEHIND = re.compile(
    r"(?<=[^\W\d_]{3})[.,\s]+[BM]\.\s?(?:E|Tech|Com|Sc|Ed|Phil|Arch|Pharm)\b.*$|,\s*(?:DO|DDS|DMD|DVM|DPM)$",
    re.IGNORECASE,
)
_FINAL_INITIAL = re.compile(r"[\s.](?:[^\W\d_]|[JjSs][Rr])$")
_GLUED = re.compile(r"(?<=[a-z]{2})(?<!^Mac)(?=[A-Z][a-z]{2})")


_SEX = re.compile(r"(?<=\S{2})\s+[男女남여]$")
_ASIDE = re.compile(r"(?<=\w)\s*[/／|｜]\s*(?=\w)")  # "高明 / 男"


def clean_name(text: str) -> str:
    """Without titles, credentials, marks; spaced letters closed up; shouting left for who shows it."""
    written = text
    text = closed_up(" ".join(_GLYPHS.sub(" ", text).split())).strip("・")
    head, _, rest = text.partition(" ")
    if rest and len(head) == 1 and f"{head}{rest.partition(' ')[0]}".lower() in _SPLIT_TITLES:
        text = rest.partition(" ")[2]  # "D r. Jane Doe"
    text = _DEGREE_BEHIND.sub("", _LETTERS_BEHIND.sub("", _CREDENTIALS.sub("", text)))
    text = re.sub(r"\s*\([^)]*\)\s*", " ", text).lstrip(" :-–")
    if is_cjk(text):
        text = _SEX.sub("", _ASIDE.split(text.strip())[0])
    if is_cjk(text) and all(len(p) == 1 for p in text.split()):
        text = "".join(text.split())
    before = None
    while before != text:
        before, text = text, _without_honour(_PROFESSION.sub("", _TITLES.sub("", text)).strip(" ,.|•·-–—/"))
    text = " ".join(text.split())
    if text.isalpha():
        text = _GLUED.sub(" ", text)
    if _FINAL_INITIAL.search(text) and f"{text}." in written:
        text += "."
    broken = (
        any("A" <= c <= "Z" for c in text)
        and not text.isascii()
        and all(c.isupper() or not c.isascii() for c in text if c.isalpha())
    )
    return (
        text.upper()
        if broken and sum(c.isupper() for c in text) > 2 and any(map(str.islower, text))
        else text
    )


_HONOURS = 5


def _without_honour(text: str) -> str:
    """Without a title of its language before it: "phil. habil. Katharina ...", "المهندس / ...", "นาย..."; and without what
    a degree leaves behind a comma: "Rizky Pratama, A.Md.T."."""
    head, _, rest = text.partition(" ")
    bare = soften(head).strip("./")
    short = 0 < len(rest.strip(" /").split()) <= _HONOURS
    marked = head.endswith(".") or not head.isascii() or "-" in head or head.islower()
    if short and marked and (bare in words("name_titles") or f"{bare}." in words("name_titles")):
        return rest.strip(" /,.")
    glued = next((w for w in words("name_titles").cjk if text.startswith(w) and len(text) > len(w) + 3), "")
    name, comma, letters = text.removeprefix(glued).strip().partition(",")
    if comma and re.search(r"[ .]", name) and all(map(_DOTTED.fullmatch, letters.replace(",", " ").split())):
        return name
    return text.removeprefix(glued).strip()


_DOTTED = re.compile(r"(?:[A-Z][A-Za-z]{0,3}\.){1,3}[A-Z]?[a-z]{0,3}\.?")
_CREDENTIAL = re.compile(r"(?=.{2,5}$)[A-Z][A-Za-z]*[A-Z]|(?:[A-Z][a-z]?\.)+[A-Z]?[a-z]?\.?")


def only_credentials(text: str) -> bool:
    """Whether nothing is left but honorifics and letters behind a name: "Dr. , MD, FACP", "RN, BSN"."""
    left = _TITLES.sub("", text.strip(" ,")).replace(",", " ").split()
    return all(map(_CREDENTIAL.fullmatch, left)) and not (len(left) == 1 and title_score(left[0]) > 0)


def closed_up(text: str) -> str:
    """ "J A N E   D O E" and "J A N E D O E" -> the letters closed up; words cannot be told apart without wider gaps."""
    parts = text.split(" ")
    if len(parts) >= 5 and sum(len(p) == 1 for p in parts) > 0.8 * len(parts):
        return "".join(parts)
    return text
