"""A small whole file of every kind that is read; the person is invented."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage
from functools import cache

import docx
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

TEXT = """Maya Lindqvist
maya.lindqvist@example.com | +46 8 123 456 78 | Stockholm, Sweden

WORK EXPERIENCE
Senior Engineer, Birch Systems Ltd, Mar 2020 - Present
- Led a team of eight people
Engineer, Cedar Foods Inc, Sep 2016 - Feb 2020

EDUCATION
BSc Physics, Uppsala University, 2012 - 2016

SKILLS
Go, PostgreSQL, Docker
"""
MEMBER = {
    "name": {"full_name": "Maya Lindqvist", "first_name": "Maya"}, "emails": {"emails": ["maya@example.com"]},
    "work_experiences": [{"employer": "Birch", "title": "Engineer", "start_timestamp": 1577836800}],
}  # fmt: skip
CARD = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Maya Lindqvist\r\nEMAIL:maya@example.com\r\nTEL:+46812345678\r\nORG:Birch\r\nEND:VCARD\r\n"
EUROPASS = (
    '<?xml version="1.0"?><SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass"><LearnerInfo><Identification><PersonName>'
    "<FirstName>Maya</FirstName><Surname>Lindqvist</Surname></PersonName></Identification><WorkExperienceList><WorkExperience><Period>"
    '<From year="2019" month="--08"/></Period><Position><Label>Engineer</Label></Position><Employer><Name>Birch</Name></Employer>'
    "</WorkExperience></WorkExperienceList></LearnerInfo></SkillsPassport>"
)
ODF = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
RESUME = {
    "basics": {"name": "Maya Lindqvist", "email": "maya@example.com", "profiles": [{"network": "GitHub", "username": "mayal"}]},
    "work": [{"name": "Birch", "position": "Engineer", "startDate": "2020-03"}], "skills": [{"name": "Go", "keywords": ["Go"]}],
}  # fmt: skip


@cache
def seeds() -> dict[str, bytes]:
    """Kind -> content."""
    paragraphs = "".join(f"<text:p>{row}</text:p>" for row in TEXT.splitlines())
    page = "".join(f"<p>{row}</p>" for row in TEXT.splitlines())
    marked = json.dumps({"@type": "Person", "name": "Maya Lindqvist", "worksFor": {"name": "Birch"}})
    people = [
        {
            "id": 1,
            "name": "Maya Lindqvist",
            "email": "maya@example.com",
            "work": [{"employer": "Birch", "title": "Cook"}],
        }
    ] * 3
    return {
        "pdf": _pdf(), "docx": _docx(), "text": TEXT.encode(), "markdown": b"# " + TEXT.replace("WORK", "## WORK").encode(),
        "odt": _zip({"content.xml": f"<office:document-content {ODF}><office:body><office:text>{paragraphs}</office:text></office:body></office:document-content>", "styles.xml": f"<x {ODF}/>"}),
        "rtf": ("{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}" + TEXT.replace("\n", "\\par\n") + "}").encode(),
        "html": f'<!doctype html><html><body>{page}<script type="application/ld+json">{marked}</script></body></html>'.encode(),
        "hcard": b'<html><body><div class="h-card"><p class="p-name">Maya Lindqvist</p><p class="p-org">Birch</p></div></body></html>',
        "mail": _mail(), "png": _png(),
        "linkedin": _zip({"Profile.csv": "First Name,Last Name,Headline\nMaya,Lindqvist,Engineer\n", "Positions.csv": "Company Name,Title,Started On,Finished On\nBirch,Engineer,Jun 2021,\n"}),
        "facebook": _zip({"personal_information/profile_information/profile_information.json": json.dumps({"profile_v2": MEMBER})}),
        "europass": EUROPASS.encode(), "vcard": CARD.encode() * 2, "jsonresume": json.dumps(RESUME).encode(), "people": json.dumps(people).encode(),
        "csv": b"id,name,email,title\n" + b"1,Maya Lindqvist,maya@example.com,Engineer\n" * 3, "jsonl": b'{"id": 1, "name": "Maya Lindqvist"}\n' * 3,
    }  # fmt: skip


def _zip(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _pdf() -> bytes:
    """Not compressed, so that what is changed in it is what is drawn."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=0, invariant=True)
    for i, row in enumerate(TEXT.splitlines()):
        canvas.drawString(60, 780 - 16 * i, row)
    canvas.linkURL("https://github.com/mayal", (60, 700, 100, 720))
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _docx() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for row in TEXT.splitlines():
        document.add_paragraph(row)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Mar 2020 - now", "Engineer, Birch"
    document.save(out)
    return out.getvalue()


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = (
        "Maya Lindqvist <maya@example.com>",
        "CV",
        "Wed, 03 May 2023 08:09:10 +0200",
    )
    mail["MIME-Version"] = "1.0"
    mail.set_content("My resume.")
    mail.add_attachment(TEXT.encode(), maintype="application", subtype="octet-stream", filename="cv.txt")
    return bytes(mail)


def _png() -> bytes:
    image, out = Image.new("L", (500, 200), 255), io.BytesIO()
    ImageDraw.Draw(image).text((20, 20), "Maya Lindqvist\nmaya@example.com", fill=0, font_size=24)
    image.save(out, "PNG")
    return out.getvalue()
