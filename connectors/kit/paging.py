"""How sources give out long lists. Each style is a small value that says which question comes next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol
from urllib.parse import urljoin

import msgspec

from connectors.kit.answers import Answer

_LINK = re.compile(r'<([^<>]*)>\s*((?:;\s*[^;,="]+(?:="[^"]*"|=[^;,"]*)?\s*)*)')
_REL = re.compile(r';\s*rel\s*=\s*"?([^";]*)"?', re.IGNORECASE)


class Question(NamedTuple):
    """What to ask for: an address and its parameters."""

    url: str
    params: Mapping[str, object]


class Paging(Protocol):
    """A style of paging. A position is text, "" for the first page; it may be kept and gone on from another day."""

    def question(self, url: str, params: Mapping[str, object], position: str) -> Question:
        """The question for the page at a position."""
        ...

    def following(self, answer: Answer, position: str) -> str:
        """The position after the page answered; "" at the end."""
        ...


class LinkHeader(NamedTuple):
    """`Link: <URL>; rel="next"` (RFC 8288), as GitHub and GitLab do."""

    def question(self, url: str, params: Mapping[str, object], position: str) -> Question:
        return Question(position, {}) if position else Question(url, params)

    def following(self, answer: Answer, position: str) -> str:
        for link in _LINK.finditer(answer.headers.get("link", "")):
            relation = _REL.search(link[2])
            if relation and "next" in relation[1].lower().split():
                return urljoin(answer.url, str(link[1]))
        return ""


class NextUrl(NamedTuple):
    """The next page's URL stands in the answer, at a dotted path such as "links.next"."""

    field: str

    def question(self, url: str, params: Mapping[str, object], position: str) -> Question:
        return Question(position, {}) if position else Question(url, params)

    def following(self, answer: Answer, position: str) -> str:
        found = text_at(answer, self.field)
        return urljoin(answer.url, found) if found else ""


class NextToken(NamedTuple):
    """A token in the answer, at a dotted path, is the parameter of the next question; `more` is a flag that ends it."""

    field: str
    param: str
    more: str = ""

    def question(self, url: str, params: Mapping[str, object], position: str) -> Question:
        return Question(url, {**params, self.param: position} if position else params)

    def following(self, answer: Answer, position: str) -> str:
        return text_at(answer, self.field) if not self.more or text_at(answer, self.more) else ""


class PageNumber(NamedTuple):
    """Pages by number, `size` items each. It ends with a page that is not full, or where the flag at `more` is not set.

    `items` is the dotted path of the list, "" where the answer is the list.
    """

    param: str = "page"
    size_param: str = "per_page"
    size: int = 100
    items: str = ""
    first: int = 1
    more: str = ""

    def question(self, url: str, params: Mapping[str, object], position: str) -> Question:
        return Question(url, {**params, self.size_param: self.size, self.param: position or self.first})

    def following(self, answer: Answer, position: str) -> str:
        more = text_at(answer, self.more) if self.more else count_at(answer, self.items) >= self.size
        return str(int(position or self.first) + 1) if more else ""


class Offset(NamedTuple):
    """Items by their number, counted from 0. It ends with a page that is not full, or at the number at `total`."""

    param: str = "offset"
    size_param: str = "limit"
    size: int = 100
    items: str = ""
    total: str = ""

    def question(self, url: str, params: Mapping[str, object], position: str) -> Question:
        return Question(url, {**params, self.size_param: self.size, self.param: position or 0})

    def following(self, answer: Answer, position: str) -> str:
        count = count_at(answer, self.items)
        reached = int(position or 0) + count
        more = reached < int(text_at(answer, self.total) or 0) if self.total else count >= self.size
        return str(reached) if more and count else ""


def value_at(answer: Answer, path: str) -> Any:
    """What stands at a dotted path of a JSON answer; None where nothing does. Raises ChangedAnswer for no JSON."""
    try:
        value = msgspec.json.decode(answer.body)
    except msgspec.DecodeError as error:
        raise answer.changed("this is no JSON") from error
    for name in path.split(".") if path else ():
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(answer: Answer, path: str) -> str:
    """A text, a number or a flag there, as text: "" for what is not there, false or empty."""
    value = value_at(answer, path)
    return str(value) if isinstance(value, (str, int, float)) and value else ""


def count_at(answer: Answer, path: str) -> int:
    """How many items the list there has. Raises ChangedAnswer where there is no list."""
    value = value_at(answer, path)
    if not isinstance(value, list):
        raise answer.changed("there is no list of items", allowed=f"a list at {path or 'the top'}")
    return len(value)
