"""What kind of file is this? By its content; names lie."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Literal

import charset_normalizer

from enrich.errors import Refused

Kind = Literal["pdf", "docx", "linkedin", "html", "vcard", "json", "text"]
SAMPLE = 1 << 16
KNOWN = "PDF, DOCX, HTML, TXT, Markdown, JSON Resume, JSON, CSV, vCard, LinkedIn export"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "this is an image", "PNG"),
    (b"\xff\xd8\xff", "this is an image", "JPEG"),
    (b"GIF8", "this is an image", "GIF"),
    (b"II*\x00", "this is an image", "TIFF"),
    (b"MM\x00*", "this is an image", "TIFF"),
    (b"BM", "this is an image", "BMP"),
    (b"\xd0\xcf\x11\xe0", "this is an old Office file", "OLE2"),
    (b"{\\rtf", "this kind of file is not read", "RTF"),
    (b"\x1f\x8b", "this is a compressed file", "gzip"),
    (b"Rar!", "this is a compressed file", "RAR"),
    (b"7z\xbc\xaf", "this is a compressed file", "7z"),
    (b"\x7fELF", "this is a program", "ELF"),
    (b"MZ", "this is a program", "Windows executable"),
    (b"%!PS", "this kind of file is not read", "PostScript"),
)
_LEGACY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "iso8859_2", "koi8_r", "gb18030", "big5", "shift_jis",
    "euc_jp", "euc_kr",
]  # fmt: skip
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|div|section|article|h1|p)\b", re.I)


def kind_of(data: bytes) -> Kind:
    """The kind of a whole file. Raises Refused for what is empty, an image, or of no known kind."""
    head = data[:SAMPLE]
    if not head.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise Refused("this file is empty", allowed=KNOWN)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_kind(data)
    for magic, reason, found in _MAGIC:
        if head.startswith(magic) and not (len(magic) == 2 and _texty(head)):
            raise Refused(reason, found=found, allowed=KNOWN)
    return _text_kind(head)


def _texty(head: bytes) -> bool:
    return b"\x00" not in head


def _zip_kind(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Refused(
            "this archive is truncated or damaged", found="a ZIP without a whole directory", allowed=KNOWN
        ) from error
    if "word/document.xml" in names:
        return "docx"
    if any(
        re.search(
            r"(?:^|/)(?:Basic_|Complete_)?(?:Profile|Positions|Education|Skills|Email Addresses)\.csv$", n
        )
        for n in names
    ):
        return "linkedin"
    raise Refused(
        "this archive holds no resume and is no LinkedIn export", found=f"{len(names)} members", allowed=KNOWN
    )


def _text_kind(head: bytes) -> Kind:
    sample = decode(head)
    start = sample.lstrip("\ufeff \t\r\n")
    if sum(c < "\x09" or "\x0e" <= c < "\x20" for c in sample) > 0.01 * len(sample):
        raise Refused("this kind of file is not known", found="binary content", allowed=KNOWN)
    if re.match(r"(?i)begin:vcard", start):
        return "vcard"
    if start[:1] in "{[" and _jsonish(start):
        return "json"
    if start.startswith("<") and _HTML.search(head[:8192]):
        return "html"
    return "text"


def _jsonish(start: str) -> bool:
    """ "[" also opens a Markdown link: JSON goes on with a value."""
    return re.match(r"[{\[]\s*(?:[{\[\]\"}]|-?\d|true|false|null)", start) is not None


def decode(data: bytes) -> str:
    """Text of any encoding: byte order mark, UTF-8, else the likeliest by its letters."""
    return data.decode(encoding_of(data), "replace").removeprefix("\ufeff")


def encoding_of(data: bytes) -> str:
    """The name of the encoding; UTF-8 when it is valid but for a cut character at the end or some broken lines."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return name
    if _is_utf8(data):
        return "utf-8"
    if data[:4096].count(b"\x00") > len(data[:4096]) // 4:
        return "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    best = charset_normalizer.from_bytes(data[:SAMPLE], cp_isolation=_LEGACY).best()
    guess = best.encoding if best is not None else "cp1252"
    return "cp1252" if guess in _LATIN and _reads_western(data[:SAMPLE]) else guess


_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "iso8859_2"})
# the letters outside ASCII of languages that cp1252 writes
_WESTERN = tuple(
    map(
        frozenset,
        (
            "áéíóúñü¿¡ªº",
            "àâçéèêëîïôùûüœæ",
            "äöüß",
            "áâãàçéêíóôõúü",
            "àèéìòùí",
            "åäöé",
            "åæøé",
            "éëïöüóá",
            "àçéèíïòóúü",
        ),
    )
)


def _reads_western(data: bytes) -> bool:
    """Whether the words outside ASCII, read as cp1252, each keep to the letters of one western language."""
    words = [
        w.lower()
        for w in re.findall(r"[^\x00-\x20]*[^\x00-\x7f][^\x00-\x20]*", data.decode("cp1252", "replace"))
    ]
    special = [frozenset(c for c in word if c > "\x7f" and c not in "–—’‘“”«»•·€°") for word in words]
    fitting = sum(any(letters <= language for language in _WESTERN) for letters in special)
    return fitting >= 0.9 * len(special)


def _is_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - (1 if len(data) >= SAMPLE and text.endswith("\ufffd") else 0)
    if broken <= 0:
        return True
    lines = [line for line in text.splitlines() if not line.isascii()]
    return sum("\ufffd" in line for line in lines) * 2 <= len(lines)


def looks_like_json_lines(sample: str) -> bool:
    """Whether every whole line of the sample is a JSON object, and there are two or more."""
    lines = [line for line in sample.splitlines() if line.strip()]
    whole = lines[:20] if len(lines) < 2 or sample.endswith("\n") else lines[:-1][:20]
    if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in whole):
        return False
    return bool(whole) and sum(_is_json(line) for line in whole) * 2 >= len(whole)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
