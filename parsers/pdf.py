"""PDF: characters with positions and fonts from PDFium, link annotations, own reading order."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from enrich.errors import Refused
from parsers.accents import marked_letters
from parsers.layout import lines_of
from parsers.limits import Limits
from parsers.lines import BULLETS, Line
from parsers.margins import is_page_number
from parsers.pdfstyles import Style, Styles
from parsers.rowtext import RightLetters, Word, is_from_right
from parsers.rulings import level_rules
from parsers.turned import on_its_side, with_turned

_ODD_SPACES = {
    0xA0: " ",
    0xAD: "-",
    0x2009: " ",
    0x200A: " ",
    0x202F: " ",
    0xFEFF: "",
    0x200B: "",
    0x2: "-",
    0xFFFE: "-",
}
_LIGATURES = {
    0x0B: "ff",
    0x0C: "fi",
    0x0D: "fl",
    0x0E: "ffi",
    0x0F: "ffl",
    0x1B: "ff",
    0x1C: "fi",
    0x1D: "fl",
    0x1E: "ffi",
    0x1F: "ffl",
}
_FORMS = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE70, 0xFEFC))
EDGE = 0.07
LEAST_SPACE = 0.05
FLAT = 0.8
FEWEST_ICON_LETTERS = 3
MAX_CHARS_PER_PAGE = 60_000


@dataclass(frozen=True)
class PdfText:
    """Lines in reading order; `images` says that pages hold pictures, `silent` how many of those pages hold no text."""

    lines: list[Line]
    pages: int
    images: bool
    silent: int = 0


def read_pdf(data: bytes, limits: Limits) -> PdfText:
    """The document's lines. Raises Refused for what is encrypted, broken or too long."""
    document = _open(data)
    try:
        pages = len(document)
        if pages > limits.pages:
            raise Refused("too many pages", found=f"{pages} pages", allowed=f"at most {limits.pages}")
        lines: list[Line] = []
        images, silent = False, 0
        heights: list[float] = []
        for number in range(pages):
            page = document[number]
            heights.append(page.get_height())
            found = _page_lines(page, number + 1)
            lines.extend(found)
            if not (images and found) and _has_image(page):
                images, silent = True, silent + (not found)
            page.close()
        return PdfText(_without_margins(lines, heights), pages, images, silent)
    except pypdfium2.PdfiumError as error:
        raise Refused("this PDF is damaged", allowed="a PDF that a viewer can open") from error
    finally:
        document.close()


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None) or pdfium.FPDF_GetLastError()
        if code == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise Refused("this PDF asks for a password", allowed="a PDF that opens without one") from error
        raise Refused("this PDF is damaged", allowed="a PDF that a viewer can open") from error


def _page_lines(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    text = page.get_textpage()
    turned: dict[bool, list[Word]] = {True: [], False: []}
    marked = marked_letters(text.raw, text.get_text_range())
    words = list(_words(text.raw, page.get_height(), marked, turned))
    lines = lines_of(with_turned(words, turned), number, lambda: level_rules(page))
    text.close()
    for url, box in _links(page):
        _attach(url, box, lines)
    return lines


def _words(
    textpage: pdfium.FPDF_TEXTPAGE, page_height: float, marked: dict[int, str], turned: dict[bool, list[Word]]
) -> Iterator[Word]:
    """The words that run to the right; those on their side go into `turned`, by whether they run up."""
    styles = Styles(textpage)
    word: Word | None = None
    letters: RightLetters | None = None
    icon = spaced = guessed = False
    for shown, generated, box in _characters(textpage, marked):
        if shown.isspace():
            spaced, guessed = spaced or not generated, guessed or generated
            continue
        if box is None:
            if word is not None:
                word.text += shown
            continue
        left, right, top, bottom = box[0], box[1], page_height - box[2], page_height - box[3]
        style = styles.of(box[4])
        if style.turn:
            _turn_down(shown, (left, top, right, bottom), style, spaced or guessed, turned)
            spaced = guessed = False
            continue
        from_right = not shown.isascii() and is_from_right(shown)
        if from_right or bottom - top < FLAT * style.tall:
            origin, top, bottom = _on_baseline(textpage, box[4], page_height, (top, bottom))
            left = left if from_right else min(left, origin)
        char = style.mark.strip() or shown
        apart = spaced or (guessed and word is not None and left - word.x1 > LEAST_SPACE * word.height)
        if word is not None and not apart and letters is not None and _beside(word, left, right, top, bottom):
            letters.add(char, left)
            word.text = letters.text
            word.x0, word.x1 = min(word.x0, left), max(word.x1, right)
        elif (
            word is not None
            and not apart
            and letters is None
            and _touches(word, left, top, bottom, style.number)
        ):
            word.text += char
            word.x1 = max(word.x1, right)
        else:
            if word is not None and not (icon and len(word.text) < FEWEST_ICON_LETTERS):
                yield word
            icon = style.mark == " "
            letters = RightLetters(char, left) if from_right else None
            word = Word(char, left, top, right, bottom, style.number, style.bold, spaced, guessed and apart)
        spaced = guessed = False
    if word is not None and not (icon and len(word.text) < FEWEST_ICON_LETTERS):
        yield word


def _turn_down(
    shown: str,
    box: tuple[float, float, float, float],
    style: Style,
    apart: bool,
    turned: dict[bool, list[Word]],
) -> None:
    """Adds a letter on its side to the words like it; letters aslant are a stamp across the page, not its text."""
    if style.turn == "aslant":
        return
    words = turned[style.turn == "up"]
    left, top, right, bottom = on_its_side(box, style.turn == "up")
    if words and not apart and _touches(words[-1], left, top, bottom, style.number):
        words[-1].text += shown
        words[-1].x1 = max(words[-1].x1, right)
    else:
        words.append(Word(shown, left, top, right, bottom, style.number, style.bold, apart))


def _on_baseline(
    textpage: pdfium.FPDF_TEXTPAGE, i: int, page_height: float, box: tuple[float, float]
) -> tuple[float, float, float]:
    """Start, top and bottom of a letter by its font's size, for boxes as tall as the letter alone: Arabic, small capitals."""
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
    pdfium.FPDFText_GetCharOrigin(textpage, i, x, y)
    pdfium.FPDFText_GetMatrix(textpage, i, matrix)
    size = pdfium.FPDFText_GetFontSize(textpage, i) * (abs(matrix.d) or 1.0)
    if size < box[1] - box[0]:
        return x.value, *box
    base = page_height - y.value
    return x.value, base - 0.89 * size, base + 0.21 * size


_CharBox = tuple[float, float, float, float, int]


def _characters(
    textpage: pdfium.FPDF_TEXTPAGE, marked: dict[int, str]
) -> Iterator[tuple[str, bool, _CharBox | None]]:
    """(character, whether PDFium made it up, left right top bottom index): the second half of a ligature has no box of its own."""
    rect = pdfium.FS_RECTF()
    for i in range(min(pdfium.FPDFText_CountChars(textpage), MAX_CHARS_PER_PAGE)):
        code = pdfium.FPDFText_GetUnicode(textpage, i)
        generated = pdfium.FPDFText_IsGenerated(textpage, i) == 1 and code != 0x2
        char = _char(code, textpage, i) if code < 0x20 or code > 0x7E else chr(code)
        char = marked.get(i, char) if marked else char
        if not char or (generated and char != " "):
            continue
        if char.isspace():
            yield char, generated, None
        elif pdfium.FPDFText_GetLooseCharBox(textpage, i, rect) and rect.right > rect.left:
            yield char, False, (rect.left, rect.right, rect.top, rect.bottom, i)
        elif rect.right == rect.left:
            yield char, False, None


def _char(code: int, textpage: pdfium.FPDF_TEXTPAGE, i: int) -> str:
    """What a code outside ASCII stands for: ligatures of fonts that name none, letters in place of their forms; "" for none."""
    if code in _ODD_SPACES:
        return _ODD_SPACES[code]
    if code in _LIGATURES:
        return _LIGATURES[code] if pdfium.FPDFText_HasUnicodeMapError(textpage, i) == 1 else ""
    if code >= 0x2E80 and any(first <= code <= last for first, last in _FORMS):
        return unicodedata.normalize("NFKC", chr(code)).strip()
    char = chr(code)
    return char if char.isprintable() or char in BULLETS else ""


def _beside(word: Word, left: float, right: float, top: float, bottom: float) -> bool:
    """Whether a letter stands at either end of a right-to-left word, or in it."""
    height = max(1.0, word.height)
    level = abs((top + bottom) / 2 - word.middle) < 0.5 * height
    return level and left - word.x1 < 0.18 * height and word.x0 - right < 0.18 * height


def _touches(word: Word, left: float, top: float, bottom: float, style: int) -> bool:
    height = max(1.0, word.height)
    level = abs((top + bottom) / 2 - word.middle) < 0.3 * height
    return level and style == word.style and -1.3 * height < left - word.x1 < 0.13 * height


def _links(page: pypdfium2.PdfPage) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """(address, box from the upper left corner) of every link annotation."""
    position, link, rect = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    height = page.get_height()
    while pdfium.FPDFLink_Enumerate(page.raw, position, link):
        action = pdfium.FPDFLink_GetAction(link)
        size = pdfium.FPDFAction_GetURIPath(page.pdf.raw, action, None, 0) if action else 0
        if 1 < size < 4096 and pdfium.FPDFLink_GetAnnotRect(link, rect):
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFAction_GetURIPath(page.pdf.raw, action, buffer, size)
            yield (
                buffer.value.decode("utf-8", "replace"),
                (rect.left, height - rect.top, rect.right, height - rect.bottom),
            )


def _attach(url: str, box: tuple[float, float, float, float], lines: list[Line]) -> None:
    """Gives the link to the line it lies on, or to the first one."""
    middle_x, middle_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for line in lines:
        x0, top, x1, bottom = line.box
        if top - 2 <= middle_y <= bottom + 2 and x0 - 4 <= middle_x <= x1 + 4:
            line.urls.append(url)
            return
    if lines:
        min(
            lines, key=lambda line: abs(line.box[1] - middle_y) + abs(line.box[0] - middle_x) / 4
        ).urls.append(url)


def _has_image(page: pypdfium2.PdfPage) -> bool:
    count = pdfium.FPDFPage_CountObjects(page.raw)
    return any(_is_image(pdfium.FPDFPage_GetObject(page.raw, i)) for i in range(count))


def _is_image(drawn: pdfium.FPDF_PAGEOBJECT, depth: int = 1) -> bool:
    """Whether it is a picture, or a group with one in it."""
    kind = pdfium.FPDFPageObj_GetType(drawn)
    if kind != pdfium.FPDF_PAGEOBJ_FORM or not depth:
        return bool(kind == pdfium.FPDF_PAGEOBJ_IMAGE)
    parts = range(pdfium.FPDFFormObj_CountObjects(drawn))
    return any(_is_image(pdfium.FPDFFormObj_GetObject(drawn, i), depth - 1) for i in parts)


def _without_margins(lines: list[Line], heights: list[float]) -> list[Line]:
    """Page numbers, and lines that stand in the margin of several pages, go."""

    def margin(line: Line) -> bool:
        height = heights[line.page - 1]
        return line.box[3] < EDGE * height or line.box[1] > (1 - EDGE) * height

    def form(line: Line) -> str:
        return re.sub(r"\d+", "0", line.text)

    pages: dict[str, set[int]] = {}
    for line in lines:
        if margin(line):
            pages.setdefault(form(line), set()).add(line.page)

    def foot(line: Line) -> bool:
        below = line.box[1] > (1 - EDGE) * heights[line.page - 1]
        return (
            below
            and line.gap_above > 2.5
            and len(line.text) < 60
            and line.text[-1:].isdigit()
            and "@" not in line.text
        )

    def stays(line: Line) -> bool:
        if not margin(line):
            return True
        if foot(line):
            return False
        repeated = pages[form(line)]
        top = line.box[1] < heights[line.page - 1] / 2
        return not is_page_number(line.text) and (len(repeated) == 1 or (top and line.page == min(repeated)))

    return [line for line in lines if stays(line)]
