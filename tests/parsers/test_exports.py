"""Profile exports: JSON of people, JSON Resume, LinkedIn's ZIP, vCards, saved profile pages."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Certificate, Education, Found, Interaction, Language, Link, Skill, Work
from enrich.ports import collect
from parsers.jsonresume import read_json_resume
from parsers.resume_document import to_json_resume

Parse = Callable[[str, bytes], list[Found | Refused]]
MakeZip = Callable[[dict[str, str | bytes]], bytes]


# --- ATS and CRM exports ---


def ats(*candidates: object) -> bytes:
    return json.dumps(
        {"exported_at": "2024-01-02T00:00:00Z", "meta": {"count": 2}, "candidates": candidates}
    ).encode()


def test_an_ats_export_is_understood_by_its_keys(parse: Parse) -> None:
    candidate = {
        "id": 991, "first_name": "Nia", "last_name": "Okoro",
        "email_addresses": [{"value": "nia@example.com", "type": "personal"}], "phone_numbers": [{"value": "+44 20 7946 0018"}],
        "website_addresses": [{"value": "https://nia.example.com"}], "addresses": [{"value": "Leeds, United Kingdom"}],
        "employments": [
            {"company_name": "Birch Ltd", "title": "Analyst", "start_date": {"year": 2021, "month": 4}, "end_date": None, "is_current": True},
            {"company_name": "Fir plc", "title": "Clerk", "start_date": "2018-01-01", "end_date": "2021-03-01"},
        ],
        "educations": [{"school_name": "Northmoor University", "degree": "BA", "discipline": "History", "end_date": "2017-07-01"}],
        "tags": ["urgent", "finance"], "keyed_custom_fields": {"x": {"value": 3}},
    }  # fmt: skip
    [found] = parse("ats", ats(candidate))
    assert isinstance(found, Found)
    person = found.profile
    assert (found.key, person.name, person.emails) == ("991", "Nia Okoro", ("nia@example.com",))
    assert person.work[0] == Work("Birch Ltd", "Analyst", "2021-04", current=True)
    assert (person.work[1].start, person.work[1].end, person.work[1].current) == (
        "2018-01-01",
        "2021-03-01",
        False,
    )
    assert person.education == (Education("Northmoor University", "BA", "History", end="2017-07-01"),)
    assert person.location is not None
    assert person.location.text == "Leeds, United Kingdom"
    assert person.tags == ("urgent", "finance")
    assert found.observed_at == 1_704_153_600_000_000


def test_shape_errors_are_refused_with_their_path(parse: Parse) -> None:
    good = {"id": 1, "name": "Ann Lee", "email": "a@example.com"}
    bad_shape = {"id": 2, "name": "Bo Ray", "email_addresses": [{"kind": True}]}
    bad_date = {"id": 3, "name": "Cy Fox", "employments": [{"company": "Oak", "start_date": "soon"}]}
    found, refused = collect(parse("ats.json", ats(good, bad_shape, "Di", bad_date)))
    assert [f.key for f in found] == ["1"]
    assert str(refused[0]).startswith(
        "ats.json, candidates[1].email_addresses[0]: this has the wrong shape (found an object"
    )
    assert str(refused[1]).startswith("ats.json, candidates[2]: a person must be an object (found text")
    assert str(refused[2]).startswith("ats.json, candidates[3].employments[0].start: this is no date")


@pytest.mark.parametrize("content", [b'{"candidates": [{"id": 1, "name": "Ann', b"[1, 2", b'{"a": }'])
def test_broken_json_is_refused(parse: Parse, content: bytes) -> None:
    [refused] = parse("x.json", content)
    assert isinstance(refused, Refused)


# --- JSON Resume ---

RESUME = {
    "basics": {
        "name": "Ines Roth", "label": "Engineer", "email": "ines@example.com", "phone": "+49 30 1234567", "url": "https://ines.example.com",
        "location": {"city": "Berlin", "countryCode": "DE"},
        "profiles": [{"network": "GitHub", "username": "inesr", "url": "https://github.com/inesr"}],
    },
    "work": [{"name": "Elm GmbH", "position": "Engineer", "startDate": "2019-03", "endDate": "", "highlights": ["Built it"]}],
    "volunteer": [{"organization": "Shelter", "position": "Cook", "startDate": "2018"}],
    "education": [{"institution": "TU Nord", "studyType": "BSc", "area": "Physics", "startDate": "2012", "endDate": "2016-07"}],
    "skills": [{"name": "Backend", "keywords": ["Go", "SQL"]}],
    "languages": [{"language": "German", "fluency": "native"}],
    "certificates": [{"name": "First aid", "date": "2020-02-01", "issuer": "Red Cross"}],
    "meta": {"lastModified": "2023-04-05T06:07:08Z"},
}  # fmt: skip


def test_json_resume_is_read(parse: Parse) -> None:
    [found] = parse("ines.json", json.dumps(RESUME).encode())
    assert isinstance(found, Found)
    person = found.profile
    assert (found.key, person.name, person.headline) == ("ines.json", "Ines Roth", "Engineer")
    assert found.observed_at == 1_680_674_828_000_000
    assert Link("https://github.com/inesr", "github", "inesr") in person.links
    assert [w.employer for w in person.work] == ["Elm GmbH", "Shelter"]
    assert person.work[1].volunteer
    assert [s.name for s in person.skills] == ["Go", "SQL"]
    assert person.certificates == (Certificate("First aid", "Red Cross", "2020-02-01"),)


def test_json_resume_survives_the_round_trip() -> None:
    first = read_json_resume(json.dumps(RESUME).encode()).profile
    again = read_json_resume(json.dumps(to_json_resume(first)).encode()).profile
    assert again == first


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (
            {"basics": {"name": 7}},
            "r.json, $.basics.name: this JSON Resume breaks its schema (found Expected `str | null`, got `int`",
        ),
        (
            {"basics": {}, "work": {"name": "Elm"}},
            "r.json, $.work: this JSON Resume breaks its schema (found Expected `array | null`, got `object`",
        ),
        (
            {"basics": {"name": "A"}, "work": [{"name": "E", "startDate": "soon"}]},
            "r.json, work[0].startDate: this is no date",
        ),
    ],
)
def test_json_resume_that_breaks_its_schema_is_refused(parse: Parse, broken: object, told: str) -> None:
    [refused] = parse("r.json", json.dumps(broken).encode())
    assert str(refused).startswith(told)


# --- LinkedIn ---

PROFILE = (
    "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers\n"
    'Kari,Moe,Lund,,,Designer,"Draws, and codes",Design,0150,"Oslo, Norway",[karimoe],"[PORTFOLIO:https://kari.example.com,BLOG:https://b.example.com]",\n'
)
POSITIONS = "Company Name,Title,Description,Location,Started On,Finished On\nFjord AS,Designer,Lines,Oslo,Jun 2021,\nVik AS,Intern,,Bergen,2019,May 2021\n"


def test_linkedin_export_with_its_traps(parse: Parse, make_zip: MakeZip) -> None:
    content = make_zip(
        {
            "Complete_Export_9/Profile.csv": PROFILE,
            "Complete_Export_9/Positions.csv": POSITIONS,
            "Complete_Export_9/Education.csv": 'School Name,Start Date,End Date,Notes,Degree Name,Activities\nOslo School,2014,2018,,"BA, Design",\n',
            "Complete_Export_9/Skills.csv": "Name\nFigma\nCSS\n",
            "Complete_Export_9/Languages.csv": "Name,Proficiency\nNorwegian,Native\n",
            "Complete_Export_9/Email Addresses.csv": "Email Address,Confirmed,Primary,Updated On\nold@example.com,No,No,\nb@example.com,Yes,No,\nkari@example.com,Yes,Yes,\n",
            "Complete_Export_9/PhoneNumbers.csv": "Extension,Number,Type\n12,+47 22 12 34 56,Work\n",
            "Complete_Export_9/Certifications.csv": "This file is empty because you have no certifications.\n",
            "Complete_Export_9/Connections.csv": 'Notes:\n"Some emails are missing"\n\nFirst Name,Last Name,Email Address\nStranger,Person,stranger@example.com\n',
            "Complete_Export_9/messages.csv": "FROM,TO,CONTENT\nStranger,Kari,hello\n",
            "Complete_Export_9/Shares_123456.csv": 'Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n2023-02-03 10:00:00,https://www.linkedin.com/feed/1,"A post",,,MEMBER_NETWORK\n',
        }
    )
    [found] = parse("export", content)
    assert isinstance(found, Found)
    person = found.profile
    assert (person.name, person.aliases, person.headline) == ("Kari Moe", ("Kari Lund",), "Designer")
    assert person.emails == ("kari@example.com", "b@example.com")
    assert person.phones == ("+47 22 12 34 56 ext. 12",)
    assert {k.url for k in person.links} >= {"https://kari.example.com"}
    assert "karimoe" in {k.username for k in person.links}
    assert person.work[0] == Work(
        "Fjord AS", "Designer", "2021-06", current=True, location="Oslo", summary="Lines"
    )
    assert (person.work[1].start, person.work[1].end, person.work[1].current) == ("2019", "2021-05", False)
    assert person.education == (Education("Oslo School", "BA", "Design", "2014", "2018"),)
    assert person.skills == (Skill("Figma"), Skill("CSS"))
    assert person.languages == (Language("Norwegian", "Native"),)
    assert [(i.kind, i.date) for i in person.items] == [("post", "2023-02-03")]
    assert b"tranger" not in str(person).encode()


def test_basic_export_without_positions_says_so(parse: Parse, make_zip: MakeZip) -> None:
    [found] = parse("x", make_zip({"Basic_Profile.csv": PROFILE}))
    assert isinstance(found, Found)
    assert found.warnings == ("no_positions",)


# --- vCard ---

CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:abc-1\r\nN:Sato;Yuki;;;\r\nFN:Yuki Sato\r\nEMAIL;TYPE=work:yuki@example.com\r\nTEL:+81-3-1234-5678\r\n"
    "ORG:Kumo KK;Labs\r\nTITLE:Engineer\r\nADR;TYPE=work:;;1-2 Chome;Tokyo;;100-0001;Japan\r\nNOTE:met at a fair\\, liked Go\r\n"
    "PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n BBBB\r\nREV:2023-02-03T04:05:06Z\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Zoé Blanc\r\nEMAIL:zoe@example.com\r\nTEL;VALUE=uri:tel:+33-1-23-45-67-89\r\nBDAY:19840203\r\n"
    "URL:https://github.com/zoeb\r\nCATEGORIES:vip,design\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cut Off\r\n"
)


def test_many_cards_in_one_file(parse: Parse) -> None:
    found, refused = collect(parse("fair.vcf", CARDS.encode()))
    yuki, zoe = found
    assert (yuki.key, yuki.profile.name, yuki.profile.family_name) == ("abc-1", "Yuki Sato", "Sato")
    assert yuki.profile.work == (Work("Kumo KK", "Engineer", current=True),)
    assert yuki.profile.location is not None
    assert (yuki.profile.location.city, yuki.profile.location.country) == ("Tokyo", "Japan")
    assert yuki.profile.interactions == (Interaction("note", "", "met at a fair, liked Go"),)
    assert yuki.observed_at == 1_675_397_106_000_000
    assert zoe.key.startswith("card-")
    assert (zoe.profile.birth_date, zoe.profile.phones, zoe.profile.tags) == (
        "1984-02-03",
        ("+33-1-23-45-67-89",),
        ("vip", "design"),
    )
    assert zoe.profile.links == (Link("https://github.com/zoeb", "github", "zoeb"),)
    assert [str(r).partition(" (")[0] for r in refused] == ["fair.vcf, line 25: this card does not end"]


# --- saved profile pages ---


def test_json_ld_page(parse: Parse) -> None:
    node = {
        "@context": "https://schema.org", "@type": "ProfilePage",
        "mainEntity": {
            "@type": "Person", "name": "Lea Hart", "jobTitle": "Writer", "email": "mailto:lea@example.com",
            "worksFor": {"@type": "OrganizationRole", "roleName": "Editor", "startDate": "2020-05", "worksFor": {"@type": "Organization", "name": "Quill Press"}},
            "alumniOf": [{"@type": "CollegeOrUniversity", "name": "Northmoor University"}], "sameAs": ["https://github.com/leahart"],
            "address": {"@type": "PostalAddress", "addressLocality": "York", "addressCountry": "GB"}, "knowsAbout": ["editing"],
        },
    }  # fmt: skip
    page = f'<!doctype html><html><body><h1>Lea Hart</h1><script type="application/ld+json">{json.dumps(node)}</script></body></html>'
    [found] = parse("saved.html", page.encode())
    assert isinstance(found, Found)
    person = found.profile
    assert (person.name, person.headline, person.emails) == ("Lea Hart", "Writer", ("lea@example.com",))
    assert person.work == (Work("Quill Press", "Editor", "2020-05", current=True),)
    assert person.education[0].institution == "Northmoor University"
    assert person.links[0].username == "leahart"


def test_h_card_page(parse: Parse) -> None:
    page = (
        '<html><body><div class="h-card"><p class="p-name">Omar Vale</p><a class="u-email" href="mailto:omar@example.com">mail</a>'
        '<span class="p-job-title">Cook</span> at <span class="p-org">Blue Pan</span> <span class="p-locality">Lyon</span></div></body></html>'
    )
    [found] = parse("page", page.encode())
    assert isinstance(found, Found)
    assert (found.profile.name, found.profile.emails) == ("Omar Vale", ("omar@example.com",))
    assert (found.profile.work[0].employer, found.profile.work[0].title) == ("Blue Pan", "Cook")
