"""Accents that a PDF draws as marks of their own over plain letters, as TeX's old fonts do: each goes back to its letter."""

from __future__ import annotations

import unicodedata

import pypdfium2.raw as pdfium

_COMBINING = {
    "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "¨": "\u0308", "˜": "\u0303", "ˇ": "\u030c", "˚": "\u030a", "¸": "\u0327",
    "˙": "\u0307", "˝": "\u030b", "˘": "\u0306", "˛": "\u0328", "¯": "\u0304",
}  # fmt: skip
_DOTLESS = {"ı": "i", "ȷ": "j"}
NEAR = 2
_Box = tuple[float, float, float, float]


def marked_letters(textpage: pdfium.FPDF_TEXTPAGE, text: str) -> dict[int, str]:
    """Index of a character -> what it stands for: "é" for the letter under an accent, "" for the accent itself.

    `text` is the page's whole text: most pages have no such mark, and are not looked at twice.
    """
    if not any(mark in text for mark in _COMBINING):
        return {}
    count = pdfium.FPDFText_CountChars(textpage)
    chars = [chr(pdfium.FPDFText_GetUnicode(textpage, i)) for i in range(count)]
    boxes: dict[int, _Box] = {}
    found: dict[int, str] = {}
    for i in (i for i, char in enumerate(chars) if char in _COMBINING):
        near = [j for j in range(max(0, i - NEAR), min(count, i + NEAR + 1)) if chars[j].isalpha()]
        base = _under(i, near, boxes, textpage)
        if base is None:
            base = _under(i, [j for j in range(count) if chars[j].isalpha()], boxes, textpage)
        if base is not None:
            letter = _DOTLESS.get(chars[base], chars[base])
            found[base] = unicodedata.normalize("NFC", letter + _COMBINING[chars[i]])
            found[i] = ""
    return found


def _under(i: int, letters: list[int], boxes: dict[int, _Box], textpage: pdfium.FPDF_TEXTPAGE) -> int | None:
    """The letter whose box the middle of the mark stands in."""
    left, right, bottom, top = _box(i, boxes, textpage)
    middle, size = (left + right) / 2, top - bottom
    for j in sorted(letters, key=lambda j: (abs(j - i), j < i)):
        x0, x1, low, high = _box(j, boxes, textpage)
        if j != i and x0 <= middle <= x1 and abs(low - bottom) < 0.5 * size and high > bottom:
            return j
    return None


def _box(i: int, boxes: dict[int, _Box], textpage: pdfium.FPDF_TEXTPAGE) -> _Box:
    if i not in boxes:
        rect = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(textpage, i, rect)
        boxes[i] = (rect.left, rect.right, rect.bottom, rect.top)
    return boxes[i]
