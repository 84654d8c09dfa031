"""Word files as designers and offices make them: sections in tables, changes, hidden text, SmartArt; files to refuse clearly."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml

from enrich.errors import Refused
from enrich.model import Found, Profile
from parsers.docx import docx_lines
from parsers.limits import Limits

Parse = Callable[[str, bytes], list[Found | Refused]]
Zip = Callable[[dict[str, str | bytes]], bytes]
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def person(found: list[Found | Refused]) -> Profile:
    [one] = found
    assert isinstance(one, Found), one
    return one.profile


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def texts(data: bytes) -> list[str]:
    return [line.text for line in docx_lines(data, Limits())]


def test_headings_in_the_first_column_of_a_table_head_their_rows(parse: Parse) -> None:
    document = docx.Document()
    document.add_heading("Ann Lee", 0)
    document.add_paragraph("ann.lee@example.com | Leeds, UK")
    table = document.add_table(0, 2)
    for heading, rows in (
        ("Profile", ["Cook for large houses who likes quiet kitchens and full plates."]),
        ("Experience", ["Head Cook, Copper Pan Ltd", "Jan 2019 - Feb 2022", "• Cooked soup for 400 guests"]),
        ("Education", ["BSc, Food Science, University of Leeds, 2009 - 2012"]),
        ("Skills", ["Soup, Bread, Sauces"]),
    ):
        cells = table.add_row().cells
        cells[0].text = heading
        cells[1].text = rows[0]
        for row in rows[1:]:
            cells[1].add_paragraph(row)
    profile = person(parse("a.docx", saved(document)))
    assert [(w.title, w.employer, w.start, w.end) for w in profile.work] == [
        ("Head Cook", "Copper Pan Ltd", "2019-01", "2022-02")
    ]
    assert [e.institution for e in profile.education] == ["University of Leeds"]
    assert [s.name for s in profile.skills if not s.implied] == ["Soup", "Bread", "Sauces"]


def test_what_was_deleted_moved_away_or_hidden_is_not_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Copper Pan Ltd")
    for change in (
        "<w:del {} w:id='1' w:author='x'><w:r><w:delText>Deleted Ltd</w:delText></w:r></w:del>",
        "<w:moveFrom {} w:id='2' w:author='x'><w:r><w:t>Moved Ltd</w:t></w:r></w:moveFrom>",
        "<w:moveTo {} w:id='3' w:author='x'><w:r><w:t>, Leeds</w:t></w:r></w:moveTo>",
        "<w:ins {} w:id='4' w:author='x'><w:r><w:t>, UK</w:t></w:r></w:ins>",
    ):
        paragraph._p.append(parse_xml(change.format(NS)))
    paragraph.add_run(" hidden words").font.hidden = True
    document.add_paragraph().add_run("Hidden line").font.hidden = True
    assert texts(saved(document)) == ["Copper Pan Ltd, Leeds, UK"]


def test_page_numbers_in_headers_and_footers_are_not_read() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ann Lee"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 2"
    document.add_paragraph("Cook")
    assert texts(saved(document)) == ["Ann Lee", "Cook"]


def test_smartart_is_read_where_it_stands(make_zip: Zip) -> None:
    points = "".join(
        f'<dgm:pt modelId="{n}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for n, text in enumerate(("Soup", "", "Bread"))
    )
    body = (
        f'<w:document {NS} xmlns:dgm="{DGM}"><w:body><w:p><w:r><w:t>Skills</w:t></w:r></w:p>'
        '<w:p><w:r><w:drawing><dgm:relIds r:dm="rId5" r:lo="rId6"/></w:drawing></w:r></w:p>'
        "<w:p><w:r><w:t>Languages</w:t></w:r></w:p></w:body></w:document>"
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId5" Target="diagrams/data1.xml"/></Relationships>'
    )
    data = make_zip(
        {
            "word/document.xml": body,
            "word/_rels/document.xml.rels": rels,
            "word/diagrams/data1.xml": f'<dgm:dataModel xmlns:dgm="{DGM}" xmlns:a="{A}"><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>',
        }
    )
    assert texts(data) == ["Skills", "Soup", "Bread", "Languages"]


FOREIGN = {
    "doc": (None, "this is an old Office file", "DOC, XLS or another OLE2 file"),
    "pages": ("Index/Document.iwa", "this kind of file is not read", "a document of Apple Pages"),
    "xlsx": ("xl/workbook.xml", "this kind of file is not read", "a spreadsheet"),
    "pptx": ("ppt/presentation.xml", "this kind of file is not read", "a presentation"),
}


@pytest.mark.parametrize("ending", FOREIGN)
def test_files_of_other_programs_are_refused_with_what_to_do(
    parse: Parse, make_zip: Zip, ending: str
) -> None:
    member, reason, found = FOREIGN[ending]
    data = make_zip({member: "x"}) if member else b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    [refused] = parse(f"cv.{ending}", data)
    assert isinstance(refused, Refused)
    assert refused.reason == reason
    assert refused.found.startswith(found)
    assert "save it as PDF or DOCX" in refused.allowed


def test_a_heading_in_a_list_is_a_title_not_a_bullet(parse: Parse) -> None:
    page = (
        "<!doctype html><html><body><h1>Ann Lee</h1><p>ann.lee@example.com</p><section><h2>Experience</h2><ul>"
        "<li><h3>Head Cook</h3><h4>Copper Pan Ltd</h4><p>Jan 2019 – Feb 2022</p><ul><li>Cooked soup</li></ul></li>"
        "<li><h3>Line Cook</h3><h4>Blue Oven GmbH</h4><p>Mar 2015 – Dec 2018</p></li></ul></section></body></html>"
    )
    profile = person(parse("a.html", page.encode()))
    assert [(w.title, w.employer) for w in profile.work] == [
        ("Head Cook", "Copper Pan Ltd"), ("Line Cook", "Blue Oven GmbH"),
    ]  # fmt: skip
