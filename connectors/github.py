"""GitHub: who somebody says they are there, and what they build in public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Bearer, Secret
from connectors.kit.paging import LinkHeader
from connectors.kit.records import day, links, moment, texts
from enrich.model import Found, Item, Place, Profile, Skill, Work
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class User(msgspec.Struct):
    login: str
    id: int
    html_url: str
    type: str = "User"
    name: str | None = None
    company: str | None = None
    blog: str | None = None
    location: str | None = None
    email: str | None = None
    bio: str | None = None
    updated_at: str | None = None


class SocialAccount(msgspec.Struct):
    url: str


class Repository(msgspec.Struct):
    name: str
    html_url: str
    fork: bool = False
    description: str | None = None
    language: str | None = None
    created_at: str | None = None

    def item(self) -> Item:
        start = day(self.created_at)
        return Item("project", self.name, start, self.html_url, "GitHub", self.description or "")


class GitHubOptions(SourceOptions, frozen=True):
    """base: the API's address. token: a token without any scope."""

    base: str = "https://api.github.com"
    token: Secret | None = None


class GitHub(BaseConnector[GitHubOptions]):
    """GitHub accounts: name, place, employer and links as their owners state them, and their own repositories with dates.

    The languages of the repositories count as skills that nobody has claimed.
    """

    name = "github"
    title = "GitHub"
    needs = "a token without any scope (Settings, Developer settings); without one 60 questions an hour are answered"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("github",)
    auth = Bearer("token")
    accept = "application/vnd.github+json"
    limits = Limits((Rate(5000, 3600),))
    anonymous = Limits((Rate(60, 3600),))
    probe = "/rate_limit"
    policy = Policy(
        "No unsolicited messages to people found here; their data is not sold to recruiters, headhunters or job boards.",
        purposes=("people who gave us their account", "our own staff", "research"),
        attribution="GitHub",
        basis="consent of the person who named the account, or legitimate interest in what they published themselves",
        terms_url="https://docs.github.com/en/site-policy/acceptable-use-policies/github-acceptable-use-policies",
    )
    options_type = GitHubOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        user = self.api.get(f"/users/{quote(ask.handle, safe='')}", User)
        if user is not None and user.type == "User":
            yield Found(str(user.id), self._profile(user), moment(user.updated_at), user.html_url)

    def _profile(self, user: User) -> Profile:
        path = f"/users/{quote(user.login, safe='')}"
        accounts = self.api.get(f"{path}/social_accounts", list[SocialAccount]) or []
        pages = self.api.pages(
            f"{path}/repos", list[Repository], LinkHeader(), {"sort": "pushed", "per_page": 100}, most=3
        )
        own = [each for page in pages for each in page.value if not each.fork]
        return Profile(
            name=user.name or "",
            summary=user.bio or "",
            emails=texts(user.email),
            links=links(user.html_url, user.blog, *(account.url for account in accounts)),
            location=Place(user.location) if user.location else None,
            work=(Work(user.company.lstrip("@"), current=True),) if user.company else (),
            skills=tuple(Skill(name, implied=True) for name in texts(*(each.language for each in own))),
            items=tuple(each.item() for each in own),
        )
