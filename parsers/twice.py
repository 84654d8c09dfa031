"""A job told twice, in a dated overview and again with its details, is one job."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz

from parsers.words import soften, tokens, words
from parsers.work import Placed

ALIKE = 90
SHORTEST_NAME = 3


def once_each(placed: list[Placed]) -> list[Placed]:
    """The positions, those without dates that an entry with dates tells of too as part of that entry."""
    dated = [p for p in placed if p.entry.dates is not None]
    kept: list[Placed] = []
    for one in placed:
        at = next((i for i, p in enumerate(kept) if _same(p, one)), None)
        if at is None:
            kept.append(one)
        else:
            kept[at] = _joined(kept[at], one)
    return [p for p in kept if p.entry.dates is not None or not _retells(p, dated)]


def _same(one: Placed, other: Placed) -> bool:
    """Firms alike, jobs alike or one of them not told, and not both with dates of their own."""
    if one.entry.dates is not None and other.entry.dates is not None:
        return False
    if one.entry.dates is None and other.entry.dates is None:
        return False
    firms = _alike(one.work.employer, other.work.employer)
    jobs = not one.work.title or not other.work.title or _alike(one.work.title, other.work.title)
    return firms and jobs


def _alike(one: str, other: str) -> bool:
    """Nearly the same words, the words of the other with more, or its initials."""
    a, b = soften(one), soften(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    return (
        fuzz.token_sort_ratio(a, b) >= ALIKE
        or (len(short) >= SHORTEST_NAME and set(tokens(short)) <= set(tokens(long)))
        or (
            (one.isupper() or other.isupper())
            and len(short) >= SHORTEST_NAME
            and short == "".join(word[0] for word in tokens(long) if word not in ("of", "and", "the"))
        )
    )


def _joined(one: Placed, other: Placed) -> Placed:
    """Both as one: dates of the dated one, each other fact of the one that has it."""
    dated, plain = (one, other) if one.entry.dates is not None else (other, one)
    work, more = dated.work, plain.work
    fields = {n: getattr(work, n) for n in ("start", "end", "current", "volunteer")}
    for name in ("employer", "title", "location", "summary", "highlights"):
        fields[name] = getattr(work, name) or getattr(more, name)
    return replace(dated, work=type(work)(**fields))


def _retells(plain: Placed, dated: list[Placed]) -> bool:
    """Whether an entry without dates only goes back to firms of others: it names no job of its own, or two of the firms."""
    head = set(tokens(soften(" ".join(line.text for line in plain.entry.header))))
    named = [d for d in dated if (own := _own_words(d.work.employer)) and own <= head]
    known = [text for d in named for text in (d.work.title, d.work.employer)]
    own_job = plain.work.title and not any(_alike(plain.work.title, text) for text in known)
    return bool(named) and (not own_job or len({d.work.employer for d in named}) > 1)


def _own_words(firm: str) -> set[str]:
    """The words that tell a firm from others: neither "company" nor "accountants"."""
    told = [w for w in tokens(soften(firm)) if len(w) > SHORTEST_NAME and "'" not in w and "’" not in w]
    return {w for w in told if w not in words("organisations") and w not in words("titles")}
