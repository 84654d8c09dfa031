"""What `onefold parse` writes is JSON Resume 1.3 whatever was read, and reads back as the same profile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from enrich.model import (
    Certificate,
    Education,
    Identifier,
    Interaction,
    Item,
    Language,
    Link,
    Place,
    Profile,
    Skill,
    Work,
)  # fmt: skip
from parsers.jsonresume import read_json_resume
from parsers.reading import Evidence, Reading, Refusal
from parsers.report import KINDS, OTHER_KIND, document_path, json_line, kind_of_error
from parsers.resume_document import to_json_resume

# The rules of the schema: @jsonresume/schema 1.3.1 (draft-07). A dict is an object, a list a list of such; nothing is required and
# further keys are allowed, except that what we write must be named here.
DATE = "date"
URI = "uri"
EMAIL = "email"
TEXT = "text"
PLACE = dict.fromkeys(("address", "postalCode", "city", "countryCode", "region"), TEXT)
SPAN = {"startDate": DATE, "endDate": DATE}
SCHEMA: dict[str, Any] = {
    "$schema": URI,
    "basics": {
        **dict.fromkeys(("name", "label", "image", "phone", "summary"), TEXT), "email": EMAIL, "url": URI, "location": PLACE,
        "profiles": [{"network": TEXT, "username": TEXT, "url": URI}],
    },
    "work": [{**dict.fromkeys(("name", "location", "description", "position", "summary"), TEXT), "url": URI, **SPAN, "highlights": [TEXT]}],
    "volunteer": [{**dict.fromkeys(("organization", "position", "summary"), TEXT), "url": URI, **SPAN, "highlights": [TEXT]}],
    "education": [{**dict.fromkeys(("institution", "area", "studyType", "score"), TEXT), "url": URI, **SPAN, "courses": [TEXT]}],
    "certificates": [{"name": TEXT, "date": DATE, "url": URI, "issuer": TEXT}],
    "publications": [{"name": TEXT, "publisher": TEXT, "releaseDate": DATE, "url": URI, "summary": TEXT}],
    "skills": [{"name": TEXT, "level": TEXT, "keywords": [TEXT]}],
    "languages": [{"language": TEXT, "fluency": TEXT}],
    "projects": [{"name": TEXT, "description": TEXT, "highlights": [TEXT], "keywords": [TEXT], **SPAN, "url": URI, "entity": TEXT, "type": TEXT}],
    "meta": {"canonical": URI, "version": TEXT, "lastModified": TEXT, "onefold": None},
}  # fmt: skip
FORMS = {
    DATE: re.compile(r"[1-2][0-9]{3}-[0-1][0-9]-[0-3][0-9]|[1-2][0-9]{3}-[0-1][0-9]|[1-2][0-9]{3}"),
    URI: re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+"),
    EMAIL: re.compile(r"[!-~]+@[!-~]+\.[!-~]+"),
    TEXT: re.compile(r".*", re.DOTALL),
}


def broken_rules(rule: Any, value: Any, path: str = "$") -> Iterator[str]:
    """Where a document breaks the schema."""
    if isinstance(rule, dict):
        if not isinstance(value, dict):
            yield f"{path} is no object"
            return
        for key, inner in value.items():
            if key not in rule:
                yield f"{path}.{key} is not in the schema"
            elif rule[key] is not None:
                yield from broken_rules(rule[key], inner, f"{path}.{key}")
    elif isinstance(rule, list):
        if not isinstance(value, list):
            yield f"{path} is no list"
            return
        for i, inner in enumerate(value):
            yield from broken_rules(rule[0], inner, f"{path}[{i}]")
    elif not isinstance(value, str) or not FORMS[rule].fullmatch(value):
        yield f"{path} is no {rule}: {value!r}"


words = some.text(max_size=12)
dates = some.sampled_from(["", "2019", "2019-03", "2019-03-14"])
urls = some.one_of(
    some.sampled_from(
        ["", "https://ä.example/ü?x=1", "no url", "example.com", "http://[", "mailto:a@b.example"]
    ),
    words,
)
links = some.builds(Link, url=urls, network=some.sampled_from(["", "github", "linkedin"]), username=words)
work = some.builds(
    Work, employer=words, title=words, start=dates, end=dates, current=some.booleans(), location=words, summary=words,
    highlights=some.tuples(words), url=urls, volunteer=some.booleans(),
)  # fmt: skip
profiles = some.builds(
    Profile, name=words, headline=words, summary=words, birth_date=dates, emails=some.lists(some.one_of(words, some.emails()), max_size=2).map(tuple),
    phones=some.lists(some.sampled_from(["+47 22 12 34 56", "030 123456", "none", "+1 (0"]), max_size=2).map(tuple),
    links=some.lists(links, max_size=3).map(tuple), location=some.one_of(some.none(), some.builds(Place, text=words, city=words, country=words)),
    work=some.lists(work, max_size=3).map(tuple), education=some.lists(some.builds(Education, institution=words, start=dates, url=urls), max_size=2).map(tuple),
    certificates=some.lists(some.builds(Certificate, name=words, date=dates, url=urls), max_size=1).map(tuple),
    items=some.lists(some.builds(Item, kind=some.sampled_from(["publication", "project", "talk"]), title=words, date=dates, url=urls), max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(profiles)
def test_any_profile_becomes_a_valid_document(profile: Profile) -> None:
    document = json.loads(json.dumps(to_json_resume(profile)))
    assert list(broken_rules(SCHEMA, document)) == []


def test_the_rules_can_fail() -> None:
    broken = {
        "basics": {"email": "nobody", "url": "x y"},
        "work": [{"startDate": "soon", "employer": "E"}],
        "skills": {},
    }
    assert list(broken_rules(SCHEMA, broken)) == [
        "$.basics.email is no email: 'nobody'", "$.basics.url is no uri: 'x y'", "$.work[0].startDate is no date: 'soon'",
        "$.work[0].employer is not in the schema", "$.skills is no list",
    ]  # fmt: skip


FULL = Profile(
    name="Ines Roth", given_name="Ines", family_name="Roth", aliases=("Ines Blau",), headline="Engineer", summary="Builds",
    birth_date="1984-02", emails=("ines@example.com", "second@example.com"), phones=("030 123456", "+49 171 1234567"),  # type: ignore[arg-type]
    links=(Link("https://ines.example.com"), Link("https://more.example.com"), Link("https://github.com/inesr", "github", "inesr")),
    location=Place("Berlin, Germany", "Weg 1", "10115", "Berlin", "Berlin", "Germany"),
    work=(
        Work("Elm GmbH", "Engineer", "2019-03", current=True, location="Berlin", highlights=("Built it",)),  # type: ignore[arg-type]
        Work("Oak AG", "Trainee", "2016", "2018-12"), Work("Shelter", "Cook", "2018", current=True, volunteer=True),  # type: ignore[arg-type]
    ),
    education=(Education("TU Nord", "BSc", "Physics", "2012", "2016-07", "1.7"),), skills=(Skill("Go", "high"), Skill("SQL", implied=True)),  # type: ignore[arg-type]
    languages=(Language("German", "native"),), certificates=(Certificate("First aid", "Red Cross", "2020-02-01"),),  # type: ignore[arg-type]
    items=(Item("publication", "On elms", "2020", publisher="Tree"), Item("project", "Saw", "2021"), Item("talk", "Roots", "2022-03")),  # type: ignore[arg-type]
    interactions=(Interaction("note", "", "met at a fair"),), identifiers=(Identifier("orcid", "0000-0002-1825-0097"),), tags=("vip",),  # type: ignore[arg-type]
)  # fmt: skip


def test_nothing_is_lost_on_the_way_out_and_back() -> None:
    document = json.dumps(to_json_resume(FULL)).encode()
    again = read_json_resume(document).profile
    assert sorted(again.links, key=str) == sorted(FULL.links, key=str)
    assert {f: getattr(again, f) for f in Profile.__struct_fields__ if f != "links"} == {
        f: getattr(FULL, f) for f in Profile.__struct_fields__ if f != "links"
    }


def test_phones_are_told_in_e164_with_the_persons_country() -> None:
    extra = to_json_resume(FULL)["meta"]["onefold"]
    assert extra["phones"] == ["+4930123456", "+491711234567"]
    assert extra["phonesAsWritten"] == ["030 123456", "+49 171 1234567"]
    assert extra["emails"] == ["ines@example.com", "second@example.com"]
    assert (extra["current"], extra["currentVolunteering"]) == ([0], [0])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("name", "basics.name"), ("headline", "basics.label"), ("emails[0]", "basics.email"), ("emails[1]", "meta.onefold.emails[1]"),
        ("phones[1]", "meta.onefold.phones[1]"), ("links[0]", "basics.url"), ("links[1]", "meta.onefold.links[0]"),
        ("links[2]", "basics.profiles[0].url"), ("work[0].employer", "work[0].name"), ("work[1].title", "work[1].position"),
        ("work[2].employer", "volunteer[0].organization"), ("work[2].start", "volunteer[0].startDate"),
        ("education[0].institution", "education[0].institution"), ("education[0].degree", "education[0].studyType"), ("skills", "skills"), ("skills[0]", "skills[0]"),
        ("skills[1]", "meta.onefold.impliedSkills[0]"), ("items[0]", "publications[0]"), ("items[1]", "projects[0]"), ("items[2]", "meta.onefold.items[0]"),
    ],
)  # fmt: skip
def test_evidence_names_the_place_in_the_document(path: str, expected: str) -> None:
    assert document_path(path, FULL) == expected


def test_evidence_tells_page_and_box_or_characters() -> None:
    reading = Reading(
        FULL,
        evidence=(
            Evidence("name", page=1, box=(1.0, 2.0, 3.0, 4.0)),
            Evidence("summary", start=0, end=6),
        ),
    )
    said = json.loads(json_line("a.pdf", reading, 0.5))
    assert said["evidence"] == [
        {"path": "basics.name", "field": "name", "page": 1, "box": [1.0, 2.0, 3.0, 4.0]},
        {"path": "basics.summary", "field": "summary", "start": 0, "end": 6},
    ]


def test_every_kind_of_error_is_reachable() -> None:
    assert {kind_of_error(start) for start, _ in KINDS} == {kind for _, kind in KINDS}
    assert kind_of_error("this Word file is damaged") == OTHER_KIND
    said = json.loads(json_line("a.pdf", Refusal("this is an image", found="PNG", allowed="PDF"), 0.1))
    assert said == {
        "file": "a.pdf",
        "ok": False,
        "error": {"kind": "image", "message": "this is an image (found PNG; allowed: PDF)"},
    }
