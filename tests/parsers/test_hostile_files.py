"""Files that want to hurt: refused with a reason, the parent lives, the pool goes on."""

from __future__ import annotations

import io
import os
import re
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from enrich.errors import Refused
from enrich.model import Found
from enrich.ports import Document
from parsers.limits import MIB
from parsers.reader import Reader

Parse = Callable[[str, bytes], list[Found | Refused]]
Make = Callable[[str, bytes], Document]
MakeZip = Callable[[dict[str, str | bytes]], bytes]

GOOD = b"Ann Lee\nann.lee@example.com | +44 20 7946 0018\n\nEXPERIENCE\nCook at Blue Pan Ltd, Jan 2019 - Present\n\nSKILLS\nsoup, bread, stock\n"


def pdf(draw: Callable[[Canvas], None], encrypt: StandardEncryption | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=encrypt, invariant=True)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def letter(canvas: Canvas) -> None:
    for i, row in enumerate(GOOD.decode().splitlines()):
        canvas.drawString(60, 780 - 16 * i, row)


def pages(count: int) -> bytes:
    def draw(canvas: Canvas) -> None:
        for _ in range(count):
            canvas.drawString(60, 700, "Ann Lee ann.lee@example.com")
            canvas.showPage()

    return pdf(draw)


def scan() -> bytes:
    picture = Image.effect_noise((600, 800), 40)

    return pdf(lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, 595, 842) and None)


def docx(document: bytes, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: bytes) -> bytes:
    return (
        b"<w:document " + W + b"><w:body><w:p><w:r><w:t>" + text + b"</w:t></w:r></w:p></w:body></w:document>"
    )


XXE = b'<!DOCTYPE d [<!ENTITY leak SYSTEM "file:///etc/passwd">]>' + paragraph(
    b"Ann Lee ann@example.com &leak;"
)
LAUGHS = (
    b'<!DOCTYPE d [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
    + b"]>"
    + paragraph(b"&a11;")
)


def lying_zip() -> bytes:
    """A member that inflates to far more than the directory says."""
    content = bytearray(docx(paragraph(b"x" * (150 * MIB))))
    real, small = (150 * MIB + len(paragraph(b""))).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    return bytes(content.replace(real, small))


def nested_flate() -> bytes:
    """A PDF whose content stream is compressed four times over: 100 MB of operators in a few kilobytes."""
    stream = b"BT /F1 9 Tf (a) Tj ET\n" * (100 * MIB // 22)
    for _ in range(4):
        stream = zlib.compress(stream, 9)
    filters = b"[" + b"/FlateDecode " * 4 + b"]"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter%s/Length %d>>stream\n%s\nendstream" % (filters, len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R>>\n%%EOF"


CYCLE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: b"", "this file is empty"),
        (lambda: b" \r\n\t ", "this file is empty"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), "this picture is damaged"),
        (lambda: b"\x00\x01\x02\x03" * 500, "this kind of file is not known"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "this is an old Office file"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "this Office file asks for a password"),
        (lambda: pdf(letter)[:600], "this PDF is damaged"),
        (lambda: CYCLE, "this PDF"),
        (lambda: pdf(letter, StandardEncryption("secret", "owner")), "this PDF asks for a password"),
        (scan, "this is an image, not text"),
        (lambda: docx(paragraph(b""), word__media__image1__png=b"\x89PNG"), "this is an image, not text"),
        (lambda: pdf(lambda canvas: canvas.rect(10, 10, 50, 50)), "this PDF has no text"),
        (lambda: pages(120), "too many pages (found 120 pages; allowed: at most 100)"),
        (lambda: docx(paragraph(b"x" * (150 * MIB))), "this archive unpacks to too much"),
        (lying_zip, "this archive is truncated or damaged"),
        (lambda: docx(LAUGHS), "this Word file is damaged"),
        (lambda: docx(paragraph(b"Ann"))[:-40], "this archive is truncated or damaged"),
        (lambda: docx(b"<w:document"), "this Word file is damaged"),
        (lambda: b"<html><body>" + b"<div>" * 5000 + b"Ann Lee", "this page is nested too deeply"),
        (lambda: b"[" * 200_000, "this"),
        (lambda: b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "this"),
        (lambda: b"just a shopping list: milk, bread\n", "this does not read as a resume"),
    ],
)  # fmt: skip
def test_refused_with_its_reason_and_the_pool_goes_on(
    parse: Parse, content: Callable[[], bytes], reason: str
) -> None:
    [refused] = parse("cv.pdf", content())
    assert isinstance(refused, Refused)
    assert str(refused).startswith(f"cv.pdf: {reason}") or re.match(
        rf"cv\.pdf, [\w./]+: {re.escape(reason)}", str(refused)
    )
    [found] = parse("good.txt", GOOD)
    assert isinstance(found, Found)


def test_a_page_that_is_a_picture_among_others_is_told(parse: Parse) -> None:
    """What stands on it is missing: the reader says so."""
    picture = Image.effect_noise((600, 800), 40)

    def both(canvas: Canvas) -> None:
        letter(canvas)
        canvas.showPage()
        canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)

    def decorated(canvas: Canvas) -> None:
        letter(canvas)
        canvas.drawImage(ImageReader(picture), 400, 700, 80, 80)

    [found] = parse("cv.pdf", pdf(both))
    assert found.warnings[0] == "picture_pages_left_out"
    [found] = parse("cv.pdf", pdf(decorated))
    assert "picture_pages_left_out" not in found.warnings


def test_archives_that_are_no_resume(parse: Parse, make_zip: MakeZip) -> None:
    [refused] = parse("x.docx", make_zip({"../../etc/passwd": "root", "notes.txt": "hi"}))
    assert "holds no resume and is no LinkedIn or Facebook export" in str(refused)


def test_entities_are_not_resolved(parse: Parse) -> None:
    for found in parse("cv.docx", docx(XXE)):
        assert "root:" not in str(found)


@pytest.mark.parametrize("strength", [40, 128])
def test_owner_password_pdfs_open(parse: Parse, strength: int) -> None:
    [found] = parse("cv.pdf", pdf(letter, StandardEncryption("", "owner", canCopy=0, strength=strength)))
    assert isinstance(found, Found)
    assert found.profile.emails == ("ann.lee@example.com",)


def test_content_decides_not_the_name(parse: Parse) -> None:
    for name, content in (
        ("cv.docx", pdf(letter)),
        ("cv.pdf", GOOD),
        ("cv.png", docx(paragraph(b"Ann Lee ann.lee@example.com"))),
    ):
        [found] = parse(name, content)
        assert isinstance(found, Found)
        assert found.profile.emails == ("ann.lee@example.com",)


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(document: Make) -> None:
    with Reader(workers=1, wall_seconds=1.5, cpu_seconds=60, address_space=2048 * MIB) as reader:
        [refused] = reader.parse(document("slow.pdf", nested_flate()))
        assert isinstance(refused, Refused)
        assert "this file takes too long to read (allowed: at most 1.5 s)" in str(refused) or "PDF" in str(
            refused
        )
    with Reader(workers=1) as reader:
        assert isinstance(next(reader.parse(document("good.txt", GOOD))), Found)


def heavy_text() -> bytes:
    """Work for many seconds: a huge page of headings, dates and separators."""
    return b"EXPERIENCE\n" + b"Engineer, Acme Ltd | Jan 2019 - Feb 2020 | a, b, c\n" * 150_000


def test_too_much_work_is_refused(document: Make) -> None:
    with Reader(workers=1, cpu_seconds=1.0, wall_seconds=60) as reader:
        [refused] = reader.parse(document("long.txt", heavy_text()))
        assert (
            str(refused)
            == "long.txt: this file takes too much work to read (allowed: at most 1 s of processor time)"
        )
        assert isinstance(next(reader.parse(document("good.txt", GOOD))), Found)


def test_too_much_time_is_refused(document: Make) -> None:
    with Reader(workers=1, cpu_seconds=60, wall_seconds=1.0) as reader:
        list(reader.parse(document("good.txt", GOOD)))
        [refused] = reader.parse(document("long.txt", heavy_text()))
        assert str(refused) == "long.txt: this file takes too long to read (allowed: at most 1 s)"


def test_too_much_memory_is_refused(document: Make) -> None:
    with Reader(workers=1, address_space=400 * MIB, wall_seconds=60, cpu_seconds=60) as reader:
        people = (
            b"["
            + b",".join(b'{"name": "Ann Lee", "x": [%s]}' % (b"{}," * 16_000 + b"{}") for _ in range(800))
            + b"]"
        )
        [refused] = reader.parse(document("big.json", people))
        assert str(refused).startswith("big.json: this file takes too much memory to read")
        assert isinstance(next(reader.parse(document("good.txt", GOOD))), Found)


def test_too_long_an_answer_is_refused_and_the_next_is_read(document: Make) -> None:
    """A small file may tell of very many people."""
    cards = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nEMAIL:ann@example.com\r\nEND:VCARD\r\n" * 2000
    with Reader(workers=1, output_bytes=50_000) as reader:
        *read, refused = reader.parse(document("cards.vcf", cards))
        assert str(refused) == "cards.vcf: this file holds too much (allowed: at most 50000 bytes of records)"
        assert 0 < len(read) < 2000
        assert isinstance(next(reader.parse(document("good.txt", GOOD))), Found)


def test_too_large_a_file_is_refused(document: Make) -> None:
    with Reader(workers=1, input_bytes=1000) as reader:
        [refused] = reader.parse(document("cv.txt", GOOD * 20))
        assert (
            str(refused)
            == f"cv.txt: this file is too large (found {len(GOOD) * 20} bytes; allowed: at most 1000 bytes)"
        )


@pytest.mark.parametrize("victim", ["killed", "gone", "stopped"])
def test_a_child_that_dies_is_replaced(document: Make, victim: str) -> None:
    import psutil

    with Reader(workers=1, wall_seconds=2.0, cpu_seconds=60) as reader:
        assert isinstance(next(reader.parse(document("good.txt", GOOD))), Found)
        [child] = [
            p
            for p in psutil.Process().children()
            if "parsers.child" in " ".join(p.cmdline()) and "2.0" in " ".join(p.cmdline())
        ]
        child.kill() if victim != "stopped" else child.suspend()
        if victim == "gone":
            psutil.wait_procs([child], timeout=30)
        list(reader.parse(document("next.txt", GOOD)))
        assert isinstance(next(reader.parse(document("good.txt", GOOD))), Found)
        assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_no_ordinary_files(reader: Reader, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "missing", Path("/dev/zero")):
        [refused] = reader.parse(Document("cv.pdf", path, 0))  # type: ignore[arg-type]
        assert isinstance(refused, Refused)


def test_a_file_that_changes_while_it_is_read(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "moving.csv"
    path.write_bytes(b"id,name,email\n" + b"1,Ann Lee,ann@example.com\n" * 2_000)
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            path.write_bytes(os.urandom(3000))
            path.write_bytes(b"id,name,email\n" + b"1,Ann Lee,ann@example.com\n" * 2_000)

    writer = threading.Thread(target=churn)
    writer.start()
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline:
        assert all(isinstance(x, Found | Refused) for x in reader.parse(Document("moving.csv", path, 0)))  # type: ignore[arg-type]
    stop.set()
    writer.join()


def test_children_have_no_network_and_no_secrets(
    reader: Reader, document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psutil

    monkeypatch.setenv("ONEFOLD_TEST_SECRET", "hush")
    with Reader(workers=1, wall_seconds=19.0) as own:
        list(own.parse(document("good.txt", GOOD)))
        [child] = [p for p in psutil.Process().children() if "19.0" in " ".join(p.cmdline())]
        assert "ONEFOLD_TEST_SECRET" not in child.environ()
        assert child.rlimit(psutil.RLIMIT_AS) == (1024 * MIB, 1024 * MIB)
        assert Path(f"/proc/{child.pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()


def test_pdfs_are_what_they_seem() -> None:
    assert len(pypdfium2.PdfDocument(pages(3))) == 3
