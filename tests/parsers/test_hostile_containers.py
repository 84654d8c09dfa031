"""Hostile content in every container that can carry it: entities, bombs, cycles and paths, wherever they hide."""

from __future__ import annotations

import io
import threading
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from benchmarks.fuzz import mutants
from enrich.errors import Refused
from enrich.files import Document
from enrich.folders import documents_in
from enrich.model import Found, Instant
from parsers.limits import MIB
from parsers.reader import Reader
from tests.parsers.conftest import Parse

Make = Callable[[str, bytes], Document]
NAME, MAIL = b"Ann Lee", b"ann.lee@example.com"
GOOD = NAME + b"\n" + MAIL + b" | +44 20 7946 0018\n\nEXPERIENCE\nCook at Blue Pan Ltd, Jan 2019 - Present\n"
W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT = (
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)  # fmt: skip
LAUGHS = b'<!DOCTYPE d [<!ENTITY a0 "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12)
)


def zipped(members: dict[str, bytes], level: int = 9) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(doctype: bytes, text: bytes, **more: bytes) -> bytes:
    body = (
        b"<w:document " + W + b"><w:body><w:p><w:r><w:t>" + text + b"</w:t></w:r></w:p></w:body></w:document>"
    )
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": doctype + body, **more})


def odt(doctype: bytes, text: bytes) -> bytes:
    body = b"<office:document-content " + ODT + b"><office:body><office:text><text:p>" + text
    body += b"</text:p></office:text></office:body></office:document-content>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": doctype + body})


def europass(doctype: bytes, text: bytes) -> bytes:
    return (
        doctype
        + b"<SkillsPassport xmlns='http://europass.cedefop.europa.eu/Europass'><LearnerInfo><Identification>"
        b"<PersonName><FirstName>" + text + b"</FirstName><Surname>Lee</Surname></PersonName>"
        b"</Identification></LearnerInfo></SkillsPassport>"
    )


def page(doctype: bytes, text: bytes) -> bytes:
    return doctype + b"<html><body><h1>Ann Lee</h1><p>" + text + b"</p></body></html>"


CONTAINERS = {"docx": docx, "odt": odt, "europass": europass, "page": page}


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
def test_an_entity_brings_neither_a_file_nor_a_request(
    parse: Parse, tmp_path: Path, container: Callable[[bytes, bytes], bytes]
) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "secret.txt").write_text("the-secret-words")
    place = f"http://127.0.0.1:{server.server_port}/".encode()
    doctype = (
        b'<!DOCTYPE d SYSTEM "' + place + b'dtd" [<!ENTITY leak SYSTEM "file://' + bytes(tmp_path) + b'/secret.txt">'
        b'<!ENTITY call SYSTEM "' + place + b'call"><!ENTITY % more SYSTEM "' + place + b'more"> %more;]>'
    )  # fmt: skip
    try:
        for found in parse("cv", container(doctype, b"Ann &leak; &call; " + MAIL)):
            assert "the-secret-words" not in str(found)
        assert asked == []
    finally:
        server.shutdown()
        server.server_close()
    assert isinstance(parse("good.txt", GOOD)[0], Found)


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
def test_entities_of_entities_are_not_laughed_at(
    parse: Parse, container: Callable[[bytes, bytes], bytes]
) -> None:
    [found] = parse("cv", container(LAUGHS + b"]>", b"Ann &a11; " + MAIL))
    assert isinstance(found, Refused) or len(str(found)) < 10_000


BOMB = docx(b"", b"x" * (15 * MIB))


def mail(attached: bytes, name: str) -> bytes:
    """A message whose body is no resume."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "jobs@example.com",
        "hr@example.com",
        "an application",
    )
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 +0000"
    message.set_content("Please see what is attached.\n")
    message.add_attachment(attached, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def pdf_of(objects: list[bytes], trailer: bytes = b"") -> bytes:
    body = b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R" + trailer + b">>\n%%EOF"


def flate(times: int, size: int) -> bytes:
    """A page whose operators are compressed several times over."""
    stream = b"BT /F1 9 Tf (a) Tj ET\n" * (size // 22)
    for _ in range(times):
        stream = zlib.compress(stream, 9)
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            b"<</Filter[%s]/Length %d>>stream\n%s\nendstream" % (b"/FlateDecode " * times, len(stream), stream),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )  # fmt: skip


CYCLES = {
    "a table of contents before itself": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Prev 9>>endobj\n"
    b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 2/Prev 61>>\nstartxref\n61\n%%EOF",
    "a stream as long as itself": pdf_of(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Length 2 0 R>>stream\nx\nendstream"]
    ),
    "a page of itself": pdf_of(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
         b"<</Type/Page/Parent 3 0 R/Contents[3 0 R 4 0 R]/Resources 3 0 R/MediaBox 3 0 R>>", b"[4 0 R 4 0 R]"]
    ),
    "names of names": pdf_of(
        [b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>>", b"<</Type/Pages/Kids[]/Count 0>>",
         b"<</Kids[3 0 R 3 0 R]/Names[(a) 3 0 R]/Limits[(a)(b)]>>"]
    ),
    "objects in themselves": pdf_of(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/ObjStm/N 9/First 9/Extends 2 0 R/Length 2>>stream\n2 \nendstream"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("content", CYCLES.values(), ids=CYCLES)
def test_cycles_in_a_pdf_end(parse: Parse, content: bytes) -> None:
    [refused] = parse("cv.pdf", content)
    assert isinstance(refused, Refused)
    assert refused.reason in ("this PDF is damaged", "this PDF has no text")
    assert isinstance(parse("good.txt", GOOD)[0], Found)


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (lambda: mail(BOMB, "cv.docx"), ["this archive unpacks to too much"]),
        (lambda: mail(zipped({"cv.docx": BOMB}), "cv.zip"), ["this archive holds no resume", "this archive unpacks to too much"]),
        (lambda: odt(b"", b"x" * (15 * MIB)), ["this archive unpacks to too much"]),
        (lambda: docx(b"", b"Ann", **{"word/header1.xml": b"<x>" + b"y" * (15 * MIB)}), ["this archive unpacks to too much"]),
        (lambda: docx(b"", b"Ann", **{f"word/m{n}.xml": b"" for n in range(6000)}), ["this archive unpacks to too much"]),
        (lambda: b"{\\rtf1" + b"{" * 300_000 + b"Ann", ["this RTF file", "this file", "this does not read as a resume"]),
        (lambda: flate(4, 100 * MIB), ["this file takes too much", "this PDF"]),
    ],
    ids=["in a message", "in an archive in a message", "odt", "header", "members", "rtf", "flate"],
)  # fmt: skip
def test_bombs_wherever_they_hide(document: Make, content: Callable[[], bytes], reasons: list[str]) -> None:
    """Refused with the reason, or read within the limits; and whatever comes next is read."""
    with Reader(workers=1, cpu_seconds=2.0, wall_seconds=30.0, inflated_bytes=10 * MIB) as reader:
        answers = list(reader.parse(document("cv", content())))
        assert answers
        for found in answers:
            assert isinstance(found, Found) or any(found.reason.startswith(reason) for reason in reasons), (
                found
            )
        assert isinstance(next(reader.parse(document("good.txt", GOOD))), Found)


def test_paths_in_archives_lead_nowhere(parse: Parse, tmp_path: Path) -> None:
    """Names that climb out of a folder, or begin at the root, are only names."""
    target = tmp_path / "planted"
    names = {f"..{'/..' * 12}{target}": b"x", str(target): b"x", "word/../../../planted": b"x"}
    [found] = parse("cv.docx", docx(b"", NAME + b" " + MAIL, **names))
    assert isinstance(found, Found)
    assert found.profile.emails == (MAIL.decode(),)
    assert not target.exists()
    assert not list(tmp_path.rglob("planted"))


def test_links_in_a_folder_are_not_followed_nor_run_in_circles(tmp_path: Path) -> None:
    inside = tmp_path / "inbox"
    inside.mkdir()
    (inside / "ann.txt").write_bytes(GOOD)
    (tmp_path / "secret.txt").write_bytes(GOOD)
    (inside / "out.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "loop").symlink_to(inside, target_is_directory=True)
    (inside / "away").symlink_to(tmp_path, target_is_directory=True)
    (inside / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert [document.name for document in documents_in(inside)] == ["ann.txt"]


def test_a_file_that_is_cut_short_while_it_waits(reader: Reader, tmp_path: Path) -> None:
    """What is given to the reader is what stands there when it is opened: nothing remembered of before is trusted."""
    path = tmp_path / "cv.txt"
    path.write_bytes(GOOD)
    document = Document("cv.txt", path, Instant(0))
    path.write_bytes(b"")
    assert isinstance(next(reader.parse(document)), Refused)
    path.unlink()
    [gone] = reader.parse(document)
    assert isinstance(gone, Refused)
    assert gone.reason == "this file cannot be opened"


def test_what_once_broke_a_child_is_read(parse: Parse) -> None:
    """A page whose words have no height, found by `make fuzz`."""
    [(name, content)] = [one for one in mutants(1, 686) if one[0].startswith("685-")]
    assert name == "685-pdf"
    [found] = parse(name, content)
    assert isinstance(found, Found)
    assert found.profile.name == "Maya Lindqvist"
