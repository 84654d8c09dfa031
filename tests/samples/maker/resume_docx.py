"""Resumes as Word documents: plain paragraphs, or the table that office templates are so fond of."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Cm, Pt, RGBColor
from maker.linkedin import write_zip
from maker.resume_text import Position, Resume


def heading(document: Any, text: str) -> None:
    paragraph = document.add_heading(text, level=1)
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(13), RGBColor(0x1F, 0x3A, 0x5F)


def head(document: Any, resume: Resume) -> None:
    document.add_heading(resume.name, level=0)
    document.add_paragraph(resume.title)
    document.add_paragraph(" | ".join((*resume.contacts, *resume.links)))


def body(document: Any, resume: Resume) -> None:
    """Headings and paragraphs."""
    head(document, resume)
    words = resume.headings
    heading(document, words["summary"])
    document.add_paragraph(resume.summary)
    heading(document, words["work"])
    for job in resume.work:
        title = document.add_paragraph()
        title.add_run(f"{job.title} – {job.employer}").bold = True
        document.add_paragraph(f"{job.dates}, {job.place}")
        bullet_lines(document, job)
    heading(document, words["education"])
    for study in resume.education:
        document.add_paragraph(f"{study.dates}: {study.degree}, {study.institution}")
    heading(document, words["skills"])
    document.add_paragraph(", ".join(resume.skills))
    heading(document, words["languages"])
    document.add_paragraph(", ".join(resume.languages))


def bullet_lines(container: Any, job: Position) -> None:
    for line in job.lines:
        container.add_paragraph(line, style="List Bullet")


def grid(document: Any, resume: Resume) -> None:
    """Dates in the left cells, what happened in the right ones."""
    head(document, resume)
    words = resume.headings
    heading(document, words["work"])
    table = two_columns(document, len(resume.work))
    for row, job in zip(table.rows, resume.work, strict=True):
        row.cells[0].text = job.dates
        row.cells[1].text = job.title
        row.cells[1].paragraphs[0].runs[0].bold = True
        row.cells[1].add_paragraph(f"{job.employer}, {job.place}")
        bullet_lines(row.cells[1], job)
    heading(document, words["education"])
    table = two_columns(document, len(resume.education))
    for row, study in zip(table.rows, resume.education, strict=True):
        row.cells[0].text = study.dates
        row.cells[1].text = f"{study.degree}\n{study.institution}"
    heading(document, words["skills"])
    document.add_paragraph("; ".join(resume.skills))
    heading(document, words["languages"])
    document.add_paragraph("; ".join(resume.languages))


def two_columns(document: Any, rows: int) -> Any:
    table = document.add_table(rows=rows, cols=2)
    table.autofit = False
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(4.2), Cm(12)
    return table


LAYOUTS = {"docx-body": body, "docx-table": grid}


def write_docx(resume: Resume, path: Path) -> None:
    document = Document()
    day = datetime.fromisoformat(f"{resume.day}T10:00:00")
    properties = document.core_properties
    properties.author, properties.title = resume.name, resume.name
    properties.created = properties.modified = day
    properties.last_modified_by, properties.language = resume.name, resume.language
    LAYOUTS[resume.layout](document, resume)
    buffer = io.BytesIO()
    document.save(buffer)
    write_zip(path, unzipped(buffer), (day.year, day.month, day.day, 10, 0, 0))


def unzipped(buffer: io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
