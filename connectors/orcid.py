"""ORCID: researchers' own records of where they worked, studied and published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Secret
from connectors.kit.oauth import ClientCredentials
from connectors.kit.records import moment, texts
from connectors.readers.likeness import MOST, may_be, suggestions
from connectors.readers.orcidrecord import Record, profile_of
from enrich.model import Found
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class Hit(msgspec.Struct, rename="kebab"):
    orcid_id: str
    given_names: str | None = None
    family_names: str | None = None
    credit_name: str | None = None
    institution_name: list[str] = []

    def names(self) -> tuple[str, ...]:
        return texts(f"{self.given_names or ''} {self.family_names or ''}", self.credit_name)


class Hits(msgspec.Struct, rename="kebab"):
    num_found: int
    expanded_result: list[Hit] | None = None


class OrcidOptions(SourceOptions, frozen=True):
    """base: the public API's address. client_id, client_secret: of public API credentials; token_url: where they get a token."""

    base: str = "https://pub.orcid.org/v3.0"
    client_id: Secret | None = None
    client_secret: Secret | None = None
    token_url: str = "https://orcid.org/oauth/token"  # noqa: S105 -- an address


class Orcid(BaseConnector[OrcidOptions]):
    """ORCID records: employments, educations, qualifications and works, with their dates and lasting numbers.

    By name and employer it tells of at most three people whom both fit; who of them it is, a person decides.
    """

    name = "orcid"
    title = "ORCID"
    needs = "nothing; public API credentials (ORCID account, Developer tools) raise the limits"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle", "name+employer")
    networks = ("orcid",)
    auth = ClientCredentials(scope="/read-public")
    limits = Limits((Rate(24, 1), Rate(25_000, 86_400)))
    anonymous = Limits((Rate(12, 1), Rate(10_000, 86_400)))
    probe = "/expanded-search/?q=orcid:0000-0002-1825-0097&rows=0"
    policy = Policy(
        "What researchers make public is in the public domain (CC0); show the iD as a link, and read it again to stay true.",
        keep_days=365,
        attribution="ORCID iD with a link to the record",
        basis="legitimate interest in data the researcher has made public",
        terms_url="https://info.orcid.org/public-client-terms-of-service/",
    )
    options_type = OrcidOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        if ask.handle:
            yield from self._records([ask.handle])
        else:
            yield from suggestions(ask, list(self._records(self._candidates(ask))))

    def _records(self, orcids: list[str]) -> Iterator[Found]:
        for orcid in orcids:
            record = self.api.get(f"/{orcid}/record", Record)
            if record is not None:
                changed = record.history.last_modified_date if record.history else None
                number = record.orcid_identifier.path
                page, at = f"https://orcid.org/{number}", moment(changed.value) if changed else None
                yield Found(number, profile_of(record, self.api.base), at, page)

    def _candidates(self, ask: Ask) -> list[str]:
        name, employer = ask.name.replace('"', " "), ask.employer.replace('"', " ")
        query = f'given-and-family-names:"{name}" AND affiliation-org-name:"{employer}"'
        hits = self.api.get("/expanded-search/", Hits, {"q": query, "rows": 20})
        found = hits.expanded_result or () if hits else ()
        fitting = [hit.orcid_id for hit in found if may_be(ask, hit.names(), hit.institution_name)]
        return fitting if len(fitting) <= MOST else []
