"""Level lines that are drawn on a page of a PDF: between rows of a table, or as the edges of its cells."""

from __future__ import annotations

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

MOST_OBJECTS = 5_000
LEAST_WIDTH = 12.0
LINE_HEIGHT = 3.0


def level_rules(page: pypdfium2.PdfPage) -> list[tuple[float, float, float]]:
    """(from x, to x, y) of every drawn line and of the upper and lower edge of every box, in points from the upper left
    corner."""
    height = page.get_height()
    found: list[tuple[float, float, float]] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for i in range(min(pdfium.FPDFPage_CountObjects(page.raw), MOST_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, i)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            continue
        if right.value - left.value < LEAST_WIDTH:
            continue
        edges = {top.value, bottom.value} if top.value - bottom.value > LINE_HEIGHT else {top.value}
        found.extend((left.value, right.value, height - y) for y in edges)
    return found
