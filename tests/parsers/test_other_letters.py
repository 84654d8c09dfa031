"""Resumes in Chinese, Japanese, Korean and Russian as people write them."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile
from parsers.bodies import is_sentence
from parsers.dateranges import best_range
from parsers.headhunter import with_headhunter_layout
from parsers.lines import Line, Span
from parsers.naming import without_team
from parsers.resume import Helpers, nobody, read_resume
from parsers.sections import split_sections
from parsers.words import heading_kind

Parse = Callable[[str, bytes], list[Found | Refused]]


def person(found: list[Found | Refused]) -> Profile:
    assert len(found) == 1
    assert isinstance(found[0], Found), found[0]
    return found[0].profile


def read(parse: Parse, text: str) -> Profile:
    return person(parse("cv.txt", text.encode()))


def jobs(profile: Profile) -> list[tuple[str, str, str, str]]:
    return [(w.employer, w.title, w.start, "now" if w.current else w.end) for w in profile.work]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("科研经历", "projects"), ("校内项目", "projects"), ("学生工作经历", "other"), ("荣誉奖励", "awards"), ("論文發表", "publications"),
        ("制作物", "projects"), ("기타 프로젝트", "projects"), ("Послужной список", "work"), ("Олимпиады", "awards"),
    ],
)  # fmt: skip
def test_what_sections_are_called(heading: str, kind: str) -> None:
    found = heading_kind(heading)
    assert found is not None
    assert found[0] == kind


def test_a_heading_tells_how_long_it_all_was(parse: Parse) -> None:
    text = (
        "Алексей Орлин\norlin@example.com\n\nОпыт работы — 7 лет 3 месяца\n\nМарт 2019 — Май 2024\nООО «Берёза»\nИнженер-программист\n\n"
        "Хобби\n\nшахматы\n"
    )
    assert jobs(read(parse, text)) == [("ООО «Берёза»", "Инженер-программист", "2019-03", "2024-05")]


def test_headings_of_chinese_that_look_like_all_the_rest() -> None:
    rows = [
        "李青", "教育背景", "2015.09 - 2019.06  青叶大学  计算机科学  本科", "专业技能", "熟悉 Java", "项目经验",
        "2018.03 - 2018.06  商城", "资格证书", "英语六级",
    ]  # fmt: skip
    lines = [
        Line([Span(text, bold=i == 1, size=10)], 1, (50, 20.0 * i, 200, 20.0 * i + 10), gap_above=0.3)
        for i, text in enumerate(["简历", "加粗", *rows])
    ]
    kinds = [section.kind for section in split_sections(lines)]
    assert kinds[-4:] == ["education", "skills", "projects", "certificates"]


def test_letters_of_another_font_do_not_part_a_name() -> None:
    spans = [
        Span("Orlin", style=1),
        Span("青叶软件", style=2, gap=0.3),
        Span("C++", style=1, gap=4.0),
        Span("工程师", style=2, gap=0.3),
    ]
    assert Line(spans).styled_parts == [("Orlin 青叶软件", False), ("C++ 工程师", False)]
    heavy = [Span("Orlin", style=1, bold=True), Span("工程师", style=2, gap=0.3)]
    assert Line(heavy).styled_parts == [("Orlin", True), ("工程师", False)]


@pytest.mark.by_rules
def test_a_project_under_no_heading_for_work_is_no_job(parse: Parse) -> None:
    text = (
        "李青\nliqing@example.com\n\n教育背景\n\n2015.09 - 2019.06  青叶大学  计算机科学  本科\n\n其他\n\n"
        "2018.03 - 2018.06  校园商城系统  前端开发\n\n2018.07 - 2018.09  北京青叶科技有限公司  测试工程师\n"
    )
    assert jobs(read(parse, text)) == [("北京青叶科技有限公司", "测试工程师", "2018-07", "2018-09")]


def test_jobs_that_their_dates_close(parse: Parse) -> None:
    document = docx.Document()
    document.add_paragraph("Алексей Орлин")
    document.add_paragraph("Опыт работы").style = "Heading 1"
    for title, firm, told, years in (
        ("ПРОГРАММИСТ", "Берёза", "Здесь я писал программы для склада и помогал новым людям.", "2012-2013"),
        ("ВЕБ РАЗРАБОТЧИК", "Клён", "Я делал сайт компании, рисовал его и наполнял каждый день.", "2013"),
        (
            "АРХИТЕКТОР",
            "Ясень",
            "Я искал, как части большой системы лучше всего говорят друг с другом.",
            "2013-2014",
        ),
    ):
        document.add_paragraph().add_run(title).bold = True
        document.add_paragraph().add_run(firm).bold = True
        document.add_paragraph(told)
        document.add_paragraph(years)
    out = io.BytesIO()
    document.save(out)
    assert jobs(person(parse("cv.docx", out.getvalue()))) == [
        ("Берёза", "ПРОГРАММИСТ", "2012", "2013"),
        ("Клён", "ВЕБ РАЗРАБОТЧИК", "2013", "2013"),
        ("Ясень", "АРХИТЕКТОР", "2013", "2014"),
    ]


def row(y: float, *spans: tuple[float, str, float, bool], page: int = 1) -> Line:
    """A line of spans (x, text, size, bold)."""
    made = [
        Span(text, bold, size, style=int(bold), gap=9.0 if i else 0.0, x0=x, x1=x + 5 * len(text))
        for i, (x, text, size, bold) in enumerate(spans)
    ]
    return Line(made, page, (spans[0][0], y, made[-1].x1, y + 10), gap_above=0.3)


WISHES = [
    ("Желаемая должность и зарплата", "Опыт работы — 7 лет", "Образование", "Технологии:"),
    ("Desired position and salary", "Work experience — 7 years", "Education", "Skills:"),
]


@pytest.mark.parametrize(("wish", "career", "education", "caption"), WISHES)
def test_the_export_of_a_job_board(wish: str, career: str, education: str, caption: str) -> None:
    lines = [
        row(40, (147, "Алексей Орлин", 28, True)), row(60, (147, "orlin@example.com", 10, False)), row(90, (57, wish, 12, False)),
        row(110, (57, "Программист", 10, True)), row(300, (57, education, 12, False)), row(320, (57, "Высшее", 12, False)),
        row(338, (57, "2012", 9, False), (147, "Орлинский государственный университет, Самара", 13, True)),
        row(350, (147, "Механико-математический, Прикладная математика.", 10, False)), row(130, (57, career, 12, False)),
        row(150, (57, "Июнь 2019 — настоящее время", 9, False), (57, "5 лет", 9, False), (147, "Берёза и партнёры", 13, True)),
        row(160, (147, "Самара, www.example.com", 10, False)), row(170, (147, "Информационные технологии", 10, False)),
        row(180, (162, "• Интернет-компания", 10, False)), row(190, (147, "Старший программист", 13, False)),
        row(200, (147, caption, 10, False)), row(210, (147, "Java, Kafka", 10, False)),
        row(230, (57, "Май 2017 — Май 2019", 9, False), (147, "Клён", 13, True)), row(240, (57, "2 года", 9, False)),
        row(241, (147, "Тестировщик", 13, False)), row(250, (147, "Проверка программ", 10, False)),
    ]  # fmt: skip
    found = read_resume(
        with_headhunter_layout(lines), Helpers(nobody, nobody, lambda _, first: first)
    ).profile
    assert jobs(found) == [
        ("Берёза и партнёры", "Старший программист", "2019-06", "now"),
        ("Клён", "Тестировщик", "2017-05", "2019-05"),
    ]
    assert found.work[0].location == "Самара"
    assert [(e.institution, e.degree, e.end) for e in found.education] == [
        ("Орлинский государственный университет", "Механико-математический, Прикладная математика", "2012")
    ]


def test_the_foot_of_an_exported_page_is_no_firm_and_courses_on_the_next_page_are_no_jobs() -> None:
    lines = [
        row(40, (147, "Алексей Орлин", 28, True)), row(90, (57, "Желаемая должность и зарплата", 12, False)),
        row(110, (57, "Программист", 10, True)), row(130, (57, "Опыт работы — 7 лет", 12, False)),
        row(150, (57, "Июнь 2019 — Май 2021", 9, False), (147, "Берёза", 13, True)),
        row(160, (147, "Старший программист", 13, False)), row(170, (147, "Проверка программ", 10, False)),
        row(180, (147, "Резюме обновлено 3 мая 2021 в 10:15", 13, True)),
        row(190, (57, "Май 2017 — Май 2019", 9, False), (147, "Клён", 13, True)), row(200, (147, "Тестировщик", 13, False)),
        row(210, (147, "Проверка страниц", 10, False)), row(220, (57, "Повышение квалификации, курсы", 12, False)),
        row(40, (147, "Управление складом", 13, True), page=2), row(50, (147, "Школа Липа, Менеджер склада, 2016", 10, False), page=2),
    ]  # fmt: skip
    found = read_resume(
        with_headhunter_layout(lines), Helpers(nobody, nobody, lambda _, first: first)
    ).profile
    assert jobs(found) == [
        ("Берёза", "Старший программист", "2019-06", "2021-05"),
        ("Клён", "Тестировщик", "2017-05", "2019-05"),
    ]


def test_other_documents_are_no_export_of_a_job_board() -> None:
    lines = [row(40, (57, "Алексей Орлин", 28, True)), row(60, (57, "Опыт работы — 7 лет", 12, True))]
    assert with_headhunter_layout(lines) is lines


@pytest.mark.parametrize(
    ("line", "school", "told"),
    [
        ("2003-2008 – Орлинский государственный университет, информационные системы", "Орлинский государственный университет", "информационные системы"),
        ("2005–2008 Орлинский технический институт, ФПМИ (1 курс)", "Орлинский технический институт", "ФПМИ (1 курс)"),
        ("2005–2008 Орлинский технический институт им. А. Н. Клёнова, Самара", "Орлинский технический институт им. А. Н. Клёнова", ""),
    ],
)  # fmt: skip
def test_what_stands_behind_a_school(parse: Parse, line: str, school: str, told: str) -> None:
    text = f"Алексей Орлин\norlin@example.com\n\nОбразование\n\n{line}\n"
    (study,) = read(parse, text).education
    assert (study.institution, study.degree or study.area) == (school, told)


def test_a_firm_with_its_page_in_brackets(parse: Parse) -> None:
    text = (
        "Алексей Орлин\norlin@example.com\n\nОпыт работы\n\nПериод: сентябрь 2008 – январь 2010\nКомпания: Берёза (https://example.com)\n"
        "Обязанности: писал программы.\n"
    )
    assert jobs(read(parse, text)) == [("Берёза", "", "2008-09", "2010-01")]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("с марта 2015 года по август 2019 года", "2015-03", "2019-08"), ("Март 2015 — по н. вр.", "2015-03", "now"),
        ("2019 – сегодня", "2019", "now"), ("2019. 4 ~ 2020. 3", "2019-04", "2020-03"), ("2019년~2020년", "2019", "2020"),
    ],
)  # fmt: skip
def test_dates_of_russia_and_korea(text: str, start: str, end: str) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, "now" if found.current else found.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Разработка серверной части", True), ("Проводил обучение новых людей", True), ("Писал запросы и отчёты для банка.", True),
        ("Медицинская сестра", False), ("Администрация города Орлин", False), ("Красное и белое", False),
        ("Орлинский национальный исследовательский университет информационных технологий, механики и оптики", False),
    ],
)  # fmt: skip
def test_what_was_done_is_no_name(text: str, told: bool) -> None:
    assert is_sentence(text) is told


@pytest.mark.parametrize(
    "rows",
    [
        "Июнь 2020 – Декабрь 2022 | Орлин | Аналитик\nСтроил модели спроса.\n\nЯнварь 2018 – Май 2020 | Клён | Тестировщик\nПисал отчёты для банка.\n",
        pytest.param(
            "Аналитик в Орлин\nИюнь 2020 – Декабрь 2022\nСтроил модели спроса.\n\nТестировщик в компании Клён\nЯнварь 2018 – Май 2020\nПисал отчёты для банка.\n",
            marks=pytest.mark.by_rules,
        ),
        "Орлин\n\nАналитик\n\nИюнь 2020 – Декабрь 2022 (2 года)\n\nСтроил модели спроса.\n\nКлён\n\nТестировщик\n\nЯнварь 2018 – Май 2020\n\nПисал отчёты.\n",
    ],
)  # fmt: skip
def test_jobs_over_a_line_of_what_was_done(parse: Parse, rows: str) -> None:
    text = f"Алексей Громов\ngromov@example.com\n\nОпыт работы\n\n{rows}"
    assert jobs(read(parse, text)) == [
        ("Орлин", "Аналитик", "2020-06", "2022-12"),
        ("Клён", "Тестировщик", "2018-01", "2020-05"),
    ]


def test_projects_below_a_firm_over_its_dates(parse: Parse) -> None:
    text = (
        "青木 茜\naoki@example.com\n\n職務経歴\n\n■株式会社青葉システム | バックエンドエンジニア\n2019年4月 - 現在\n\n"
        "決済サービスの開発 (2021年1月 - 現在)\n・APIの設計\n在庫サービスの開発 (2019年4月 - 2020年12月)\n・DBの設計\n\n"
        "■株式会社杉 | Webエンジニア\n2015年4月 - 2019年3月\n・PHPでの開発\n"
    )
    assert jobs(read(parse, text)) == [
        ("株式会社青葉システム", "バックエンドエンジニア", "2019-04", "now"),
        ("株式会社杉", "Webエンジニア", "2015-04", "2019-03"),
    ]


def test_a_school_over_its_field_and_years(parse: Parse) -> None:
    text = (
        "Алексей Громов\ngromov@example.com\n\nОбразование\n\nСамарский орлинский институт — Прикладная математика и физика\n"
        "2015 — 2019, бакалавр\n\nКлёнтех — Data Science\n2019 — 2021, магистр\n"
    )
    found = read(parse, text).education
    assert [(e.institution, e.degree, e.area, e.end) for e in found] == [
        ("Самарский орлинский институт", "бакалавр", "Прикладная математика и физика", "2019"),
        ("Клёнтех", "магистр", "Data Science", "2021"),
    ]


def test_a_town_below_a_firm_is_no_job(parse: Parse) -> None:
    text = "Алексей Громов\ngromov@example.com\n\nОпыт работы\n\nИюнь 2019 — Май 2022\nООО «Орлин»\nСамара, www.example.com\n"
    (job,) = read(parse, text).work
    assert (job.employer, job.title, job.location) == ("ООО «Орлин»", "", "Самара")


def test_a_team_without_a_job_stays() -> None:
    assert without_team("플랫폼개발팀 개발자") == "개발자"
    assert without_team("플랫폼 개발운영팀") == "플랫폼 개발운영팀"


def test_a_faculty_over_its_school(parse: Parse) -> None:
    text = (
        "Алексей Громов\ngromov@example.com\n\nОбразование\n\nФИЗИКО-МАТЕМАТИЧЕСКИЙ ФАКУЛЬТЕТ\nОГЛ\n2008-2011\n\n"
        "КАФЕДРА ЛОГИСТИКИ\nОТТ\n2011-2015\n"
    )
    assert [(e.institution, e.end) for e in read(parse, text).education] == [
        ("ОГЛ", "2011"),
        ("ОТТ", "2015"),
    ]


def test_a_comma_behind_a_blank(parse: Parse) -> None:
    text = "Алексей Громов\ngromov@example.com\n\nОбразование\n\n2011 – 2015 Орлинский институт , ФПМИ (1 курс)\n"
    assert [e.institution for e in read(parse, text).education] == ["Орлинский институт"]
