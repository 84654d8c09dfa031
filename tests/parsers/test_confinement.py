"""What a parsing process may not do, and what the worst files come to."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from enrich.errors import Refused
from enrich.model import Found, Instant
from enrich.ports import Document
from parsers.garbled import is_garbled
from parsers.reader import Reader
from parsers.reading import Reading, Refusal

Parse = Callable[[str, bytes], list[Found | Refused]]
Make = Callable[[str, bytes], Document]
MakeZip = Callable[[dict[str, str | bytes]], bytes]
ROWS = (
    "Ann Lee", "ann.lee@example.com  +44 20 7946 0018", "EXPERIENCE", "Cook, Blue Pan Ltd, Jan 2019 - Present", "SKILLS", "soup, bread, stock",
)  # fmt: skip
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCUMENT = f"<w:document {W}><w:body>{''.join(f'<w:p><w:r><w:t>{row}</w:t></w:r></w:p>' for row in ROWS)}</w:body></w:document>"


def letter(pages: int = 1) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0, invariant=True)
    for _ in range(pages):
        for i, row in enumerate(ROWS):
            canvas.drawString(60, 780 - 16 * i, row)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def ann(found: list[Found | Refused]) -> Found:
    [one] = found
    assert isinstance(one, Found), one
    assert one.profile.emails == ("ann.lee@example.com",)
    return one


# --- what is taken from the process ---

ACTS = {
    "socket": "import socket; socket.socket()",
    "names": "import socket; socket.getaddrinfo('example.com', 80)",
    "program": "import subprocess; subprocess.run(['true'])",
    "shell": "import os; os.system('true')",
    "fork": "import os; os.fork()",
    "write": "open('taken.txt', 'w')",
    "remove": "import os; os.remove('there.txt')",
    "rename": "import os; os.rename('there.txt', 'gone.txt')",
    "folder": "import os; os.mkdir('made')",
    "signal": "import os; os.kill(os.getppid(), 15)",
    "memory": "bytearray(2 << 30)",
}


@pytest.mark.parametrize("act", ACTS)
def test_a_confined_process_may_not(act: str, tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("x")
    code = f"from parsers.limits import Limits, confine\nconfine(Limits())\ntry:\n    {ACTS[act]}\nexcept BaseException as error:\n    print(type(error).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(Path.cwd())}, check=False)  # fmt: skip
    assert done.stdout.strip() == {"memory": "MemoryError"}.get(
        act, "PermissionError" if act in ("write", "remove", "rename", "folder") else "ForbiddenAct"
    )
    assert [p.name for p in tmp_path.iterdir()] == ["there.txt"]


def test_a_confined_process_keeps_what_python_compiles(tmp_path: Path) -> None:
    (tmp_path / "freshly.py").write_text("said = 7\n")
    code = (
        "from parsers.limits import Limits, confine\nconfine(Limits())\nimport freshly\nprint(freshly.said)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": f"{Path.cwd()}:{tmp_path}"}, check=True)  # fmt: skip
    assert done.stdout.strip() == "7"
    assert list(tmp_path.glob("__pycache__/freshly*.pyc"))


# --- polyglots, scripts, macros ---


def test_a_file_that_is_two_things_is_read_as_one(parse: Parse, make_zip: MakeZip) -> None:
    word = make_zip({"word/document.xml": DOCUMENT})
    ann(parse("both.pdf", letter() + word))
    ann(parse("both.docx", word + b"\n%PDF-1.4 not really"))
    ann(parse("both.html", b"<!-- -->\n" + letter()))
    [refused] = parse("both.gif", b"GIF89a/*<html><script>*/=1;alert(1)</script>")
    assert isinstance(refused, Refused)
    ann(
        parse(
            "pk.zip", make_zip({"word/document.xml": DOCUMENT, "content.xml": "<x/>", "../../evil.sh": "rm"})
        )
    )


def test_scripts_and_macros_are_left_alone(parse: Parse, make_zip: MakeZip) -> None:
    scripted = letter().replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
    )
    assert scripted != letter()
    ann(parse("js.pdf", scripted))
    ann(
        parse(
            "macro.docm",
            make_zip(
                {"word/document.xml": DOCUMENT, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(999)}
            ),
        )
    )
    page = (
        "<html><body><script>document.body.innerHTML='x'</script>"
        + "".join(f"<p>{row}</p>" for row in ROWS)
        + "<img src=x onerror=alert(1)></body></html>"
    )
    found = ann(parse("page.html", page.encode()))
    assert "alert" not in str(found.profile)


def test_formulas_of_tables_are_no_values(parse: Parse) -> None:
    rows = parse(
        "people.csv", b'id,name,email,title\n1,Ann Lee,ann.lee@example.com,"=HYPERLINK(""http://x"")"\n'
    )
    assert all("HYPERLINK" not in str(r.profile) for r in rows if isinstance(r, Found))


# --- giants ---


def test_two_thousand_pages_are_refused(parse: Parse) -> None:
    [refused] = parse("long.pdf", letter(2000))
    assert str(refused) == "long.pdf: too many pages (found 2000 pages; allowed: at most 100)"


def png(width: int, height: int) -> bytes:
    """A tiny file that claims a giant picture."""
    rows = zlib.compress(bytes(1000), 9)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", rows),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in chunks
    )


def test_giant_pictures_are_refused(parse: Parse) -> None:
    [refused] = parse("scan.png", png(60_000, 60_000))
    assert str(refused).startswith("scan.png: this picture is too large")
    [refused] = parse("scan.png", png(500, 500))
    assert str(refused).startswith("scan.png: this picture is damaged")


def test_a_giant_picture_in_a_pdf_hurts_nobody(reader: Reader, document: Make) -> None:
    """Its text is read; drawing its page may fail, in the child."""
    huge = b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode/Length 8>>stream\n"
    page = b"q 500 0 0 500 0 0 cm /I0 Do Q BT /F1 12 Tf 60 700 Td (Ann Lee ann.lee@example.com 020 7946 0018) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</I0 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        huge + zlib.compress(b"") + b"\nendstream",
    ]  # fmt: skip
    body = b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    file = document("huge.pdf", body + b"trailer<</Root 1 0 R>>\n%%EOF")
    [found] = reader.readings(file)
    assert isinstance(found, Reading)
    assert found.profile.emails == ("ann.lee@example.com",)
    assert reader.inspect(file, sheets=True).readings or reader.inspect(file, sheets=True).refusals
    assert isinstance(next(iter(reader.readings(document("ok.txt", "\n".join(ROWS).encode())))), Reading)


def test_forms_that_draw_themselves_end(reader: Reader, document: Make) -> None:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>stream\n/X Do\nendstream"
    page = b"/X Do BT /F1 12 Tf 60 700 Td (Ann Lee ann.lee@example.com 020 7946 0018) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Outlines 7 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", form,
        b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Next 7 0 R>>",
    ]  # fmt: skip
    body = b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    [found] = reader.readings(document("cycle.pdf", body + b"trailer<</Root 1 0 R>>\n%%EOF"))
    assert isinstance(found, Reading)
    assert found.profile.emails == ("ann.lee@example.com",)


def test_a_link_is_followed_only_where_it_is_named(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_text("\n".join(ROWS))
    (tmp_path / "link.txt").symlink_to(tmp_path / "cv.txt")
    (tmp_path / "device").symlink_to("/dev/zero")
    [found] = reader.readings(Document("link.txt", tmp_path / "link.txt", Instant(0)))
    assert isinstance(found, Reading)
    [refused] = reader.readings(Document("device", tmp_path / "device", Instant(0)))
    assert isinstance(refused, Refusal)
    assert refused.reason == "this is no ordinary file"


# --- pictures of text ---


def scan(kind: str) -> bytes:
    picture = Image.new("L", (1240, 900), 255)
    drawing = ImageDraw.Draw(picture)
    for i, row in enumerate(ROWS):
        drawing.text((100, 80 + 70 * i), row, fill=0, font_size=44 if i == 0 else 32)
    out = io.BytesIO()
    if kind == "PDF":
        canvas = Canvas(out, invariant=True)
        for _ in range(5):
            canvas.drawImage(ImageReader(picture), 0, 400, 595, 432)
            canvas.showPage()
        canvas.save()
    else:
        picture.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "PDF"])
def test_pictures_of_text_are_recognised(reader: Reader, document: Make, kind: str) -> None:
    inspection = reader.inspect(document("scan", scan(kind)), sheets=True)
    [found] = inspection.readings
    assert (found.profile.name, found.profile.emails) == ("Ann Lee", ("ann.lee@example.com",))
    assert found.profile.work[0].employer == "Blue Pan Ltd"
    assert found.warnings[0] == "read_from_picture"
    assert ("pages_left_out" in found.warnings) == (kind == "PDF")
    assert max(found.confidence.values()) < 1.0
    name = next(e for e in found.evidence if e.path == "name")
    assert name.box is not None
    assert (name.page, inspection.sheets[0].png[:4]) == (1, b"\x89PNG")


@pytest.mark.parametrize(
    ("kind", "reason"), [("PNG", "this is an image"), ("PDF", "this is an image, not text")]
)
def test_without_recognition_a_picture_is_refused(document: Make, kind: str, reason: str) -> None:
    with Reader(workers=1, ocr_pages=0) as own:
        [refused] = own.readings(document("scan", scan(kind)))
    assert isinstance(refused, Refusal)
    assert refused.reason == reason
    assert "onefold[ocr]" in refused.allowed


CIPHER = str.maketrans("acefghinort", "x+27;?BMQ`=")
BELOW = (
    "Writes recipes for seasonal dishes with growers from around the harbour",
    "Trained fourteen apprentices in pastry and in bread baking",
)


def ciphered() -> bytes:
    """A page that shows the rows, with a text layer of other letters behind it."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawImage(ImageReader(io.BytesIO(scan("PNG"))), 0, 400, 595, 432)
    for i, row in enumerate((*ROWS, *BELOW)):
        hidden = canvas.beginText(48, 780 - 34 * i)
        hidden.setTextRenderMode(3)
        hidden.textLine(row.translate(CIPHER))
        canvas.drawText(hidden)
    canvas.save()
    return out.getvalue()


def test_text_that_is_not_what_the_page_shows_is_not_believed(reader: Reader, document: Make) -> None:
    [found] = reader.readings(document("ciphered.pdf", ciphered()))
    assert isinstance(found, Reading)
    assert (found.profile.name, found.profile.emails) == ("Ann Lee", ("ann.lee@example.com",))
    assert found.warnings[0] == "read_from_picture"
    with Reader(workers=1, ocr_pages=0) as own:
        [refused] = own.readings(document("ciphered.pdf", ciphered()))
    assert isinstance(refused, Refusal)
    assert refused.reason == "the text of this PDF is not what its pages show"


def test_words_of_programs_are_words() -> None:
    told = "Java8 iPhone NodeJS PostgreSQL e2e i18n C++ R&D Ph.D. k8s [GitHub] B.Sc. TypeScript/React (AWS) VB.NET "
    assert not is_garbled(
        [told, "Built and ran many small services for growers around the harbour since 2019"]
    )
