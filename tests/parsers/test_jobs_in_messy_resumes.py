"""Jobs as people in a hurry write them: glued to their firms, numbered, in sentences, behind labels, in small sections."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile
from parsers.glued import glued_halves
from parsers.seats import behind_form

Parse = Callable[[str, bytes], list[Found | Refused]]
Job = tuple[str, str, str, str]


def read(parse: Parse, text: str) -> Profile:
    [one] = parse("cv.txt", f"Tovik Arlen\ntovik@example.com\n\n{text}".encode())
    assert isinstance(one, Found), one
    return one.profile


def jobs(parse: Parse, text: str) -> list[Job]:
    return [(w.title, w.employer, w.start, "present" if w.current else w.end) for w in read(parse, text).work]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("WORK EXPERIENCE\n• Production Supervisor- Orlin Flour Mills, Jan- June 2018\nDuties\n• Ensure the quality.\n"
         "• Store Keeper- Tarla Traders, Feb- May 2017\n• Kept the stock.\n",
         [("Production Supervisor", "Orlin Flour Mills", "2018-01", "2018-06"),
          ("Store Keeper", "Tarla Traders", "2017-02", "2017-05")]),
        ("EXPERIENCE\nSITE ENGINEER- VELMORA, QATAR\nDec 2005 to July 2017\nSupervision of maintenance for Tarla Company\n"
         "MELTING FOREMAN- ORLIN STEEL\nApril 2003 to Dec 2005\nSupervision of furnaces for the state\n",
         [("SITE ENGINEER", "VELMORA", "2005-12", "2017-07"), ("MELTING FOREMAN", "ORLIN STEEL", "2003-04", "2005-12")]),
        ("EXPERIENCE\nNurse -Tarla Clinic (2015 - 2018)\n- Cared for patients\nCaregiver -Velmora Homes (2012 - 2015)\n- Cooked\n",
         [("Nurse", "Tarla Clinic", "2015", "2018"), ("Caregiver", "Velmora Homes", "2012", "2015")]),
        ("EXPERIENCE\nVelmora- Sales Executive\n2015 - 2018\n- Sold tiles\nTarla Ceramics- Sales Trainee\n2013 - 2015\n- Learned\n",
         [("Sales Executive", "Velmora", "2015", "2018"), ("Sales Trainee", "Tarla Ceramics", "2013", "2015")]),
        ("BERUFSERFAHRUNG\nLagerist- Velmora GmbH\n01/2015 - 12/2018\nKoch- Gasthaus Tarla\n01/2012 - 12/2014\n",
         [("Lagerist", "Velmora GmbH", "2015-01", "2018-12"), ("Koch", "Gasthaus Tarla", "2012-01", "2014-12")]),
        ("EXPERIENCE\nFront- End Developer, Velmora Ltd\n2015 - 2018\n- Built pages\nCo- ordinator, Tarla Trust\n2013 - 2015\n- Ran\n",
         [("Front- End Developer", "Velmora Ltd", "2015", "2018"), ("Co- ordinator", "Tarla Trust", "2013", "2015")]),
    ],
)  # fmt: skip
def test_a_dash_with_one_space_ties_a_job_to_its_firm(parse: Parse, text: str, wanted: list[Job]) -> None:
    assert jobs(parse, text) == wanted


@pytest.mark.parametrize(
    ("line", "title", "employer"),
    [
        ("Research Assistant Orlin National Bureau of Statistics", "Research Assistant", "Orlin National Bureau of Statistics"),
        ("Business Researcher Velmora Limited Corporation", "Business Researcher", "Velmora Limited Corporation"),
        ("Staff Nurse Orlin District Hospital", "Staff Nurse", "Orlin District Hospital"),
        pytest.param("Mathematics Teacher Velmora High School", "Mathematics Teacher", "Velmora High School", marks=pytest.mark.by_rules),
        ("Associate Professor of Marine Ecology, University of Orlin", "Associate Professor of Marine Ecology", "University of Orlin"),
        ("Intern at the Revenue Department. County Government of Orlin", "Intern", "County Government of Orlin"),
        ("Clerk at the Ministry of Tarla", "Clerk", "Ministry of Tarla"),
        ("As a Driver, Velmora Logistics", "Driver", "Velmora Logistics"),
        ("AS AN ACCOUNTANT VELMORA ENTERPRISES", "ACCOUNTANT", "VELMORA ENTERPRISES"),
    ],
)  # fmt: skip
def test_a_job_and_its_firm_without_anything_between_them(
    parse: Parse, line: str, title: str, employer: str
) -> None:
    text = f"EXPERIENCE\n{line} (Jan 2015 - May 2017)\n• Kept the books\n"
    assert jobs(parse, text) == [(title, employer, "2015-01", "2017-05")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("EXPERIENCE\nVELMORA ASSOCIATES PVT LTD\nAS A PROJECT ENGINEER (MAY 2014 TO JULY 2015)\nTARLA BUILDERS PVT LTD\n"
         "AS A SITE ENGINEER (OCT 2012 TO MAY 2014)\n- Executed drawings\n",
         [("PROJECT ENGINEER", "VELMORA ASSOCIATES PVT LTD", "2014-05", "2015-07"),
          ("SITE ENGINEER", "TARLA BUILDERS PVT LTD", "2012-10", "2014-05")]),
        ("WORKING EXPERIENCES\n1.\tVelmora Audit LLP (Singapore)\nJob Appointment\t: Senior Audit Associate (Grade 2)\n"
         "Period\t: Dec’15 – Current\n• Review the risk\n2.\tTarla & Young LLP\nJob Appointment\t: Audit Associate\n"
         "Period\t: Sep’13 – Dec’15\n• Audits\n",
         [("Senior Audit Associate (Grade 2)", "Velmora Audit LLP", "2015-12", "present"),
          ("Audit Associate", "Tarla & Young LLP", "2013-09", "2015-12")]),
        ("EXPERIENCE\n1) Velmora Textiles, Weaver\n2015 - 2018\n2) Tarla Textiles, Helper\n2012 - 2015\n",
         [("Weaver", "Velmora Textiles", "2015", "2018"), ("Helper", "Tarla Textiles", "2012", "2015")]),
        ("EXPERIENCE\nM/s Velmora Infra\nDesignation: Site Supervisor\nDuration: Jan 2015 to Feb 2018\n• Sites\n"
         "M/s Tarla Works\nDesignation: Helper\nDuration: Jan 2012 to Dec 2014\n• Mixed\n",
         [("Site Supervisor", "Velmora Infra", "2015-01", "2018-02"), ("Helper", "Tarla Works", "2012-01", "2014-12")]),
        ("EXPERIENCE\nSenior Associate\tNov 2013 to Nov 2014\nFinancial Services\nVelmora Coopers LLP\n• Audits\n"
         "Assistant Manager\tDec 2009 to Nov 2013\nHuman Resources Department\nTarla Partners LLP, Singapore\n• Led\n",
         [("Senior Associate", "Velmora Coopers LLP", "2013-11", "2014-11"),
          ("Assistant Manager", "Tarla Partners LLP", "2009-12", "2013-11")]),
        ("EXPERIENCE\nCONSULTANT / MENTOR: (November 2015 – to date)\n• Assisting companies\nVELMORA LIMITED - MANAGER (2009 – 2012)\n"
         "• Led\nSTART CONSULT, UAE – ASSOCIATE (Jan 2006 - Dec 2008)\n• Did\n",
         [("CONSULTANT / MENTOR", "", "2015-11", "present"), ("MANAGER", "VELMORA LIMITED", "2009", "2012"),
          ("ASSOCIATE", "START CONSULT", "2006-01", "2008-12")]),
    ],
)  # fmt: skip
def test_numbers_departments_and_small_words_are_no_employers(
    parse: Parse, text: str, wanted: list[Job]
) -> None:
    assert jobs(parse, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("CAREER CONTOUR\n• Working as system Admin at VELMORA GROUP,\nNoida From Sep 2009 to Till Date. Responsible for all type of "
         "IT Problems. Like LAN, WAN, and so on.\n• Worked as Resident Engineer at TARLA INTERMESH LTD, B-6 Sector-8 Noida\n"
         "under the ORLIN SOLUTION. From January 2007 to August 2009. Responsible for support of servers.\n",
         [("system Admin", "VELMORA GROUP", "2009-09", "present"),
          ("Resident Engineer", "TARLA INTERMESH LTD", "2007-01", "2009-08")]),
        ("WORK EXPERIENCE\n• 8 month work experience in Velmora Pvt. Ltd as a tele caller(only\nenquiry).\n"
         "• 18 month work experience in Tarla showroom as a sales manager.\n"
         "• 9 month work experience in Orlin credit finance pvt. Ltd. as a\nfinancer.\n",
         [("tele caller", "Velmora Pvt. Ltd", "", ""), ("sales manager", "Tarla showroom", "", ""),
          ("financer", "Orlin credit finance pvt. Ltd.", "", "")]),
        pytest.param("JOB PROFILE\n• Worked in VELMORA GLOBAL BUSINESS\nPROCESS As a Technician pay roll by Tarla India Pvt\n"
         "• Presently worked in Vulma Pvt Ltd as Technician June\n2015 to till date\n",
         [("Technician", "VELMORA GLOBAL BUSINESS PROCESS", "", ""), ("Technician", "Vulma Pvt Ltd", "2015-06", "present")], marks=pytest.mark.by_rules),
        ("Experience : Working as a Assistant engineer in V&W constructions\n(MNC subsidiary company). till date.\n"
         "Projects information\nProject 1 : Brawn Hall\nClient : Tarla technologies\nDuration : May 2013 to June 2014.\n"
         "Educational Qualifications:\nB.Tech from Orlin University in 2013\n",
         [("Assistant engineer", "V&W constructions", "", "")]),
        ("JOB EXPERIENCE: 7.5 Years of Gulf Experience\n• Worked with VELMORA CONTRACTING CO.LTD. At Saudi Arabia as\n"
         "a Post of “Electrician with effect from 19-12-2015 to 16-03-2017 till work.\n"
         "• Worked with M/S SALIM TARLA in Saudi Arabia as an ELECTRICIAN\nfor 6 years from 16-07-2007 to 05-02-2013.\n",
         [("Electrician", "VELMORA CONTRACTING CO.LTD.", "2015-12-19", "2017-03-16"),
          ("ELECTRICIAN", "SALIM TARLA", "2007-07-16", "2013-02-05")]),
    ],
)  # fmt: skip
def test_jobs_told_in_sentences_under_any_heading(parse: Parse, text: str, wanted: list[Job]) -> None:
    assert jobs(parse, text) == wanted


@pytest.mark.parametrize(
    "heading", ["CAREER GRAPH", "PART-TIME JOBS", "NATIONAL SERVICE", "INDUSTRIAL ATTACHMENT", "教学经历"]
)
def test_small_sections_of_jobs(parse: Parse, heading: str) -> None:
    text = (
        f"{heading}\nVelmora Ltd, Storeman\nJan 2012 - March 2014\n\nEDUCATION\nBA, Orlin University, 2011\n"
    )
    assert jobs(parse, text) == [("Storeman", "Velmora Ltd", "2012-01", "2014-03")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("WORK EXPERIENCESoftware Engineer\nVelmora\nDec 2015 - Present\n• Code\nEDUCATION\nBSc, Orlin University, 2011\n",
         [("Software Engineer", "Velmora", "2015-12", "present")]),
        ("Employment HistoryHead Nurse\nTarla Clinic\n2012 - 2015\n• Wards\nEDUCATION\nBSc, Orlin University, 2011\n",
         [("Head Nurse", "Tarla Clinic", "2012", "2015")]),
        ("BERUFSERFAHRUNGKoch\nGasthaus Tarla\n01/2012 - 12/2014\nAUSBILDUNG\nHochschule Orlin\n",
         [("Koch", "Gasthaus Tarla", "2012-01", "2014-12")]),
    ],
)  # fmt: skip
def test_a_heading_that_runs_into_the_first_job(parse: Parse, text: str, wanted: list[Job]) -> None:
    assert jobs(parse, text) == wanted


def test_a_caption_below_every_job_opens_no_section(parse: Parse) -> None:
    text = (
        "PROFESSIONAL EXPERIENCE\nVelmora Pte Ltd - Associate\t2016 – 2018\n• Deals\nKey Achievement\n• Led the audit\n"
        "Tarla Pte Ltd - Analyst\t2012 – 2016\n• Books\nKey Achievements\n• Closed in two days\n"
    )
    assert [j[:2] for j in jobs(parse, text)] == [
        ("Associate", "Velmora Pte Ltd"),
        ("Analyst", "Tarla Pte Ltd"),
    ]


def test_a_header_that_goes_on_in_the_next_line(parse: Parse) -> None:
    text = (
        "EXPERIENCE\nSITE FOREMAN - VELMORA, DOHA\n2005 to 2007\nSupervision of maintenance.\nPROJECT ENGINEER - TARLA WORKS FOR\n"
        "TRADE AND TRANSPORT\n2003 to 2005\nSupervision of roads.\n"
    )
    assert [j[:2] for j in jobs(parse, text)] == [
        ("SITE FOREMAN", "VELMORA"),
        ("PROJECT ENGINEER", "TARLA WORKS FOR TRADE AND TRANSPORT"),
    ]


def test_a_list_of_tools_is_no_job(parse: Parse) -> None:
    text = "EXPERIENCE\nCook, Velmora Ltd, 2012 - 2015\n• Soups\nFlutter\nGIT, GitHub, Firebase, Figma\n• used daily\n"
    assert jobs(parse, text) == [("Cook", "Velmora Ltd", "2012", "2015")]


@pytest.mark.parametrize("firm", ["eBay", "iG", "Orlin Labs"])
def test_two_words_for_one_job_at_a_firm(parse: Parse, firm: str) -> None:
    text = f"EXPERIENCE\nNetwork Support / Web Access at {firm}\nJanuary 2005 - May 2010\nSupport of the platform.\n"
    assert jobs(parse, text) == [("Network Support / Web Access", firm, "2005-01", "2010-05")]


@pytest.mark.parametrize(
    ("firm", "wanted"),
    [
        ("Orlin Modern Ltd. Hong Kong", "Orlin Modern Ltd."),
        ("TARLA INVESTMENTS PVT LTD ZIMBABWE", "TARLA INVESTMENTS PVT LTD"),
        ("Velmora GmbH München", "Velmora GmbH"),
        ("Velmora Limited Edition", "Velmora Limited Edition"),
        ("Bank of India", "Bank of India"),
    ],
)
def test_a_place_right_behind_the_legal_form_is_no_part_of_the_firm(
    parse: Parse, firm: str, wanted: str
) -> None:
    text = f"EXPERIENCE\nWelder\n{firm}\n2015 - 2017\n• Repaired pumps\n"
    assert [j[:2] for j in jobs(parse, text)] == [("Welder", wanted)]


def test_what_was_built_for_a_client_is_no_job(parse: Parse) -> None:
    text = (
        "WORK EXPERIENCE\nCopper Pan Controls, Leeds\nNature of job : Design\nPosition : Instrumentation Engineer\n"
        "Period : July 2014 – Till date\n\nPROJECTS HANDLED\n1) Title: North Shore Refinery Expansion\n"
        "Client: Blue Oven Ltd, Hull\n2) Title: Harbour Terminal\nClient: Quayside Ltd\n"
    )
    assert jobs(parse, text) == [("Instrumentation Engineer", "Copper Pan Controls", "2014-07", "present")]


def test_a_client_is_no_employer_beside_one(parse: Parse) -> None:
    text = (
        "EXPERIENCE\n1) From: June 2014 to March 2016\nMain Contractor: Copper Pan Ltd\nClient: Harbour Authority\n"
        "Designation: Site Engineer\n2) From: May 2012 to May 2014\nMain Contractor: Blue Oven Ltd\n"
        "Client: Water Company\nDesignation: Junior Site Engineer\n"
    )
    assert jobs(parse, text) == [
        ("Site Engineer", "Copper Pan Ltd", "2014-06", "2016-03"),
        ("Junior Site Engineer", "Blue Oven Ltd", "2012-05", "2014-05"),
    ]


def test_a_table_of_projects_is_no_table_of_jobs_and_an_empty_cell_is_no_fault(parse: Parse) -> None:
    page = (
        "<html><body><h1>Tovik Arlen</h1><p>tovik@example.com</p><h2>Work Experience</h2><table>"
        "<tr><th>Designation</th><th>Company</th><th>Duration</th></tr>"
        "<tr><td>Process Engineer</td><td>Velmora Ltd</td><td>Jan 2014 - Dec 2016</td></tr>"
        "<tr><td>Chemist</td><td>-</td><td>Feb 2012 - Dec 2013</td></tr></table></body></html>"
    )
    [one] = parse("cv.html", page.encode())
    assert isinstance(one, Found), one
    assert [(w.title, w.employer) for w in one.profile.work] == [
        ("Process Engineer", "Velmora Ltd"),
        ("Chemist", ""),
    ]
    projects = page.replace("Designation", "Title").replace("Process Engineer", "Black B Dye")
    [one] = parse("cv.html", projects.replace("Chemist", "Lovastatin").encode())
    assert isinstance(one, Refused) or "Black B Dye" not in [w.title for w in one.profile.work]


def test_a_line_of_many_dashes_is_not_weighed_at_each() -> None:
    assert glued_halves("Site Engineer- Velmora") == ("Site Engineer", "Velmora")
    assert glued_halves("Site Engineer- Velmora " * 20) is None


@pytest.mark.parametrize(
    ("text", "firm", "town"),
    [
        ("Velmora Pvt. Ltd. Hong Kong", "Velmora Pvt. Ltd.", "Hong Kong"), ("Tarla GmbH München", "Tarla GmbH", "München"),
        ("Tarla Ltd. Dubai (UAE)", "Tarla Ltd.", "Dubai (UAE)"), ("Velmora Inc Magazine", "Velmora Inc Magazine", ""),
        ("Velmora Limited Kitchens", "Velmora Limited Kitchens", ""),
    ],
)  # fmt: skip
def test_a_town_behind_a_legal_form_is_no_part_of_the_firm(text: str, firm: str, town: str) -> None:
    assert behind_form(text) == (firm, town)
