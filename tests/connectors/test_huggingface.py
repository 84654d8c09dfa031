"""What is read of a user of Hugging Face."""

from __future__ import annotations

from typing import ClassVar

from connectors.huggingface import HuggingFace
from connectors.kit.http import Web
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Found, Item, Link, PartialDate
from enrich.ports import Ask

JSON = "application/json; charset=utf-8"
USER = """{"_id": "64d718a167c967b015d865a2", "avatarUrl": "/avatars/1.svg", "isPro": false, "fullname": "Jana Kowalczyk",
"numModels": 1, "numDatasets": 1, "numSpaces": 0, "user": "JanaKow", "type": "user", "orgs": [], "isFollowing": false,
"details": "Grids and graphs.", "createdAt": "2023-08-12T05:29:05.000Z"}"""
MODELS = """[{"_id": "1", "id": "JanaKow/load-forecast", "modelId": "JanaKow/load-forecast", "likes": 2, "private": false,
"downloads": 9, "tags": ["keras"], "createdAt": "2024-01-05T08:00:00.000Z"}]"""
DATASETS = (
    """[{"_id": "2", "id": "JanaKow/meters", "author": "JanaKow", "createdAt": "2023-12-01T08:00:00.000Z"}]"""
)


def shelf(name: str) -> str:
    return f"/api/{name}?author=JanaKow&sort=createdAt&limit=100"


class TestHuggingFace(ConnectorContract):
    connector = HuggingFace
    options: ClassVar = {"base": "{site}", "token": "env:ONEFOLD_TEST_SECRET"}
    ask = Ask(network="huggingface", handle="janakow")
    replies: ClassVar = {
        "/api/users/janakow/overview": Reply(USER, JSON),
        shelf("models"): Reply(MODELS, JSON),
        shelf("datasets"): Reply(DATASETS, JSON),
        shelf("spaces"): Reply("[]", JSON),
        "/api/models?limit=1": Reply("[]", JSON),
    }

    def test_reads_the_user_and_what_they_published(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile, hub = found.profile, "https://huggingface.co"
        assert (profile.name, profile.summary) == ("Jana Kowalczyk", "Grids and graphs.")
        assert profile.links == (Link(f"{hub}/janakow", "huggingface", "janakow"),)
        date, where = PartialDate, "Hugging Face"
        assert profile.items == (
            Item("release", "load-forecast", date("2024-01-05"), f"{hub}/JanaKow/load-forecast", where),
            Item("release", "meters", date("2023-12-01"), f"{hub}/datasets/JanaKow/meters", where),
        )
