"""What is read of the profile behind an e-mail address."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from connectors.gravatar import Gravatar
from connectors.kit.http import Web
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Language, Place, Work
from enrich.ports import Ask

JSON = "application/json"
EMAIL = "jana@kowalczyk.example"
HASH = sha256(EMAIL.encode()).hexdigest()
PUBLIC = f"""{{"hash": "{HASH}", "display_name": "Jana Kowalczyk", "profile_url": "https://gravatar.com/janakow", "avatar_url":
"https://gravatar.example/a", "avatar_alt_text": "", "location": "Gdynia, Poland", "description": "Grids and graphs.", "job_title":
"Data Engineer", "company": "Baltic Grid", "pronunciation": "", "pronouns": "", "verified_accounts": [{{"service_type": "github",
"service_label": "GitHub", "service_icon": "https://gravatar.example/i", "url": "https://github.com/janakow", "is_hidden": false}},
{{"service_type": "x", "service_label": "X", "service_icon": "https://gravatar.example/x", "url": "https://x.com/hidden",
"is_hidden": true}}]"""
WHOLE = f"""{PUBLIC}, "timezone": "Europe/Warsaw", "languages": [{{"code": "pl", "name": "Polish", "is_primary": true, "order": 1}}],
"first_name": "Jana", "last_name": "Kowalczyk", "is_organization": false, "links": [{{"label": "Home", "url":
"https://kowalczyk.example"}}], "interests": [], "contact_info": {{"work_phone": "+48 22 555 01 02", "email":
"hello@kowalczyk.example"}}, "last_profile_edit": "2026-03-01T12:00:00Z", "registration_date": null}}"""


class TestGravatar(ConnectorContract):
    connector = Gravatar
    options: ClassVar = {"base": "{site}", "key": "env:ONEFOLD_TEST_SECRET"}
    ask = Ask(email=EMAIL, email_hash=HASH)
    replies: ClassVar = {
        f"/profiles/{HASH}": Reply(WHOLE, JSON),
        "/profiles/gravatar": Reply(PUBLIC + "}", JSON),
    }

    def test_reads_the_profile_and_follows_what_is_not_hidden(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile = found.profile
        assert (profile.name, profile.location) == ("Jana Kowalczyk", Place("Gdynia, Poland"))
        assert profile.emails == (EMAIL, "hello@kowalczyk.example")
        assert profile.phones == ("+48 22 555 01 02",)
        assert [(link.network, link.url) for link in profile.links] == [
            ("gravatar", "https://gravatar.com/janakow"), ("github", "https://github.com/janakow"),
            ("", "https://kowalczyk.example"),
        ]  # fmt: skip
        assert profile.work == (Work("Baltic Grid", "Data Engineer", current=True),)
        assert profile.languages == (Language("Polish"),)

    def test_without_a_key_it_tells_less(self, site: FakeSite, web: Web) -> None:
        site.replies[f"/profiles/{HASH}"] = Reply(PUBLIC + "}", JSON)
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found) and found.profile.emails == (EMAIL,)

    def test_only_the_hash_goes_out(self, site: FakeSite, web: Web) -> None:
        self.told(self.made(site, web), site)
        assert [request.full_path for request in site.asked] == [f"/profiles/{HASH}?"]
