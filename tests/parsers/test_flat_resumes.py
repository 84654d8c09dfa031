"""Resumes as people paste and fill them in: line breaks lost, forms with labels, agencies, breaks, dates without a dash."""

from __future__ import annotations

import pytest

from enrich.model import Profile
from parsers.dateranges import date_ranges
from parsers.flat import unescaped, unflattened
from parsers.lines import whole_text
from parsers.resume import NO_HELPERS, Helpers, nobody, read_resume
from parsers.text import text_lines

PASTED = """Gregor Pennyworth Warehouse Supervisor 2214 Elm Street, Joliet, IL 60435 312-555-0135 gregor.pennyworth@example.com SUMMARY
Reliable supervisor with fifteen years in distribution. Leads crews of up to thirty people. WORK EXPERIENCE Warehouse Supervisor
Midland Distribution Co. - Joliet, IL May 2014 to Present Supervise 30 associates on two shifts. Reduced errors by a fifth. Shift Lead
Corwin Paper Company - Aurora, IL August 2010 to April 2014 Led a crew of eight. EDUCATION Associate Degree, Joliet River College 2007
SKILLS Inventory control, Forklift, Microsoft Excel ADDITIONAL INFORMATION Willing to work weekends."""


RULES = Helpers(nobody, nobody, lambda sections, first: first)


def read(text: str, helpers: Helpers = NO_HELPERS) -> Profile:
    return read_resume(text_lines(text), helpers).profile


def jobs(text: str, helpers: Helpers = NO_HELPERS) -> list[tuple[str, str, str, str]]:
    return [(w.title, w.employer, w.start, w.end) for w in read(text, helpers).work]


def test_a_resume_without_line_breaks_is_read_by_its_headings_and_dates() -> None:
    profile = read(" ".join(PASTED.split()))
    assert profile.name == "Gregor Pennyworth"
    assert profile.phones == ("+13125550135",)
    assert [(w.title, w.employer, w.start, w.end) for w in profile.work] == [
        ("Warehouse Supervisor", "Midland Distribution Co.", "2014-05", ""),
        ("Shift Lead", "Corwin Paper Company", "2010-08", "2014-04"),
    ]
    assert [e.institution for e in profile.education] == ["Joliet River College"]
    assert [s.name for s in profile.skills if not s.implied] == [
        "Inventory control",
        "Forklift",
        "Microsoft Excel",
    ]


def test_lines_wrapped_at_the_page_are_no_lines_of_the_resume() -> None:
    profile = read(PASTED)
    assert len(profile.work) == 2
    assert profile.work[1].employer == "Corwin Paper Company"


def test_every_break_stands_where_a_space_stood() -> None:
    lines = text_lines(" ".join(PASTED.split()))
    before = whole_text(lines)
    after = whole_text(unflattened(lines))
    assert after.count("\n") > 10
    assert after.replace("\n", " ") == before


def test_two_spaces_are_lines_where_the_text_has_many_of_them() -> None:
    text = (
        "Ida Voss  ida.voss@example.com  Objective  To find work in a bakery near the sea  Experience  Baker  Salt & Rye  2015 - 2019  "
        "Kneaded, baked and sold bread and cakes from four in the morning on  Apprentice  Miller's Mill  2012 - 2015  Education  "
        "Harbour Trade School  2012  Skills  Sourdough, Pastry  Interests  Sailing along the coast whenever there is wind enough for it"
    )
    assert jobs(text) == [
        ("Baker", "Salt & Rye", "2015", "2019"),
        ("Apprentice", "Miller's Mill", "2012", "2015"),
    ]


def test_a_resume_with_lines_stays_as_it_is() -> None:
    lines = text_lines(
        "Ada Quill\nada@example.com\n\nExperience\n\nEditor\nPaper Moon Press\n2015 - 2019\n" * 4
    )
    assert unflattened(lines) is lines


def test_bytes_written_out_are_characters_again() -> None:
    assert unescaped(r"R\xc3\xa9sum\xc3\xa9 \xe2\x80\xa2 \xef\x82\x95 x") == "Résumé • • x"


@pytest.mark.parametrize(
    ("text", "start", "end", "current"),
    [
        ("Mar 2002 May 2008 Chef", "2002-03", "2008-05", False),
        ("Tampa, FL 20082010", "2008", "2010", False),
        ("2010Present", "2010", "", True),
        ("12/1/2009 - 11/1/2014", "2009-12-01", "2014-11-01", False),
    ],
)
def test_spans_whose_dash_was_lost(text: str, start: str, end: str, current: bool) -> None:
    found = date_ranges(text)[0]
    assert (found.start, found.end, found.current, found.lone) == (start, end, current, False)


@pytest.mark.parametrize("text", ["20190601", "2010 2008", "1960 2020"])
def test_dates_side_by_side_that_are_no_span(text: str) -> None:
    assert all(one.lone for one in date_ranges(text))


def test_who_pays_is_the_employer_not_the_client() -> None:
    text = "Nils Ek\n\nEXPERIENCE\n\nInfotrend (Client: Meridian Bank), Edison, NJ   Feb 2020 - Till Date\nRole: Senior Java Developer\nResponsibilities:\n- Designed services"
    assert jobs(text) == [("Senior Java Developer", "Infotrend", "2020-02", "")]


def test_salary_and_hours_name_no_job() -> None:
    text = "Nils Ek\n\nWORK EXPERIENCE\n\nFederal Roads Bureau\n10/2016 - Present\nSalary: $98,422 Per Year\nHours per week: 40\nProgram Analyst\n- Analyzed grants"
    assert jobs(text) == [("Program Analyst", "Federal Roads Bureau", "2016-10", "")]


def test_a_career_break_is_no_position() -> None:
    text = "Nils Ek\n\nWORK EXPERIENCE\n\nMarketing Manager @ Carrig Tours   Jan '19 - Present\nCareer break (parental leave)   Jul '17 - Dec '18\nSales Assistant @ Dunmore Dairy   Mar '14 - Jun '17"
    assert [w[0] for w in jobs(text)] == ["Marketing Manager", "Sales Assistant"]


def test_the_first_row_of_a_table_names_its_columns() -> None:
    text = (
        "Asha Rane\n\nEDUCATION\n\nDegree\tUniversity / Board\tYear\tPercentage\nB.E. (Computer)\tPune University\t2014\t68%\nHSC\tModern College\t2010\t79%\n\n"
        "WORK EXPERIENCE\n\nCompany\tDesignation\tFrom\tTo\nSahyadri Infotech\tTeam Lead\tApril 2018\tTill date\nBluepeak Systems\tDeveloper\tJuly 2014\tMarch 2018"
    )
    profile = read(text)
    assert [(e.institution, e.degree, e.end) for e in profile.education] == [
        ("Pune University", "B.E.", "2014"),
        ("Modern College", "HSC", "2010"),
    ]
    assert jobs(text) == [
        ("Team Lead", "Sahyadri Infotech", "2018-04", ""),
        ("Developer", "Bluepeak Systems", "2014-07", "2018-03"),
    ]


def test_a_name_in_the_cell_beside_its_label() -> None:
    assert read("个人简历\n\n姓名\t陈思远\t性别\t男\n邮箱\tsiyuan@example.cn").name == "陈思远"


def test_a_postal_code_beside_a_number_is_no_part_of_it() -> None:
    assert read("Jo Field\nTulsa, OK 74135 · 918-555-0177 · jo@example.com").phones == ("+19185550177",)


def test_an_orcid_number_is_a_link() -> None:
    assert (
        read("Jo Field\nORCID: 0000-0002-1825-0097").links[0].url == "https://orcid.org/0000-0002-1825-0097"
    )


def test_titles_with_times_of_their_own_under_a_firm_with_the_whole_time() -> None:
    text = (
        "Nils Ek\n\nEXPERIENCE\n\nCastle Holdings   2009 - 2017\nGroup Finance Director (2013 - 2017)\n- Closed three shared service centres\n"
        "Finance Director, Europe (2009 - 2013)\n- Built the Warsaw hub\n\nBramley Foods Ltd   2003 - 2009\nFinancial Controller\n- Counted"
    )
    assert jobs(text) == [
        ("Group Finance Director", "Castle Holdings", "2013", "2017"),
        ("Finance Director, Europe", "Castle Holdings", "2009", "2013"),
        ("Financial Controller", "Bramley Foods Ltd", "2003", "2009"),
    ]


def test_a_firm_in_brackets_behind_the_job() -> None:
    text = "Nils Ek\n\nEXPERIENCE\n\nSoftware Engineer (Acme Labs)   2016 - now\n- Wrote things\nData Analyst (University of Pine)   2012 - 2016\n- Read things"
    assert [(w[0], w[1]) for w in jobs(text)] == [
        ("Software Engineer", "Acme Labs"),
        ("Data Analyst", "University of Pine"),
    ]


def test_a_japanese_form_tells_who_was_joined_and_left_when() -> None:
    rows = "学歴\n2012\t4\t関東中央大学 経済学部 入学\n2016\t3\t関東中央大学 経済学部 卒業\n職歴\n2016\t4\t株式会社みどり商事 入社\n2020\t3\t株式会社みどり商事 退社\n2020\t4\t東和システム株式会社 入社"
    profile = read(f"履歴書\n氏名\t佐藤 美咲\n\n{rows}")
    assert profile.name == "佐藤 美咲"
    assert [(w.employer, w.start, w.end, w.current) for w in profile.work] == [
        ("株式会社みどり商事", "2016-04", "2020-03", False),
        ("東和システム株式会社", "2020-04", "", True),
    ]
    assert [(e.institution, e.start, e.end) for e in profile.education] == [
        ("関東中央大学", "2012-04", "2016-03")
    ]


def test_words_alone_in_a_row_are_no_position() -> None:
    assert jobs(
        "Nils Ek\n\nEXPERIENCE\n\nEditor\nPaper Moon Press\n2015 - 2019\n- Edited books\n\nDocker | Kubernetes",
        RULES,
    ) == [("Editor", "Paper Moon Press", "2015", "2019")]
