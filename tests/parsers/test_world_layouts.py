"""Pages as they are made in other countries: accents drawn as marks, forms with columns for years and months."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from enrich.errors import Refused
from enrich.model import Found, Profile
from parsers.dateranges import best_range

Parse = Callable[[str, bytes], list[Found | Refused]]


def person(found: list[Found | Refused]) -> Profile:
    assert len(found) == 1
    assert isinstance(found[0], Found), found[0]
    return found[0].profile


class Sheet:
    """A page that is drawn line by line."""

    def __init__(self, font: str = "Helvetica") -> None:
        self._out = BytesIO()
        self._canvas = Canvas(self._out, pagesize=A4, invariant=True)
        self._font = font

    def put(self, x: float, y: float, text: str, size: float = 10) -> None:
        self._canvas.setFont(self._font, size)
        self._canvas.drawString(x, A4[1] - y, text)

    def put_as_tex_does(self, x: float, y: float, text: str, size: float = 10) -> None:
        """ "e´" stands for an e with the mark drawn over it, before the letter."""
        self._canvas.setFont(self._font, size)
        for i, char in enumerate(text):
            if char == "´":
                continue
            if text[i + 1 : i + 2] == "´":
                self._canvas.drawString(x, A4[1] - y, "´")
            self._canvas.drawString(x, A4[1] - y, char)
            x += stringWidth(char, self._font, size)

    def turned(self, x: float, y: float, text: str, size: float = 12) -> None:
        """Text that runs upwards and ends at y."""
        self._canvas.saveState()
        self._canvas.translate(x, A4[1] - y - stringWidth(text, self._font, size))
        self._canvas.rotate(90)
        self._canvas.setFont(self._font, size)
        self._canvas.drawString(0, 0, text)
        self._canvas.restoreState()

    def pdf(self) -> bytes:
        self._canvas.save()
        return self._out.getvalue()


def test_accents_drawn_as_marks_go_back_to_their_letters(parse: Parse) -> None:
    sheet = Sheet()
    sheet.put_as_tex_does(60, 60, "Rene´e Lefe´vre", 20)
    sheet.put(60, 80, "renee.lefevre@example.com")
    sheet.put_as_tex_does(60, 120, "Expe´rience professionnelle", 14)
    sheet.put_as_tex_does(60, 140, "Inge´nieure de´veloppement, Bouleau SARL")
    sheet.put(60, 154, "03/2019 - 06/2021")
    sheet.put(60, 190, "Formation", 14)
    sheet.put_as_tex_does(60, 210, "Master, Universite´ de Lyon")
    sheet.put(60, 224, "2012 - 2014")
    renee = person(parse("cv.pdf", sheet.pdf()))
    assert renee.name == "Renée Lefévre"
    assert [(w.title, w.employer, w.start) for w in renee.work] == [
        ("Ingénieure développement", "Bouleau SARL", "2019-03")
    ]
    assert [e.institution for e in renee.education] == ["Université de Lyon"]


@pytest.fixture(scope="module")
def mincho() -> str:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    return "HeiseiMin-W3"


def test_a_form_with_columns_for_years_and_months(parse: Parse, mincho: str) -> None:
    sheet = Sheet(mincho)
    sheet.put(60, 50, "履歴書", 16)
    for y, label, value in (
        (80, "氏名", "青木 茜"),
        (100, "現住所", "東京都港区"),
        (120, "電話", "03-1234-5678"),
    ):
        sheet.put(40, y, label)
        sheet.put(150, y, value)
    rows = [
        ("", "", "学歴"), ("2008", "4", "青葉大学 文学部 入学"), ("2012", "3", "青葉大学 文学部 卒業"), ("", "", "職歴"),
        ("2012", "4", "株式会社Birch Systems 入社"), ("2016", "10", "一身上の都合により退職"), ("2017", "1", "杉商事株式会社 入社"),
        ("", "", "現在に至る"),
    ]  # fmt: skip
    for n, (year, month, what) in enumerate(rows):
        for x, text in ((56, year), (105, month), (150, what)):
            sheet.put(x, 200 + 24 * n, text)
    akane = person(parse("rirekisho.pdf", sheet.pdf()))
    assert [(w.employer, w.start, w.end, w.current) for w in akane.work] == [
        ("株式会社Birch Systems", "2012-04", "2016-10", False),
        ("杉商事株式会社", "2017-01", "", True),
    ]
    assert [(e.institution, e.start, e.end) for e in akane.education] == [("青葉大学", "2008-04", "2012-03")]


def test_europass_with_labels_at_the_left(parse: Parse) -> None:
    sheet = Sheet()
    sheet.put(89, 72, "INFORMAZIONI PERSONALI", 9)
    sheet.put(215, 72, "Maya Lindqvist", 14)
    sheet.put(215, 90, "maya@example.com")
    sheet.put(60, 130, "ESPERIENZA PROFESSIONALE", 11)
    for y, when, title, firm in (
        (150, "07/2016 - oggi", "tecnico", "EHS Birch, S.r.l."),
        (200, "09/2012 - 01/2016", "commessa", "Cedro S.p.A."),
    ):
        sheet.put(168 - stringWidth(when, "Helvetica", 10), y, when)
        sheet.put(172, y, title)
        sheet.put(172, y + 13, firm)
        sheet.put(172, y + 26, "- installazione e assistenza")
    maya = person(parse("cv.pdf", sheet.pdf()))
    assert maya.name == "Maya Lindqvist"
    assert [(w.title, w.employer, w.start) for w in maya.work] == [
        ("tecnico", "EHS Birch, S.r.l.", "2016-07"), ("commessa", "Cedro S.p.A.", "2012-09"),
    ]  # fmt: skip


def test_projects_within_the_time_at_a_firm_are_no_positions(parse: Parse) -> None:
    text = (
        "氏名：青木 茜\nakane@example.com\n\n■職務経歴\n2018年05月～2020年03月 杉商事株式会社\n事業内容：卸売\n"
        "倉庫管理システムの開発 2018年07月～2019年02月\n・設計\n・試験\n2020年04月～現在 柏電子株式会社\n・設計\n"
    )
    akane = person(parse("cv.txt", text.encode()))
    assert [(w.employer, w.start) for w in akane.work] == [
        ("杉商事株式会社", "2018-05"),
        ("柏電子株式会社", "2020-04"),
    ]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2017. 03. ~ 2025. 08.", "2017-03", "2025-08"), ("2024. 12. 30 – 2025. 07. 01", "2024-12-30", "2025-07-01"),
        ("2016. 09. – 2020. 06.", "2016-09", "2020-06"), ("říjen 2018 – březen 2020", "2018-10", "2020-03"),
        ("tammikuussa 2018 - elokuu 2019", "2018-01", "2019-08"), ("Σεπτέμβριος 2018 – Μάρτιος 2020", "2018-09", "2020-03"),
        ("Agustus 2018 sampai Desember 2020", "2018-08", "2020-12"),
    ],
)  # fmt: skip
def test_spans_of_time_as_other_languages_write_them(text: str, start: str, end: str) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, found.end) == (start, end)


def test_numbered_headings_and_projects_at_firms(parse: Parse) -> None:
    text = (
        "Григорий Сосновский\ngrigori@example.com\n\n1 Проекты\n2018 - 2020 ООО Берёза — Frontend разработчик\nПисал код.\n"
        "2015 - 2018 ООО Кедр — Full Stack разработчик\nПисал код.\n\n2 Образование\n2006 - 2010 Томский университет\n"
    )
    read = person(parse("cv.txt", text.encode()))
    assert [(w.employer, w.start) for w in read.work] == [("ООО Берёза", "2018"), ("ООО Кедр", "2015")]
    assert [e.institution for e in read.education] == ["Томский университет"]


def test_a_form_lists_certificates_beside_jobs(parse: Parse, mincho: str) -> None:
    sheet = Sheet(mincho)
    sheet.put(60, 50, "履歴書", 16)
    sheet.put(40, 80, "氏 名")
    sheet.put(150, 80, "青木 茜", 14)
    rows = [
        ("年", "月", "学歴・職歴"), ("", "", "職歴"), ("2012", "4", "株式会社Birch Systems 入社"), ("2016", "10", "株式会社Birch Systems 退社"),
        ("年", "月", "免許・資格（受賞歴も可）"), ("2018", "1", "簿記検定試験 取得"), ("2019", "2", "普通自動車第一種運転免許 取得"),
    ]  # fmt: skip
    for n, (year, month, what) in enumerate(rows):
        for x, text in ((56, year), (105, month), (150, what)):
            sheet.put(x, 200 + 24 * n, text)
    akane = person(parse("rirekisho.pdf", sheet.pdf()))
    assert akane.name == "青木 茜"
    assert [(w.employer, w.end) for w in akane.work] == [("株式会社Birch Systems", "2016-10")]


def test_a_page_that_only_dates_its_left_column_is_read(parse: Parse) -> None:
    """A date in the left column below one that went to a row of its own."""
    sheet = Sheet()
    sheet.put(60, 60, "Maya Lindqvist", 20)
    rows = (
        (100, "2019", "Engineer, Birch Ltd"),
        (140, "2017", ""),
        (151, "2016", ""),
        (162, "", "Cook, Cedar Ltd"),
    )
    for y, note, text in rows:
        sheet.put(40, y, note)
        sheet.put(160, y, text)
    assert person(parse("cv.pdf", sheet.pdf())).name == "Maya Lindqvist"


def test_a_table_of_contents_is_no_career(parse: Parse) -> None:
    text = (
        "Maya Lindqvist\nmaya@example.com\n\n1 Education . . . . . . . . . . 2\n2 Teaching experience . . . . . . . . 2\n"
        "2.1 Academic year 2018/2019 . . . . . . . 3\n\n1 Education\n\n2010 - 2014 MSc Physics, University of Leeds\n\n"
        "2 Teaching experience\n\n2.1 Academic year 2018/2019\n- Algebra\n"
    )
    maya = person(parse("cv.txt", text.encode()))
    assert maya.work == ()
    assert [e.institution for e in maya.education] == ["University of Leeds"]


def test_labels_name_no_employer(parse: Parse) -> None:
    text = (
        "氏名：青木 茜\nakane@example.com\n\n■職務経歴\n2018年04月〜現在 杉商事株式会社\n・卸売\n"
        "2020年04月〜現在 職位 ／ サポートエンジニア\n・問い合わせ対応\n"
    )
    akane = person(parse("cv.txt", text.encode()))
    assert "職位" not in {w.employer for w in akane.work}
    assert any(w.title == "サポートエンジニア" for w in akane.work)


def read(parse: Parse, text: str) -> Profile:
    return person(parse("cv.txt", text.encode()))


@pytest.mark.parametrize(
    ("line", "city", "address", "code"),
    [
        ("Calle Mayor 12, 28013 Madrid", "Madrid", "Calle Mayor 12", "28013"),
        ("12 rue de la Paix, 75002 Paris", "Paris", "12 rue de la Paix", "75002"),
        ("Via Roma 1, 80142 Napoli (NA)", "Naples", "Via Roma 1", "80142"),
        ("ul. Długa 5/3, 00-238 Warszawa", "Warsaw", "ul. Długa 5/3", "00-238"),
        ("Mariahilfer Straße 88/12, 1070 Wien", "Vienna", "Mariahilfer Straße 88/12", "1070"),
        ("Rua das Flores 120, 4050-262 Porto", "Porto", "Rua das Flores 120", "4050-262"),
        ("Storgatan 14, 411 38 Göteborg", "Gothenburg", "Storgatan 14", "411 38"),
        ("Kerkstraat 25, 3581 RB Utrecht", "Utrecht", "Kerkstraat 25", "3581 RB"),
        ("м. Львів, вул. Городоцька, 120", "Lviv", "", ""),
    ],
)
def test_addresses_in_one_line(parse: Parse, line: str, city: str, address: str, code: str) -> None:
    place = read(parse, f"Maya Lindqvist\n{line} · maya@example.com\n").location
    assert place is not None
    assert (place.city, place.address if address else "", place.postal_code) == (city, address, code)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("geboren am 14.03.1984 in Ulm", "1984-03-14"), ("Geburtsdatum: 5. Mai 1988", "1988-05-05"), ("Née le 17 avril 1987 – Permis B", "1987-04-17"),
        ("Lugar y fecha de nacimiento: Sevilla, 21 de junio de 1978", "1978-06-21"), ("Nata a Bergamo il 30/09/1989", "1989-09-30"),
        ("data urodzenia: 12.04.1991 r.", "1991-04-12"), ("Дата рождения: 25 марта 1988 г.", "1988-03-25"), ("生年月日：1990年11月3日", "1990-11-03"),
        ("생년월일: 1991년 2월 14일", "1991-02-14"), ("Geboren: 23.08.1979, verheiratet", "1979-08-23"), ("出生年月：1993年5月", "1993-05"),
    ],
)  # fmt: skip
def test_birth_dates_to_the_day(parse: Parse, line: str, day: str) -> None:
    maya = read(parse, f"Lebenslauf\n\nMaya Lindqvist\nmaya@example.com\n{line}\n")
    assert maya.birth_date == day
    assert maya.phones == ()


def test_spans_of_time_and_postal_codes_are_no_phones(parse: Parse) -> None:
    text = "Maya Lindqvist\nSão Paulo/SP – CEP 01304-001\nmaya@example.com\n09/1994 – 06/2003 Gymnasium\n"
    assert read(parse, text).phones == ()


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Español: nativo. Inglés: C1. Francés: B1.", [("Español", "nativo"), ("Inglés", "C1"), ("Francés", "B1")]),
        ("Deutsch\tMuttersprache\nFranzösisch\tgut (B2)", [("Deutsch", "Muttersprache"), ("Französisch", "gut (B2)")]),
        ("Inglés, nivel medio", [("Inglés", "nivel medio")]),
    ],
)  # fmt: skip
def test_languages_told_in_sentences_and_cells(
    parse: Parse, text: str, levels: list[tuple[str, str]]
) -> None:
    maya = read(parse, f"Maya Lindqvist\nmaya@example.com\n\nLanguages\n{text}\n")
    assert [(x.name, x.level) for x in maya.languages] == levels


def test_names_in_other_scripts_keep_their_case(parse: Parse) -> None:
    assert read(parse, "Соколова Марина\nm@example.com\n").name == "Соколова Марина"


def test_a_job_and_a_firm_in_one_dated_line(parse: Parse) -> None:
    text = (
        "Maya Lindqvist\nmaya@example.com\n\nBerufserfahrung\n\n"
        "seit 04/2015\tLeiter Einkauf, Schwabentechnik GmbH & Co. KG, Stuttgart\n\tFührung von 8 Mitarbeitern\n"
        "10/2008 – 03/2015\tMechaniker, Erle Retail, Bern\nService und Unterhalt\n"
    )
    assert [(w.title, w.employer, w.location, w.summary) for w in read(parse, text).work] == [
        ("Leiter Einkauf", "Schwabentechnik GmbH & Co. KG", "Stuttgart", "Führung von 8 Mitarbeitern"),
        ("Mechaniker", "Erle Retail", "Bern", "Service und Unterhalt"),
    ]


@pytest.mark.parametrize(
    ("header", "title", "firm", "town"),
    [
        ("Responsable de marketing — Grupo Alborada S.L. (Madrid)", "Responsable de marketing", "Grupo Alborada S.L.", "Madrid"),
        ("Comptable, Cabinet Delaunay SARL (Paris)", "Comptable", "Cabinet Delaunay SARL", "Paris"),
        ("Profesor de matemáticas en el IES Triana (Sevilla)", "Profesor de matemáticas", "IES Triana", "Sevilla"),
        ("Pomocnik mechanika w firmie Wulkan Sp. j. (Tarnów)", "Pomocnik mechanika", "Wulkan Sp. j.", "Tarnów"),
    ],
)  # fmt: skip
def test_a_town_in_brackets_is_where_the_firm_sits(
    parse: Parse, header: str, title: str, firm: str, town: str
) -> None:
    text = f"Maya Lindqvist\nmaya@example.com\n\nExperience\n\n03/2018 – 05/2021 : {header}\n- Campañas\n"
    assert [(w.title, w.employer, w.location) for w in read(parse, text).work] == [(title, firm, town)]


def test_dates_above_labelled_lines(parse: Parse) -> None:
    text = (
        "Maya Lindqvist\nmaya@example.com\n\nExperiencia laboral\n\nEnero 2015 a la fecha\nEmpresa: Electro Litoral S.R.L.\n"
        "Puesto: Electricista\nTareas: tableros\n\nMarzo 2008 a Diciembre 2014\nEmpresa: Metalúrgica Cedro S.A.\nPuesto: Ayudante\n"
    )
    assert [(w.title, w.employer, w.start, w.end) for w in read(parse, text).work] == [
        ("Electricista", "Electro Litoral S.R.L.", "2015-01", ""),
        ("Ayudante", "Metalúrgica Cedro S.A.", "2008-03", "2014-12"),
    ]


@pytest.mark.parametrize(
    ("line", "school", "area", "degree", "score"),
    [
        ("Studium Wirtschaftsingenieurwesen, Universität Stuttgart, Abschluss: Diplom (Note 1,9)", "Universität Stuttgart",
         "Wirtschaftsingenieurwesen", "Diplom", "1,9"),
        pytest.param("Licenciado en Matemáticas, Universidad de Sevilla. Nota media: 7,8", "Universidad de Sevilla", "Matemáticas", "Licenciado", "7,8", marks=pytest.mark.by_rules),
        ("Diploma di ragioneria, ITC Vittorio Emanuele II, votazione 88/100", "ITC Vittorio Emanuele II", "", "Diploma di ragioneria", "88/100"),
        ("Szkoła Główna Handlowa, kierunek: Finanse i Rachunkowość, magister", "Szkoła Główna Handlowa", "Finanse i Rachunkowość", "magister", ""),
        ("인하대학교 기계공학과 졸업 (학점 3.7/4.5)", "인하대학교", "기계공학과", "", "3.7/4.5"),
        ("BTS Comptabilité, Lycée Ampère (mention bien)", "Lycée Ampère", "Comptabilité", "BTS", "mention bien"),
    ],
)  # fmt: skip
def test_studies_with_labels_and_grades(
    parse: Parse, line: str, school: str, area: str, degree: str, score: str
) -> None:
    text = f"Maya Lindqvist\nmaya@example.com\n\nEducation\n\n10/2003 – 09/2008\t{line}\n"
    (study,) = read(parse, text).education
    assert (study.institution, study.area, study.degree, study.score) == (school, area, degree, score)


def test_grades_below_and_single_years_between_spans(parse: Parse) -> None:
    text = (
        "Maya Lindqvist\nmaya@example.com\n\nFormación\n\n1996 - 2002: Licenciatura en Historia, Universidad de Sevilla\n"
        "Promedio: 9.2\n2003: Certificado de Aptitud, Universidad de Cádiz\n"
    )
    assert [(e.institution, e.start, e.end, e.score) for e in read(parse, text).education] == [
        ("Universidad de Sevilla", "1996", "2002", "9.2"),
        ("Universidad de Cádiz", "", "2003", ""),
    ]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Idiomas\nEspañol: lengua materna / Inglés: B2", [("Español", "lengua materna"), ("Inglés", "B2")]),
        ("Lingue\nInglese: C1 - Francese: B2", [("Inglese", "C1"), ("Francese", "B2")]),
        ("Sprachen\nEnglisch   fließend in Wort und Schrift\nSpanisch   Grundkenntnisse",
         [("Englisch", "fließend in Wort und Schrift"), ("Spanisch", "Grundkenntnisse")]),
        ("Formación\n2002 – 2005 Bachillerato, Liceo Carvajal\n\nIdiomas: Español nativo, Inglés avanzado",
         [("Español", "nativo"), ("Inglés", "avanzado")]),
    ],
)  # fmt: skip
def test_each_language_has_its_own_level(parse: Parse, text: str, levels: list[tuple[str, str]]) -> None:
    maya = read(parse, f"Maya Lindqvist\nmaya@example.com\n\n{text}\n")
    assert [(x.name, x.level) for x in maya.languages] == levels
    assert not any("Idiomas" in e.area for e in maya.education)


@pytest.mark.parametrize(
    ("line", "school", "area", "degree", "end"),
    [
        ("2012 Новосибирский государственный педагогический университет", "Новосибирский государственный педагогический университет",
         "", "", "2012"),
        ("Lisans: Ege Üniversitesi (2004-2009)", "Ege Üniversitesi", "", "Lisans", "2009"),
        ("seit 10/2021 Universität Gießen, B.Sc. Biologie (aktueller Schnitt: 2,0)", "Universität Gießen", "Biologie", "B.Sc.", ""),
    ],
)  # fmt: skip
def test_schools_in_one_line(parse: Parse, line: str, school: str, area: str, degree: str, end: str) -> None:
    (study,) = read(parse, f"Maya Lindqvist\nmaya@example.com\n\nEducation\n{line}\n").education
    assert (study.institution, study.area, study.degree, study.end) == (school, area, degree, end)


def test_a_legal_form_stays_with_its_firm(parse: Parse) -> None:
    text = (
        "João Ferreira\nTelefone: +351 21 123 45 67 / 961 234 567\njoao@example.pt\n\nExperiência profissional\n"
        "De 2008 a 2013: Técnico administrativo no Grupo Atlântida, S.A.\n- Faturação\n"
    )
    joao = read(parse, text)
    assert [(w.title, w.employer) for w in joao.work] == [("Técnico administrativo", "Grupo Atlântida, S.A.")]
    assert joao.phones == ("+351211234567", "+351961234567")


@pytest.mark.parametrize(
    ("line", "city"),
    [
        ("現住所　〒530-0001 大阪府大阪市北区梅田1-1-1", "Osaka"), ("住所：〒150-0001 東京都渋谷区神宮前1-2-3", "Tokyo"),
        ("女 | 广东省深圳市 | 13712345678", "Shenzhen"), ("Carrera 15 # 93-47, Bogotá D.C., Colombia", "Bogotá"),
        ("Av. Insurgentes Sur 1500, Col. Del Valle, C.P. 03100, Ciudad de México", "Mexico City"),
    ],
)  # fmt: skip
def test_addresses_of_asia_and_latin_america(parse: Parse, line: str, city: str) -> None:
    place = read(parse, f"Maya Lindqvist\nmaya@example.com\n{line}\n").location
    assert place is not None
    assert place.city == city


def test_present_behind_a_dash() -> None:
    found = best_range("Marzo 2016 – a la fecha")
    assert found is not None
    assert (found.start, found.current) == ("2016-03", True)


def test_headers_that_are_parted_by_stops(parse: Parse) -> None:
    page = (
        "<html><body><h1>Javier Molina</h1><p>javier@example.es</p><h3>Experiencia profesional</h3>"
        "<div>09/2017 - 08/2020. <b>Abogado laboralista</b>. Bufete Serrat Abogados, Barcelona.</div><div>Asesoramiento a empresas.</div>"
        "<h3>Formación</h3><div>2007 - 2012. Grado en Derecho. Universidad de Salamanca.</div></body></html>"
    )
    javier = person(parse("cv.html", page.encode()))
    assert [(w.title, w.employer) for w in javier.work] == [("Abogado laboralista", "Bufete Serrat Abogados")]
    assert [(e.institution, e.area, e.degree) for e in javier.education] == [
        ("Universidad de Salamanca", "Derecho", "Grado")
    ]
