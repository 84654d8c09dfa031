"""What came back from a source."""

from __future__ import annotations

import codecs
import re

import webencodings

from enrich.model import Value
from enrich.ports import ChangedAnswer

_KEPT_BYTES = 100_000
_SNIFFED_BYTES = 2048
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_:.-]+)""")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Answer(Value, frozen=True):
    """One answer, whole. `url` is where it came from after all redirects; header names are lower case.

    `unchanged`: the source says that what was fetched before still holds; the body is empty then.
    `kept`: the same, of what the kit itself has kept; the body is what was sent then.
    """

    source: str
    url: str
    status: int
    headers: dict[str, str]
    body: bytes = b""
    unchanged: bool = False
    kept: bool = False

    @property
    def content_type(self) -> str:
        """The media type alone, "text/html"."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body, decoded as its mark, its header or its own first lines say; UTF-8 where nothing does."""
        for encoding in (*self._encodings(), "utf-8"):
            try:
                return self.body.decode(encoding)
            except (LookupError, UnicodeError):
                continue
        return self.body.decode("cp1252", "replace")

    def changed(self, reason: str, *, found: str = "", allowed: str = "") -> ChangedAnswer:
        """The error for an answer that cannot be understood, with the answer kept."""
        return ChangedAnswer(
            reason,
            where=self.source,
            found=found,
            allowed=allowed,
            url=self.url,
            payload=self.body[:_KEPT_BYTES],
        )

    def _encodings(self) -> list[str]:
        marks = [name for mark, name in _BYTE_ORDER_MARKS if self.body.startswith(mark)]
        header = self.headers.get("content-type", "").encode("ascii", "ignore")
        declared = [_DECLARED.search(header), _DECLARED.search(self.body[:_SNIFFED_BYTES])]
        # Python knows encodings that no page has (punycode takes hours); these are the ones browsers know.
        known = [webencodings.lookup(found[1].decode("ascii")) for found in declared if found]
        return marks + [encoding.codec_info.name for encoding in known if encoding]
