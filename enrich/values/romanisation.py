"""The ways in which one name of another script is written in Latin letters.

A Chinese name comes in Pinyin, Wade-Giles and Cantonese, a Korean one as its bearer likes, a Japanese one with long vowels
told or not, a Slavic one as English, French, German or Polish ears spell it. Two names may be one where their roots meet.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product

from enrich.values.lexicon import read_csv, read_toml, spellings
from enrich.values.nicknames import nickname_roots, spelling_groups
from enrich.values.text import fold

Syllables = dict[str, tuple[str, ...]]
_MOST = 4  # roots of one kind; a word that may be more is not told by its spelling
_SHORTEST_WORD, _LONGEST = 3, 16  # letters


def given_roots(word: str) -> frozenset[str]:
    """The names that a folded given name may stand for: see `nickname_roots`; and other spellings of it in East Asia."""
    roots = _usual_roots(word)
    if not _SHORTEST_WORD <= len(word) <= _LONGEST:
        return roots
    more = (*as_korean(word), *_as_japanese(word), *_as_pinyin(word))
    return roots.union(more) if more else roots


def given_roots_of(words: list[str]) -> list[frozenset[str]]:
    """`given_roots` of each of many words."""
    text = "\n".join(words)
    more: dict[str, set[str]] = {}
    for shape, spelt in _SHAPES:
        for word in set(shape.findall(text)):
            if _SHORTEST_WORD <= len(word) <= _LONGEST and (found := spelt(word)):
                more.setdefault(word, set()).update(found)
    return [_usual_roots(word).union(more[word]) if word in more else _usual_roots(word) for word in words]


def _usual_roots(word: str) -> frozenset[str]:
    roots = nickname_roots(word)
    if "dj" in word:
        roots |= {word.replace("dj", "d")}
    if word.startswith("abd"):
        roots |= set(_servant(word))
    return roots


def family_roots(word: str, heard: str) -> frozenset[str]:
    """The family names that a folded one may be a spelling of; `heard`: what `heard_of` says of it."""
    bare = _ARTICLE.sub("", word) if word.startswith(_ARTICLES) else word
    roots = [word, *_families().get(word, ()), *spelling_groups().get(bare, ())]
    if heard:
        roots.append(f"~{heard}")
    if len(word) > _SHORTEST_WORD + 1:
        told = _MC.sub("mac", word) if word.startswith("mc") else word
        roots.append(_TWO_FOR_ONE.sub(lambda two: two[0][0], told))
    if bare != word:
        roots.extend(_families().get(bare, ()))
    if word.startswith("abd"):
        roots.extend(_servant(word))
    if _SHORTEST_WORD <= len(word) <= _LONGEST:
        roots.extend(_as_japanese(word))
    return frozenset(roots)


# Letters with marks, written as two: Müller is Mueller, Åberg Aaberg, Đoković Djokovic. Sáenz and Sanz are two names.
_TWO_FOR_ONE = re.compile("(?<![aeiouq])(?:oe|ue|ae(?!n?z)|aa)|dj")
_MC = re.compile("^mc(?=[a-z]{3})")


# --- lists ---

_ARTICLES = ("al", "el", "ash", "bin", "ben", "ibn")
_ARTICLE = re.compile(f"^(?:{'|'.join(_ARTICLES)})(?=.{{4}})")


@cache
def _families() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for row in read_csv("family_spellings"):
        head = fold(row["name"]).replace(" ", "")
        for name in (head, *spellings(row["spellings"])):
            groups.setdefault(name, set()).add(head)
    return {name: frozenset(heads) for name, heads in groups.items()}


_SERVANT = re.compile(r"abd(?:[aeiou]{1,2}l|[aeiou]{1,2}(?=([rsdtnz])\1)|a?l?)(.)\2?(.{2,})")


def _servant(word: str) -> tuple[str, ...]:
    """Abdurrahman, Abdel Rahman and Abd al-Rahman in one spelling."""
    found = _SERVANT.fullmatch(word)
    return (f"abdul{found[2]}{found[3].removesuffix('e')}",) if found else ()


# --- Chinese given names ---


def _table(name: str) -> Syllables:
    cells = (cell for line in _TABLES[name]["words"].splitlines() for cell in spellings(line))
    pairs = (cell.partition("=") for cell in cells)
    return {written: tuple(meant.split(",")) for written, _, meant in pairs}


_TABLES = read_toml("syllables")
_SYSTEMS = (_table("wade_giles"), _table("cantonese"))
_PINYIN = frozenset(meant for system in _SYSTEMS for of in system.values() for meant in of)
# Syllables that Pinyin does not have: a word with one is not Pinyin.
_FOREIGN = frozenset(written for system in _SYSTEMS for written in system if written not in _PINYIN)
WRITTEN = frozenset(written for system in _SYSTEMS for written in system)
_LONGEST_SYLLABLE = max(map(len, WRITTEN))


def _as_pinyin(word: str) -> frozenset[str]:
    """What a given name of two syllables in Wade-Giles or Cantonese may be in Pinyin."""
    found: set[str] = set()
    for cut in range(1, min(len(word), _LONGEST_SYLLABLE + 1)):
        first = word[:cut]
        if first not in WRITTEN:
            continue
        second = word[cut:]
        if second in WRITTEN and (first in _FOREIGN or second in _FOREIGN):
            for system in _SYSTEMS:
                pairs = product(system.get(first, ()), system.get(second, ()))
                found.update("".join(pair) for pair in pairs)
    return frozenset(found) if len(found) <= 2 * _MOST else frozenset()


# --- Korean given names ---

_KOREAN = re.compile(
    "(?P<first>kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjhyw]?)"
    "(?P<vowel>yeo|yuh|yoo|you|yae|wae|woo|oo|eo|uh|ae|ay|ai|ya|ye|yo|yu|ee|eu|eui|ui|oe|wa|wo|we|wi|wu|ah|oh|a|e|i|o|u)"
    "(?P<last>ng|[gknlrmbptd]?)"
)
_FIRST = {"g": "k", "k": "k", "j": "ch", "ch": "ch", "sh": "s", "l": "r"}
_LAST = {"g": "k", "b": "p", "d": "t", "r": "l"}
_VOWEL = {"yuh": "yeo", "yoo": "yu", "woo": "u", "oo": "u", "wu": "u", "uh": "eo", "ay": "ae", "ai": "ae", "ee": "i",
          "eui": "ui", "ah": "a", "oh": "o"}  # fmt: skip
# Before a consonant these are written for two sounds each.
_EITHER = {"u": ("eo", "u"), "yu": ("yeo", "yu"), "you": ("yeo", "yu"), "eu": ("eu", "eo")}


@lru_cache(maxsize=1 << 12)
def korean_syllable(written: str) -> tuple[str, ...]:
    """A Korean syllable in one spelling of each sound that it may be; () for what is none."""
    found = _KOREAN.fullmatch(written)
    if not found:
        return ()
    first, vowel, last = found["first"], found["vowel"], found["last"]
    if first == "y" and vowel in ("u", "o", "a", "e", "eo", "ou"):
        first, vowel = "", f"y{vowel}"
    if first == "h" and vowel in ("ee", "i", "eui", "ui", "eu") and not last:
        vowel = "i"
    if first == "w" and vowel in ("oo", "u"):
        first = ""
    vowels = _EITHER.get(vowel, (_VOWEL.get(vowel, vowel),)) if last else (_VOWEL.get(vowel, vowel),)
    if vowel == "you" and not last:
        vowels = ("yu",)
    return tuple(f"{_FIRST.get(first, first)}{sound}{_LAST.get(last, last)}" for sound in vowels)


def as_korean(word: str) -> frozenset[str]:
    """The two syllables of a Korean given name, marked, in one spelling of each sound; nothing for other words."""
    if len(word) < 5 or not _TWO_KOREAN.fullmatch(word):
        return frozenset()
    word = word.replace("syng", "seung").replace("young", "yeong")
    found: set[str] = set()
    for cut in range(1, len(word)):
        if word[cut] in "aeiou" and cut > 1 and word[cut - 1] not in "aeiouhy":
            continue  # a consonant between two vowels begins the second syllable
        one, two = korean_syllable(word[:cut]), korean_syllable(word[cut:])
        found.update(f"+{x}{y}" for x in one for y in two)
    return frozenset(found) if len(found) <= _MOST else frozenset()


_ONE_KOREAN = "(?:kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjhyw])?[aeiouyw]{1,3}h?(?:ng|[gknlrmbptd])?"
_TWO_KOREAN = re.compile(f"{_ONE_KOREAN}{_ONE_KOREAN}")


# --- Japanese ---

_MORA = re.compile(
    "(?:(?:[kgnhbpmrstzjdf]y|sh|ch|ts|[kgsztdnhbpmyrwfj])?[aeiou]+h?|n|m(?=[bpm])|[kst](?=[kst]))+"
)
_HEPBURN = (("sy", "sh"), ("ty", "ch"), ("zy", "j"), ("jy", "j"), ("tu", "tsu"), ("ti", "chi"), ("si", "shi"), ("zi", "ji"), ("hu", "fu"))  # fmt: skip
_LONG = re.compile("(?<=o)[ou]|(?<=u)u|(?<=[ou])h(?![aeiou])")
_M_FOR_N = re.compile("m(?=[bpm])")
_OTHERWISE = re.compile("[stzj]y|t[ui]|[sz]i|hu|o[ou]|uu|[ou]h|m[bpm]")


def _as_japanese(word: str) -> tuple[str, ...]:
    """A Japanese name as Hepburn spells it, without long vowels; nothing where it is spelt so."""
    if not _OTHERWISE.search(word) or not _MORA.fullmatch(word):
        return ()
    spelt = word
    for other, hepburn in _HEPBURN:
        if other in spelt:
            spelt = re.sub(rf"(?<![cst]){other}", hepburn, spelt)
    return (_M_FOR_N.sub("n", _LONG.sub("", spelt)),)


# --- words that may be some of these, out of many at once ---


def _shape_of(written: frozenset[str]) -> str:
    """A pattern that fits all of these syllables, and others."""
    cut = [found.groups() for one in written if (found := _SYLLABLE.fullmatch(one))]
    begins, vowels, ends = map(set, zip(*cut, strict=True))
    first, last = ("|".join(sorted(some, key=lambda one: (-len(one), one))) for some in (begins, ends))
    return f"(?:{first})[aeiouy]{{0,{max(map(len, vowels))}}}(?:{last})"


_SYLLABLE = re.compile("([^aeiouy]*)([aeiouy]*)([^aeiouy]*)")
_ONE_WRITTEN = _shape_of(WRITTEN)
_SHAPES = (
    (re.compile(f"^{_ONE_KOREAN}{_ONE_KOREAN}$", re.MULTILINE), as_korean),
    (re.compile(f"^(?=.*?(?:{_OTHERWISE.pattern})){_MORA.pattern}$", re.MULTILINE), _as_japanese),
    (re.compile(f"^{_ONE_WRITTEN}{_ONE_WRITTEN}$", re.MULTILINE), _as_pinyin),
)


# --- what a family name sounds like, vowels and all ---

_HEARD: tuple[tuple[str, str], ...] = (
    ("schtsch", "S"), ("chtch", "S"), ("shtch", "S"), ("shch", "S"), ("szcz", "S"), ("tsch", "S"), ("dzh", "S"), ("dsch", "S"),
    ("sch", "S"), ("tch", "S"), ("zh", "S"), ("sh", "S"), ("ch", "S"), ("cz", "S"), ("sz", "S"), ("\njou", "\nSu"),
    ("\nnt", "\nd"), ("\nmp", "\nb"), ("\ngk", "\ng"), ("\noi", "\ni"), ("kh", "h"), ("ph", "f"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("bh", "b"),
    ("ts", "s"), ("tz", "s"), ("ck", "k"), ("qu", "k"), ("ce", "se"), ("ci", "si"), ("cy", "si"),
    ("oeu", "e"), ("ou", "u"), ("oo", "u"), ("oe", "o"), ("ue", "u"), ("ae", "a"), ("ee", "i"),
    ("iye", "e"), ("ye", "e"), ("je", "e"), ("ie", "e"), ("yo", "e"), ("jo", "e"), ("io", "e"),
    ("iya", "a"), ("ya", "a"), ("ja", "a"), ("ia", "a"), ("yu", "u"), ("ju", "u"), ("iu", "u"),
    ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("w", "v"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_HEARD_OF = dict(_HEARD)
_HEARING = re.compile("|".join(written for written, _ in _HEARD))
_SILENT = re.compile("(?<!\n)h")
_DOUBLED = re.compile(r"([^\n])\1+")
_SHORTEST = 4  # letters; shorter words sound alike by chance


def heard_of(words: list[str]) -> list[str]:
    """What each folded word sounds like in any spelling of a Slavic, Greek or Arabic name; "" for a short one."""
    if not words:
        return []
    text = _HEARING.sub(lambda written: _HEARD_OF[written[0]], "\n" + "\n".join(words))
    heard = _DOUBLED.sub(r"\1", _SILENT.sub("", text)).split("\n")[1:]
    return [sound if len(sound) >= _SHORTEST else "" for sound in heard]
