"""Does a text read like a job title, or like an organisation?"""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.firms import ends_in_form
from parsers.words import is_cjk, soften, tokens, words

_AGENTS = ("师", "師", "员", "員", "专家", "專家")
_ASIDES = re.compile(r"\s*[(（\[【「][^()（）]*[)）\]】」]")


@lru_cache(maxsize=1 << 12)
def title_score(text: str) -> float:
    """How much a text reads like a job title; negative when it reads like an organisation."""
    softened = soften(text).replace("/", " ")
    compound = words("titles").ends_word(softened) and not ends_in_form(text)
    titles = words("titles").count(softened) + compound
    firms = words("organisations").count(softened) + words("schools").count(softened)
    firms = firms or int(not titles and words("organisations").ends_word(softened))
    score = min(2.0, titles) * 1.5 - min(2.0, firms) * 1.2
    if is_cjk(softened):
        return _by_head(softened, score)
    ends = (
        tokens(softened.partition(",")[0].partition("(")[0])[:1]
        + tokens(softened.partition(",")[0].partition("(")[0])[-1:]
    )
    if titles and any(e in words("titles") or words("titles").ends_word(e) for e in ends):
        score = max(score, 0.0) + 1.0
    return score - (0.4 if len(text.split()) > 7 else 0.0)


def _by_head(softened: str, score: float) -> float:
    """A name in Han letters is what its last word says: "华青软件工程师" is a job, "工程师之家中心" none."""
    head = _ASIDES.sub("", softened).rstrip(" .,;:")
    if head.endswith((*_AGENTS, *words("titles").cjk)):
        return max(score, 0.0) + 1.0
    return min(score, 0.0) - 1.0 if head.endswith(words("organisations").cjk) else score
