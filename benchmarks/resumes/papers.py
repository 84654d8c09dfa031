"""Documents -> files: PDF by Chromium (by reportlab where it has no font), Word, HTML, plain text."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt
from playwright.sync_api import Browser, sync_playwright
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from benchmarks.resumes.documents import Resume
from benchmarks.resumes.layouts import Entry, Part, Row

CJK_FONTS = {"zh": "STSong-Light", "ja": "HeiseiMin-W3"}
FROM_RIGHT = ("ar", "he")
BARS = ("left_bar", "right_bar", "narrow_bar", "two_halves")


@contextmanager
def press() -> Iterator[Press]:
    """A running Chromium for as many PDFs as wanted."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = own if Path(own).exists() else shutil.which("chromium") or shutil.which("google-chrome")
        assert found, "no Chromium: run `make test` once, or install the package chromium"
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield Press(browser)
        browser.close()


class Press:
    """Sets documents."""

    def __init__(self, browser: Browser) -> None:
        self._page = browser.new_page()

    def file(self, resume: Resume) -> bytes:
        """The document in its kind."""
        if needs_press(resume):
            self._page.set_content(_html(resume))
            return self._page.pdf(format="A4" if resume.person.language != "en" else "Letter")
        return plain_file(resume)


def needs_press(resume: Resume) -> bool:
    """Whether only a browser can set it."""
    return resume.kind == "pdf" and resume.person.language not in CJK_FONTS


def plain_file(resume: Resume) -> bytes:
    """A document that needs no browser."""
    setters = {
        "pdf": _drawn,
        "docx": _word,
        "html": lambda r: _html(r).encode(),
        "txt": lambda r: _text(r).encode(),
    }
    return setters[resume.kind](resume)


# --- HTML ---

_STYLE = """
body { font: 10.5px/1.45 %(font)s; margin: 34px 42px; color: #222 }
h1 { font-size: 24px; margin: 0 0 4px; %(name)s } h2 { font-size: 14px; margin: 14px 0 5px; %(heading)s } p { margin: 2px 0 }
.row { display: flex; justify-content: space-between; gap: 24px } ul { margin: 3px 0 6px; padding-inline-start: 16px } .entry { margin-bottom: 8px }
.railed { display: grid; grid-template-columns: 110px 1fr; gap: 14px } .centred header, .centred h2 { text-align: center } .contact span { margin-inline-end: 14px }
.bars { display: grid; gap: 26px } .left_bar { grid-template-columns: 160px 1fr } .right_bar { grid-template-columns: 1fr 150px } .two_halves { grid-template-columns: 1fr 1fr }
.narrow_bar { grid-template-columns: 105px 1fr } .rail_headings section { display: grid; grid-template-columns: 120px 1fr; gap: 16px } .banner header { background: #234; color: #fff; padding: 18px }
td { vertical-align: top; padding: 2px 14px 2px 0 } .foot { position: fixed; bottom: -8px; font-size: 8px; color: #777 }
"""
_FONTS = ("'Liberation Sans', 'DejaVu Sans'", "'Liberation Serif', 'DejaVu Serif'", "'DejaVu Sans'")


def _html(resume: Resume) -> str:
    number = sum(map(ord, resume.name))
    style = _STYLE % {
        "font": _FONTS[number % 3],
        "name": "letter-spacing: 0.35em; text-transform: uppercase" if resume.spaced_name else "",
        "heading": (
            "text-transform: uppercase; letter-spacing: 1px",
            "border-bottom: 1px solid #888",
            "color: #17527a",
        )[number % 3],
    }
    head = f"<h1>{escape(resume.person.name)}</h1>" + (
        f"<p>{escape(resume.person.headline)}</p>" if resume.person.headline else ""
    )
    contact = "<p class=contact>" + "\n".join(f"<span>{escape(c)}</span>" for c in resume.contact) + "</p>"
    foot = "<div class=foot>" + escape(resume.person.name) + " – 1</div>" if resume.noise else ""
    direction = "rtl" if resume.person.language in FROM_RIGHT else "ltr"
    return (
        f"<!doctype html><html lang={resume.person.language} dir={direction}><meta charset=utf-8><style>{style}</style>"
        f"<body class='{resume.page}'>{_laid(resume, head, contact)}{foot}</body></html>"
    )


def _laid(resume: Resume, head: str, contact: str) -> str:
    main = "".join(_section(p, resume) for p in resume.main)
    side = "".join(_section(p, resume) for p in resume.side)
    if resume.page not in BARS:
        return f"<header>{head}{contact}</header>{main}{side}"
    lines = "".join(f"<p>{escape(c)}</p>" for c in resume.contact)
    bar = f"<div>{lines}{side}</div>"
    columns = (
        f"<div>{main}</div>{bar}" if resume.page in ("right_bar", "two_halves") else f"{bar}<div>{main}</div>"
    )
    return f"<header>{head}</header><div class='bars {resume.page}'>{columns}</div>"


def _section(part: Part, resume: Resume) -> str:
    inner = "".join(f"<p>{escape(line)}</p>" for line in part.lines)
    inner += "<ul>" + "".join(f"<li>{escape(i)}</li>" for i in part.items) + "</ul>" if part.items else ""
    if resume.page == "table" and part.entries:
        inner += "<table>" + "".join(_table_row(e) for e in part.entries) + "</table>"
    else:
        inner += "".join(_entry(e) for e in part.entries)
    return f"<section><h2>{escape(part.title)}</h2><div>{inner}</div></section>"


def _table_row(entry: Entry) -> str:
    inner = "".join(_row(r) for r in entry.rows) + _bullets(entry)
    return f"<tr><td>{'<br>'.join(map(escape, entry.rail))}</td><td>{inner}</td></tr>"


def _entry(entry: Entry) -> str:
    inner = "".join(_row(r) for r in entry.rows) + _bullets(entry)
    if entry.rail:
        return f"<div class='entry railed'><div>{'<br>'.join(map(escape, entry.rail))}</div><div>{inner}</div></div>"
    return f"<div class=entry>{inner}</div>"


def _row(row: Row) -> str:
    cells = [f"<b>{escape(c.text)}</b>" if c.bold else escape(c.text) for c in row]
    if len(cells) == 2 and row[1].text[:1] in ", ":
        return f"<p>{''.join(cells)}</p>"
    return "<p class=row>" + "\n".join(f"<span>{c}</span>" for c in cells) + "</p>"


def _bullets(entry: Entry) -> str:
    return "<ul>" + "".join(f"<li>{escape(b)}</li>" for b in entry.bullets) + "</ul>" if entry.bullets else ""


# --- rows of text: what plain text, Word and drawn pages share ---


def _rows(part: Part, marker: str = "• ") -> Iterator[tuple[str, Row | str]]:
    """(kind, content): "heading", "line", "row", "bullet", "gap"."""
    yield "heading", part.title
    for line in part.lines:
        yield "line", line
    for item in part.items:
        yield "bullet", marker + item
    for entry in part.entries:
        for n, row in enumerate(entry.rows):
            rail = entry.rail[n] if n < len(entry.rail) else ""
            yield ("railed", [*row, type(row[0])(rail)]) if entry.rail else ("row", row)
        for bullet in entry.bullets:
            yield "bullet", marker + bullet
        yield "gap", ""


def _name(resume: Resume) -> str:
    name = resume.person.name
    return "   ".join(" ".join(word.upper()) for word in name.split()) if resume.spaced_name else name


def _text(resume: Resume) -> str:
    marker = ("• ", "- ", "* ", "")[len(resume.name) % 4]
    joint = (" | ", "\n", "   ")[len(resume.name) % 3]
    rows = [
        _name(resume),
        *([resume.person.headline] if resume.person.headline else []),
        joint.join(resume.contact),
        "",
    ]
    for part in [*resume.main, *resume.side]:
        for kind, content in _rows(part, marker):
            if kind == "heading":
                rows += [
                    "",
                    str(content).upper() if resume.shouted else str(content),
                    *(["-" * 20] if resume.noise else []),
                ]
            elif isinstance(content, str):
                rows.append(content)
            elif kind == "railed":
                rows.append(f"{content[-1].text:<24}{''.join(c.text for c in content[:-1])}")
            else:
                glued = len(content) == 2 and content[1].text[:1] in ", "
                rows.append(("" if glued else "\t").join(c.text for c in content))
    return "\n".join(rows) + "\n"


def _word(resume: Resume) -> bytes:
    paper = docx.Document()
    name = paper.add_paragraph()
    run = name.add_run(_name(resume))
    run.bold, run.font.size = True, Pt(20)
    for line in [resume.person.headline, " | ".join(resume.contact)]:
        if line:
            paper.add_paragraph(line)
    for part in [*resume.main, *resume.side]:
        _word_part(paper, part, resume)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _word_part(paper: docx.document.Document, part: Part, resume: Resume) -> None:
    if resume.noise:
        run = paper.add_paragraph().add_run(part.title.upper() if resume.shouted else part.title)
        run.bold, run.font.size = True, Pt(13)
    else:
        paper.add_heading(part.title, 1)
    if resume.page == "table" and part.entries:
        _word_table(paper, part)
        return
    for kind, content in [*_rows(part, "")][1:]:
        if kind == "bullet":
            paper.add_paragraph(str(content), style="List Bullet")
        elif isinstance(content, str):
            paper.add_paragraph(content)
        else:
            _word_row(paper, [content[-1], *content[:-1]] if kind == "railed" else content)


def _word_row(paper: docx.document.Document, row: Row) -> None:
    line = paper.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)
    for n, cell in enumerate(row):
        glued = cell.text[:1] in ", "
        line.add_run(("\t" if n and not glued else "") + cell.text).bold = cell.bold


def _word_table(paper: docx.document.Document, part: Part) -> None:
    table = paper.add_table(rows=0, cols=2)
    for entry in part.entries:
        left, right = table.add_row().cells
        left.text = "\n".join(entry.rail)
        right.text = "\n".join(" ".join(c.text for c in row) for row in entry.rows)
        for bullet in entry.bullets:
            right.add_paragraph(bullet, style="List Bullet")


# --- pages drawn by hand, for scripts that have no font here but in PDF viewers ---


class _Drawn:
    def __init__(self, font: str) -> None:
        registerFont(UnicodeCIDFont(font))
        self.out, self.font = io.BytesIO(), font
        self.canvas = Canvas(self.out, pagesize=A4, invariant=True)

    def put(self, x: float, y: float, text: str, size: float = 10.0) -> None:
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(x, A4[1] - y, text)

    def put_right(self, x: float, y: float, text: str, size: float = 10.0) -> None:
        self.put(x - stringWidth(text, self.font, size), y, text, size)

    def column(self, parts: list[Part], x: float, y: float, right: float) -> None:
        for part in parts:
            for kind, content in _rows(part):
                if isinstance(content, str):
                    y += 8 if kind == "heading" else 0
                    self.put(x + (8 if kind == "bullet" else 0), y, content, 13 if kind == "heading" else 10)
                elif kind == "railed":
                    self.put(x, y, content[-1].text)
                    self.put(x + 150, y, "".join(c.text for c in content[:-1]))
                else:
                    self._cells(content, x, y, right)
                y += 6 if kind == "gap" else 16

    def _cells(self, row: Row, x: float, y: float, right: float) -> None:
        if len(row) == 2 and row[1].text[:1] not in ", ":
            self.put(x, y, row[0].text)
            self.put_right(right, y, row[1].text)
        else:
            self.put(x, y, "".join(c.text for c in row))


def _drawn(resume: Resume) -> bytes:
    page = _Drawn(CJK_FONTS[resume.person.language])
    bar = resume.page in BARS
    left = 210 if resume.page in ("left_bar", "narrow_bar") else 50
    page.put(50, 60, resume.person.name, 22)
    if bar:
        side = 50 if left == 210 else 420
        for n, line in enumerate(resume.contact):
            page.put(side, 100 + 15 * n, line, 9)
        page.column(resume.side, side, 180, side + 130)
        page.column(resume.main, left, 100, 545 if left == 210 else 400)
    else:
        page.put(50, 82, "  |  ".join(resume.contact), 9)
        page.column([*resume.main, *resume.side], 50, 115, 545)
    page.canvas.save()
    return page.out.getvalue()
