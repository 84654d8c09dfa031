"""Resumes as people write them: labels in columns, signatures, sentences instead of entries, numbers of many countries."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile

Parse = Callable[[str, bytes], list[Found | Refused]]

FACTS = "Father's Name\t:\tOlun Tarvik\nMarital Status\t:\tSingle\nNationality\t:\tIndian\n"
BODY = "\nCAREER OBJECTIVES:\nTo secure a position where I can use what I know.\n"


def person(found: list[Found | Refused]) -> Profile:
    [one] = found
    assert isinstance(one, Found), one
    return one.profile


def read(parse: Parse, text: str) -> Profile:
    return person(parse("cv.txt", text.encode()))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("RESUME\nPost Applied\t:\tGuard\nName\t:\tTovik Arlen\n" + FACTS + BODY, "Tovik Arlen"),
        (
            "CURRICULUM VITAE\nMD TOVIK ARLEN\nAt-Orlin Mehta Road,\nPs-Tarla , Dist-Orlin\n" + FACTS,
            "MD TOVIK ARLEN",
        ),
        ("CARRICULUM VITA\nTovik Arlen\ntovik.arlen@example.com\n" + FACTS + BODY, "Tovik Arlen"),
        ("RESUME\nTovik arlen marik\ntovikarlen@example.com\n" + FACTS + BODY, "Tovik arlen marik"),
        ("Tovik Arlen, Florist\nwww.example.com/tovik\n\nSKILLS\nBouquets, Wreaths\n", "Tovik Arlen"),
        ("CA. Tovik Arlen\ntovik@example.com\n" + FACTS + BODY, "Tovik Arlen"),
        ("Alternate E-mail\nPhone Number\nTovik Arlen\n0712345678\n" + FACTS + BODY, "Tovik Arlen"),
    ],
)
def test_names_are_told_from_labels_titles_and_addresses(parse: Parse, text: str, name: str) -> None:
    assert read(parse, text).name == name


@pytest.mark.by_rules
def test_a_signature_tells_which_line_is_the_name(parse: Parse) -> None:
    lines = [f"Line {n} of what was done there and where it was done, at length" for n in range(24)]
    text = (
        "Orlin Marik\nTovik Arlen\n\nSUMMARY\n" + "\n".join(lines) + "\nDate:\nPlace: Tarla (Tovik Arlen)\n"
    )
    assert read(parse, text).name == "Tovik Arlen"


def test_a_name_is_no_place(parse: Parse) -> None:
    profile = read(parse, "Tovik Arlen\ttovik.arlen@example.com\n\nSKILLS\nPython, SQL\n")
    assert profile.name == "Tovik Arlen"
    assert profile.location is None


@pytest.mark.parametrize(
    ("line", "phones"),
    [
        ("Contact: 9876501234/9812301234", ("+919876501234", "+919812301234")),
        ("GSM : 98765 01234 98123 01234", ("+919876501234", "+919812301234")),
        ("Mobile: +91-9876501234, 9812301234", ("+919876501234", "+919812301234")),
        ("Phone: (415) · 555 · 0132", ("+14155550132",)),
    ],
)
def test_phone_numbers_of_one_line_are_told_apart(parse: Parse, line: str, phones: tuple[str, ...]) -> None:
    about = "" if "415" in line else FACTS
    assert read(parse, f"Tovik Arlen\n{line}\n{about}{BODY}").phones == phones


def test_the_country_a_resume_speaks_of_completes_its_numbers(parse: Parse) -> None:
    text = "Tovik Arlen\n0712 345678\n\nEDUCATION\nOrlin College, Nairobi, Kenya\n2010 - 2013\n"
    assert read(parse, text).phones == ("+254712345678",)


@pytest.mark.parametrize(
    ("line", "email"),
    [
        ("E-mail: tarlen12 9 @gmail.com", "tarlen129@gmail.com"),
        ("tarlen@gmail.comS", "tarlen@gmail.com"),
        ("tovikarlen\n1998@gmail.com", "tovikarlen1998@gmail.com"),
    ],
)
def test_a_mail_box_in_pieces_is_whole_again(parse: Parse, line: str, email: str) -> None:
    assert read(parse, f"Tovik Arlen\n{line}\n{FACTS}{BODY}").emails == (email,)


def test_schools_in_sentences(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n" + FACTS + "\nPROFESSIONAL QUALIFICATION:\n"
        "• B.Tech. in Mechanical Engineering with 70.38% from Orlin Institute of Technology, in 2012.\n"
        "• 12th passed from Tarla Convent School, Marikpur with 69% in 2008.\n"
        "• 10th from U.P. Board in 2006\n"
    )
    read_ = read(parse, text)
    assert [(e.institution, e.degree, e.end) for e in read_.education] == [
        ("Orlin Institute of Technology", "B.Tech.", "2012"),
        ("Tarla Convent School", "12th", "2008"),
        ("U.P. Board", "10th", "2006"),
    ]
    assert read_.education[0].area == "Mechanical Engineering"


def test_positions_in_sentences(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n" + FACTS + "\nWORK EXPERIANCE\n"
        "• Presently working as a “Plumber” with Orlin Technical Co LLC, Dubai from November 2014 to till date.\n"
        "• 2 years worked with Tarla Foods Ltd as a Store Keeper from 12-03-2012 to 26-06-2014\n"
        "• Good knowledge of tools.\n"
    )
    jobs = [(w.title, w.employer, w.start, w.end, w.current) for w in read(parse, text).work]
    assert jobs == [
        ("Plumber", "Orlin Technical Co LLC", "2014-11", "", True),
        ("Store Keeper", "Tarla Foods Ltd", "2012-03-12", "2014-06-26", False),
    ]


def test_sentences_and_captions_are_no_employers(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n"
        + FACTS
        + BODY
        + "\nWORK EXPERIENCE\nCook\nMay 2015 - June 2018\nDuties and Responsibilities\n"
        "• Planned the menus.\n\nPROJECT PLANNING\n• Scheduling of staff.\n"
    )
    assert [(w.title, w.employer) for w in read(parse, text).work] == [("Cook", "")]


def test_the_line_with_a_legal_form_names_the_employer(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEXPERIENCE\nManager\tDec 2014 to present\nRegulatory Advisory Services\n"
        "Orlin Risk Services Pte. Ltd., Singapore\n• Led a team of thirty people\n"
    )
    assert [(w.title, w.employer) for w in read(parse, text).work] == [
        ("Manager", "Orlin Risk Services Pte. Ltd.")
    ]


def test_how_a_contract_is_made_is_no_part_of_a_title(parse: Parse) -> None:
    text = "Tovik Arlen\n\nEXPERIENCE\nOrlin Ltd\nFrontend Engineer (Freelance, Part-time)\tMay 2021 - Current\n• Built the shop\n"
    assert [(w.title, w.employer) for w in read(parse, text).work] == [("Frontend Engineer", "Orlin Ltd")]


def test_what_stands_below_a_whole_header_is_told_not_named(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEXPERIENCE\nMay 2021 - Current | Orlin | Waiter\nHelp with the events\n"
        "May 2019 - April 2021 | Tarla | Cook\nHelp in the kitchen\n"
    )
    assert [(w.title, w.employer) for w in read(parse, text).work] == [("Waiter", "Orlin"), ("Cook", "Tarla")]


def test_a_job_whose_last_word_stands_on_the_next_line(parse: Parse) -> None:
    text = "Tovik Arlen\n\nEXPERIENCE\nOrlin Pest Control — Sales\nRepresentative\nMay 2021 - August 2023\n• Sold\n"
    assert [(w.title, w.employer) for w in read(parse, text).work] == [
        ("Sales Representative", "Orlin Pest Control")
    ]


def test_headings_with_a_time_behind_them_and_jobs_as_items_over_their_dates(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nWORK EXPERIENCE (3 Years 2 months)\n• Analyst, Orlin Services Ltd.\nMarch 2016 - Present\n"
        "• Application Engineer, Tarla Pvt Ltd.\nMay 2014 - March 2016\n\nROLES\n• Prepared the models of the flow with care.\n"
    )
    assert [w.title for w in read(parse, text).work] == ["Analyst", "Application Engineer"]


def test_labels_behind_which_a_dash_stands(parse: Parse) -> None:
    text = "Tovik Arlen\nMobile No.-9876501234\nEMAIL-tovik.arlen@example.com\n" + FACTS + BODY
    assert read(parse, text).phones == ("+919876501234",)
    assert read(parse, text).emails == ("tovik.arlen@example.com",)


def test_a_firm_and_a_title_in_one_line_are_no_place(parse: Parse) -> None:
    text = "Tovik Arlen\n\nEXPERIENCE\nOrlin Ltd, Software Engineer, Jan 2020 - Present\n- Built things\n"
    [work] = read(parse, text).work
    assert (work.employer, work.title, work.location) == ("Orlin Ltd", "Software Engineer", "")


def test_addresses_glued_to_what_stands_before_them(parse: Parse) -> None:
    text = (
        "Tovik Arlen\nlinkedin.com/in/https://www.linkedin.com/in/tovik-arlen | Githubhttps://github.com/tovik\n"
        "https://github.com/ | www.linkedin.com\n" + BODY
    )
    assert {link.url for link in read(parse, text).links} == {
        "https://www.linkedin.com/in/tovik-arlen",
        "https://github.com/tovik",
    }


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("12 Elm Street, Leeds LS1 4AB | 07700 900123 | tovik@example.com", ("Leeds", "GB")),
        ("22 Rosewood Crescent, Birmingham B12 8QT, 07700 900222, tovik@example.com", ("Birmingham", "GB")),
        ("14 Hill Road\nLeeds\nLS6 2AB\ntovik@example.com", ("Leeds", "GB")),
        ("4815 Willow Bend Dr, Houston, TX 77002 • (713) 555-0142 • tovik@example.com", ("Houston", "US")),
        ("1234 Maple Street\nVancouver, BC V6B 1A1\ntovik@example.com", ("Vancouver", "CA")),
        ("tovik@example.com  |  0412 345 678  |  Parramatta NSW 2150", ("Parramatta", "AU")),
        ("B-204, Green Valley Society, Baner, Pune - 411045\ntovik@example.com", ("Pune", "IN")),
        ("Address: Block 45 Bedok North Street 1 #05-123 Singapore 460045", ("Singapore", "SG")),
        ("No. 15, Allen Avenue, Ikeja, Lagos State, Nigeria.\n08031234567", ("Ikeja", "NG")),
    ],
)
def test_addresses_with_a_street_tell_where_somebody_lives(
    parse: Parse, lines: str, place: tuple[str, str]
) -> None:
    found = read(parse, f"Tovik Arlen\n{lines}\n{BODY}").location
    assert found is not None
    assert (found.city, found.country) == place


def test_a_department_and_a_street_alone_are_no_town(parse: Parse) -> None:
    text = (
        "Tovik Arlen\nDepartment of History, Orlin University\n1234 Maple Street\ntovik@example.com\n" + BODY
    )
    assert read(parse, text).location is None


@pytest.mark.parametrize(
    ("line", "study"),
    [
        ("BSc (Hons) Nursing, University of Orlin, 2015 – 2018, 2:1", ("BSc (Hons)", "Nursing", "2:1")),
        ("B.E (Computer Science) from Orlin University in 2017 with 78%", ("B.E", "Computer Science", "78%")),
        (
            "A-Levels: Biology (A), Chemistry (B), Orlin Sixth Form College, 2012 – 2014",
            ("A-Levels", "Biology (A), Chemistry (B)", ""),
        ),
        (
            "Bachelor of Business (Marketing), Orlin University, 2010 - 2013",
            ("Bachelor of Business", "Marketing", ""),
        ),
        (
            "Bachelor of Science in Nursing (BSN), Orlin University, May 2016",
            ("Bachelor of Science", "Nursing", ""),
        ),
        ("B.A. (Honours), History, Orlin University, 1996", ("B.A. (Honours)", "History", "")),
        (
            "Legal Practice Course (Distinction), Orlin University, 2016-2017",
            ("Legal Practice Course", "", "Distinction"),
        ),
        ("GCE 'A' Levels, Orlin Junior College, 2008 - 2009", ("GCE 'A' Levels", "", "")),
        (
            "B.Sc (Hons) Industrial Relations, University of Orlin – 2011 (Second Class Upper)",
            ("B.Sc (Hons)", "Industrial Relations", "Second Class Upper"),
        ),
    ],
)
def test_what_was_studied_and_how_well(parse: Parse, line: str, study: tuple[str, str, str]) -> None:
    [one] = read(parse, f"Tovik Arlen\n{BODY}\nEDUCATION\n{line}\n").education
    assert (one.degree, one.area, one.score) == study


def test_several_titles_at_one_employer_share_where_it_is(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEXPERIENCE\nOrlin Valley Hospital, Houston, TX\n"
        "Registered Nurse, Emergency | June 2018 – Present\n- Triage of forty patients\n"
        "Registered Nurse, Surgery | July 2016 – May 2018\n- Care for six patients\n"
    )
    assert [(w.title, w.employer, w.location) for w in read(parse, text).work] == [
        ("Registered Nurse, Emergency", "Orlin Valley Hospital", "Houston, TX"),
        ("Registered Nurse, Surgery", "Orlin Valley Hospital", "Houston, TX"),
    ]


def test_a_town_in_brackets_is_where_the_firm_sits(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEXPERIENCE\nAccount Executive, Orlin Paper Co. (Vancouver, BC), 2019-present\n* Sold\n"
        "Sales Associate, Tarla Sports (Burnaby, BC), 2016-2019\n* Sold\n"
    )
    assert [(w.title, w.employer, w.location) for w in read(parse, text).work] == [
        ("Account Executive", "Orlin Paper Co.", "Vancouver, BC"),
        ("Sales Associate", "Tarla Sports", "Burnaby, BC"),
    ]


def test_facts_contacts_and_firms_are_no_skills(parse: Parse) -> None:
    text = (
        "Tovik Arlen\nMobile: +65 8123 4567\nEmail: tovik@example.com\n\nWORK EXPERIENCE\nSwift Movers, Driver, Jan 2015 - Present\n"
        "- Moved houses\n\nSKILLS\nDriving licence: category B\nBilingual: English/Spanish\nPacking\n\nLANGUAGES\nEnglish\n"
    )
    assert [s.name for s in read(parse, text).skills] == ["Packing"]


def test_barred_tables_and_labelled_lists_below_studies(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nAcademic Qualifications\nExamination | Institute | Year | Percentage\n"
        "B.Com | University of Orlin | 2016 | 72%\nHSC | Orlin Board | 2013 | 81%\n\n"
        "Computer Skills: Tally, MS Excel\nLanguages: English, Hindi\n"
    )
    found = read(parse, text)
    assert [(e.institution, e.degree, e.end, e.score) for e in found.education] == [
        ("University of Orlin", "B.Com", "2016", "72%"),
        ("Orlin Board", "HSC", "2013", "81%"),
    ]
    assert [s.name for s in found.skills] == ["Tally", "MS Excel"]
    assert [language.name for language in found.languages] == ["English", "Hindi"]


def test_firms_that_somebody_is_with_as_something(parse: Parse) -> None:
    text = (
        "Tovik Arlen\nAddress: 14, Orlin Nagar Society, Near Bus Stand, Vadodara - 390001, Gujarat\n\nEXPERIENCE\n"
        "Since Apr'17 with Orlin Polymers Ltd., Surat as Senior Electrical Engineer\n- Kept the panels running\n"
        "Jul'13 – Mar'17 with Tarla Industries, Surat as Electrical Engineer\n- Kept the motors running\n"
    )
    found = read(parse, text)
    assert [(w.title, w.employer, w.location, w.start) for w in found.work] == [
        ("Senior Electrical Engineer", "Orlin Polymers Ltd.", "Surat", "2017-04"),
        ("Electrical Engineer", "Tarla Industries", "Surat", "2013-07"),
    ]
    assert found.location is not None
    assert found.location.city == "Vadodara"


def test_headings_of_nigerian_resumes_and_a_year_that_is_a_postal_code(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n8 Harbour View Road, Pyrmont NSW 2009\n\nWORK EXPERIENCE WITH DATES\nOrlin Clinic, Abuja - Staff Nurse (2018 till date)\n"
        "\nSCHOOLS ATTENDED WITH DATES\nOrlin Secondary School, Zaria 2008 - 2014\n"
    )
    found = read(parse, text)
    assert [(w.title, w.employer, w.current) for w in found.work] == [("Staff Nurse", "Orlin Clinic", True)]
    assert [e.institution for e in found.education] == ["Orlin Secondary School"]
    assert found.location is not None
    assert (found.location.city, found.location.postal_code) == ("Pyrmont", "2009")


def test_a_legal_form_behind_a_comma_is_no_place(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEXPERIENCE\nEngineering Intern, Orlin Systems, Inc.\tPhoenix, AZ\nMay 2023 - Aug 2023\n"
        "- Built a dashboard\nTeaching Assistant, Tarla University\tTempe, AZ\nAug 2021 - Present\n- Graded\n"
    )
    assert [(w.employer, w.location) for w in read(parse, text).work] == [
        ("Orlin Systems, Inc.", "Phoenix, AZ"),
        ("Tarla University", "Tempe, AZ"),
    ]


@pytest.mark.parametrize(
    ("place", "phone"),
    [
        ("12 Elm Street, Leeds LS1 4AB", "+447700900123"),
        ("MG Road, Chennai - 600028, Tamil Nadu", "+917700900123"),
    ],
)
def test_an_address_tells_the_country_of_a_phone(parse: Parse, place: str, phone: str) -> None:
    text = f"Tovik Arlen\n{place}\n07700 900123 | tovik@example.com\n" + BODY
    assert read(parse, text).phones == (phone,)


def test_a_building_is_no_town(parse: Parse) -> None:
    text = "Tovik Arlen\n221 Science Hall, Orlin College, Ithaca, NY 14850\ntovik@example.com\n" + BODY
    found = read(parse, text).location
    assert found is not None
    assert (found.city, found.region) == ("Ithaca", "New York")


@pytest.mark.by_rules
def test_a_post_that_goes_on_with_nothing_behind_its_dash(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEXPERIENCE\n2012–     Professor, Department of Biology, Orlin College\n"
        "2006–2012 Associate Professor, Department of Biology, Orlin College\n"
    )
    assert [(w.title, w.employer, w.start, w.end) for w in read(parse, text).work] == [
        ("Professor", "Department of Biology, Orlin College", "2012", ""),
        ("Associate Professor", "Department of Biology, Orlin College", "2006", "2012"),
    ]


def test_the_day_a_certificate_expires_is_not_the_day_it_was_awarded(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nCERTIFICATIONS\n• CPC card valid until 2027\n• ServSafe Manager (exp. 2026)\n• ADR, 2019\n"
        + FACTS
    )
    assert [(c.name, c.date) for c in read(parse, text + BODY).certificates][:3] == [
        ("CPC card", ""),
        ("ServSafe Manager", ""),
        ("ADR", "2019"),
    ]


def test_dates_alone_over_bullets_belong_to_the_job_above_them(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nEXPERIENCE\nSenior Engineer, Orlin Energy Ltd., Calgary, AB    2016 – Present\n• Led a project\n\n"
        "Process Engineer\nTarla Engineering, Calgary, AB\nSept. 2012 – Dec. 2015\n• Designed heat exchangers\n"
    )
    assert [(w.title, w.employer, w.start) for w in read(parse, text).work] == [
        ("Senior Engineer", "Orlin Energy Ltd.", "2016"),
        ("Process Engineer", "Tarla Engineering", "2012-09"),
    ]


def test_subjects_on_a_line_of_their_own(parse: Parse) -> None:
    text = "Tovik Arlen\n\nEDUCATION\n2017 – 2019 Orlin Sixth Form\nA-levels: Psychology A, Biology B\n"
    [one] = read(parse, text).education
    assert (one.institution, one.degree, one.area) == (
        "Orlin Sixth Form",
        "A-levels",
        "Psychology A, Biology B",
    )


def test_headings_of_plain_text_without_blank_lines(parse: Parse) -> None:
    text = (
        "Tovik Arlen\ntovik@example.com\nExperience\nNurse, Orlin Hospital, 2019 - present\nMaking the rounds\n"
        "Education\nBSc Nursing, University of Tarla, 2018\nSkills\nTriage, Phlebotomy\n"
    )
    profile = read(parse, text)
    assert [(w.title, w.employer, w.start) for w in profile.work] == [("Nurse", "Orlin Hospital", "2019")]
    assert [(e.institution, e.degree) for e in profile.education] == [("University of Tarla", "BSc")]
    assert len(profile.skills) == 2


@pytest.mark.parametrize(
    ("top", "name"),
    [
        ("Surname: Arlen\nFirst names: Tovik Marik\nID Number: 8805120456089\n", "Tovik Marik Arlen"),
        ("Nom : Arlen\nPrénom : Tovik\nNé le 3 mars 1990\n", "Tovik Arlen"),
        ("Nombre: Ana Tovik\nApellidos: Arlen Marik\n", "Ana Tovik Arlen Marik"),
        ("Name: Tovik Arlen\nFirst name: Tovik\n", "Tovik Arlen"),
        ("Resume of Tovik Arlen\nP.O. Box 12, Accra\n", "Tovik Arlen"),
    ],
)
def test_names_in_labelled_parts(parse: Parse, top: str, name: str) -> None:
    text = "CURRICULUM VITAE\n\n" + top + "\nREFEREES\nMr O. Dlamini, 031 555 0199\n"
    assert read(parse, text).name == name


@pytest.mark.parametrize(
    ("top", "headline"),
    [
        ("Dr. Tovik Arlen, MD, FACP\nCardiologist\nOrlin Hospital\n", "Cardiologist"),
        ("Tovik Arlen - Sales Manager - Dublin\n", "Sales Manager"),
        ("Tovik Arlen\nFrontend Developer | Lagos, Nigeria\n", "Frontend Developer"),
        ("TOVIK ARLEN\ntovik@example.com\nQA ENGINEER\n", "QA ENGINEER"),
    ],
)
def test_a_headline_says_what_one_does_and_nothing_else(parse: Parse, top: str, headline: str) -> None:
    assert read(parse, top + "\nSKILLS\nPython, SQL\n").headline == headline


@pytest.mark.parametrize(
    ("text", "studies"),
    [
        pytest.param(
            "University of Orlin, School of Business\nMaster in Accounting, 2006\nBachelor of Arts, 2004, GPA 3.8/4.0\n",
            [("University of Orlin", "Master", "2006"), ("University of Orlin", "Bachelor of Arts", "2004")],
            marks=pytest.mark.by_rules,
        ),
        ("B.Sc. Mechanical Engineering, ORTU, 2013 (GPA 3.4 out of 4)\n", [("ORTU", "B.Sc.", "2013")]),
        pytest.param(
            "BComm (2.1), University College Orlin, 2008-2011\nLeaving Certificate, Coláiste an Tarla, 2008\n\n"
            "Referees on request\n",
            [("University College Orlin", "BComm", "2011"), ("Coláiste an Tarla", "Leaving Certificate", "2008")],
            marks=pytest.mark.by_rules,
        ),
        ("MBBCh, Orlin University, 2004\nMSW, Tarla College, 2002\n",
         [("Orlin University", "MBBCh", "2004"), ("Tarla College", "MSW", "2002")]),
        (
            "Institution: University of Orlin\nQualification: Bachelor of Commerce (Accounting)\nYear completed: 2010\n",
            [("University of Orlin", "Bachelor of Commerce", "2010")],
        ),
    ],
)  # fmt: skip
def test_degrees_of_many_kinds(parse: Parse, text: str, studies: list[tuple[str, str, str]]) -> None:
    found = read(parse, "Tovik Arlen\n\nEDUCATION\n" + text).education
    assert [(e.institution, e.degree, e.end) for e in found] == studies
    assert not any("Referees" in e.area for e in found)


def test_groups_of_skills_on_one_line(parse: Parse) -> None:
    text = "Tovik Arlen\n\nWHAT I'M GOOD AT\nLanguages: Python, Rust; Tools: Git, Docker\n"
    assert [s.name for s in read(parse, text).skills] == ["Python", "Rust", "Git", "Docker"]


def test_a_south_african_number(parse: Parse) -> None:
    text = "Tovik Arlen\nNationality: South African\nCell: 082 555 0147\n\nSKILLS\nPython, SQL\n"
    assert read(parse, text).phones == ("+27825550147",)


def test_languages_and_what_follows_end_the_jobs_above(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nWORK EXPERIENCE\n2021-present  Researcher, Orlin Center\n2017-2018  Student assistant, Tarla AG\n\n"
        "Languages: Polish (native), German (C2)\nComputer skills: Python, R\n"
    )
    profile = read(parse, text)
    assert [(w.title, w.employer) for w in profile.work] == [
        ("Researcher", "Orlin Center"),
        ("Student assistant", "Tarla AG"),
    ]
    assert [x.name for x in profile.languages] == ["Polish", "German"]
    assert [s.name for s in profile.skills] == ["Python", "R"]


def test_what_a_line_lists_behind_semicolons_and_strokes(parse: Parse) -> None:
    text = (
        "Tovik Arlen\n\nCERTIFICATIONS\nH2S Alive; First Aid; API 570 (2016)\n\nLANGUAGES\n"
        "Spanish (native) / English (fluent)\n"
    )
    profile = read(parse, text)
    assert [(c.name, c.date) for c in profile.certificates] == [
        ("H2S Alive", ""),
        ("First Aid", ""),
        ("API 570", "2016"),
    ]
    assert [(x.name, x.level) for x in profile.languages] == [("Spanish", "native"), ("English", "fluent")]


@pytest.mark.parametrize(
    ("text", "studies"),
    [
        (
            "YEAR | INSTITUTION | AWARD\n2010-2013 | Orlin University | Bachelor of Statistics\n2008-2009 | Tarla College | UACE\n",
            [("Orlin University", "Bachelor of Statistics", ""), ("Tarla College", "UACE", "")],
        ),
        pytest.param(
            "Orlin University, Saint Petersburg, Software Engineering, bachelor, 2015–2019\n\nEnglish B2, Serbian A2\n",
            [("Orlin University, Saint Petersburg", "bachelor", "Software Engineering")],
            marks=pytest.mark.by_rules,
        ),
        (
            "Orlin Trade University, Ho Chi Minh City Campus (2014 - 2018)\nBachelor of Economics\nGPA: 3.5/4.0\n",
            [("Orlin Trade University", "Bachelor of Economics", "")],
        ),
        (
            "B.Com   Orlin University   2015\n\nTECHNICAL QUALIFICATION\n- Tally ERP 9\n- MS Office, Internet\n",
            [("Orlin University", "B.Com", "")],
        ),
    ],
)  # fmt: skip
def test_schools_are_neither_subjects_nor_courses(
    parse: Parse, text: str, studies: list[tuple[str, str, str]]
) -> None:
    found = read(parse, "Tovik Arlen\n\nEDUCATION\n" + text).education
    assert [(e.institution, e.degree, e.area) for e in found] == studies


def test_a_resume_without_any_heading(parse: Parse) -> None:
    text = (
        "Tovik Arlen\nProduct Designer, Tokyo\ntovik@example.com / tovikarlen.example\n\n2021–      Orlin, Product Designer\n"
        "2018–2021  Tarla, UI Designer\n2014–2018  Orlin Art University, BA Visual Communication Design\n\nFigma, Sketch\n"
    )
    profile = read(parse, text)
    assert profile.headline == "Product Designer"
    assert [(w.title, w.employer) for w in profile.work] == [
        ("Product Designer", "Orlin"),
        ("UI Designer", "Tarla"),
    ]
    assert [(e.institution, e.degree) for e in profile.education] == [("Orlin Art University", "BA")]


def test_a_letter_before_the_resume_names_nobody(parse: Parse) -> None:
    text = (
        "Subject: Application for the post of driver\n\nDear Sir,\nI wish to apply for the above post.\n\nPERSONAL DATA\n"
        "NAMES: TOVIK MARIK ARLEN\nTEL: 0722 345 678\n\nHOBBIES: READING\n"
    )
    profile = read(parse, text)
    assert profile.name == "TOVIK MARIK ARLEN"
    assert profile.phones == ("0722 345 678",)  # a number of North America begins with no 0


@pytest.mark.parametrize("title", ["Rev. Dr.", "Engr.", "Hon.", "Capt."])
def test_titles_are_no_part_of_a_name(parse: Parse, title: str) -> None:
    text = f"{title} Tovik Arlen\nEngineer\n\nWork:\nManager, Orlin Chapel, Kumasi (2010-present)\n"
    assert read(parse, text).name == "Tovik Arlen"


@pytest.mark.parametrize("name", ["Maj Arlen", "Hon Wai Arlen", "Arch Tovik"])
def test_given_names_that_look_like_titles_stay(parse: Parse, name: str) -> None:
    mailbox = name.lower().replace(" ", ".")
    assert read(parse, f"{name}\n{mailbox}@example.com\n\nSKILLS\nPython, SQL\n").name == name


@pytest.mark.parametrize(
    ("text", "studies"),
    [
        (
            "The Orlin State University, Columbus, OH\nM.Ed., Reading and Literacy, 2019\nB.S., Education, magna cum laude, 2015\n",
            [("The Orlin State University", "M.Ed."), ("The Orlin State University", "B.S.")],
        ),
        pytest.param(
            "Orlin College, Hospitality Management, A.S., 1998\nUniversity of Tarla, Law, 1999 - 2002\n",
            [("Orlin College", "A.S."), ("University of Tarla", "")],
            marks=pytest.mark.by_rules,
        ),
        (
            "ORLIN POLYTECHNIC: Master in Fashion Management, 2013\nUNIVERSITY OF TARLA: Bachelor in Economics, 2012\n",
            [("ORLIN POLYTECHNIC", "Master"), ("UNIVERSITY OF TARLA", "Bachelor")],
        ),
        (
            "DMin, Orlin Theological Seminary, 2012\nMDiv, Tarla Seminary, 2004\n",
            [("Orlin Theological Seminary", "DMin"), ("Tarla Seminary", "MDiv")],
        ),
    ],
)  # fmt: skip
def test_schools_of_short_lines(parse: Parse, text: str, studies: list[tuple[str, str]]) -> None:
    found = read(parse, "Tovik Arlen\n\nEDUCATION\n" + text).education
    assert [(e.institution, e.degree) for e in found] == studies


def test_skills_parted_by_wide_gaps(parse: Parse) -> None:
    text = "Tovik Arlen\n\nSKILLS\nForklift certified  Bilingual  RF scanner  Inventory  Teamwork\n"
    assert {"Forklift certified", "RF scanner", "Inventory"} <= {s.name for s in read(parse, text).skills}


def test_a_city_beside_the_name(parse: Parse) -> None:
    profile = read(
        parse, "Tovik Arlen  |  Registered Architect  |  London\ntovik@example.com\n\nSKILLS\nRhino, Revit\n"
    )
    assert (profile.name, profile.headline) == ("Tovik Arlen", "Registered Architect")
    assert profile.location is not None and profile.location.city == "London"
