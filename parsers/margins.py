"""What stands in the margins of pages and says nothing: page numbers."""

from __future__ import annotations

import re
from functools import cache

from parsers.words import soften, words


def is_page_number(text: str) -> bool:
    """ "3", "Page 3 of 7", "Seite 3/7"."""
    return _page_number().match(soften(text)) is not None


@cache
def _page_number() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, (*words("page_labels").spaced, *words("page_labels").cjk)))
    return re.compile(rf"^\W*(?:(?:{labels})\W*)?\d{{1,3}}(?:\s*(?:/|[^\W\d]{{1,3}})\s*\d{{1,3}})?\W*$")
