"""dev.to, and other communities that run Forem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Header, Secret
from connectors.kit.paging import PageNumber
from connectors.kit.records import day, links
from enrich.model import Found, Item, Place, Profile, Skill
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class User(msgspec.Struct):
    id: int
    username: str
    name: str | None = None
    summary: str | None = None
    location: str | None = None
    website_url: str | None = None
    github_username: str | None = None
    twitter_username: str | None = None


class Article(msgspec.Struct):
    title: str
    url: str
    published_at: str
    description: str | None = None
    tag_list: list[str] = []

    def item(self) -> Item:
        return Item("post", self.title, day(self.published_at), self.url, "DEV", self.description or "")


class DevToOptions(SourceOptions, frozen=True):
    """base: the community's address. key: an API key, which no public page needs."""

    base: str = "https://dev.to"
    key: Secret | None = None


class DevTo(BaseConnector[DevToOptions]):
    """dev.to members: name, place and accounts as they state them, and their posts; the posts' tags count as skills."""

    name = "devto"
    title = "DEV"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("devto",)
    auth = Header("api-key")
    accept = "application/vnd.forem.api-v1+json"
    limits = Limits((Rate(90, 30),))
    probe = "/api/articles?per_page=1"
    policy = Policy(
        "Posts belong to their authors: title, date, link and a snippet are kept. No unsolicited messages to members.",
        attribution="DEV",
        delete_when_gone=True,
        basis="legitimate interest in what members published under their name",
        terms_url="https://dev.to/terms",
    )
    options_type = DevToOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        user = self.api.get("/api/users/by_username", User, {"url": ask.handle})
        if user is None:
            return
        pages = self.api.pages(
            "/api/articles", list[Article], PageNumber(), {"username": user.username}, most=3
        )
        articles = [article for page in pages for article in page.value]
        page = f"{self.api.base}/{user.username}"
        github = f"https://github.com/{user.github_username}" if user.github_username else None
        twitter = f"https://x.com/{user.twitter_username}" if user.twitter_username else None
        profile = Profile(
            name=user.name or "",
            summary=user.summary or "",
            links=links(page, user.website_url, github, twitter),
            location=Place(user.location) if user.location else None,
            skills=tuple(
                Skill(tag, implied=True)
                for tag in sorted({tag for each in articles for tag in each.tag_list})
            ),
            items=tuple(article.item() for article in articles),
        )
        yield Found(str(user.id), profile, url=page)
