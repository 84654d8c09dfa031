"""JSON services: schemas, pages, credentials, tokens, and answers that have not changed, over real HTTP."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import msgspec
import pytest
from werkzeug import Request

from connectors.kit.answers import Answer
from connectors.kit.api import Api, with_params
from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Auth, Basic, Bearer, Header, Param, Secret
from connectors.kit.http import Http, Web
from connectors.kit.oauth import ClientCredentials, RefreshToken
from connectors.kit.paging import LinkHeader, NextToken, NextUrl, Offset, PageNumber, Paging
from connectors.kit.records import day, links, moment, plain, texts
from connectors.registry import configure
from connectors.testing import FakeSite, Reply
from enrich.errors import ConfigError, Refused, RetryLater
from enrich.model import Found, Link, Profile
from enrich.ports import Ask, ChangedAnswer, Limits, LookupBy, NextCursor, Policy, Rate

JSON = "application/json"


def told(value: object, **more: Any) -> Reply:
    return Reply(msgspec.json.encode(value).decode(), JSON, **more)


class Person(msgspec.Struct):
    id: int
    name: str
    city: str = ""


class Options(SourceOptions, frozen=True):
    """base: the address. The others are credentials."""

    base: str
    token: Secret | None = None
    password: Secret | None = None
    client_id: Secret | None = None
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    token_url: str = ""


class Directory(BaseConnector[Options]):
    """A directory of people."""

    name = "directory"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle",)
    policy = Policy(terms="Ours.", attribution="none")
    auth: ClassVar[Auth | None] = Bearer("token")
    options_type = Options
    read: ClassVar[list[str]] = []

    def find(self, ask: Ask) -> Iterator[Found]:
        person = self.api.get(f"/people/{ask.handle}", Person)
        if person is not None:
            self.read.append(person.name)
            yield Found(str(person.id), Profile(name=person.name))


@pytest.fixture
def api(http: Http, site: FakeSite) -> Api:
    return Api(http, site.url)


def made(kind: type[BaseConnector[Any]], site: FakeSite, web: Web, **options: object) -> BaseConnector[Any]:
    given = {"base": site.url, "allow_private": [site.address], "per_second": 1000, **options}
    return configure(kind, given, Http(web), "directory", file="o.toml")


# --- answers ---


def test_what_is_named_is_read_and_the_rest_passed_over(api: Api, site: FakeSite) -> None:
    site.replies = {"/people/7": told({"id": 7, "name": "Jana", "shoe": 41})}
    assert api.get("/people/7", Person) == Person(7, "Jana")
    assert api.get("/people/8", Person) is None
    with pytest.raises(Refused, match="not there any more"):
        api.need("/people/8", Person)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('{"id": 7}', "Object missing required field `name`"),
        ('{"id": 7, "name": null}', "Expected `str`, got `null` - at `$.name`"),
        ('{"id": "jana", "name": "Jana"}', "Expected `int`, got `str` - at `$.id`"),
        ('[{"id": 7}]', "Expected `object`, got `array`"),
        ('{"id": 7, "name": "Ja', "no JSON"),
        ("<html>Back soon</html>", "no JSON"),
        ('{"id": 7, "name": "J", "more": ' + "[" * 100_000, "no JSON"),
    ],
)
def test_a_different_answer_is_told_by_place_and_kept(api: Api, site: FakeSite, body: str, says: str) -> None:
    site.replies = {"/a": Reply(body, JSON)}
    with pytest.raises(ChangedAnswer) as caught:
        api.get("/a", Person)
    assert says in str(caught.value) and "jana" not in str(caught.value).lower()
    assert caught.value.payload == body.encode()[:100_000] and caught.value.url == f"{site.url}/a"


def test_a_refusal_keeps_what_the_source_says_about_it(api: Api, site: FakeSite) -> None:
    site.replies = {"/a": told({"error": "unknown field"}, status=422)}
    with pytest.raises(ChangedAnswer, match="HTTP 422") as caught:
        api.get("/a", Person)
    assert caught.value.payload == b'{"error":"unknown field"}'


def test_a_question_in_json_is_posted_and_never_sent_on(
    api: Api, site: FakeSite, other_site: FakeSite
) -> None:
    def answer(request: Request) -> Reply:
        return told({"id": 7, "name": request.get_json()["name"]})

    site.replies = {"/ask": answer, "/moved": Reply(status=307, headers={"Location": f"{site.url}/ask"})}
    assert api.post("/ask", Person, {"name": "Jana"}) == Person(7, "Jana")
    assert site.asked[-1].method == "POST"
    with pytest.raises(Refused, match="not sent on"):
        api.post("/moved", Person, {"name": "Jana"})


def test_parameters_without_a_value_are_left_out() -> None:
    given = {"q": "a b&c", "none": None, "empty": "", "list": ["x", 2], "zero": 0}
    assert (
        with_params("https://a.example/p?k=1", given)
        == "https://a.example/p?k=1&q=a+b%26c&list=x&list=2&zero=0"
    )


# --- pages ---

PEOPLE = [{"id": number, "name": f"Person {number}"} for number in range(7)]


def part(request: Request, size: int, start: int) -> list[dict[str, object]]:
    return PEOPLE[start : start + size]


def by_link(request: Request) -> Reply:
    at = int(request.args.get("after", 0))
    more = at + 3 < len(PEOPLE)
    head = (
        {"Link": f'<{{site}}/?after=0>; rel="first", </?after={at + 3}>; title="a, b"; rel="x next"'}
        if more
        else {}
    )
    return told(part(request, 3, at), headers=head)


def by_url(request: Request) -> Reply:
    at = int(request.args.get("after", 0))
    following = f"{{site}}/?after={at + 3}" if at + 3 < len(PEOPLE) else None
    return told({"people": part(request, 3, at), "links": {"next": following}})


def by_token(request: Request) -> Reply:
    at = int(request.args.get("token", 0))
    return told({"people": part(request, 3, at), "meta": {"next": at + 3, "more": at + 3 < len(PEOPLE)}})


def by_number(request: Request) -> Reply:
    size = int(request.args["per_page"])
    return told(part(request, size, (int(request.args["page"]) - 1) * size))


def by_offset(request: Request) -> Reply:
    at = int(request.args["offset"])
    return told({"people": part(request, int(request.args["limit"]), at), "total": len(PEOPLE)})


class People(msgspec.Struct):
    people: list[Person]


STYLES: list[tuple[Paging, Any, Any]] = [
    (LinkHeader(), by_link, list[Person]),
    (NextUrl("links.next"), by_url, People),
    (NextToken("meta.next", "token", more="meta.more"), by_token, People),
    (PageNumber(size=3), by_number, list[Person]),
    (PageNumber(size=7), by_number, list[Person]),
    (Offset(size=3, items="people", total="total"), by_offset, People),
    (Offset(size=3, items="people"), by_offset, People),
]


@pytest.fixture
def any_query(site: FakeSite) -> Iterator[FakeSite]:
    """The same function answers whatever the query is."""

    class Same(dict[str, Any]):
        def get(self, path: str, default: Any = None) -> Any:
            return self["/"]

    site.replies = Same()
    return site


@pytest.mark.parametrize(("paging", "answer", "kind"), STYLES, ids=lambda value: type(value).__name__)
def test_every_style_of_paging_reads_all_and_goes_on_from_anywhere(
    api: Api, any_query: FakeSite, paging: Paging, answer: Any, kind: Any
) -> None:
    any_query.replies["/"] = answer
    pages = list(api.pages("/", kind, paging))
    people = [getattr(page.value, "people", page.value) for page in pages]
    assert [each.id for page in people for each in page] == list(range(7))
    assert pages[-1].next == ""
    for number, page in enumerate(pages[:-1]):
        later = [getattr(p.value, "people", p.value) for p in api.pages("/", kind, paging, start=page.next)]
        assert later == people[number + 1 :]


@pytest.mark.parametrize(
    "link", ["<" * 60_000, "<a>;" + " " * 60_000, "<a>" + "; a =  " * 8_000, '<a>; rel="' + "x" * 60_000]
)
def test_hostile_headers_and_markup_cost_no_time(link: str) -> None:
    """Some of these took an expression minutes."""
    assert LinkHeader().following(Answer("s", "https://a.example/", 200, {"link": link}), "") == ""
    assert plain("<script " * 20_000) == "" and len(plain("<" * 50_000)) <= 2100


def test_pages_that_go_in_a_circle_are_a_changed_answer(api: Api, any_query: FakeSite) -> None:
    any_query.replies["/"] = Reply("[]", JSON, headers={"Link": '</?after=9>; rel="next"'})
    with pytest.raises(ChangedAnswer, match="again and again"):
        list(api.pages("/", list[Person], LinkHeader()))
    assert len(any_query.asked) == 2


def test_no_more_pages_are_turned_than_were_asked_for(api: Api, any_query: FakeSite) -> None:
    numbers = iter(range(1000))
    any_query.replies["/"] = lambda request: told({"people": [], "next": next(numbers) + 1})
    pages = list(api.pages("/", People, NextToken("next", "token"), most=5))
    assert len(pages) == 5 and pages[-1].next == "5"


def test_the_next_page_on_another_host_gets_no_credentials(
    web: Web, site: FakeSite, other_site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "s3cret")
    site.replies = {"/": told({"people": [], "next": f"{other_site.url}/2"})}
    other_site.replies = {"/2": told({"people": [], "next": None})}
    asked = made(Directory, site, web, token="env:TOKEN", allow_private=[site.address, other_site.address])
    list(asked.api.pages("/", People, NextUrl("next")))
    assert site.asked[0].headers["Authorization"] == "Bearer s3cret"
    assert "Authorization" not in other_site.asked[0].headers


# --- credentials ---


@pytest.mark.parametrize(
    ("auth", "seen"),
    [
        (Bearer("token"), lambda request: request.headers.get("Authorization") == "Bearer s3cret"),
        (
            Bearer("token", "GenieKey"),
            lambda request: request.headers.get("Authorization") == "GenieKey s3cret",
        ),
        (Header("X-Key", "token"), lambda request: request.headers.get("X-Key") == "s3cret"),
        (Param("key", "token"), lambda request: request.args.get("key") == "s3cret"),
        (Basic("token", "password"), lambda request: request.authorization.password == "p4ss"),
    ],
)
def test_credentials_are_shown_to_the_source_and_to_nobody_else(
    site: FakeSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    auth: Any,
    seen: Any,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TOKEN", "s3cret\n")
    (tmp_path / "pass").write_text("p4ss\n")
    kind = type("Kind", (Directory,), {"auth": auth, "__doc__": "A directory."})
    web = Web(cache=tmp_path / "cache" / ".." / "cache.db")
    asked = made(kind, site, web, token="env:TOKEN", password=f"file:{tmp_path / 'pass'}")

    def repeats(request: Request) -> Reply:
        return Reply(f"{request.url} {request.headers}", JSON)

    site.replies = {"/people/7": told({"id": 7, "name": "Jana"}), "/people/8": repeats}
    assert [found.key for found in asked.lookup(Ask(handle="7"))] == ["7"]
    assert all(seen(request) for request in site.asked)
    with pytest.raises(ChangedAnswer) as caught:
        list(asked.lookup(Ask(handle="8")))
    web.close()
    kept = b"".join(
        file.read_bytes() for file in tmp_path.iterdir() if file.is_file() and file.name != "pass"
    )
    logged = "".join(record.getMessage() for record in caplog.records if record.name != "werkzeug")
    for secret in ("s3cret", "p4ss"):
        assert secret.encode() not in kept and secret not in logged
        assert secret not in repr(asked.options) + str(caught.value) + caught.value.url
    assert b"s3cret" not in caught.value.payload and b"czNjcmV0OnA0c3M" not in caught.value.payload


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("s3cret", "a credential does not stand in the settings themselves"),
        ("env:", "a credential does not stand in the settings themselves"),
        (7, "a credential is given as text"),
    ],
)
def test_a_credential_in_the_settings_is_refused_and_not_repeated(
    web: Web, site: FakeSite, token: object, says: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        made(Directory, site, web, token=token)
    assert str(caught.value).startswith("o.toml: sources.directory") and says in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("env:NOT_SET", "there is no credential: set the environment variable NOT_SET"),
        ("file:not-there", "the credential's file cannot be read: not-there"),
    ],
)
def test_a_credential_that_is_missing_says_what_to_set(
    web: Web, site: FakeSite, token: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        list(made(Directory, site, web, token=token).lookup(Ask(handle="7")))
    assert site.asked == []


class Walked(Directory):
    """A directory that is read from number to number."""

    directory = True

    def walk(self, cursor: str) -> Iterator[Found | Refused | NextCursor]:
        for number in range(int(cursor or 0), 3):
            yield Found(str(number), Profile(name="Jana"))
            yield NextCursor(str(number + 1))


def test_a_cursor_serves_the_account_it_was_given_to(web: Web, site: FakeSite) -> None:
    told = list(made(Walked, site, web, token="env:ONE").pull(""))
    cursors = [each.cursor for each in told if isinstance(each, NextCursor)]
    keys = [
        [f.key for f in made(Walked, site, web, token="env:ONE").pull(c) if isinstance(f, Found)]
        for c in cursors
    ]
    assert keys == [["1", "2"], ["2"], []]
    for another in ("env:TWO", None):
        with pytest.raises(ConfigError) as caught:
            list(made(Walked, site, web, token=another).pull(cursors[0]))
        assert str(caught.value).startswith(
            "sources.directory: the place reached in this directory belongs to another"
        )


# --- tokens ---


class Tokens:
    """A server of tokens. `sold` counts them; `dead` ones are not accepted any more."""

    def __init__(self) -> None:
        self.sold, self.dead, self.forms = 0, set[str](), list[dict[str, list[str]]]()
        self.renews = False

    def give(self, request: Request) -> Reply:
        self.forms.append(parse_qs(request.get_data(as_text=True)))
        if self.forms[-1].get("refresh_token", ["good"])[0].startswith("bad"):
            return told({"error": "invalid_grant", "error_description": "jana said no"}, status=400)
        self.sold += 1
        more = {"refresh_token": f"good-{self.sold}"} if self.renews else {}
        return told({"access_token": f"token-{self.sold}", "expires_in": 3600, **more})

    def people(self, request: Request) -> Reply:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        fine = token.startswith("token-") and token not in self.dead
        return told({"id": 7, "name": "Jana"}) if fine else told({"error": "who?"}, status=401)


class ByClient(Directory):
    """A directory that wants a client's token."""

    auth = ClientCredentials(scope="/read-public")


class ByConsent(Directory):
    """A directory that wants a person's consent."""

    auth = RefreshToken()


@pytest.fixture
def tokens(site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> Tokens:
    monkeypatch.setenv("ID", "client")
    monkeypatch.setenv("SECRET", "s3cret")
    tokens = Tokens()
    site.replies = {"/people/7": tokens.people, "/token": tokens.give}
    return tokens


def with_tokens(kind: type[Directory], site: FakeSite, web: Web, **more: object) -> BaseConnector[Any]:
    given = {"client_id": "env:ID", "client_secret": "env:SECRET", "token_url": f"{site.url}/token"}
    return made(kind, site, web, **given, **more)


def test_one_token_serves_until_it_runs_out(web: Web, site: FakeSite, tokens: Tokens) -> None:
    asked = with_tokens(ByClient, site, web)
    for _ in range(3):
        assert list(asked.lookup(Ask(handle="7")))
    assert tokens.sold == 1
    assert tokens.forms[0] == {
        "grant_type": ["client_credentials"], "client_id": ["client"], "client_secret": ["s3cret"], "scope": ["/read-public"],
    }  # fmt: skip
    tokens.dead.add("token-1")
    assert list(asked.lookup(Ask(handle="7")))
    assert tokens.sold == 2


def test_a_token_that_is_never_accepted_is_not_got_for_ever(web: Web, site: FakeSite, tokens: Tokens) -> None:
    tokens.dead.update(f"token-{number}" for number in range(9))
    with pytest.raises(ConfigError, match="does not accept these credentials"):
        list(with_tokens(ByClient, site, web).lookup(Ask(handle="7")))
    assert tokens.sold == 2


def test_a_renewed_refresh_token_takes_the_old_ones_place(
    web: Web, site: FakeSite, tokens: Tokens, tmp_path: Path
) -> None:
    tokens.renews = True
    held = tmp_path / "refresh"
    held.write_text("good-0\n")
    asked = with_tokens(ByConsent, site, web, refresh_token=f"file:{held}")
    assert list(asked.lookup(Ask(handle="7")))
    assert held.read_text() == "good-1" and held.stat().st_mode & 0o077 == 0
    tokens.dead.add("token-1")
    assert list(asked.lookup(Ask(handle="7")))
    assert [form["refresh_token"] for form in tokens.forms] == [["good-0"], ["good-1"]]
    assert held.read_text() == "good-2"


def test_a_refresh_token_that_is_renewed_has_to_stand_in_a_file(
    web: Web, site: FakeSite, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens.renews = True
    monkeypatch.setenv("REFRESH", "good-0")
    with pytest.raises(ConfigError, match="keep it in a file"):
        list(with_tokens(ByConsent, site, web, refresh_token="env:REFRESH").lookup(Ask(handle="7")))


def test_consent_that_was_taken_back_says_what_to_do(
    web: Web, site: FakeSite, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFRESH", "bad")
    with pytest.raises(ConfigError) as caught:
        list(with_tokens(ByConsent, site, web, refresh_token="env:REFRESH").lookup(Ask(handle="7")))
    assert str(caught.value) == (
        "sources.directory: the consent has run out or was taken back: sign in again, and put the new token where "
        "refresh_token stands (found invalid_grant)"
    )


# --- what has not changed ---


def test_what_has_not_changed_is_not_read_again(web: Web, site: FakeSite) -> None:
    site.replies = {"/people/7": told({"id": 7, "name": "Jana"})}
    asked = made(Directory, site, web)
    Directory.read.clear()
    first = list(asked.lookup(Ask(handle="7")))
    assert [list(asked.lookup(Ask(handle="7"))) for _ in range(3)] == [first] * 3
    assert Directory.read == ["Jana"] and len(site.asked) == 4
    site.replies = {"/people/7": told({"id": 7, "name": "Jana K."})}
    (found,) = asked.lookup(Ask(handle="7"))
    assert found.profile.name == "Jana K." and Directory.read == ["Jana", "Jana K."]
    assert len(site.asked) == 5, "what was asked to find out is not asked twice"


def test_other_options_or_other_code_read_anew(web: Web, site: FakeSite) -> None:
    site.replies = {"/people/7": told({"id": 7, "name": "Jana"})}
    Directory.read.clear()
    other = type("Other", (Directory,), {"__doc__": "Another reader of the same."})
    for kind, options in ((Directory, {}), (Directory, {"per_second": 999}), (other, {}), (Directory, {})):
        assert list(made(kind, site, web, **options).lookup(Ask(handle="7")))
    assert Directory.read == ["Jana"] * 3


def test_what_another_version_kept_is_as_good_as_not_kept(site: FakeSite, tmp_path: Path) -> None:
    site.replies = {"/people/7": told({"id": 7, "name": "Jana"})}
    for _ in range(2):
        web = Web(cache=tmp_path / "cache.db")
        assert list(made(Directory, site, web).lookup(Ask(handle="7")))
        web.close()
        with closing(sqlite3.connect(tmp_path / "cache.db")) as connection, connection:
            for table in ("answer", "recollection"):
                assert connection.execute(f"UPDATE {table} SET content = ?", (b"\x93old",)).rowcount == 1


def test_what_may_not_be_kept_is_not_kept_for_a_minute_either(site: FakeSite, tmp_path: Path) -> None:
    kind = type(
        "Fleeting", (Directory,), {"policy": Policy(terms="Look.", may_store=False), "__doc__": "Look."}
    )
    site.replies = {"/people/7": told({"id": 7, "name": "Jana Kowalczyk"})}
    web = Web(cache=tmp_path / "cache.db")
    asked = made(kind, site, web)
    for _ in range(2):
        assert list(asked.lookup(Ask(handle="7")))
    web.close()
    assert b"Kowalczyk" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert all("If-None-Match" not in request.headers for request in site.asked)


def test_the_cache_can_be_told_to_forget(web: Web, site: FakeSite) -> None:
    site.replies = {"/people/7": told({"id": 7, "name": "Jana"})}
    asked = made(Directory, site, web)
    list(asked.lookup(Ask(handle="7")))
    web.cache.forget()
    list(asked.lookup(Ask(handle="7")))
    assert all("If-None-Match" not in request.headers for request in site.asked)


# --- what a source wants to be left alone ---


def test_a_wish_in_the_answer_is_obeyed(web: Web, site: FakeSite) -> None:
    kind = type("Tired", (Directory,), {"back_off": "backoff", "__doc__": "Tired."})
    site.replies = {"/people/7": told({"id": 7, "name": "Jana", "backoff": 40})}
    asked = made(kind, site, web)
    assert list(asked.lookup(Ask(handle="7")))
    with pytest.raises(RetryLater) as caught:
        list(asked.lookup(Ask(handle="8")))
    assert 30 < caught.value.after_seconds <= 40 and len(site.asked) == 1


def test_an_account_with_nothing_left_is_quiet_until_it_has(web: Web, site: FakeSite) -> None:
    soon = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1700"}
    site.replies = {"/people/7": told({"message": "limit"}, status=403, headers=soon)}
    asked = made(Directory, site, web)
    for _ in range(2):
        with pytest.raises(RetryLater) as caught:
            list(asked.lookup(Ask(handle="7")))
    assert 1600 < caught.value.after_seconds <= 1700 and len(site.asked) == 1
    assert (asked.record().left, asked.record().tally.limited) == (0, 2)


def test_a_hosts_own_account_of_what_is_left_is_told(web: Web, site: FakeSite) -> None:
    site.replies = {
        "/people/7": told({"id": 7, "name": "J"}, headers={"X-Ratelimit-Remaining": "41.0"}),
        "/": told({}),
    }
    asked = made(Directory, site, web)
    list(asked.lookup(Ask(handle="7")))
    assert asked.record().left == 41
    assert (asked.health().state, asked.health().left) == ("ok", 41)
    assert asked.health().detail == "it answers, 41 calls left"


# --- money ---


class Dear(Directory):
    """A directory that wants money."""

    limits = Limits(cost=0.4, currency="EUR", per_match=True)


def test_a_source_that_costs_money_needs_a_budget_and_keeps_to_it(web: Web, site: FakeSite) -> None:
    with pytest.raises(ConfigError, match=r"sources\.directory\.budget: a call costs 0.4 EUR: set `budget`"):
        made(Dear, site, web)
    site.replies = {f"/people/{number}": told({"id": number, "name": "J"}) for number in range(3)}
    asked = made(Dear, site, web, budget=1.0)
    list(asked.lookup(Ask(handle="0")))
    for _ in range(5):
        assert list(asked.lookup(Ask(handle="nobody"))) == []
    assert asked.record().tally.cost == pytest.approx(0.4)
    list(asked.lookup(Ask(handle="1")))
    with pytest.raises(RetryLater, match="the budget for thirty days is used up"):
        list(asked.lookup(Ask(handle="2")))
    health = asked.health()
    assert (health.state, health.budget, health.currency) == ("limited", 1.0, "EUR")
    assert health.detail.endswith("the budget for thirty days is used up, 0.80 of 1.00 EUR spent")
    assert health.spent == pytest.approx(0.8) and len(site.asked) == 7


def test_what_was_not_answered_is_not_paid_for(web: Web, site: FakeSite) -> None:
    site.fault = "error"
    asked = made(Dear, site, web, budget=0.5)
    assert asked.health().state == "down"
    assert asked.record().tally.cost == pytest.approx(0)


def test_a_purpose_has_to_be_stated(web: Web, site: FakeSite) -> None:
    policy = Policy(terms="Ours.", purposes=("research", "applicants"), terms_url="https://terms.example")
    kind = type("Careful", (Directory,), {"policy": policy, "__doc__": "Careful."})
    with pytest.raises(ConfigError) as caught:
        made(kind, site, web, purpose="selling")
    assert str(caught.value) == (
        "o.toml: sources.directory.purpose: state what this source is used for: read its terms, https://terms.example, then "
        "set `purpose` in its options (found 'selling'; allowed: 'research', 'applicants')"
    )
    assert made(kind, site, web, purpose="research").options.purpose == "research"


def test_limits_follow_the_account(web: Web, site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    declared = {
        "limits": Limits((Rate(5000, 3600),)),
        "anonymous": Limits((Rate(2, 3600),)),
        "__doc__": "Two.",
    }
    kind = type("Two", (Directory,), declared)
    monkeypatch.setenv("TOKEN", "s3cret")
    site.replies = {"/people/7": told({"id": 7, "name": "J"})}
    nobody = made(kind, site, web)
    for _ in range(2):
        list(nobody.lookup(Ask(handle="7")))
    with pytest.raises(RetryLater, match="its limit is reached for now") as caught:
        list(nobody.lookup(Ask(handle="7")))
    assert 3500 < caught.value.after_seconds < 3800
    somebody = made(kind, site, web, token="env:TOKEN")
    for _ in range(5):
        list(somebody.lookup(Ask(handle="7")))
    assert len(site.asked) == 7


# --- small words for records ---


def test_small_words_for_records() -> None:
    assert links("github.com/Jana", None, "", "https://jana.example") == (
        Link("https://github.com/jana", "github", "jana"), Link("https://jana.example"),
    )  # fmt: skip
    assert [day(value) for value in ("2021-06-14T10:00:00Z", "2021-06", "2021", "soon", None, 1_623_664_800, 1_623_664_800_000)] == [
        "2021-06-14", "2021-06", "2021", "", "", "2021-06-14", "2021-06-14",
    ]  # fmt: skip
    assert (
        moment("2021-06-14T10:00:00Z")
        == moment("2021-06-14T12:00:00+02:00")
        == moment(1_623_664_800)
        == 1_623_664_800_000_000
    )
    assert moment("yesterday") is None and moment(None) is None and moment("") is None
    assert plain("<p>Tom &amp; Jana<script>x()</script> <b>cook</b></p>") == "Tom & Jana cook"
    assert plain("word " * 100, 23) == "word word word word ..."
    assert texts(" a ", None, "", "a", "b") == ("a", "b")
