"""Kinds of documents: each is known by its content and read with its tables, boxes, links, headers and dates."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile

Parse = Callable[[str, bytes], list[Found | Refused]]
MakeZip = Callable[[dict[str, str | bytes]], bytes]
Paper = Any
EXPECTED = [("Senior Engineer", "Birch Systems Ltd", "2020-03", ""), ("Engineer", "Cedar Foods Inc", "2016-09", "2020-02")]  # fmt: skip


def read(found: list[Found | Refused]) -> Found:
    [one] = found
    assert isinstance(one, Found), one
    return one


def jobs(profile: Profile) -> list[tuple[str, str, str, str]]:
    return [(w.title, w.employer, w.start, w.end) for w in profile.work]


# --- ODT ---

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)
ODT_BODY = """
<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted Person deleted@example.com</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p text:style-name="Big">Maya Lindqvist</text:p>
<text:p>maya.lindqvist@example.com<text:s text:c="4"/>+46 8 123 456 78 <text:a xlink:href="https://github.com/mayal">code</text:a>
 <draw:frame><draw:text-box><text:h text:outline-level="1">Languages</text:h><text:p>Swedish (native)</text:p></draw:text-box></draw:frame></text:p>
<text:h text:outline-level="1">Work Experience</text:h>
<table:table><table:table-row><table:table-cell><text:p>Mar 2020 - Present</text:p></table:table-cell>
 <table:table-cell><text:p><text:span text:style-name="Strong">Senior Engineer</text:span>, Birch Systems Ltd</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Sep 2016 - Feb 2020</text:p></table:table-cell>
 <table:table-cell><text:p>Engineer, Cedar Foods Inc</text:p></table:table-cell></table:table-row></table:table>
<text:h text:outline-level="1">Skills</text:h>
<text:list><text:list-item><text:p>Go</text:p></text:list-item><text:list-item><text:p>SQL</text:p></text:list-item><text:list-item><text:p>Docker</text:p></text:list-item></text:list>
<text:p text:style-name="Heading_20_1">Education</text:p><text:p>BSc Physics, Uppsala University<text:line-break/>2012 - 2016</text:p>
"""


def odt(make_zip: MakeZip, body: str = ODT_BODY) -> bytes:
    automatic = (
        '<office:automatic-styles><style:style style:name="Big"><style:text-properties fo:font-size="24pt" fo:font-weight="bold"/>'
        '</style:style><style:style style:name="Strong"><style:text-properties fo:font-weight="700"/></style:style></office:automatic-styles>'
    )
    return make_zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {NAMES}>{automatic}<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {NAMES}><office:master-styles><style:master-page><style:header><text:p>Stockholm, Sweden</text:p>"
            "</style:header></style:master-page></office:master-styles></office:document-styles>",
            "meta.xml": f'<office:document-meta {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:date>2022-05-06T07:08:09.123456789</dc:date></office:meta></office:document-meta>',
        }
    )


def test_odt(parse: Parse, make_zip: MakeZip) -> None:
    found = read(parse("cv.doc", odt(make_zip)))
    maya = found.profile
    assert (maya.name, maya.emails, maya.phones) == (
        "Maya Lindqvist",
        ("maya.lindqvist@example.com",),
        ("+46812345678",),
    )
    assert jobs(maya) == EXPECTED
    assert [s.name for s in maya.skills] == ["Go", "SQL", "Docker"]
    assert [k.username for k in maya.links] == ["mayal"]
    assert [(x.name, x.level) for x in maya.languages] == [("Swedish", "native")]
    assert [(e.institution, e.end) for e in maya.education] == [("Uppsala University", "2016")]
    assert maya.location is not None
    assert maya.location.city == "Stockholm"
    assert found.observed_at == 1_651_820_889_000_000


@pytest.mark.parametrize("body", ["<text:p>Ann", "&leak;", "<text:section>" * 3000])
def test_broken_odt_is_refused(parse: Parse, make_zip: MakeZip, body: str) -> None:
    [refused] = parse("cv.odt", odt(make_zip, body))
    assert str(refused).startswith("cv.odt, content.xml: this OpenDocument file is damaged")


# --- RTF ---

RTF = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial Cyr;}{\f2\fnil\fcharset128 Gothic;}}
{\info{\author Not Me}{\creatim\yr2020\mo1\dy2}{\revtim\yr2023\mo5\dy3\hr1\min2}}{\*\generator Writer 7;}
{\header\pard Stockholm, Sweden\par}
\pard\b\fs40 Zo\'eb Lindqvi\u351\'73t\b0\fs20\par
maya.lindqvist@example.com\tab +46 8 123 456 78 {\field{\*\fldinst{HYPERLINK "https://github.com/mayal"}}{\fldrslt code}}\par
{\v hidden@example.com}{\pict\pngblip 89504e470d0a}\par
\pard\outlinelevel0\b Work Experience\b0\par
\trowd\cellx3000\cellx9000\pard\intbl Mar 2020 \endash  Present\cell Senior Engineer, Birch Systems Ltd\cell\row
\trowd\cellx3000\cellx9000\pard\intbl Sep 2016 \endash  Feb 2020\cell Engineer, Cedar Foods Inc\cell\row
\pard{\pntext\f0\'B7\tab}Kept \{braces\} and a back\\slash\par
\pard\outlinelevel0 Languages\par
\pard {\f1 \'d0\'f3\'f1\'f1\'ea\'e8\'e9} (native)\par
{\f2 \'93\'fa\'96\'7b\'8c\'ea} (basic)\par
\pard\outlinelevel0 Skills\par\pard Go, SQL, \u-10179?\u-8704? smiles\par}"""


def test_rtf(parse: Parse) -> None:
    found = read(parse("cv.txt", RTF.encode()))
    maya = found.profile
    assert (maya.name, maya.emails, maya.phones) == (
        "Zoë Lindqvişt",
        ("maya.lindqvist@example.com",),
        ("+46812345678",),
    )
    assert jobs(maya) == EXPECTED
    assert [k.url for k in maya.links] == ["https://github.com/mayal"]
    assert maya.work[1].highlights == ("Kept {braces} and a back\\slash",)
    assert [x.name for x in maya.languages] == ["Русский", "日本語"]
    assert "😀 smiles" in [s.name for s in maya.skills]
    assert found.observed_at == 1_683_072_000_000_000


def test_rtf_groups_without_end(parse: Parse) -> None:
    [refused] = parse("cv.rtf", b"{\\rtf1" + b"{" * 100_000)
    assert str(refused).startswith("cv.rtf: this file is nested too deeply")
    assert read(
        parse("cv.rtf", b"{\\rtf1 Maya Lindqvist\\par maya@example.com}}}}{\\bin99999999 x")
    ).profile.emails == ("maya@example.com",)


# --- e-mail ---

RESUME = "Maya Lindqvist\nmaya.lindqvist@example.com\n\nWORK\nSenior Engineer, Birch Systems Ltd, Mar 2020 - Present\nEngineer, Cedar Foods Inc, Sep 2016 - Feb 2020\n"


def message(sender: str, text: str = "Dear all,\nplease find my resume attached.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "jobs@example.org", "Application"
    mail["Date"], mail["Message-ID"] = "Wed, 03 May 2023 08:09:10 +0200", "<1@example.com>"
    mail.set_content(text)
    return mail


def attach(mail: EmailMessage, content: bytes, name: str) -> EmailMessage:
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def test_a_resume_attached_to_a_message(parse: Parse, make_zip: MakeZip) -> None:
    mail = attach(message("Maya Lindqvist <maya@private.example.com>"), RESUME.encode(), "bewerbung.pdf")
    found = read(parse("mail.eml", bytes(mail)))
    assert jobs(found.profile) == EXPECTED
    assert found.profile.emails == ("maya.lindqvist@example.com", "maya@private.example.com")
    assert (found.key, found.observed_at) == ("mail.eml", 1_683_094_150_000_000)
    assert "sent_by_the_person" in found.warnings


def test_an_agent_who_sends_a_resume_is_not_its_person(parse: Parse) -> None:
    mail = attach(message("Best Staff <agent@staff.example.com>"), RESUME.encode(), "cv.txt")
    found = read(parse("mail.eml", bytes(mail)))
    assert found.profile.emails == ("maya.lindqvist@example.com",)
    assert found.warnings == ()


def test_several_resumes_in_one_message_are_several_records(parse: Parse, make_zip: MakeZip) -> None:
    other = RESUME.replace("Maya Lindqvist", "Otto Berg").replace("maya.lindqvist", "otto").encode()
    mail = attach(attach(message("agent@example.org"), RESUME.encode(), "a.txt"), other, "b.txt")
    attach(mail, b"\x89PNG\r\n\x1a\n" + bytes(99), "photo.png")
    one, two, refused = parse("mail.eml", b"From x@y Mon May 1 2023\n" + bytes(mail))
    assert isinstance(one, Found)
    assert isinstance(two, Found)
    assert (one.profile.name, two.profile.name) == ("Maya Lindqvist", "Otto Berg")
    assert len({one.key, two.key}) == 2
    assert "this picture is damaged" in str(refused)


def test_a_forwarded_message_and_a_resume_as_text(parse: Parse) -> None:
    inner = attach(message("Maya Lindqvist <maya@private.example.com>"), RESUME.encode(), "cv.txt")
    outer = message("boss@example.org", "see below")
    outer.add_attachment(inner)
    assert read(parse("fwd.eml", bytes(outer))).profile.emails[1] == "maya@private.example.com"
    assert jobs(read(parse("plain.eml", bytes(message("maya@example.com", RESUME)))).profile) == EXPECTED


def test_a_message_without_a_resume_is_refused(parse: Parse) -> None:
    [refused] = parse("mail.eml", bytes(message("Ann Lee <ann@example.com>", "Hello,\nlunch at 12?\nAnn\n")))
    assert str(refused).startswith("mail.eml: this message holds no resume")
    mail = attach(message("ann@example.com", ""), b"\x89PNG\r\n\x1a\n" + bytes(99), "scan.bin")
    [refused] = parse("mail.eml", bytes(mail))
    assert str(refused).startswith("mail.eml, attachment: this picture is damaged")
    for _ in range(6):
        outer = message("a@example.org", "")
        outer.add_attachment(mail)
        mail = outer
    [refused] = parse("mail.eml", bytes(mail))
    assert "this message is nested too deeply" in str(refused)


# --- LinkedIn "Save to PDF" ---


def linkedin_pdf(paper: Paper) -> bytes:
    """Sizes of type as LinkedIn sets them; the address of the page runs over two lines."""
    side = (
        "Contact",
        "kari@example.com",
        "www.linkedin.com/in/kari-moe-",
        "12345 (LinkedIn)",
        "Top Skills",
        "Figma",
        "Sketch",
        "CSS",
    )
    for i, row in enumerate(side):
        paper.put(22, 60 + 15 * i, row, 13 if row in ("Contact", "Top Skills") else 10.5)
    rows: list[tuple[str, float]] = [
        ("Kari Moe", 26), ("Lead Designer at Fjord AS", 12), ("Oslo, Norway", 12), ("Summary", 15.75),
        ("I design tools for people who work at sea, draw,", 10.5), ("code and listen.", 10.5), ("Experience", 15.75), ("Fjord AS", 12),
        ("5 years 3 months", 10.5), ("Lead Designer", 11.5), ("March 2021 - Present (3 years)", 10.5), ("Oslo, Norway", 10.5),
        ("Led a team of four people.", 10.5), ("Designer", 11.5), ("February 2019 - March 2021 (2 years)", 10.5), ("Vik AS", 12),
        ("Intern", 11.5), ("2018 - 2019 (1 year)", 10.5), ("- Drew icons", 10.5), ("Education", 15.75), ("Oslo School of Design", 12),
        ("Master of Arts - MA, Interaction Design · (2013 - 2018)", 10.5),
    ]  # fmt: skip
    y = 60.0
    for text, size in rows:
        y += size * 1.5
        paper.put(223, y, text, size)
    return bytes(paper.pdf())


def test_linkedin_pdf_as_it_is_made_today(parse: Parse, paper: Paper) -> None:
    kari = read(parse("Profile.pdf", linkedin_pdf(paper))).profile
    assert (kari.name, kari.summary) == (
        "Kari Moe",
        "I design tools for people who work at sea, draw, code and listen.",
    )
    assert jobs(kari) == [
        ("Lead Designer", "Fjord AS", "2021-03", ""), ("Designer", "Fjord AS", "2019-02", "2021-03"), ("Intern", "Vik AS", "2018", "2019"),
    ]  # fmt: skip
    assert kari.work[0].current
    assert (kari.work[0].location, kari.work[0].summary) == ("Oslo, Norway", "Led a team of four people.")
    assert kari.work[2].highlights == ("Drew icons",)
    assert [(e.institution, e.area, e.start, e.end) for e in kari.education] == [
        ("Oslo School of Design", "Interaction Design", "2013", "2018")
    ]
    assert [k.username for k in kari.links] == ["kari-moe-12345"]
    assert [s.name for s in kari.skills] == ["Figma", "Sketch", "CSS"]


def test_linkedin_pdf_as_it_was_made_before(parse: Parse, paper: Paper) -> None:
    rows: list[tuple[str, float, bool]] = [
        ("Kari Moe", 20, True), ("Lead Designer at Fjord AS", 11, False), ("kari@example.com", 10, False), ("Experience", 14, True),
        ("Lead Designer at Fjord AS", 10, True), ("March 2021 - Present (3 years 2 months)", 10, False), ("Led a team of four.", 10, False),
        ("Intern at Vik AS", 10, True), ("June 2018 - January 2019 (8 months)", 10, False), ("Education", 14, True),
        ("Oslo School of Design", 10, True), ("Master of Arts (MA), Interaction Design, 2013 - 2018", 10, False),
    ]  # fmt: skip
    for i, (text, size, bold) in enumerate(rows):
        paper.put(56, 60 + 22 * i, text, size, bold)
    kari = read(parse("Profile.pdf", paper.pdf())).profile
    assert jobs(kari) == [
        ("Lead Designer", "Fjord AS", "2021-03", ""),
        ("Intern", "Vik AS", "2018-06", "2019-01"),
    ]
    assert [(e.institution, e.end) for e in kari.education] == [("Oslo School of Design", "2018")]


# --- DOCX ---

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
STYLES = f"""<w:styles {W}><w:style w:styleId="Normal"><w:name w:val="Normal"/><w:rPr><w:sz w:val="20"/></w:rPr></w:style>
<w:style w:styleId="Base"><w:name w:val="Base"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:sz w:val="48"/></w:rPr></w:style>
<w:style w:styleId="Name"><w:name w:val="Name"/><w:basedOn w:val="Base"/></w:style>
<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="berschrift1"/></w:style></w:styles>"""
BODY = """<w:p><w:pPr><w:pStyle w:val="Name"/></w:pPr><w:r><w:t>Maya Lindqvist</w:t></w:r></w:p>
<w:p><w:r><w:t>Operations Review, Stockholm Office</w:t></w:r></w:p>
<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://github.com/mayal" </w:instrText></w:r><w:r><w:t>code</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Work Experience</w:t></w:r></w:p>
<w:p><w:r><w:t>Senior Engineer, Birch Systems Ltd, Mar 2020 - Present</w:t></w:r></w:p>
<w:p><w:r><w:t>Engineer, Cedar Foods Inc, Sep 2016 - Feb 2020</w:t></w:r></w:p>"""
HEADER = '<w:p><w:hyperlink r:id="rId1"><w:r><w:t>mail me</w:t></w:r></w:hyperlink></w:p>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="mailto:maya.lindqvist@example.com" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize("strict", [False, True])
def test_docx_with_styles_links_in_headers_and_strict_names(
    parse: Parse, make_zip: MakeZip, strict: bool
) -> None:
    parts = {
        "word/document2.xml": f"<w:document {W}><w:body>{BODY}</w:body></w:document>", "word/styles.xml": STYLES,
        "word/header1.xml": f"<w:hdr {W}>{HEADER}</w:hdr>", "word/_rels/header1.xml.rels": RELATIONS,
    }  # fmt: skip
    if strict:
        names = (
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        relations = (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        parts = {name: part.replace(*names).replace(*relations) for name, part in parts.items()}
    maya = read(parse("cv.docx", make_zip({**parts}))).profile
    assert (maya.name, maya.emails) == ("Maya Lindqvist", ("maya.lindqvist@example.com",))
    assert [k.username for k in maya.links] == ["mayal"]
    assert jobs(maya) == EXPECTED


# --- Markdown ---

MARKDOWN = """---
title: CV of someone
author: Not Me
---

# Maya Lindqvist

[mail](mailto:maya.lindqvist@example.com) · [code](https://github.com/mayal)<br>Stockholm, Sweden

## Experience

### Senior Engineer — **Birch Systems Ltd** *(Mar 2020 – Present)*

* Led a team

| Role | Company | Dates |
|------|:-------:|------:|
| Engineer | Cedar Foods Inc | Sep 2016 – Feb 2020 |

## Skills

`Go`, `SQL`, `Docker`
<!-- a note to myself -->
"""


def test_markdown_with_front_matter_tables_and_code(parse: Parse) -> None:
    maya = read(parse("cv.md", MARKDOWN.encode())).profile
    assert (maya.name, maya.emails) == ("Maya Lindqvist", ("maya.lindqvist@example.com",))
    assert [k.username for k in maya.links] == ["mayal"]
    assert jobs(maya) == EXPECTED
    assert maya.work[0].highlights == ("Led a team",)
    assert [s.name for s in maya.skills] == ["Go", "SQL", "Docker"]
    assert "Role" not in str(maya)


def test_a_frame_around_contacts_is_no_front_matter(parse: Parse) -> None:
    framed = (
        "---\nName: Maya Lindqvist\nE-mail: maya@example.com\n---\n" + MARKDOWN.partition("## Experience")[2]
    )
    maya = read(parse("cv.txt", framed.encode())).profile
    assert (maya.name, maya.emails) == ("Maya Lindqvist", ("maya@example.com",))


MARKDOWN_WITH_TAGS = """<img style="float:right;width:80px" src="me.jpg" alt="Мария Зорина"/>

<span style="float:right">
  maria.zorina@example.com<br>
  <a href="https://github.com/mzorina-example">GitHub</a> &nbsp;|&nbsp; a < b
</span>

# Мария Зорина

##Профиль (Summary)##

Пишу программы <b>с 2015 года</b>.

## Опыт работы & практика

### Липа Софт

Старший разработчик, апрель 2019 — настоящее время

* Вела группу
"""


def test_markdown_that_begins_with_tags_is_no_page(parse: Parse) -> None:
    maria = read(parse("readme.md", MARKDOWN_WITH_TAGS.encode())).profile
    assert (maria.name, maria.emails) == ("Мария Зорина", ("maria.zorina@example.com",))
    assert [link.username for link in maria.links] == ["mzorina-example"]
    assert [(w.employer, w.title, w.start, w.current) for w in maria.work] == [
        ("Липа Софт", "Старший разработчик", "2019-04", True)
    ]
    assert maria.summary == "Пишу программы с 2015 года."


HTML_TABLE = b"""<html><body><h1>Ann Lee</h1><p>ann.lee@example.com</p><h2>Work experience</h2>
<table><thead><tr><th>Company</th><th>Position</th><th>From</th><th>To</th></tr></thead>
<tr><td><p>Orlin Foods Ltd</p></td><td>Head Cook</td><td>Jan 2019</td><td></td></tr>
<tr><td>Blue Pan GmbH</td><td></td><td>2015</td><td>2018</td></tr>
<tr><td>Harbour Hotel</td><td>Cook<br>(pastry)</td><td>2012</td><td>2015</td></tr></table></body></html>"""


def test_an_empty_cell_of_an_html_table_keeps_its_place(parse: Parse) -> None:
    [found] = parse("table.html", HTML_TABLE)
    assert isinstance(found, Found)
    assert [(w.employer, w.title, w.start, w.end) for w in found.profile.work] == [
        ("Orlin Foods Ltd", "Head Cook", "2019-01", ""),
        ("Blue Pan GmbH", "", "2015", "2018"),
        ("Harbour Hotel", "Cook (pastry)", "2012", "2015"),
    ]
