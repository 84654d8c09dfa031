"""What a sign-in tells of somebody."""

from __future__ import annotations

from typing import ClassVar

from connectors.kit.http import Web
from connectors.signin import FacebookLogin, LinkedInSignIn
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Identifier

JSON = "application/json"
CLAIMS = """{"sub": "782bbtaQ", "name": "Mara Velde", "given_name": "Mara", "family_name": "Velde", "picture": "https://media.example/1",
"locale": "en-US", "email": "mara@velde.example", "email_verified": true}"""
ME = """{"id": "10220", "name": "Mara Velde", "first_name": "Mara", "last_name": "Velde", "email": "mara@velde.example"}"""
OPTIONS = {
    "base": "{site}", "members": {"cand-17": "env:ONEFOLD_TEST_SECRET"}, "purpose": "what the member agreed to",
}  # fmt: skip


class TestLinkedInSignIn(ConnectorContract):
    connector = LinkedInSignIn
    options: ClassVar = OPTIONS
    replies: ClassVar = {"/v2/userinfo": Reply(CLAIMS, JSON)}

    def test_what_is_missing_is_not_found(self, site: FakeSite, web: Web) -> None:
        site.fault = "missing"
        assert [each for each in self.told(self.made(site, web), site) if isinstance(each, Found)] == []

    def test_an_address_counts_when_it_is_verified(self, site: FakeSite, web: Web) -> None:
        found = self.told(self.made(site, web), site)[0]
        assert isinstance(found, Found) and found.key == "782bbtaQ"
        assert found.profile.emails == ("mara@velde.example",)
        assert found.profile.identifiers == (Identifier("linkedin-login", "782bbtaQ"),)
        site.replies["/v2/userinfo"] = Reply(CLAIMS.replace("true", '"false"'), JSON)
        found = self.told(self.made(site, web), site)[0]
        assert isinstance(found, Found) and found.profile.emails == ()


class TestFacebookLogin(ConnectorContract):
    connector = FacebookLogin
    options: ClassVar = OPTIONS
    replies: ClassVar = {"/me?fields=id%2Cname%2Cfirst_name%2Clast_name%2Cemail%2Clink": Reply(ME, JSON)}

    def test_what_is_missing_is_not_found(self, site: FakeSite, web: Web) -> None:
        site.fault = "missing"
        assert [each for each in self.told(self.made(site, web), site) if isinstance(each, Found)] == []
