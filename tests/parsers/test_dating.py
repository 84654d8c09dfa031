"""A document is as old as it says it is, not as the copy on this disk."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from enrich.model import Found, Instant
from enrich.ports import Document
from parsers.reader import Reader

TEXT = "Anna Kowalska\nEngineer\nanna@one.example\n\nExperience\nEngineer at Acme GmbH, 2019 - 2021\n"


def pdf(date: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number, line in enumerate(TEXT.splitlines()):
        canvas.drawString(72, 750 - 16 * number, line)
    canvas.save()
    made = out.getvalue()
    return made.replace(b"D:20000101000000", f"D:{date}000000".encode())


def word(date: dt.datetime) -> bytes:
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    document.core_properties.modified = date
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "day"),
    [
        ("cv.pdf", pdf("20180620"), "2018-06-20"),
        ("cv.docx", word(dt.datetime(2024, 7, 14)), "2024-07-14"),
        (
            "cv.html",
            f'<html><head><meta name="date" content="2025-06-08"></head><pre>{TEXT}</pre></html>'.encode(),
            "2025-06-08",
        ),
        ("cv.txt", (TEXT + "\nLast updated: 3 May 2023\n").encode(), "2023-05-03"),
        ("plain.txt", TEXT.encode(), "2026-01-02"),
        ("from-tomorrow.txt", (TEXT + "\nLast updated: 3 May 2999\n").encode(), "2026-01-02"),
    ],
)
def test_a_resume_is_dated_by_what_it_says_of_itself(
    tmp_path: Path, name: str, content: bytes, day: str
) -> None:
    (tmp_path / name).write_bytes(content)
    copied = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    with Reader(workers=1) as reader:
        (found,) = reader.parse(Document(name, tmp_path / name, Instant(round(copied.timestamp() * 1e6))))
    assert isinstance(found, Found)
    assert found.observed_at is not None
    assert dt.datetime.fromtimestamp(found.observed_at / 1e6, dt.UTC).date().isoformat() == day
