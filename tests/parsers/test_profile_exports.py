"""Exports of profiles: Facebook, Europass, vCard of every version, hResume; with the traps of real ones."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from enrich.errors import Refused
from enrich.model import Education, Found, Language, Skill, Work

Parse = Callable[[str, bytes], list[Found | Refused]]
MakeZip = Callable[[dict[str, str | bytes]], bytes]
Paper = Any


def read(found: list[Found | Refused]) -> Found:
    [one] = found
    assert isinstance(one, Found), one
    return one


# --- Facebook ---


def mojibake(text: str) -> str:
    """As Facebook writes text: every byte of its UTF-8 as one character."""
    return text.encode().decode("latin-1")


MEMBER: dict[str, Any] = {
    "name": {"full_name": mojibake("Zoë Müller"), "first_name": mojibake("Zoë"), "middle_name": "", "last_name": mojibake("Müller")},
    "emails": {"emails": ["zoe@example.com"], "previous_emails": ["old@example.com"], "ad_account_emails": ["boss@example.org"]},
    "birthday": {"year": 1984, "month": 2, "day": 3},
    "gender": {"gender_option": "FEMALE"},
    "previous_names": [{"name": mojibake("Zoë Blanc"), "timestamp": 1500000000}],
    "current_city": {"name": mojibake("Zürich, Switzerland"), "timestamp": 1600000000},
    "relationship": {"status": "Married", "partner": "Secret Spouse"},
    "family_members": [{"name": "Secret Mother", "relation": "Mother"}],
    "religious_view": {"name": "Secret Faith"},
    "education_experiences": [
        {"name": mojibake("Universität Zürich"), "start_timestamp": 1036022400, "end_timestamp": 1199174400, "concentrations": ["Physics", "Music"], "degree": "MSc"}
    ],
    "work_experiences": [
        {"employer": mojibake("Café Köln"), "title": "Baker", "location": "Bern", "description": "Bread", "start_timestamp": 1262332800},
        {"employer": "Blue Pan", "title": "Cook", "start_timestamp": 1199174400, "end_timestamp": 1256976000},
    ],
    "languages": [{"name": "German"}, {"name": "French"}],
    "phone_numbers": [{"phone_type": "Mobile", "phone_number": "+41441234567", "verified": True}],
    "websites": [{"address": "https://zoe.example.com"}],
    "screen_names": [{"service_name": "Twitter", "names": [{"name": "zoem", "timestamp": 0}]}],
    "profile_uri": "https://www.facebook.com/zoe.mueller.5",
    "about_me": mojibake("Ich backe gern – täglich"),
}  # fmt: skip


@pytest.mark.parametrize("key", ["profile_v2", "profile_information_v2"])
@pytest.mark.parametrize("zipped", [True, False])
def test_facebook_export(parse: Parse, make_zip: MakeZip, key: str, zipped: bool) -> None:
    content = json.dumps({key: MEMBER}).encode()
    path = "facebook-zoe/personal_information/profile_information/profile_information.json"
    found = read(
        parse(
            "fb", make_zip({"facebook-zoe/friends/friends.json": "{}", path: content}) if zipped else content
        )
    )
    zoe = found.profile
    assert (zoe.name, zoe.given_name, zoe.family_name, zoe.aliases) == (
        "Zoë Müller",
        "Zoë",
        "Müller",
        ("Zoë Blanc",),
    )
    assert zoe.emails == ("zoe@example.com", "old@example.com")
    assert (zoe.birth_date, zoe.phones, zoe.summary) == (
        "1984-02-03",
        ("+41441234567",),
        "Ich backe gern – täglich",
    )
    assert zoe.location is not None
    assert zoe.location.city == "Zurich"
    assert zoe.work == (
        Work("Café Köln", "Baker", "2010", current=True, location="Bern", summary="Bread"),
        Work("Blue Pan", "Cook", "2008", "2009-10-31"),
    )  # fmt: skip
    assert zoe.education == (Education("Universität Zürich", "MSc", "Physics, Music", "2002-10-31", "2008"),)
    assert {(k.network, k.username) for k in zoe.links} >= {
        ("facebook", "zoemueller5"),
        ("x", "zoem"),
    }
    assert zoe.languages == (Language("German"), Language("French"))
    assert found.observed_at == 1_600_000_000_000_000
    assert "Secret" not in str(zoe)
    assert "boss@" not in str(zoe)


@pytest.mark.parametrize(
    ("member", "told"),
    [
        ("{}", "this Facebook export is of an unknown form"),
        ('{"profile_v2": {}}', "this Facebook export names nobody"),
        ('{"profile_v2": ', "this Facebook export is damaged"),
        ('{"profile_v2": {"name": 7, "emails": [1, null], "work_experiences": "x", "birthday": []}}', "this Facebook export names nobody"),
    ],
)  # fmt: skip
def test_facebook_exports_of_other_forms_are_refused(
    parse: Parse, make_zip: MakeZip, member: str, told: str
) -> None:
    [refused] = parse("fb.zip", make_zip({"profile_information.json": member}))
    assert told in str(refused)
    [refused] = parse("fb.zip", make_zip({"profile_information/profile_information.html": "<html></html>"}))
    assert "this Facebook export is made of HTML pages" in str(refused)


# --- Europass ---

PASSPORT = """<?xml version="1.0" encoding="UTF-8"?>
<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="en">
<DocumentInfo><DocumentType>ECV</DocumentType><CreationDate>2014-02-10T12:00:00.000Z</CreationDate><LastUpdateDate>2014-02-11T12:00:00.000Z</LastUpdateDate></DocumentInfo>
<LearnerInfo><Identification><PersonName><FirstName>Betty</FirstName><Surname>Smith</Surname></PersonName>
<ContactInfo><Address><Contact><AddressLine>32 Reading rd</AddressLine><PostalCode>B26 3QJ</PostalCode><Municipality>Birmingham</Municipality><Country><Code>UK</Code><Label>United Kingdom</Label></Country></Contact></Address>
<Email><Contact>betty@example.com</Contact></Email><TelephoneList><Telephone><Contact>+44 20 7946 0018</Contact><Use><Code>mobile</Code></Use></Telephone></TelephoneList>
<WebsiteList><Website><Contact>https://github.com/bettys</Contact></Website></WebsiteList></ContactInfo>
<Demographics><Birthdate year="1985" month="--03" day="---02"/><Gender><Code>F</Code></Gender></Demographics></Identification>
<Headline><Type><Code>preferred_job</Code></Type><Description><Label>Project Manager</Label></Description></Headline>
<WorkExperienceList><WorkExperience><Period><From year="2007" month="--08"/><Current>true</Current></Period><Position><Label>Project Manager</Label></Position>
<Activities>&lt;p&gt;Ran &amp;amp; closed projects&lt;/p&gt;</Activities><Employer><Name>Council</Name><ContactInfo><Address><Contact><Municipality>Birmingham</Municipality></Contact></Address></ContactInfo></Employer></WorkExperience>
<WorkExperience><Period><From year="2001"/><To year="2007" month="--07"/></Period><Position><Label>Assistant</Label></Position><Employer><Name>Elm Ltd</Name></Employer></WorkExperience></WorkExperienceList>
<EducationList><Education><Period><From year="1997"/><To year="2001"/></Period><Title>BSc Economics</Title><Organisation><Name>University of Leeds</Name></Organisation></Education></EducationList>
<Skills><Linguistic><MotherTongueList><MotherTongue><Description><Code>en</Code><Label>English</Label></Description></MotherTongue></MotherTongueList>
<ForeignLanguageList><ForeignLanguage><Description><Label>French</Label></Description><ProficiencyLevel><Listening>C1</Listening><Writing>B2</Writing></ProficiencyLevel></ForeignLanguage></ForeignLanguageList></Linguistic>
<Computer><Description>&lt;ul&gt;&lt;li&gt;Excel&lt;/li&gt;&lt;li&gt;SAP&lt;/li&gt;&lt;/ul&gt;</Description></Computer></Skills></LearnerInfo></SkillsPassport>"""

CANDIDATE = """<?xml version="1.0" encoding="UTF-8"?>
<Candidate xmlns="http://www.europass.eu/1.0" xmlns:oa="http://www.openapplications.org/oagis/9" xmlns:eures="http://www.europass_eures.eu/1.0" xmlns:hr="http://www.hr-xml.org/3">
<CandidatePerson><PersonName><oa:GivenName>Luca</oa:GivenName><hr:FamilyName>Conti</hr:FamilyName></PersonName>
<Communication><ChannelCode>Email</ChannelCode><oa:URI>luca@example.com</oa:URI></Communication>
<Communication><ChannelCode>Telephone</ChannelCode><CountryDialing>39</CountryDialing><oa:DialNumber>06 1234567</oa:DialNumber></Communication>
<Communication><UseCode>home</UseCode><Address><oa:AddressLine>Via Roma 1</oa:AddressLine><oa:CityName>Roma</oa:CityName><CountryCode>it</CountryCode><oa:PostalCode>00100</oa:PostalCode></Address></Communication>
<hr:BirthDate>1990-01-02</hr:BirthDate><PrimaryLanguageCode name="NORMAL">ita</PrimaryLanguageCode></CandidatePerson>
<CandidateProfile languageCode="en"><ExecutiveSummary>&lt;p&gt;Builds boats&lt;/p&gt;</ExecutiveSummary>
<EmploymentHistory><EmployerHistory><hr:OrganizationName>Nave SpA</hr:OrganizationName>
<PositionHistory><PositionTitle typeCode="FREETEXT">Engineer</PositionTitle><eures:EmploymentPeriod><eures:StartDate><hr:FormattedDateTime>2018-03-01</hr:FormattedDateTime></eures:StartDate><hr:CurrentIndicator>true</hr:CurrentIndicator></eures:EmploymentPeriod><oa:Description>Hulls</oa:Description><City>Genova</City><Country>it</Country></PositionHistory>
<PositionHistory><PositionTitle>Trainee</PositionTitle><eures:EmploymentPeriod><eures:StartDate><hr:FormattedDateTime>2016</hr:FormattedDateTime></eures:StartDate><eures:EndDate><hr:FormattedDateTime>2018-02</hr:FormattedDateTime></eures:EndDate></eures:EmploymentPeriod></PositionHistory></EmployerHistory></EmploymentHistory>
<EducationHistory><EducationOrganizationAttendance><hr:OrganizationName>Politecnico</hr:OrganizationName><AttendancePeriod><StartDate><hr:FormattedDateTime>2010-10</hr:FormattedDateTime></StartDate><EndDate><hr:FormattedDateTime>2015-07-20</hr:FormattedDateTime></EndDate></AttendancePeriod><EducationDegree><hr:DegreeName>Laurea</hr:DegreeName></EducationDegree></EducationOrganizationAttendance></EducationHistory>
<PersonQualifications><PersonCompetency><CompetencyID>eng</CompetencyID><hr:TaxonomyID>language</hr:TaxonomyID><CompetencyDimension><eures:Score><hr:ScoreText>C1</hr:ScoreText></eures:Score></CompetencyDimension></PersonCompetency>
<PersonCompetency><hr:CompetencyName>CAD</hr:CompetencyName><hr:TaxonomyID>other</hr:TaxonomyID></PersonCompetency></PersonQualifications></CandidateProfile></Candidate>"""


def check_betty(found: Found) -> None:
    betty = found.profile
    assert (betty.name, betty.headline, betty.birth_date) == ("Betty Smith", "Project Manager", "1985-03-02")
    assert (betty.emails, betty.phones) == (("betty@example.com",), ("+44 20 7946 0018",))
    assert betty.location is not None
    assert (betty.location.city, betty.location.country, betty.location.postal_code) == (
        "Birmingham",
        "GB",
        "B26 3QJ",
    )
    assert betty.work == (
        Work("Council", "Project Manager", "2007-08", current=True, location="Birmingham", summary="Ran & closed projects"),
        Work("Elm Ltd", "Assistant", "2001", "2007-07"),
    )  # fmt: skip
    assert betty.education == (Education("University of Leeds", "BSc Economics", "", "1997", "2001"),)
    assert betty.languages == (Language("English", "native"), Language("French", "B2"))
    assert betty.skills == (Skill("Excel"), Skill("SAP"))
    assert found.observed_at == 1_392_120_000_000_000


def test_europass_of_the_older_form(parse: Parse) -> None:
    check_betty(read(parse("cv.xml", PASSPORT.encode())))


def test_europass_of_today(parse: Parse) -> None:
    luca = read(parse("cv.xml", CANDIDATE.encode())).profile
    assert (luca.name, luca.emails, luca.phones, luca.summary) == (
        "Luca Conti",
        ("luca@example.com",),
        ("+39 06 1234567",),
        "Builds boats",
    )
    assert luca.location is not None
    assert (luca.location.city, luca.location.country) == ("Roma", "IT")
    assert luca.work == (
        Work("Nave SpA", "Engineer", "2018-03-01", current=True, location="Genova, it", summary="Hulls"),
        Work("Nave SpA", "Trainee", "2016", "2018-02"),
    )  # fmt: skip
    assert luca.education == (Education("Politecnico", "Laurea", "", "2010-10", "2015-07-20"),)
    assert luca.languages == (Language("ita", "native"), Language("eng", "C1"))
    assert luca.skills == (Skill("CAD"),)


def with_attachment(pdf: bytes, name: str, content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    document.new_attachment(name).set_data(content)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def test_europass_pdf_with_its_data_attached(parse: Parse, paper: Paper) -> None:
    paper.put(60, 60, "Betty Smythe, the text of the page that nobody needs")
    page = paper.pdf()
    check_betty(read(parse("cv.pdf", with_attachment(page, "attachment.xml", PASSPORT.encode()))))
    found = read(parse("cv.pdf", with_attachment(page + b"\n", "attachment.xml", b"<SkillsPassport><broken")))
    assert found.profile.name == "Betty Smythe"


@pytest.mark.parametrize(
    "broken", [PASSPORT[:-30], PASSPORT.replace("Betty", "&leak;"), "<Candidate>" * 2000]
)
def test_broken_europass_is_refused(parse: Parse, broken: str) -> None:
    [refused] = parse("cv.xml", broken.encode())
    assert str(refused).startswith("cv.xml: this Europass document is damaged")


# --- vCard ---


def test_vcard_4_with_groups_pictures_and_kinds(parse: Parse) -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ana Costa\r\nN:Costa;Ana;Maria;;\r\nitem1.EMAIL;PREF=1;TYPE=work:ana@example.com\r\n"
        "item1.X-ABLabel:Office\r\nTEL;TYPE=\"voice,cell\";VALUE=uri:tel:+351-21-123-4567;ext=7\r\nPHOTO:data:image/jpeg;base64,AAAA\r\n"
        "ORG:Barco Lda;Design\r\nTITLE:Designer\r\nADR;LABEL=\"x\":;;Rua 1;Lisboa;;1000-001;Portugal\r\nLANG;PREF=1:pt\r\n"
        "SOCIALPROFILE;SERVICE-TYPE=GitHub:https://github.com/anac\r\nREV:20230203T040506Z\r\nUID:urn:uuid:4fbe8971\r\nNOTE:line one\\nline\r\n  two\r\nEND:VCARD\r\n"
    )  # fmt: skip
    found = read(parse("ana.vcf", card.encode()))
    ana = found.profile
    assert (found.key, ana.name, ana.given_name, ana.family_name) == ("4fbe8971", "Ana Costa", "Ana", "Costa")
    assert ana.emails == ("ana@example.com",)
    assert ana.phones == ("+351-21-123-4567 ext. 7",)
    assert ana.work == (Work("Barco Lda", "Designer", current=True),)
    assert ana.location is not None
    assert ana.location.city == "Lisboa"
    assert [k.username for k in ana.links] == ["anac"]
    assert found.observed_at == 1_675_397_106_000_000


def test_vcard_2_1_of_old_phones(parse: Parse) -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=C3=AB;;;\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB=\r\n M=C3=BCller\r\nTEL;CELL;VOICE:+41441234567\r\n"
        "EMAIL;INTERNET:zoe@example.com\r\nEND:VCARD\r\n"
    )
    zoe = read(parse("zoe.vcf", card.encode())).profile
    assert (zoe.family_name, zoe.given_name) == ("Müller", "Zoë")
    assert (zoe.emails, zoe.phones) == (("zoe@example.com",), ("+41441234567",))


# --- hResume ---


def test_hresume_page(parse: Parse) -> None:
    page = """<html><body><div class="hresume"><div class="contact vcard"><span class="fn">Omar Vale</span>
    <a class="email" href="mailto:omar@example.com">mail</a> <span class="tel">+33 1 23 45 67 89</span></div>
    <p class="summary">Cooks with fire.</p>
    <div class="experience vevent"><span class="summary">Cook</span> <div class="vcard"><span class="fn n org">Blue Pan</span> <span class="title">Head Cook</span></div>
    <abbr class="dtstart" title="2019-01">Jan 2019</abbr> <abbr class="dtend" title="2021-05">May 2021</abbr></div>
    <div class="education vevent vcard"><span class="org summary">Cooking School</span> <abbr class="dtstart" title="2010">2010</abbr><abbr class="dtend" title="2012">2012</abbr></div>
    <a rel="tag" class="skill" href="/tags/soup">soup</a></div></body></html>"""
    omar = read(parse("saved.html", page.encode())).profile
    assert (omar.name, omar.emails, omar.summary) == ("Omar Vale", ("omar@example.com",), "Cooks with fire.")
    assert [(w.employer, w.start, w.end) for w in omar.work] == [("Blue Pan", "2019-01", "2021-05")]
    assert [(e.institution, e.start, e.end) for e in omar.education] == [("Cooking School", "2010", "2012")]
    assert [s.name for s in omar.skills] == ["soup"]
