"""What every resume layout is made of: fonts and one colour, blocks under headings, positions, studies."""

from __future__ import annotations

from xml.sax.saxutils import escape

from maker.resume_text import Position, Resume
from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Paragraph, Spacer

Story = list[Flowable]


class Look:
    """Fonts, sizes and one colour, as paragraph styles."""

    def __init__(self, font: str, bold: str, colour: str, size: float = 10, *, centred: bool = False) -> None:
        self.colour = HexColor(colour)
        self.dates = size * 13  # wide enough for "März 2014 – September 2018" on two lines
        align = TA_CENTER if centred else 0
        self.text = ParagraphStyle("text", fontName=font, fontSize=size, leading=size * 1.38)
        self.small = ParagraphStyle(
            "small", self.text, fontSize=size - 1, leading=(size - 1) * 1.4, textColor=HexColor("#555555")
        )
        self.bold = ParagraphStyle("bold", self.text, fontName=bold, spaceBefore=5)
        self.name = ParagraphStyle(
            "name", fontName=bold, fontSize=21, leading=26, textColor=self.colour, alignment=align
        )
        self.title = ParagraphStyle(
            "title", fontName=font, fontSize=12, leading=16, textColor=HexColor("#444444"), alignment=align
        )
        self.contact = ParagraphStyle("contact", self.small, alignment=align)
        self.heading = ParagraphStyle(
            "heading", fontName=bold, fontSize=size + 2, leading=size + 7, spaceBefore=10, spaceAfter=2,
            textColor=self.colour, alignment=align,
        )  # fmt: skip
        self.bullet = ParagraphStyle("bullet", self.text, leftIndent=10, bulletIndent=1)
        self.aside = ParagraphStyle("aside", self.small, fontSize=7.8, leading=11.5, spaceAfter=1.5)
        self.light = ParagraphStyle("light", self.aside, textColor=white)
        self.light_heading = ParagraphStyle("light-heading", self.heading, textColor=white)


def p(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def linked(address: str, style: ParagraphStyle) -> Paragraph:
    """An address that can be clicked, as word processors make them."""
    target = address if "://" in address else f"https://{address}"
    small = ParagraphStyle("link", style, fontSize=style.fontSize - 0.8)
    return Paragraph(f'<link href="{escape(target)}">{escape(address)}</link>', small)


def bullets(lines: tuple[str, ...], look: Look) -> Story:
    return [Paragraph(escape(line), look.bullet, bulletText="•") for line in lines]


def block(heading: str, groups: list[Story], look: Look, *, rule: bool = False) -> Story:
    """A heading and groups of lines; no group is torn apart at a page's end, the heading stays with the first."""
    if not groups:
        return []
    head: Story = [p(heading, look.heading)]
    if rule:
        head.append(HRFlowable(width="100%", thickness=0.6, color=look.colour, spaceBefore=0, spaceAfter=4))
    return [KeepTogether([*head, *groups[0]]), *map(KeepTogether, groups[1:])]


def line(text: str, look: Look) -> list[Story]:
    return [[p(text, look.text)]]


def position(job: Position, look: Look) -> Story:
    """Title and employer in one line, place and dates in the next."""
    where = p(f"{job.place} | {job.dates}", look.small)
    return [p(f"{job.title}, {job.employer}", look.bold), where, *bullets(job.lines, look)]


def stacked_position(job: Position, look: Look) -> Story:
    """Employer first, the title under it."""
    what = p(f"{job.title}  ·  {job.dates}", look.small)
    return [p(job.employer, look.bold), what, *bullets(job.lines, look)]


def header(resume: Resume, look: Look) -> Story:
    return [
        p(resume.name, look.name),
        p(resume.title, look.title),
        p("  |  ".join(resume.contacts), look.contact),
        p("  |  ".join(resume.links), look.contact) if resume.links else Spacer(1, 1),
    ]


def studies(resume: Resume, look: Look) -> list[Story]:
    return [
        [p(study.institution, look.bold), p(f"{study.degree}, {study.dates}", look.text)]
        for study in resume.education
    ]


def tail(resume: Resume, look: Look, *, rule: bool = False) -> Story:
    words = resume.headings
    return [
        *block(words["education"], studies(resume, look), look, rule=rule),
        *block(words["skills"], line(", ".join(resume.skills), look), look, rule=rule),
        *block(words["languages"], line(", ".join(resume.languages), look), look, rule=rule),
        *listed(words["certificates"], resume.certificates, look, rule=rule),
        *listed(words["publications"], resume.publications, look, rule=rule),
    ]


def listed(heading: str, lines: tuple[str, ...], look: Look, *, rule: bool = False) -> Story:
    return block(heading, [[p(text, look.text)] for text in lines], look, rule=rule)
