"""E-mail addresses as people and programs break them."""

from __future__ import annotations

import re

from parsers.lines import Line

_LABELLED_BOX = re.compile(r"(?i)^e?-?mail(?:-?id)?[-.]+(?=.{3,}@)")
_WHOLE_HOST = re.compile(r"(?i)(@(?:gmail|googlemail|yahoo|hotmail|outlook|icloud)\.com)(?:[A-Z]{1,3})$")


def whole_box(match: re.Match[str], text: str, above: Line | None) -> str:
    """The address; one whose digits a space or a line break parts from its name is joined: "jane.doe 12@..."."""
    found = _LABELLED_BOX.sub("", match.group().replace(" ", ""))
    cut = _WHOLE_HOST.search(found)
    if cut is not None and not cut.group().endswith(cut[1].lower()[-4:]) and found[cut.end(1) :].isupper():
        found = found[: cut.end(1)]
    if found.partition("@")[0].isdigit():
        before = text[: match.start()].rstrip() or (above.text if above is not None else "")
        word = re.search(r"(?:^|[\s:])([A-Za-z][\w.+-]{4,})$", before)
        if word is not None and (match.start() == 0 or text[match.start() - 1] == " "):
            return word[1] + found
    return found
