"""E-mail addresses as people and programs break them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from urllib.parse import unquote

from enrich.values.contacts import clean_email
from parsers.lines import Line

_LABELLED_BOX = re.compile(r"(?i)^(?:e-?mail(?:[-.]?id)?[-.]+|mail[-.]?id[-.]+|mail-+|id-+|[-.]+)(?=.{3,}@)")
_WHOLE_HOST = re.compile(r"(?i)(@(?:gmail|googlemail|yahoo|hotmail|outlook|icloud)\.com)[A-Za-z]+$")
_LINED = re.compile(r"(?:^|[\s:])([A-Za-z][\w.]*_) $")
SHARED = 5
_CUT_HOST = re.compile(r"(?i)@(?:gmail|googlemail|yahoo|hotmail|outlook|icloud|rediffmail)\.co$")
_SPACED_HOST = re.compile(r"(@ ?[A-Za-z0-9-]+) +\.(?=[a-z]{2,3}(?![\w.]))")
_SPACED_END = re.compile(r"(@ ?[A-Za-z0-9-]+\.co)\. +(?=(?:in|uk|jp|za|nz)(?!\w))")
_WRITTEN_AT = re.compile(r"(?<=\w) ?[(\[] ?at ?[)\]] ?(?=\w)")
EMAIL = re.compile(
    r"(?<![\w.+])(?<![\w.+]-)[A-Za-z0-9][\w.+'-]*\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?!_*[A-Za-z0-9@])"
)


def mended(text: str) -> str:
    """Text with its addresses whole: "jane@gmail .com", "jane(at)acme.org"."""
    return _WRITTEN_AT.sub("@", _SPACED_HOST.sub(r"\1.", _SPACED_END.sub(r"\1.", text)))


def linked_boxes(urls: list[str], text: str) -> list[str]:
    """The addresses of mailto links, without the labels that a writer's program took for a part of them; one that a line of
    text contradicts is left from another document."""
    links = [unquote(url)[7:].partition("?")[0] for url in urls if url.lower().startswith("mailto:")]
    found = [e for link in links for part in re.split(r"[,;\s]+", link) if (e := clean_email(_bare(part)))]
    written = {clean_email(_bare(m.group().replace(" ", ""))) for m in EMAIL.finditer(mended(text))}
    return [
        e
        for e in found
        if not any(other != e and other.endswith(e) for other in found)
        and (not written or e in written or any(e.startswith(w) for w in written))
    ]


def alike(box: str, others: Iterable[str]) -> bool:
    """Whether two addresses are of one name, by what their boxes share."""
    name = box.partition("@")[0]
    return any(
        SequenceMatcher(None, name, other.partition("@")[0]).find_longest_match().size >= SHARED
        for other in others
    )


def _bare(box: str) -> str:
    box = _LABELLED_BOX.sub("", box)
    return f"{box}m" if _CUT_HOST.search(box) else box


def whole_box(match: re.Match[str], text: str, above: Line | None) -> str:
    """The address; one whose digits a space or a line break parts from its name is joined: "jane.doe 12@..."."""
    found = _bare(match.group().replace(" ", ""))
    if lined := _LINED.search(text[: match.start()]):
        return lined[1] + found
    found = _WHOLE_HOST.sub(r"\1", found)
    if found.partition("@")[0].isdigit():
        before = text[: match.start()].rstrip() or (above.text if above is not None else "")
        word = re.search(r"(?:^|[\s:])([A-Za-z][\w.+-]{4,})$", before)
        if word is not None and (match.start() == 0 or text[match.start() - 1] == " "):
            return word[1] + found
    return found
