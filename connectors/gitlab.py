"""GitLab: gitlab.com, or an instance of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Header, Secret
from connectors.kit.paging import LinkHeader
from connectors.kit.records import day, links, texts
from enrich.model import Found, Item, Place, Profile, Work
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class Match(msgspec.Struct):
    id: int


class User(msgspec.Struct):
    id: int
    web_url: str
    name: str = ""
    bio: str | None = None
    location: str | None = None
    public_email: str | None = None
    linkedin: str | None = None
    twitter: str | None = None
    github: str | None = None
    website_url: str | None = None
    organization: str | None = None
    job_title: str | None = None


class Project(msgspec.Struct):
    name: str
    web_url: str
    created_at: str | None = None
    description: str | None = None
    forked_from_project: dict[str, object] | None = None


class GitLabOptions(SourceOptions, frozen=True):
    """base: the instance's address. token: a personal access token with the scope read_user."""

    base: str = "https://gitlab.com"
    token: Secret | None = None


class GitLab(BaseConnector[GitLabOptions]):
    """GitLab accounts: name, place, employer, job title and links as their owners state them, and their projects with dates."""

    name = "gitlab"
    title = "GitLab"
    needs = "a personal access token with the scope read_user; many instances tell nothing without one"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("gitlab",)
    auth = Header("PRIVATE-TOKEN", "token")
    limits = Limits((Rate(300, 60),))
    probe = "/api/v4/version"
    policy = Policy(
        "The terms of the instance hold. On gitlab.com: no harvesting of users' data, no unsolicited messages.",
        purposes=("people who gave us their account", "our own staff", "research"),
        attribution="GitLab",
        basis="consent of the person who named the account, or legitimate interest in what they published themselves",
        terms_url="https://about.gitlab.com/terms/",
    )
    options_type = GitLabOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        for match in self.api.get("/api/v4/users", list[Match], {"username": ask.handle}) or []:
            user = self.api.get(f"/api/v4/users/{match.id}", User)
            if user is not None:
                yield Found(str(user.id), self._profile(user), url=user.web_url)

    def _profile(self, user: User) -> Profile:
        question = {"order_by": "created_at", "per_page": 100}
        pages = self.api.pages(
            f"/api/v4/users/{user.id}/projects", list[Project], LinkHeader(), question, most=3
        )
        own = [each for page in pages for each in page.value if not each.forked_from_project]
        elsewhere = (
            at("linkedin.com/in", user.linkedin),
            at("x.com", user.twitter),
            at("github.com", user.github),
        )
        position = Work(user.organization or "", user.job_title or "", current=True)
        return Profile(
            name=user.name,
            summary=user.bio or "",
            emails=texts(user.public_email),
            links=links(user.web_url, user.website_url, *elsewhere),
            location=Place(user.location) if user.location else None,
            work=(position,) if position.employer or position.title else (),
            items=tuple(
                Item(
                    "project", each.name, day(each.created_at), each.web_url, "GitLab", each.description or ""
                )
                for each in own
            ),
        )


def at(place: str, account: str | None) -> str | None:
    """The address of an account that is given by its name, or by its address."""
    return f"https://{place}/{account}" if account and "/" not in account else account
