"""The village with sources behind a network: real connectors, real HTTP on loopback, a real worker."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import msgspec
from werkzeug import Request

from connectors.fakesite import Answering, FakeSite, Reply
from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.http import Http, Web
from connectors.registry import configure
from enrich.model import Found, Instant, Profile, Work
from enrich.ports import Ask, Limits, LookupBy, Policy
from enrich.sources import SourceInfo
from jobs.work import Workshop
from jobs.worker import Worker
from tests.web.conftest import Village


class CardOptions(SourceOptions, frozen=True):
    """base: the service's address."""

    base: str


class Card(msgspec.Struct, frozen=True):
    """What the service says about one person."""

    id: str
    name: str
    employer: str
    title: str
    email: str = ""
    said_at: int | None = None


class Cards(BaseConnector[CardOptions]):
    """Cards of people from a made-up service."""

    name = "cards"
    needs = "nothing"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("email",)
    policy = Policy(terms="Ours: anything goes.", basis="tests")
    options_type = CardOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        card = self.api.post(f"/{self.http.source}", Card | None, {"email": ask.email})  # type: ignore[arg-type]
        if card is not None:
            work = Work(card.employer, card.title, current=True)
            mails = (card.email,) if card.email else ()
            at = Instant(card.said_at) if card.said_at else None
            yield Found(card.id, Profile(name=card.name, emails=mails, work=(work,)), at)


class DearCards(Cards):
    """Cards that cost money."""

    limits = Limits(cost=0.25, currency="EUR")


class Employers(Cards):
    """Cards by name and employer."""

    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("name+employer",)


def card(key: str, employer: str, title: str, name: str = "Marisol Echeverria", mail: str = "") -> Reply:
    return Reply(msgspec.json.encode(Card(key, name, employer, title, mail)), "application/json")


NOBODY = Reply("null", "application/json")


@dataclass
class Street:
    """A village whose sources answer what the site says."""

    village: Village
    site: FakeSite
    connectors: Mapping[str, BaseConnector[CardOptions]]
    shop: Workshop
    web: Web = field(repr=False)

    def work(self) -> None:
        """Does everything that waits."""
        Worker(self.village.tasks, self.shop.handlers(), threads=1).run_until_idle()

    def refresh(self, name: str, *, again: bool = True) -> int:
        """Refreshes a person; the number of the refresh."""
        number = int(self.village.code(name)[1:])
        task = self.village.services.refresh(number, "ana", again)
        self.work()
        result = self.village.tasks.get(task).result  # type: ignore[arg-type]
        assert result is not None
        return int(result["refresh"])


def street_of(
    village: Village,
    site: FakeSite,
    kinds: Mapping[str, type[Cards]],
    replies: Mapping[str, Answering] | None = None,
    budgets: Mapping[str, float] | None = None,
) -> Street:
    """One source of each name, all at this site."""
    site.reset({f"/{name}": NOBODY for name in kinds} | dict(replies or {}))
    web = Web()
    http = Http(web)
    connectors = {}
    for name, kind in kinds.items():
        options: dict[str, object] = {"base": site.url, "allow_private": [site.address], "per_second": 1000.0}
        if kind.limits.cost:
            options["budget"] = (budgets or {}).get(name, 5.0)
        connectors[name] = configure(kind, options, http, name)
    declared = [
        SourceInfo(name, "cards", "Cards.", 0.5, lookup_by=one.lookup_by, policy=one.policy)
        for name, one in connectors.items()
    ]
    shop = Workshop(village.engine, village.tasks, declared, {}, connectors, {}, stale_days=135.0)
    services = dataclasses.replace(
        village.services, sources=declared, refresh=shop.ask_refresh, plan=shop.plan_refresh,
        record=shop.record, check=shop.check,
    )  # fmt: skip
    village.services = services
    village.app.state.services = services
    return Street(village, site, connectors, shop, web)


def mail_of(request: Request) -> str:
    """Whom a question is about."""
    return str(msgspec.json.decode(request.get_data())["email"])


__all__ = ["NOBODY", "Cards", "DearCards", "Employers", "Street", "card", "mail_of", "street_of"]
