"""Reddit: what an account says of itself, and what it starts discussions about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import quote

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Secret
from connectors.kit.oauth import ClientCredentials
from connectors.kit.records import account, day, plain
from enrich.model import Found, Item, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class Page(msgspec.Struct):
    """The account's own page."""

    title: str = ""
    public_description: str = ""


class User(msgspec.Struct):
    """A suspended account has a name and nothing else."""

    name: str
    id: str = ""
    hide_from_robots: bool = False
    is_suspended: bool = False
    subreddit: Page | None = None


class About(msgspec.Struct):
    data: User


class Post(msgspec.Struct):
    id: str
    title: str
    created_utc: float
    permalink: str
    subreddit_name_prefixed: str = ""
    selftext: str = ""
    removed_by_category: str | None = None
    over_18: bool = False


class Child(msgspec.Struct):
    data: Post


class Children(msgspec.Struct):
    children: list[Child]


class Submitted(msgspec.Struct):
    data: Children


class RedditOptions(SourceOptions, frozen=True):
    """client_id, client_secret: of an app of the kind "script" or "web app". base, token_url: the API's addresses."""

    client_id: Secret
    client_secret: Secret
    base: str = "https://oauth.reddit.com"
    token_url: str = "https://www.reddit.com/api/v1/access_token"  # noqa: S105 -- an address


class Reddit(BaseConnector[RedditOptions]):
    """Reddit accounts: what they say of themselves, and the discussions they started."""

    name = "reddit"
    title = "Reddit"
    needs = "an approved app (reddit.com/prefs/apps), and for commercial use a contract with Reddit"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    networks = ("reddit",)
    auth = ClientCredentials(in_header=True)
    limits = Limits((Rate(100, 60),))
    probe = "/api/v1/scopes"
    policy = Policy(
        "Commercial use needs a contract with Reddit. What is deleted on Reddit must be deleted here. No use for profiling, "
        "background checks or the training of models.",
        fields=("name", "summary", "links", "items"),
        keep_days=2,
        purposes=(
            "people who gave us their Reddit account, under a contract with Reddit",
            "non-commercial research",
        ),
        attribution="Reddit, with a link to each discussion.",
        delete_when_gone=True,
        basis="the person gave us the account",
        terms_url="https://www.redditinc.com/policies/data-api-terms",
    )
    options_type = RedditOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        path = f"/user/{quote(ask.handle.removeprefix('u/'), safe='')}"
        about = self.api.get(f"{path}/about", About, {"raw_json": 1})
        if about is None or about.data.is_suspended or about.data.hide_from_robots:
            return
        user, own = about.data, about.data.subreddit or Page()
        page = f"https://www.reddit.com/user/{user.name}"
        profile = Profile(
            name=own.title if own.title != user.name else "",
            summary=own.public_description,
            links=(account("reddit", user.name, page),),
            items=tuple(self._discussions(path)),
        )
        yield Found(user.id or user.name, profile, url=page)

    def _discussions(self, path: str) -> Iterator[Item]:
        asked = {"sort": "new", "limit": 50, "raw_json": 1}
        told = self.api.get(f"{path}/submitted", Submitted, asked)
        for post in (child.data for child in told.data.children) if told else ():
            if post.removed_by_category is None and not post.over_18:
                address = f"https://www.reddit.com{post.permalink}"
                where = post.subreddit_name_prefixed or "Reddit"
                yield Item(
                    "discussion", post.title, day(post.created_utc), address, where, plain(post.selftext, 300)
                )
