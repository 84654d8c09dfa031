"""The look of a PDF's text: font, weight, colour, size, and which way it runs."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pypdfium2.raw as pdfium

LEAST_SLANT = 0.2
HEAVY, STROKED = 600, 2


@dataclass(slots=True)
class Style:
    """`mark`: its font draws pictures, not letters: "•" for those that serve as bullets, " " for icons. `tall`: its
    size on the page. `turn`: "up" and "down" for text on its side, "aslant" for watermarks."""

    number: int
    bold: bool
    mark: str = ""
    tall: float = 0.0
    turn: str = ""


class Face(NamedTuple):
    """A font: its name, whether it is bold, and its mark."""

    name: str
    bold: bool
    mark: str


class Styles:
    """Style numbers by font name, size and colour; each text object and each font is asked once."""

    def __init__(self, textpage: pdfium.FPDF_TEXTPAGE) -> None:
        self._textpage = textpage
        self._by_object: dict[int, Style] = {}
        self._faces: dict[int, Face] = {}
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._size, self._matrix = ctypes.c_float(), pdfium.FS_MATRIX()
        self._colour = tuple(ctypes.c_uint() for _ in range(4))

    def of(self, i: int) -> Style:
        """The style of a character. Height is no part of a style: a ligature's box may be taller than its line's."""
        text_object = pdfium.FPDFText_GetTextObject(self._textpage, i)
        address = ctypes.cast(text_object, ctypes.c_void_p).value or 0
        style = self._by_object.get(address)
        if style is None:
            style = self._by_object[address] = self._style(text_object, i)
        return style

    def _style(self, text_object: ctypes.c_void_p | None, i: int) -> Style:
        if not text_object:
            return Style(self._numbers.setdefault(("", 0, 0), len(self._numbers)), bold=False)
        face = self._face(pdfium.FPDFTextObj_GetFont(text_object))
        red, green, blue, alpha = self._colour
        pdfium.FPDFPageObj_GetFillColor(text_object, red, green, blue, alpha)
        colour = (red.value >> 4 << 8) | (green.value >> 4 << 4) | (blue.value >> 4)
        pdfium.FPDFTextObj_GetFontSize(text_object, self._size)
        size, matrix = self._size.value, self._matrix
        pdfium.FPDFText_GetMatrix(self._textpage, i, matrix)
        scaled = size * max(abs(matrix.d), abs(matrix.b))
        number = self._numbers.setdefault((face.name, round(scaled * 2), colour), len(self._numbers))
        bold = face.bold or pdfium.FPDFTextObj_GetTextRenderMode(text_object) == STROKED
        return Style(number, bold, face.mark, size * abs(matrix.d), _turn(matrix))

    def _face(self, font: ctypes.c_void_p) -> Face:
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        if address not in self._faces:
            self._faces[address] = _describe(font)
        return self._faces[address]


def _turn(matrix: pdfium.FS_MATRIX) -> str:
    if abs(matrix.b) <= LEAST_SLANT * abs(matrix.a):
        return ""
    if abs(matrix.a) < LEAST_SLANT * abs(matrix.b):
        return "up" if matrix.b > 0 else "down"
    return "aslant"


_ICONS = re.compile(r"awesome|icon|typicon|fontello|glyphicon|academicon|material|simpleicons|marvosym", re.I)
_DINGBATS = re.compile(
    r"^(?:wingdings|symbol|zapfdingbats|webdings|segoeuisymbol|opensymbol|msoutlook)", re.I
)


@lru_cache(maxsize=1 << 10)
def _mark(font: str) -> str:
    return " " if _ICONS.search(font) else "•" if _DINGBATS.match(font) else ""


_BOLD_NAME = re.compile(r"bold|black|heavy|semibd|demi|[-_]bd\b|medium|cmbx", re.I)


def _describe(font: ctypes.c_void_p) -> Face:
    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 128)
    name = buffer.value.decode("latin-1").partition("+")[2] or buffer.value.decode("latin-1")
    bold = _BOLD_NAME.search(name) is not None or pdfium.FPDFFont_GetWeight(font) >= HEAVY
    return Face(name, bold, _mark(name))
