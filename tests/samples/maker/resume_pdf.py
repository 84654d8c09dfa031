"""Resumes as PDF, in six layouts that a human reads with ease and a parser does not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from maker.pdf_parts import (
    Look,
    Story,
    block,
    bullets,
    header,
    line,
    linked,
    listed,
    p,
    position,
    stacked_position,
    studies,
    tail,
)
from maker.resume_text import Position, Resume
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Spacer,
    Table,
    TableStyle,
)

WIDTH, HEIGHT = A4
UNPADDED = (("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0))


def classic(resume: Resume) -> tuple[Story, list[PageTemplate]]:
    look = Look("Helvetica", "Helvetica-Bold", "#1f3a5f", 10 * resume.scale)
    story = header(resume, look)
    story += block(resume.headings["summary"], line(resume.summary, look), look, rule=True)
    story += block(resume.headings["work"], [position(job, look) for job in resume.work], look, rule=True)
    return story + tail(resume, look, rule=True), [one_column(20 * mm)]


def compact(resume: Resume) -> tuple[Story, list[PageTemplate]]:
    look = Look("Times-Roman", "Times-Bold", "#222222", 11 * resume.scale, centred=True)
    story = header(resume, look)
    words = {name: text.upper() for name, text in resume.headings.items()}
    upper = replace(resume, headings=words)
    story += block(words["work"], [right_dated(job, look) for job in resume.work], look, rule=True)
    return story + tail(upper, look, rule=True), [one_column(24 * mm)]


def right_dated(job: Position, look: Look) -> Story:
    """Dates at the right edge of the line that holds title and employer."""
    dates = ParagraphStyle("right", look.small, alignment=2, spaceBefore=5)
    row = Table(
        [[p(f"{job.title}, {job.employer}, {job.place}", look.bold), p(job.dates, dates)]],
        colWidths=[118 * mm, 44 * mm],
    )
    row.setStyle(TableStyle([*UNPADDED, ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]))
    return [row, *bullets(job.lines, look)]


def margin(resume: Resume) -> tuple[Story, list[PageTemplate]]:
    """Dates stand in a column of their own at the left."""
    look = Look("Vera", "VeraBd", "#7a2e2e", 8.8 * resume.scale)
    words = resume.headings
    jobs = [dated(job.dates, titled_position(job, look), look) for job in resume.work]
    schools = [
        dated(s.dates, [p(s.institution, look.bold), p(s.degree, look.text)], look) for s in resume.education
    ]
    story = header(resume, look)
    story += block(words["summary"], line(resume.summary, look), look)
    story += block(words["work"], jobs, look)
    story += block(words["education"], schools, look)
    story += block(words["skills"], line(" · ".join(resume.skills), look), look)
    story += block(words["languages"], line(" · ".join(resume.languages), look), look)
    story += listed(words["certificates"], resume.certificates, look)
    story += listed(words["publications"], resume.publications, look)
    return story, [one_column(20 * mm)]


def titled_position(job: Position, look: Look) -> Story:
    """The title, employer and place under it."""
    return [p(job.title, look.bold), p(f"{job.employer}, {job.place}", look.small), *bullets(job.lines, look)]


def dated(dates: str, body: Story, look: Look) -> Story:
    left = ParagraphStyle("left", look.small, spaceBefore=5)
    row = Table([[p(dates, left), body]], colWidths=[look.dates, WIDTH - 40 * mm - look.dates])
    row.setStyle(
        TableStyle([*UNPADDED, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 0)])
    )
    return [row]


def grid(resume: Resume) -> tuple[Story, list[PageTemplate]]:
    """One big table with lines, as office templates have it."""
    look = Look("Helvetica", "Helvetica-Bold", "#2d5d3a", 9.6 * resume.scale)
    words = resume.headings
    rows: list[list[Any]] = [
        [p(words["contact"], look.bold), [p(line, look.text) for line in (*resume.contacts, *resume.links)]]
    ]
    rows.append([p(words["summary"], look.bold), p(resume.summary, look.text)])
    rows.append([p(words["work"], look.heading), ""])
    spans = [2]
    rows += [
        [
            p(job.dates, look.text),
            [
                p(job.title, look.bold),
                p(f"{job.employer}, {job.place}", look.text),
                *bullets(job.lines, look),
            ],
        ]
        for job in resume.work
    ]
    spans.append(len(rows))
    rows.append([p(words["education"], look.heading), ""])
    rows += [
        [p(s.dates, look.text), [p(s.institution, look.bold), p(s.degree, look.text)]]
        for s in resume.education
    ]
    rows.append([p(words["skills"], look.bold), p(", ".join(resume.skills), look.text)])
    rows.append([p(words["languages"], look.bold), p(", ".join(resume.languages), look.text)])
    table = Table(rows, colWidths=[40 * mm, 130 * mm])
    table.setStyle(
        TableStyle(
            [("GRID", (0, 0), (-1, -1), 0.4, HexColor("#9bb5a2")), ("VALIGN", (0, 0), (-1, -1), "TOP")]
            + [("SPAN", (0, row), (1, row)) for row in spans]
            + [("BACKGROUND", (0, row), (1, row), HexColor("#e6efe8")) for row in spans]
        )
    )
    return [p(resume.name, look.name), p(resume.title, look.title), Spacer(1, 8), table], [
        one_column(20 * mm)
    ]


def sidebar(resume: Resume) -> tuple[Story, list[PageTemplate]]:
    """A coloured column at the left with contact, skills and languages; the career at the right."""
    look = Look("Helvetica", "Helvetica-Bold", "#24516b", 9.6 * resume.scale)
    words = resume.headings
    side: Story = [Spacer(1, 26 * mm)]
    for heading, lines in side_blocks(resume):
        side += [p(words[heading], look.light_heading), *aside(heading, lines, look.light)]
    main: Story = [p(resume.name, look.name), p(resume.title, look.title)]
    main += block(words["summary"], line(resume.summary, look), look)
    main += block(words["work"], [stacked_position(job, look) for job in resume.work], look, rule=True)
    main += block(words["education"], studies(resume, look), look, rule=True)
    templates = two_columns(72 * mm, paint=lambda canvas: band(canvas, look.colour, 72 * mm))
    return [NextPageTemplate("rest"), *side, FrameBreak(), *main], templates


def right(resume: Resume) -> tuple[Story, list[PageTemplate]]:
    """The career at the left; a narrow column at the right behind a thin line."""
    look = Look("Vera", "VeraBd", "#5b3a78", 8.6 * resume.scale)
    words = resume.headings
    main: Story = [p(resume.name, look.name), p(resume.title, look.title)]
    main += block(words["work"], [position(job, look) for job in resume.work], look)
    main += block(words["education"], studies(resume, look), look)
    side: Story = [Spacer(1, 18 * mm), p(words["summary"], look.heading), p(resume.summary, look.aside)]
    for heading, lines in side_blocks(resume):
        side += [p(words[heading], look.heading), *aside(heading, lines, look.aside)]
    templates = two_columns(WIDTH - 70 * mm, paint=rule_line)
    return [NextPageTemplate("rest"), *main, FrameBreak(), *side], templates


def aside(heading: str, lines: tuple[str, ...], style: ParagraphStyle) -> Story:
    return [linked(text, style) if heading == "links" else p(text, style) for text in lines]


def side_blocks(resume: Resume) -> Iterator[tuple[str, tuple[str, ...]]]:
    named = {
        "contact": resume.contacts, "links": resume.links, "skills": resume.skills, "languages": resume.languages,
        "certificates": resume.certificates,
    }  # fmt: skip
    return ((heading, lines) for heading, lines in named.items() if lines)


def one_column(edge: float) -> PageTemplate:
    frame = Frame(edge, 16 * mm, WIDTH - 2 * edge, HEIGHT - 32 * mm, leftPadding=0, rightPadding=0)
    return PageTemplate("first", [frame])


def two_columns(at: float, *, paint: Callable[[Any], None]) -> list[PageTemplate]:
    """Two frames that meet at `at` points from the left; later pages keep only the wider one."""
    low, tall = 14 * mm, HEIGHT - 28 * mm
    left = Frame(6 * mm, low, at - 9 * mm, tall)
    other = Frame(at + 3 * mm, low, WIDTH - at - 9 * mm, tall)
    wide = (
        Frame(6 * mm, low, at - 9 * mm, tall)
        if at > WIDTH / 2
        else Frame(at + 3 * mm, low, WIDTH - at - 9 * mm, tall)
    )
    return [
        PageTemplate("first", [left, other], onPage=lambda canvas, _: paint(canvas)),
        PageTemplate("rest", [wide]),
    ]


def band(canvas: Any, colour: Color, width: float) -> None:
    canvas.setFillColor(colour)
    canvas.rect(0, 0, width, HEIGHT, stroke=0, fill=1)


def rule_line(canvas: Any) -> None:
    canvas.setStrokeColor(HexColor("#b8a6c8"))
    canvas.line(WIDTH - 70 * mm, 20 * mm, WIDTH - 70 * mm, HEIGHT - 20 * mm)


LAYOUTS: dict[str, Callable[[Resume], tuple[Story, list[PageTemplate]]]] = {
    "classic": classic, "compact": compact, "margin": margin, "table": grid, "sidebar": sidebar, "right": right,
}  # fmt: skip


@contextmanager
def dated_files(day: str) -> Iterator[None]:
    """Files made inside bear this day as the day of their making, as reportlab reads it from the environment."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def write_pdf(resume: Resume, path: Path, password: str = "") -> None:
    for name in ("Vera", "VeraBd"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    story, templates = LAYOUTS[resume.layout](resume)
    lock = StandardEncryption(password, ownerPassword=password, strength=128) if password else None
    with dated_files(resume.day):
        document = BaseDocTemplate(
            str(path), pagesize=A4, title=resume.name, author=resume.name, invariant=1, encrypt=lock
        )
        document.addPageTemplates(templates)
        document.build(story)
