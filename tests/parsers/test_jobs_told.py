"""Jobs told in sentences, in several languages and orders; sentences that tell of none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile
from parsers.jobs_told import positions_told
from parsers.lines import Line, Span

Parse = Callable[[str, bytes], list[Found | Refused]]


def told(*lines: str, halves: bool = True) -> list[tuple[str, str, str, str]]:
    """(title, employer, start, end) of what the lines tell."""
    found = positions_told([Line([Span(line)]) for line in lines], halves=halves)
    return [(w.title, w.employer, w.start, "now" if w.current else w.end) for w in (p.work for p in found)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Worked as a Welder with Orlin Steel Ltd. from May 2010 to June 2012.",
         ("Welder", "Orlin Steel Ltd.", "2010-05", "2012-06")),
        ("Worked with Tarla Foods as Shift Supervisor from March 2012 to June 2014",
         ("Shift Supervisor", "Tarla Foods", "2012-03", "2014-06")),
        ("Presently working as Electrician at Orlin Power Co. LLC, Dubai since May 2014",
         ("Electrician", "Orlin Power Co. LLC", "2014-05", "now")),
        ("I am working in Blue Orlin Hotel as a Chef de Partie since 2016.",
         ("Chef de Partie", "Blue Orlin Hotel", "2016", "now")),
        ("2 years experience as Plumber in Tarla Contracting", ("Plumber", "Tarla Contracting", "", "")),
        ("Having 3 years' experience from ORLIN FABRICS PVT. LTD as QUALITY INSPECTOR",
         ("QUALITY INSPECTOR", "ORLIN FABRICS PVT. LTD", "", "")),
        ("Work with “ Tarlas” Mecca,Saudi Arabia As a Carpenter & Readymade all Door fitting Work For (One Year)",
         ("Carpenter & Readymade all Door fitting Work", "Tarlas", "", "")),
        ("Presently working as a “Mason ” with Orlin Technical Associates Co Llc, Dubai UAE from November 2011 to till date.",
         ("Mason", "Orlin Technical Associates Co Llc", "2011-11", "now")),
        ("Worked as a “Mason ” in India for the period of 2 years.", ("Mason", "", "", "")),
        ("3 Years of experience from ORLIN SAFETY SOLUTIONS since 17th June 2014 to 17th July 2017.",
         ("", "ORLIN SAFETY SOLUTIONS", "2014-06", "2017-07")),
        ("Served Orlin Lang as Facilities Executive: Apr 2012 to March 2013.",
         ("Facilities Executive", "Orlin Lang", "2012-04", "2013-03")),
        ("Sept. 2011 to 26-Sept.-2012 in Orlin Construction Company at Site A-16 Sec. 80 as a site engineer.",
         ("site engineer", "Orlin Construction Company", "2011-09", "2012-09")),
        ("I have worked as Trainee Nurse at St. Mary Hospital, Kochi for two years.",
         ("Trainee Nurse", "St. Mary Hospital", "", "")),
        ("Worked with National Roads Corporation of India as Head of Sales: Mar 2013 to Dec 2013",
         ("Head of Sales", "National Roads Corporation of India", "2013-03", "2013-12")),
        ("Joined Orlin Textiles as Store Keeper in 2009.", ("Store Keeper", "Orlin Textiles", "2009", "")),
        ("Von März 2012 bis Juni 2014 habe ich als Verkäuferin bei der Firma Orlin GmbH in Köln gearbeitet.",
         ("Verkäuferin", "Orlin GmbH", "2012-03", "2014-06")),
        ("Seit 2018 arbeite ich als Koch bei Gasthaus Tarla.", ("Koch", "Gasthaus Tarla", "2018", "now")),
        ("J'ai travaillé comme serveuse chez Orlin SARL de mars 2012 à juin 2014.",
         ("serveuse", "Orlin SARL", "2012-03", "2014-06")),
        ("Depuis 2015, je travaille en tant que comptable au sein de la société Tarla Conseil.",
         ("comptable", "Tarla Conseil", "2015", "now")),
        ("Trabajé como camarero en Hotel Orlin desde marzo de 2012 hasta junio de 2014.",
         ("camarero", "Hotel Orlin", "2012-03", "2014-06")),
        ("Trabalhei como vendedora na empresa Orlin Ltda de 2012 a 2014.",
         ("vendedora", "Orlin Ltda", "2012", "2014")),
        ("Ho lavorato come cameriere presso Ristorante Orlin dal 2012 al 2014.",
         ("cameriere", "Ristorante Orlin", "2012", "2014")),
    ],
)  # fmt: skip
def test_a_job_in_a_sentence(line: str, expected: tuple[str, str, str, str]) -> None:
    assert told(line) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "Worked with the sales team to grow revenue from 2010 to 2012.",
        "Working knowledge of Java, Python in Linux as an environment",
        "Worked as part of a team of five on the Orlin project.",
        "Served as liaison between Engineering and Marketing.",
        "Worked closely with Product Managers at Orlin to define the roadmap",
        "Experience with Docker and Kubernetes as well as Linux",
    ],
)
def test_what_was_done_is_no_job(line: str) -> None:
    assert told(line) == []


def test_two_jobs_in_one_paragraph() -> None:
    assert told(
        "Currently, I am working as a Cook in M/s Orlin Foods Private Limited since April 2013. Previously I",
        "have worked as Kitchen Helper in Tarla Bakery from June 2010 to March 2013. Both were busy places.",
    ) == [
        ("Cook", "Orlin Foods Private Limited", "2013-04", "now"),
        ("Kitchen Helper", "Tarla Bakery", "2010-06", "2013-03"),
    ]


def test_half_a_job_counts_only_where_jobs_stand() -> None:
    assert told("Worked as a Mason in India for 2 years.", halves=False) == []


def test_a_section_of_sentences(parse: Parse) -> None:
    text = (
        "Tovik Arlen\ntovik@example.com\n\nWORK EXPERIENCE\n"
        "• Presently working as a “Plumber ” with Orlin Technical\nAssociates Co Llc, Dubai UAE from November 2011 to till date.\n"
        "• Worked as a “Plumber ” in India for the period of 2 years.\n\nSKILLS\nPipes, Drains\n"
    )
    [one] = parse("cv.txt", text.encode())
    assert isinstance(one, Found), one
    profile: Profile = one.profile
    assert [(w.title, w.employer, w.start) for w in profile.work] == [
        ("Plumber", "Orlin Technical Associates Co Llc", "2011-11"),
        ("Plumber", "", ""),
    ]


def test_a_text_of_opening_words_ends() -> None:
    """Patterns that begin alike on every word take no longer than the text is."""
    assert told("I am " * 400 + "working " * 400 + "2 years " * 400) == []
