"""What is read of somebody who publishes Python packages."""

from __future__ import annotations

from typing import ClassVar

import pytest

from connectors.kit.http import Web
from connectors.pypi import Pypi
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Identifier, Item, PartialDate
from enrich.ports import Ask, ChangedAnswer

JSON, XML = "application/json", "text/xml; charset=utf-8"


def pairs(*packages: str) -> Reply:
    told = "".join(
        f"<value><array><data><value><string>Owner</string></value>\n<value><string>{name}</string></value></data></array></value>"
        for name in packages
    )
    return Reply(
        f"<?xml version='1.0'?><methodResponse><params><param><value><array><data>{told}</data></array></value></param></params>"
        "</methodResponse>",
        XML,
    )


def project(name: str, date: str, author: str = "Jana Kowalczyk") -> Reply:
    return Reply(
        f"""{{"info": {{"name": "{name}", "version": "2.0", "summary": "Load flow", "author": "{author}", "author_email": null,
        "maintainer": null, "project_urls": null, "package_url": "https://index.example/project/{name}/", "yanked": false}},
        "last_serial": 1, "releases": {{}}, "urls": [{{"filename": "a.whl", "upload_time_iso_8601": "{date}T10:00:00.000001Z"}}],
        "vulnerabilities": []}}""",
        JSON,
    )


class TestPypi(ConnectorContract):
    connector = Pypi
    options: ClassVar = {"base": "{site}"}
    ask = Ask(network="pypi", handle="janakow")
    replies: ClassVar = {
        "/pypi": pairs("loadflow", "meters", "gone"),
        "/pypi/loadflow/json": project("loadflow", "2024-03-03"),
        "/pypi/meters/json": project("meters", "2020-01-01"),
        "/pypi/pip/24.0/json": project("pip", "2024-02-03"),
    }

    def test_reads_who_publishes_what(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile, shelf = found.profile, "https://index.example/project"
        assert (profile.name, profile.identifiers) == ("Jana Kowalczyk", (Identifier("pypi", "janakow"),))
        assert found.url == profile.links[0].url == f"{site.url}/user/janakow"
        assert profile.items == (
            Item(
                "release",
                "loadflow",
                PartialDate("2024-03-03"),
                f"{shelf}/loadflow/",
                "Python packages",
                "Load flow",
            ),
            Item(
                "release",
                "meters",
                PartialDate("2020-01-01"),
                f"{shelf}/meters/",
                "Python packages",
                "Load flow",
            ),
        )
        asked = next(request for request in site.asked if request.path == "/pypi")
        assert (
            b"<methodName>user_packages</methodName>" in asked.get_data() and b">janakow<" in asked.get_data()
        )

    def test_packages_of_several_authors_name_nobody(self, site: FakeSite, web: Web) -> None:
        site.replies["/pypi/meters/json"] = project("meters", "2020-01-01", "Otto Maler")
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found) and found.profile.name == ""

    def test_follows_links_to_its_own_pages_only(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        assert [found.key for found in connector.lookup(Ask(url=f"{site.url}/user/janakow"))] == ["janakow"]
        site.asked.clear()
        assert list(connector.lookup(Ask(url="https://kowalczyk.example/user/janakow"))) == []
        assert site.asked == []

    def test_a_fault_is_kept_for_a_person(self, site: FakeSite, web: Web) -> None:
        site.replies["/pypi"] = Reply("<?xml version='1.0'?><methodResponse><fault/></methodResponse>", XML)
        with pytest.raises(ChangedAnswer, match="no answer to an XML-RPC call"):
            self.told(self.made(site, web), site)
