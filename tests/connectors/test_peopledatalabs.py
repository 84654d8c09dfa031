"""What is read of a person at People Data Labs."""

from __future__ import annotations

from typing import ClassVar

from connectors.kit.http import Web
from connectors.peopledatalabs import PeopleDataLabs
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Education, Found, PartialDate, Place, Skill, Work
from enrich.ports import Ask

JSON = "application/json"
PERSON = """{"status": 200, "likelihood": 9, "data": {"id": "qEnOZ5Oh0poWnQ1luFBfVw_0000", "full_name": "Mara Velde", "first_name": "Mara",
"last_name": "Velde", "sex": "female", "birth_date": true, "work_email": "mara@kite.example", "personal_emails": false, "mobile_phone": null,
"emails": [{"address": "m.velde@mail.example", "type": "personal"}], "phone_numbers": ["+3225550102"], "location_name": "ghent, belgium",
"linkedin_url": "linkedin.com/in/mara-velde", "job_last_updated": "2025-11-03", "skills": ["bookbinding", "typography"],
"profiles": [{"network": "github", "id": null, "url": "github.com/mvelde", "username": "mvelde"}],
"experience": [{"company": {"name": "Kite Works", "size": "51-200"}, "title": {"name": "Editor", "role": "media"}, "start_date": "2019-06",
"end_date": null, "location_names": ["ghent, belgium"], "is_primary": true}, {"company": {"name": "Paper Ltd"}, "title": null, "start_date":
"2010", "end_date": "2019-05", "is_primary": false}], "education": [{"school": {"name": "Ghent University"}, "degrees": ["masters"], "majors":
["history"], "minors": [], "start_date": "2003", "end_date": "2008", "gpa": null}]}}"""
ASKED = "/person/enrich?min_likelihood={}&titlecase=true&{}"
HASH = "0" * 64


class TestPeopleDataLabs(ConnectorContract):
    connector = PeopleDataLabs
    options: ClassVar = {
        "base": "{site}", "key": "env:ONEFOLD_TEST_SECRET", "budget": 10.0, "purpose": "recruiting, with notice to the person",
    }  # fmt: skip
    ask = Ask(email="mara@velde.example", email_hash=HASH)
    replies: ClassVar = {
        ASKED.format(6, f"email_hash={HASH}"): Reply(PERSON, JSON),
        ASKED.format(6, "profile=https%3A%2F%2Fwww.linkedin.com%2Fin%2Fmara-velde"): Reply(PERSON, JSON),
        ASKED.format(8, "name=Mara+Velde&company=Kite+Works"): Reply(PERSON, JSON),
        "/autocomplete?field=skill&text=python&size=1": Reply('{"data": []}', JSON),
    }

    def test_reads_the_whole_career(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        [found] = self.told(connector, site)
        assert isinstance(found, Found) and found.key == "qEnOZ5Oh0poWnQ1luFBfVw_0000"
        profile, d = found.profile, PartialDate
        assert profile.emails == ("mara@velde.example", "mara@kite.example", "m.velde@mail.example")
        assert profile.work == (
            Work("Kite Works", "Editor", d("2019-06"), current=True, location="ghent, belgium"),
            Work("Paper Ltd", "", d("2010"), d("2019-05")),
        )
        assert profile.education == (
            Education("Ghent University", "masters", "history", d("2003"), d("2008")),
        )
        assert profile.skills == (Skill("bookbinding"), Skill("typography")) and profile.birth_date == ""
        assert [link.username for link in profile.links] == ["mara-velde", "mvelde"]
        assert profile.location == Place("ghent, belgium") and profile.phones == ("+3225550102",)
        assert connector.record().tally.cost == 0.28

    def test_pays_for_nobody_and_wants_to_be_surer_by_name(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        assert list(connector.lookup(Ask(name="No Body", employer="Kite Works"))) == []
        assert list(connector.lookup(Ask(network="github", handle="no-address"))) == []
        assert connector.record().tally.cost == 0
        [maybe] = connector.lookup(Ask(name="Mara Velde", employer="Kite Works"))
        assert maybe.key.endswith("#maybe") and not maybe.profile.work
        [found] = connector.lookup(Ask("https://www.linkedin.com/in/mara-velde", "linkedin", "mara-velde"))
        assert found.profile.links[0].username == "mara-velde"
