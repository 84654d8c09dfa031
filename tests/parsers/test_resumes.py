"""Resumes: layouts, kinds of files, languages; what was read, where, and how sure that is."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from enrich.errors import Refused
from enrich.model import Found, Profile
from enrich.ports import Document
from parsers.dateranges import best_range
from parsers.reader import Reader
from parsers.report import to_json_lines
from parsers.resume_document import to_json_resume
from parsers.words import heading_kind, languages_data

Parse = Callable[[str, bytes], list[Found | Refused]]
Make = Callable[[str, bytes], Document]
Paper = Any


def person(found: list[Found | Refused]) -> Profile:
    [one] = found
    assert isinstance(one, Found), one
    return one.profile


def jobs(profile: Profile) -> list[tuple[str, str, str, str]]:
    return [(w.title, w.employer, w.start, "now" if w.current else w.end) for w in profile.work]


EXPECTED = [
    ("Senior Engineer", "Birch Systems Ltd", "2020-03", "now"),
    ("Engineer", "Cedar Foods Inc", "2016-09", "2020-02"),
]
BULLETS = (
    "Led a team of eight people",
    "Cut the costs of hosting by half",
    "Moved the ledger to a new store",
)


# --- PDF layouts ---


def one_column(paper: Paper) -> bytes:
    """Dates at the right margin; no words tell their column from a sidebar."""
    paper.put(60, 60, "Maya Lindqvist", 22, bold=True)
    paper.put(60, 80, "maya.lindqvist@example.com | +46 8 123 456 78 | Stockholm, Sweden")
    y = 120
    paper.put(60, y, "EXPERIENCE", 12, bold=True)
    for title, firm, dates in (
        ("Senior Engineer", "Birch Systems Ltd", "Mar 2020 - Present"),
        ("Engineer", "Cedar Foods Inc", "09/2016 - 02/2020"),
    ):
        paper.put(60, y + 20, title, bold=True)
        paper.put_right(540, y + 20, dates)
        paper.put(60, y + 34, firm)
        for i, bullet in enumerate(BULLETS):
            paper.put(72, y + 48 + 13 * i, f"• {bullet}")
        y += 95
    paper.put(60, y + 20, "SKILLS", 12, bold=True)
    paper.put(60, y + 36, "Go, PostgreSQL, CI/CD (Jenkins, GitLab)")
    return paper.pdf()


def two_columns(paper: Paper) -> bytes:
    """A sidebar drawn first; its lines are level with those of the main column."""
    rows = [
        "Contact",
        "maya.lindqvist@example.com",
        "+46 8 123 456 78",
        "Stockholm, Sweden",
        "Skills",
        "Go",
        "PostgreSQL",
        "Docker",
    ]
    rows += ["Languages", "Swedish (native)", "English (fluent)"]
    for i, row in enumerate(rows):
        head = row in ("Contact", "Skills", "Languages")
        paper.put(40, 110 + 15 * i, row, 12 if head else 9, bold=head)
    paper.put(40, 60, "Maya Lindqvist", 24, bold=True)
    main: list[tuple[str, bool, float]] = [("Experience", True, 12)]
    for title, firm, dates in (
        ("Senior Engineer", "Birch Systems Ltd", "Mar 2020 - Present"),
        ("Engineer", "Cedar Foods Inc", "Sep 2016 - Feb 2020"),
    ):
        main += [
            (title, True, 10),
            (f"{firm} | {dates}", False, 10),
            *((f"• {b}", False, 10) for b in BULLETS),
        ]
    main += [
        ("Education", True, 12),
        ("BSc Physics, Uppsala University", False, 10),
        ("2012 - 2016", False, 10),
    ]
    for i, (text, bold, size) in enumerate(main):
        paper.put(220, 110 + 15 * i, text, size, bold)
    return paper.pdf()


def test_dates_at_the_right_margin_stay_with_their_line(parse: Parse, paper: Paper) -> None:
    maya = person(parse("cv.pdf", one_column(paper)))
    assert (maya.name, maya.emails, maya.phones) == (
        "Maya Lindqvist",
        ("maya.lindqvist@example.com",),
        ("+46812345678",),
    )
    assert jobs(maya) == EXPECTED
    assert maya.work[0].highlights == BULLETS
    assert [s.name for s in maya.skills] == ["Go", "PostgreSQL", "CI/CD (Jenkins, GitLab)"]
    assert maya.location is not None
    assert maya.location.text == "Stockholm, Sweden"


def test_a_sidebar_is_read_by_itself(parse: Parse, paper: Paper) -> None:
    maya = person(parse("cv.pdf", two_columns(paper)))
    assert maya.name == "Maya Lindqvist"
    assert jobs(maya) == EXPECTED
    assert [s.name for s in maya.skills] == ["Go", "PostgreSQL", "Docker"]
    assert [(x.name, x.level) for x in maya.languages] == [("Swedish", "native"), ("English", "fluent")]
    assert [(e.institution, e.degree, e.area, e.end) for e in maya.education] == [
        ("Uppsala University", "BSc", "Physics", "2016")
    ]


def test_links_come_from_annotations(parse: Parse, paper: Paper) -> None:
    paper.put(60, 60, "Maya Lindqvist", 22, bold=True)
    paper.put(60, 80, "Mail   Profile   Stockholm, Sweden")
    paper.canvas.linkURL("mailto:maya.lindqvist@example.com", (60, 755, 80, 770))
    paper.canvas.linkURL("https://www.linkedin.com/in/maya-lindqvist/", (90, 755, 120, 770))
    maya = person(parse("cv.pdf", paper.pdf()))
    assert maya.emails == ("maya.lindqvist@example.com",)
    assert [(k.network, k.username) for k in maya.links] == [("linkedin", "maya-lindqvist")]


def test_evidence_says_page_and_box(reader: Reader, document: Make, paper: Paper) -> None:
    inspection = reader.inspect(document("cv.pdf", one_column(paper)))
    [reading] = inspection.readings
    places = {e.path: e for e in reading.evidence}
    name, employer = places["name"], places["work[1].employer"]
    assert name.page == employer.page == 1
    assert name.box is not None
    assert employer.box is not None
    assert name.box[0] == pytest.approx(60, abs=2)
    assert name.box[1] < 60 < name.box[3] + 2
    assert employer.box[1] < 120 + 95 + 34 < employer.box[3] + 2
    assert all(0 < sure <= 1 for sure in reading.confidence.values())
    assert {"name", "emails", "work", "skills"} <= set(reading.confidence)


def test_json_lines_for_the_command_line(reader: Reader, document: Make, paper: Paper) -> None:
    [line] = to_json_lines(reader.inspect(document("cv.pdf", one_column(paper))))
    said = json.loads(line)
    assert set(said) == {"file", "ok", "profile", "confidence", "evidence", "warnings", "seconds"}
    assert (said["file"], said["ok"], said["profile"]["basics"]["name"]) == ("cv.pdf", True, "Maya Lindqvist")
    assert said["profile"]["work"][0]["startDate"] == "2020-03"
    assert said["profile"]["meta"]["onefold"]["phones"] == ["+46812345678"]
    [line] = to_json_lines(reader.inspect(document("cv.pdf", b"")))
    refused = json.loads(line)
    assert (refused["ok"], refused["error"]["kind"]) == (False, "empty")
    assert refused["error"]["message"].startswith("this file is empty")


# --- layouts of entries ---

HEAD = "Maya Lindqvist\nmaya.lindqvist@example.com\n\nSKILLS\nGo, SQL, Docker\n\nWORK EXPERIENCE\n\n"
LAYOUTS = {
    "title at employer, dates behind": "Senior Engineer at Birch Systems Ltd, Mar 2020 - Present\n- {0}\n\nEngineer at Cedar Foods Inc, Sep 2016 - Feb 2020\n- {1}\n",
    "employer - title | dates": "Birch Systems Ltd - Senior Engineer | Mar 2020 - Present\n- {0}\n\nCedar Foods Inc - Engineer | Sep 2016 - Feb 2020\n- {1}\n",
    "dates first": "Mar 2020 - Present\tSenior Engineer, Birch Systems Ltd\n- {0}\n\nSep 2016 - Feb 2020\tEngineer, Cedar Foods Inc\n- {1}\n",
    "dates below": "Birch Systems Ltd\nSenior Engineer\nMar 2020 - Present\n- {0}\n\nCedar Foods Inc\nEngineer\nSep 2016 - Feb 2020\n- {1}\n",
    "ISO dates": "Birch Systems Ltd   2020-03-01 —\nSenior Engineer\n- {0}\n\nCedar Foods Inc   2016-09-01 — 2020-02-01\nEngineer\n- {1}\n",
    "prose below": "Senior Engineer, Birch Systems Ltd (03/2020 to date)\nResponsible for {0} and much more besides it.\n\nEngineer, Cedar Foods Inc (09/2016 to 02/2020)\nResponsible for {1} and much more besides it.\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_entries(parse: Parse, layout: str) -> None:
    text = HEAD + LAYOUTS[layout].format(*BULLETS)
    read = [(t, e, s[:7], end[:7]) for t, e, s, end in jobs(person(parse("cv.txt", text.encode())))]
    assert read == EXPECTED


def test_several_titles_at_one_employer(parse: Parse) -> None:
    text = HEAD + (
        "Birch Systems Ltd\nSenior Engineer\tMar 2020 - Present\n- Led a team\n\nEngineer\tSep 2016 - Feb 2020\n- Wrote code\n\n"
        "Trainee\tJan 2016 - Aug 2016\n- Learned it\n"
    )
    assert [(t, e) for t, e, *_ in jobs(person(parse("cv.txt", text.encode())))] == [
        ("Senior Engineer", "Birch Systems Ltd"),
        ("Engineer", "Birch Systems Ltd"),
        ("Trainee", "Birch Systems Ltd"),
    ]


def test_markdown(parse: Parse) -> None:
    text = (
        "# Maya Lindqvist\n\n[maya@example.com](mailto:maya@example.com) · [GitHub](https://github.com/mayal)\n\n## Experience\n\n"
        "### **Engineer**, Birch Systems Ltd\n*2019 – 2021*\n\n- Built it\n\n## Skills\n\n- **Languages:** Go, Rust\n- Docker\n"
    )
    maya = person(parse("README", text.encode()))
    assert (maya.name, maya.emails) == ("Maya Lindqvist", ("maya@example.com",))
    assert jobs(maya) == [("Engineer", "Birch Systems Ltd", "2019", "2021")]
    assert [s.name for s in maya.skills] == ["Go", "Rust", "Docker"]
    assert [k.username for k in maya.links] == ["mayal"]


# --- Word and HTML ---


def word_file() -> bytes:
    """Contacts in the page header, jobs in a table, a certificate in a text box."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "maya.lindqvist@example.com\t+46 8 123 456 78"
    made.add_heading("Maya Lindqvist", 0)
    made.add_heading("Experience", 1)
    table = made.add_table(rows=0, cols=2)
    for left, right in (
        ("Senior Engineer, Birch Systems Ltd", "Mar 2020 - Present"),
        ("Engineer, Cedar Foods Inc", "Sep 2016 - Feb 2020"),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, right
    made.add_heading("Skills", 1)
    for skill in ("Go", "SQL", "Docker"):
        made.add_paragraph(skill, style="List Bullet")
    box = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape>'
        "<v:textbox><w:txbxContent><w:p><w:r><w:t>Certificates:</w:t></w:r></w:p><w:p><w:r><w:t>First Aid, Red Cross</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    made.add_paragraph()._p.append(parse_xml(box))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_word_with_header_table_and_text_box(parse: Parse) -> None:
    maya = person(parse("cv.docx", word_file()))
    assert (maya.name, maya.emails, maya.phones) == (
        "Maya Lindqvist",
        ("maya.lindqvist@example.com",),
        ("+46812345678",),
    )
    assert jobs(maya) == EXPECTED
    assert [s.name for s in maya.skills] == ["Go", "SQL", "Docker"]
    assert [(c.name, c.issuer) for c in maya.certificates] == [("First Aid", "Red Cross")]


def test_html_resume(parse: Parse) -> None:
    page = (
        "<!doctype html><html><head><title>x</title><style>p{}</style></head><body><script>var a='Not Me'</script><h1>Maya Lindqvist</h1>"
        '<p>Engineer</p><p><a href="mailto:maya@example.com">write</a> &middot; Stockholm, Sweden</p><h2>Work</h2>'
        "<h3>Senior Engineer, Birch Systems Ltd</h3><p><em>Mar 2020 &ndash; Present</em></p><ul><li>Led a team</li></ul>"
        "<h3>Engineer, Cedar Foods Inc</h3><p><em>Sep 2016 &ndash; Feb 2020</em></p><ul><li>Wrote code</li></ul>"
        "<h2>Skills</h2><ul><li>Go</li><li>SQL</li><li>Docker</li></ul><p style='display: none'>Secret words</p></body></html>"
    )
    maya = person(parse("cv.htm", page.encode()))
    assert (maya.name, maya.headline, maya.emails) == ("Maya Lindqvist", "Engineer", ("maya@example.com",))
    assert jobs(maya) == EXPECTED
    assert [s.name for s in maya.skills] == ["Go", "SQL", "Docker"]
    assert "Secret" not in str(maya)
    assert "Not Me" not in str(maya)


# --- languages ---

# heading of work, of education, of skills; a title; a span of dates and what it means; a school; a degree
LANGUAGES = {
    "de": ("Berufserfahrung", "Ausbildung", "Kenntnisse", "Softwareentwicklerin", "seit März 2019", "2019-03", "Universität Bremen", "Diplom"),
    "fr": ("Expérience professionnelle", "Formation", "Compétences", "Développeuse", "mars 2019 – aujourd'hui", "2019-03", "Université de Lyon", "Master"),
    "es": ("Experiencia laboral", "Formación académica", "Habilidades", "Desarrolladora", "marzo de 2019 - actualidad", "2019-03", "Universidad de Sevilla", "Licenciatura"),
    "pt": ("Experiência profissional", "Formação acadêmica", "Habilidades", "Desenvolvedora", "março de 2019 até hoje", "2019-03", "Universidade de Lisboa", "Mestrado"),
    "it": ("Esperienze lavorative", "Istruzione e formazione", "Competenze", "Sviluppatrice", "marzo 2019 - oggi", "2019-03", "Università di Bologna", "Laurea"),
    "nl": ("Werkervaring", "Opleidingen", "Vaardigheden", "Ontwikkelaar", "maart 2019 - heden", "2019-03", "Universiteit Utrecht", "Master"),
    "pl": ("Doświadczenie zawodowe", "Wykształcenie", "Umiejętności", "Programistka", "marzec 2019 – obecnie", "2019-03", "Uniwersytet Jagielloński", "Magister"),
    "sv": ("Arbetslivserfarenhet", "Utbildning", "Kompetenser", "Systemutvecklare", "mars 2019 – nuvarande", "2019-03", "Lunds universitet", "Civilingenjör"),
    "tr": ("İş Deneyimi", "Eğitim", "Yetenekler", "Yazılım Mühendisi", "Mart 2019 - Halen", "2019-03", "Ankara Üniversitesi", "Lisans"),
    "ru": ("Опыт работы", "Образование", "Навыки", "Разработчик", "март 2019 – по настоящее время", "2019-03", "Томский университет", "Магистр"),
    "uk": ("Досвід роботи", "Освіта", "Навички", "Розробниця", "березень 2019 – дотепер", "2019-03", "Львівський університет", "Магістр"),
    "zh": ("工作经历", "教育背景", "专业技能", "软件工程师", "2019年3月 - 至今", "2019-03", "清河大学", "硕士"),
    "ja": ("職歴", "学歴", "スキル", "ソフトウェアエンジニア", "2019年3月 〜 現在", "2019-03", "青葉大学", "修士"),
    "cs": ("Pracovní zkušenosti", "Vzdělání", "Dovednosti", "Vývojářka", "březen 2019 – současnost", "2019-03", "Masarykova univerzita", "Magistr"),
    "da": ("Erhvervserfaring", "Uddannelse", "Kompetencer", "Softwareudvikler", "marts 2019 - nu", "2019-03", "Aarhus Universitet", "Kandidat"),
    "no": ("Arbeidserfaring", "Utdanning", "Ferdigheter", "Systemutvikler", "mars 2019 - nå", "2019-03", "Universitetet i Bergen", "Mastergrad"),
    "fi": ("Työkokemus", "Koulutus", "Taidot", "Ohjelmistokehittäjä", "maaliskuu 2019 – nykyinen", "2019-03", "Turun yliopisto", "Maisteri"),
    "el": ("Επαγγελματική εμπειρία", "Εκπαίδευση", "Δεξιότητες", "Προγραμματίστρια", "Μάρτιος 2019 – σήμερα", "2019-03", "Πανεπιστήμιο Πατρών", "Πτυχίο"),
    "hu": ("Szakmai tapasztalat", "Tanulmányok", "Készségek", "Szoftverfejlesztő", "2019. 03. – jelenleg", "2019-03", "Szegedi Egyetem", "Mesterképzés"),
    "ro": ("Experiență profesională", "Educație și formare", "Competențe", "Programatoare", "martie 2019 - prezent", "2019-03", "Universitatea din Cluj", "Licență"),
    "ko": ("경력사항", "학력사항", "보유기술", "소프트웨어 개발자", "2019. 03 ~ 현재", "2019-03", "청산대학교", "석사"),
    "vi": ("Kinh nghiệm làm việc", "Học vấn", "Kỹ năng", "Lập trình viên", "03/2019 - Hiện tại", "2019-03", "Đại học Cần Thơ", "Cử nhân"),
    "id": ("Pengalaman Kerja", "Pendidikan", "Keahlian", "Pengembang Perangkat Lunak", "Maret 2019 - Sekarang", "2019-03", "Universitas Airlangga", "Sarjana"),
    "en": ("Employment history", "Education", "Technical skills", "Software developer", "March 2019 to date", "2019-03", "University of Leeds", "Bachelor of Science"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_work_and_education_in_many_languages(parse: Parse, language: str) -> None:
    work, education, skills, title, dates, start, school, degree = LANGUAGES[language]
    text = (
        f"Maya Lindqvist\nmaya.lindqvist@example.com\n\n{work}\n\n{title} | Birch Systems Ltd\n{dates}\n- Go\n\n"
        f"{education}\n\n{degree}\n{school}\n2010 - 2014\n\n{skills}\n\nGo, SQL, Docker\n"
    )
    maya = person(parse("cv.txt", text.encode()))
    assert maya.name == "Maya Lindqvist"
    assert jobs(maya) == [(title, "Birch Systems Ltd", start, "now")]
    assert [(e.institution, e.degree, e.end) for e in maya.education] == [(school, degree, "2014")]
    assert [s.name for s in maya.skills] == ["Go", "SQL", "Docker"]


def test_every_language_has_the_same_parts() -> None:
    english = languages_data()["en"]
    for code, data in languages_data().items():
        assert set(data) == set(english), code
        assert set(data["headings"]) == set(english["headings"]), code
        assert len(data["months"]) in (0, 12), code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Relevant Work Experience:", "work"), ("EDUCATION & TRAINING", "education"), ("Technical Skills", "skills"), ("Sprachkenntnisse", "languages"),
        ("Certifications and Awards", "certificates"), ("Selected Publications", "publications"), ("Engineer at Acme", None), ("Python", None), ("", None),
    ],
)  # fmt: skip
def test_headings(text: str, expected: str | None) -> None:
    found = heading_kind(text)
    assert (found[0] if found else None) == expected


@pytest.mark.parametrize(
    ("text", "start", "end", "current"),
    [
        ("Jun – Aug 2019", "2019-06", "2019-08", False), ("2012-14", "2012", "2014", False), ("Since June 2018", "2018-06", "", True),
        ("01.04.2016 - 31.12.2018", "2016-04-01", "2018-12-31", False), ("Mar '18 - Apr '19", "2018-03", "2019-04", False),
        ("2019.04 ~ 2021.03", "2019-04", "2021-03", False), ("2016 –", "2016", "", False), ("Summer 2018", "2018", "", False),
        ("10/2018 to now", "2018-10", "", True), ("31.02.2020 - 2021", "2020-02", "2021", False),
    ],
)  # fmt: skip
def test_spans_of_time(text: str, start: str, end: str, current: bool) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, found.end, found.current) == (start, end, current)


@pytest.mark.parametrize("text", ["+1 201-556-9479", "Room 12, Floor 3", "2021 - 2019", "version 3.2019.1x"])
def test_no_span_of_time(text: str) -> None:
    found = best_range(text)
    assert found is None or found.lone


# --- names, models, warnings ---


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("CURRICULUM VITAE\n\nMAYA LINDQVIST\nEngineer", "MAYA LINDQVIST"),
        ("Dr. Maya Lindqvist, PhD, MBA\nStockholm, Sweden", "Maya Lindqvist"),
        ("Software Engineer\nMaya van der Berg\nmaya.vanderberg@example.com", "Maya van der Berg"),
        ("Name: Maya Lindqvist\nTel: +46 8 123 456 78", "Maya Lindqvist"),
        ("姓名：林美雅\n手机：138 0000 0000", "林美雅"),
    ],
)
def test_names(parse: Parse, head: str, name: str) -> None:
    text = head + "\n\nSKILLS\nGo, SQL, Docker\n\nEXPERIENCE\nEngineer at Birch Systems Ltd, 2019 - 2021\n"
    assert person(parse("cv.txt", text.encode())).name == name


DOUBTFUL = (
    "Notes from the fair in May\n\nwe talked with Wilhelmina Huxtable about the Lagos office\n\nreach: office@example.com\n\nExperience\nAcme Corp\n"
    "Built data pipelines in Python and SQL with Tableau for the finance team\n"
)


def test_in_doubt_the_language_models_are_asked(parse: Parse) -> None:
    found = person(parse("notes.txt", DOUBTFUL.encode()))
    assert found.name == "Wilhelmina Huxtable"
    implied = {s.name.lower() for s in found.skills if s.implied}
    assert {"python", "sql"} <= implied
    assert "python" not in str(to_json_resume(found).get("skills", "")).lower()
    assert "Python" in to_json_resume(found)["meta"]["onefold"]["impliedSkills"]


def test_the_same_file_gives_the_same_record(reader: Reader, document: Make, paper: Paper) -> None:
    one = document("cv.pdf", two_columns(paper))
    assert list(reader.parse(one)) == list(reader.parse(one))
    with Reader(workers=1) as other:
        assert list(other.parse(one)) == list(reader.parse(one))
        assert other.version == reader.version


def test_warnings_are_short_notes(parse: Parse) -> None:
    [found] = parse(
        "cv.txt",
        b"Maya Lindqvist\n\nSKILLS\nGo, SQL, Docker\n\nEXPERIENCE\nEngineer, Birch Systems Ltd\n- Built it\n",
    )
    assert isinstance(found, Found)
    assert set(found.warnings) == {"no_contact", "undated_work"}
