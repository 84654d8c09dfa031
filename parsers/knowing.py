"""What is said of a skill before it is named: "Very good knowledge of Excel" names Excel."""

from __future__ import annotations

import re
from functools import cache

from enrich.values.skills import known_skill
from parsers.words import is_unspaced, soften, words

MOST_DEGREES = 4
_ARTICLE = re.compile(r"^(?:the|a|an|le|la|les|el|los|las|der|die|das|den|dem)\s+(?=\S)", re.I)
_EXAMPLES = re.compile(
    r"^([^,(]*?)\b(?:such as|like|including|includes?|incluem|incluyen|includono|comprennent|umfassen|e\.g\.|z\.\s?b\.|wie|comme|como|tels? que|zoals)\s+(?=\S)",
    re.I,
)


def named_alone(text: str) -> str:
    """The text without the words that say that, or how well, what it names is known; the whole where it is nothing else.

    "Proficient in Microsoft Word" is "Microsoft Word", "Gute Kenntnisse in SQL" is "SQL", "tools like Git" is "Git".
    """
    found = _known().match(soften(text))
    rest = text[found.end() :] if found else text
    rest = _ARTICLE.sub("", rest) if found else rest
    general = _EXAMPLES.match(rest)
    if general and known_skill(general[1].strip()) is None:
        rest = rest[general.end() :]
    return rest if any(map(str.isalnum, rest)) else text


def says_known(text: str) -> bool:
    """Whether the text begins with words that say that something is known."""
    return _known().match(soften(text)) is not None


@cache
def _known() -> re.Pattern[str]:
    """Degrees ("very", "good") before words of knowing ("knowledge of"), at the beginning of a softened text."""
    spaced = sorted(words("know_words").spaced, key=len, reverse=True)
    joined = [w for w in words("know_words").cjk if is_unspaced(w)]
    degrees = sorted((*words("know_degrees").spaced, *words("and_words").spaced), key=len, reverse=True)
    degree = "|".join(map(re.escape, degrees))
    said = "|".join(rf"{re.escape(w)}(?<=')|{re.escape(w)}\s" for w in spaced)
    unspaced = "|".join(map(re.escape, joined))
    return re.compile(rf"(?:(?:{degree})[\s,]+){{0,{MOST_DEGREES}}}(?:{said})\s*|(?:{unspaced})\s*")
