"""LinkedIn's Member Snapshot API: the data of members who let us have it (EU Digital Markets Act)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urljoin

import msgspec

from connectors.consented import ConsentedSource, Consents
from connectors.kit.answers import Answer
from connectors.kit.api import Api
from connectors.kit.paging import Question, value_at
from enrich.linkedin import member_profile
from enrich.model import Found
from enrich.ports import Limits, Policy, Rate

# Only these: messages, connections and invitations tell of others.
_DOMAINS = {
    "PROFILE": "profile", "POSITIONS": "positions", "EDUCATION": "education", "SKILLS": "skills",
    "EMAIL_ADDRESSES": "emailaddresses", "PHONE_NUMBERS": "phonenumbers", "CERTIFICATIONS": "certifications",
    "LANGUAGES": "languages", "PUBLICATIONS": "publications", "PROJECTS": "projects",
    "VOLUNTEERING_EXPERIENCES": "volunteering", "PROFILE_SUMMARY": "profilesummary", "MEMBER_SHARE_INFO": "shares",
}  # fmt: skip
_PATH = "/rest/memberSnapshotData"
_MARKS = re.compile(r"[\W_]+")


class Part(msgspec.Struct, rename={"domain": "snapshotDomain", "rows": "snapshotData"}):
    """Rows of one domain, with the columns of the export's files ("Company Name")."""

    domain: str
    rows: list[dict[str, Any]]


class Snapshot(msgspec.Struct):
    elements: list[Part]


class _Links(NamedTuple):
    """The next page stands among the links in `paging`."""

    def question(self, url: str, params: Mapping[str, object], position: str) -> Question:
        return Question(position, {}) if position else Question(url, params)

    def following(self, answer: Answer, position: str) -> str:
        links = value_at(answer, "paging.links")
        for link in links if isinstance(links, list) else []:
            if isinstance(link, dict) and link.get("rel") == "next":
                return urljoin(answer.url, str(link.get("href", "")))
        return ""


class LinkedInOptions(Consents, frozen=True, kw_only=True):
    """base: the API's address. members: who has agreed, under names of yours, and where their tokens stand."""

    base: str = "https://api.linkedin.com"


class LinkedInMember(ConsentedSource[LinkedInOptions]):
    """LinkedIn members who let us have their data: positions, studies, skills, certificates, addresses, posts."""

    name = "linkedin-member"
    title = "LinkedIn (with the member's consent)"
    needs = "an app approved for Member Data Portability, and a token from each member, who lives in the EEA or Switzerland"
    limits = Limits((Rate(100, 60),))
    headers: ClassVar[Mapping[str, str]] = {"LinkedIn-Version": "202312"}
    policy = Policy(
        "Only for what the member agreed to, and only while they do; not to be put together with other data from LinkedIn.",
        keep_days=365,
        purposes=("what the member agreed to",),
        attribution="LinkedIn, given by the member",
        show_link=False,
        basis="consent (GDPR, article 6.1 a), which can be taken back at any time",
        terms_url="https://www.linkedin.com/legal/l/portability-api-terms",
    )
    options_type = LinkedInOptions

    def member(self, name: str, api: Api) -> Found | None:
        """The member's record, known by the name they have in the settings: LinkedIn tells no number."""
        tables = {table: list(_rows(api, domain)) for domain, table in _DOMAINS.items()}
        profile = member_profile(tables)
        return Found(f"member:{name}", profile) if profile.name or profile.emails else None


def _rows(api: Api, domain: str) -> Iterator[dict[str, str]]:
    """All rows of a domain; none where the member has no such data."""
    for page in api.pages(_PATH, Snapshot, _Links(), {"q": "criteria", "domain": domain}):
        for row in (row for part in page.value.elements if part.domain == domain for row in part.rows):
            yield {_MARKS.sub("", name.lower()): str(cell or "").strip() for name, cell in row.items()}
