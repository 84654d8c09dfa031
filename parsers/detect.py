"""What kind of file is this? By its content; names lie."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import lru_cache
from typing import Literal

import charset_normalizer

from enrich.errors import Refused
from parsers.markdowntags import is_markdown

Kind = Literal[
    "pdf", "docx", "odt", "rtf", "html", "text", "email", "image", "linkedin", "facebook", "europass", "vcard", "json"
]  # fmt: skip
SAMPLE = 1 << 16
TELLING = 4096
KNOWN = "PDF, DOCX, ODT, RTF, HTML, TXT, Markdown, e-mail, JSON Resume, JSON, CSV, vCard, Europass XML, LinkedIn or Facebook export"
EXPORT_IT = "open it in the program it was made with and save it as PDF or DOCX"
OLD_OFFICE = "this is an old Office file"
_OLE2 = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_IMAGES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"), (b"BM", "BMP"),
)  # fmt: skip
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (_OLE2, OLD_OFFICE, "DOC, XLS or another OLE2 file"),
    (b"\x1f\x8b", "this is a compressed file", "gzip"),
    (b"Rar!", "this is a compressed file", "RAR"),
    (b"7z\xbc\xaf", "this is a compressed file", "7z"),
    (b"\x7fELF", "this is a program", "ELF"),
    (b"MZ", "this is a program", "Windows executable"),
    (b"%!PS", "this kind of file is not read", "PostScript"),
)
_PDF = re.compile(rb"%PDF-\d")
_MEMBERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("docx", re.compile(r"^word/document\d?\.xml$")),
    ("odt", re.compile(r"^content\.xml$")),
    ("facebook", re.compile(r"(?:^|/)profile_information\.(?:json|html)$")),
    (
        "linkedin",
        re.compile(
            r"(?:^|/)(?:Basic_|Complete_)?(?:Profile|Positions|Education|Skills|Email Addresses)\.csv$"
        ),
    ),
)
_OTHERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a document of Apple Pages, Numbers or Keynote", re.compile(r"^Index/.*\.iwa$|^Index\.zip$|^index\.(?:xml|apxl)(?:\.gz)?$")),
    ("a spreadsheet", re.compile(r"^xl/workbook\.(?:xml|bin)$")),
    ("a presentation", re.compile(r"^ppt/presentation\.xml$")),
)  # fmt: skip
_FACEBOOK = re.compile(r'^\{\s*"profile(?:_information)?_v2"\s*:\s*\{')
_MAIL_HEADS = frozenset(
    ["from", "received", "mime-version", "message-id", "return-path", "delivered-to", "content-type", "x-mailer", "dkim-signature"]
)  # fmt: skip
_MAIL_HEAD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?")
_LEGACY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "iso8859_2", "koi8_r", "gb18030", "big5", "shift_jis",
    "euc_jp", "euc_kr",
]  # fmt: skip
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|div|section|article|h1|p)\b", re.I)


def kind_of(data: bytes) -> Kind:
    """The kind of a whole file. Raises Refused for what is empty or of no known kind."""
    head = data[:SAMPLE]
    if not head.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise Refused("this file is empty", allowed=KNOWN)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_kind(data)
    if image_format(head):
        return "image"
    if head.startswith(_OLE2) and _ENCRYPTED in data:
        raise Refused("this Office file asks for a password", allowed="a file that opens without one")
    for magic, reason, found in _MAGIC:
        if head.startswith(magic) and not (len(magic) == 2 and _texty(head)):
            raise Refused(
                reason, found=found, allowed=f"{KNOWN}; {EXPORT_IT}" if reason == OLD_OFFICE else KNOWN
            )
    if _PDF.search(head[:1024]):
        return "pdf"
    return _text_kind(head)


def image_format(head: bytes) -> str:
    """ "PNG", "JPEG", ... of a picture, "" for anything else. Two letters alone make no picture of a text."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    found = next((name for magic, name in _IMAGES if head.startswith(magic)), "")
    return "" if found == "BMP" and _texty(head) else found


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
    for kind, member in _MEMBERS:
        if any(member.search(name) for name in names):
            return kind
    for what, member in _OTHERS:
        if any(member.search(name) for name in names):
            raise Refused("this kind of file is not read", found=what, allowed=f"{KNOWN}; {EXPORT_IT}")
    raise Refused(
        "this archive holds no resume and is no LinkedIn or Facebook export",
        found=f"{len(names)} members",
        allowed=KNOWN,
    )


def _text_kind(head: bytes) -> Kind:
    sample = decode(head)
    start = sample.lstrip("\ufeff \t\r\n")
    if sum(c < "\x09" or "\x0e" <= c < "\x20" for c in sample) > 0.01 * len(sample):
        raise Refused("this kind of file is not known", found="binary content", allowed=KNOWN)
    if re.match(r"(?i)begin:vcard", start):
        return "vcard"
    if _FACEBOOK.match(start):
        return "facebook"
    if start[:1] in "{[" and _jsonish(start):
        return "json"
    if start.startswith("<") and is_europass(head):
        return "europass"
    if is_html(head):
        return "html"
    return "email" if _is_mail(start) else "text"


def is_html(data: bytes) -> bool:
    """Whether this begins as HTML does."""
    start = data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        start.startswith(b"<")
        and _HTML.search(data[:8192]) is not None
        and not is_markdown(start.decode("latin-1"))
    )


def is_europass(data: bytes) -> bool:
    """Whether XML of this start is a Europass document, of the older or today's form."""
    return re.search(rb"<(?:\w+:)?(?:SkillsPassport|Candidate)[\s>]", data[:8192]) is not None


def _is_mail(start: str) -> bool:
    """Header lines from the first line on, at least two of them such as only messages have."""
    lines = start.splitlines()
    heads = []
    for line in lines[1:60] if lines and lines[0].startswith("From ") else lines[:60]:
        if not line.strip():
            break
        if line[0] in " \t":
            continue
        if (match := _MAIL_HEAD.match(line)) is None:
            return False
        heads.append(match[1].lower())
    return len(_MAIL_HEADS.intersection(heads)) >= 2


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
    return _legacy_encoding(_telling(data[:SAMPLE]))


def _telling(data: bytes) -> bytes:
    """The lines with bytes outside ASCII: all that tells encodings apart, and what takes time to weigh."""
    kept, size = [], 0
    for line in data.splitlines(keepends=True):
        if not line.isascii() and size < TELLING:
            kept.append(line[: TELLING - size])
            size += len(line)
    return b"".join(kept)


@lru_cache(maxsize=16)
def _legacy_encoding(telling: bytes) -> str:
    best = charset_normalizer.from_bytes(telling, cp_isolation=_LEGACY).best()
    guess = best.encoding if best is not None else "cp1252"
    if guess in _LATIN and _reads_turkish(telling):
        return "cp1254"
    return "cp1252" if guess in _LATIN and _reads_western(telling) else guess


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


def _reads_turkish(data: bytes) -> bool:
    """Whether all letters outside ASCII, read as cp1254, are Turkish, and some are of no other language."""
    letters = {c for c in data.decode("cp1254", "replace") if c.isalpha() and c > "\x7f"}
    return bool(letters & set("ışğİŞĞ")) and letters <= set("çğıöşüâîûÇĞİÖŞÜÂÎÛ")


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
