"""What came back from a source."""

from __future__ import annotations

import codecs
import re

import webencodings

from enrich.errors import Refused
from enrich.model import Value

_KEPT_BYTES = 100_000
_SNIFFED_BYTES = 2048
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_:.-]+)""")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class ChangedAnswer(Refused):
    """The source answers in another form than its connector knows.

    `payload` is the beginning of the answer and `url` where it came from, for a person to look at: both may hold
    personal data and belong into the refused list, never into a log.
    """

    def __init__(
        self, reason: str, *, where: str = "", found: str = "", allowed: str = "", url: str, payload: bytes
    ) -> None:
        super().__init__(reason, where=where, found=found, allowed=allowed)
        self.url, self.payload = url, payload[:_KEPT_BYTES]


class Answer(Value, frozen=True):
    """One answer, whole. `url` is where it came from after all redirects; header names are lower case.

    `unchanged`: the source says that what was fetched before still holds; the body is empty then.
    """

    source: str
    url: str
    status: int
    headers: dict[str, str]
    body: bytes = b""
    unchanged: bool = False

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
            reason, where=self.source, found=found, allowed=allowed, url=self.url, payload=self.body
        )

    def _encodings(self) -> list[str]:
        marks = [name for mark, name in _BYTE_ORDER_MARKS if self.body.startswith(mark)]
        header = self.headers.get("content-type", "").encode("ascii", "ignore")
        declared = [_DECLARED.search(header), _DECLARED.search(self.body[:_SNIFFED_BYTES])]
        # Python knows encodings that no page has (punycode takes hours); these are the ones browsers know.
        known = [webencodings.lookup(found[1].decode("ascii")) for found in declared if found]
        return marks + [encoding.codec_info.name for encoding in known if encoding]
