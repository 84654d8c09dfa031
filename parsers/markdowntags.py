"""Markdown with HTML in it -> Markdown alone."""

from __future__ import annotations

import html
import re

_BLOCKS = (
    "address|article|aside|br|center|dd|details|div|dl|dt|footer|header|hr|li|main|nav|ol|p|section|summary|"
    "table|tbody|td|th|thead|tr|ul"
)
_INLINE = "a|abbr|b|big|code|em|font|i|img|kbd|small|span|strong|sub|sup|u"
_REST = r"(?:\s[^<>]*)?/?>"
_ANY = re.compile(rf"</?(?:{_BLOCKS}|{_INLINE}|h[1-6]){_REST}", re.I)
_LINKED = re.compile(
    r"""<a\s[^<>]{0,200}?href\s?=\s?["']?([^"'\s<>]{1,2000}+)[^<>]{0,300}+>([^<>]{1,300}+)</a>""", re.I
)
_TITLE = re.compile(r"<h([1-6])(?:\s[^<>]*)?>", re.I)
_TITLE_END = re.compile(r"</h[1-6]>", re.I)
_ITEM = re.compile(r"<li(?:\s[^<>]*)?>", re.I)
_BREAK = re.compile(rf"</?(?:{_BLOCKS}){_REST}", re.I)
_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.I)
_HEADING = re.compile(r"^#{1,6} \S", re.M)
HEADINGS = 2


def is_markdown(text: str) -> bool:
    """Whether a text that begins with a tag has headings as Markdown sets them and is no page of its own."""
    return _PAGE.search(text) is None and len(_HEADING.findall(text)) >= HEADINGS


def without_tags(text: str) -> str:
    """Tags of HTML as what they mean in Markdown: headings, items, links and breaks; the others are left out."""
    if _ANY.search(text) is None:
        return text
    text = _LINKED.sub(r"[\2](\1)", text)
    text = _TITLE.sub(lambda match: f"\n{'#' * int(match[1])} ", text)
    text = _BREAK.sub("\n", _ITEM.sub("\n- ", _TITLE_END.sub("\n", text)))
    return html.unescape(_ANY.sub("", text)).replace("\xa0", " ")
