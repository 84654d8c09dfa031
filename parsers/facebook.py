"""Facebook's "Download your information" (JSON): what the member says of themselves. Family, friends, faith, politics and
health are never read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from enrich.errors import Refused
from enrich.model import Education, Instant, Language, Link, PartialDate, Place, Profile, Work
from enrich.values.links import link_of
from enrich.values.places import parse_place
from parsers.archive import Archive
from parsers.limits import Limits
from parsers.reading import Reading

MEMBER_FILE = re.compile(r"(?:^|/)profile_information\.json$")
PAGE_FILE = re.compile(r"(?:^|/)profile_information\.html$")
_TOP_KEYS = ("profile_v2", "profile_information_v2", "profile")
ALLOWED = 'an export made in the format "JSON", with profile_information.json in it'
_NETWORKS = {
    "twitter": "https://twitter.com/", "github": "https://github.com/", "instagram": "https://www.instagram.com/",
    "linkedin": "https://www.linkedin.com/in/", "youtube": "https://www.youtube.com/@", "medium": "https://medium.com/@",
}  # fmt: skip


def read_facebook(data: bytes, limits: Limits) -> Iterator[Reading]:
    """The member, out of the ZIP or its profile_information.json. Raises Refused for a damaged or foreign file."""
    content = _member_file(data, limits) if data.startswith(b"PK") else data
    try:
        document = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(
            "this Facebook export is damaged", where="profile_information.json", allowed=ALLOWED
        ) from error
    node = (
        next((document[k] for k in _TOP_KEYS if k in document), None) if isinstance(document, dict) else None
    )
    if not isinstance(node, dict):
        raise Refused(
            "this Facebook export is of an unknown form", where="profile_information.json", allowed=ALLOWED
        )
    profile = _profile(_Node(_mended(node)))
    if not (profile.name or profile.emails):
        raise Refused("this Facebook export names nobody", where="profile_information.json", allowed=ALLOWED)
    yield Reading(profile, confidence={"name": 0.95, "work": 0.9}, observed_at=_newest(node))


def _member_file(data: bytes, limits: Limits) -> bytes:
    archive = Archive(data, limits.inflated_bytes)
    name = next((n for n in archive.names if MEMBER_FILE.search(n)), None)
    if name is None:
        raise Refused("this Facebook export is made of HTML pages", allowed=ALLOWED)
    return archive.read(name)


def _mended(value: Any) -> Any:
    """Facebook writes each byte of UTF-8 as a character of its own ("Zo\\u00c3\\u00ab" for "Zoë")."""
    if isinstance(value, str):
        try:
            return value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return value
    if isinstance(value, list):
        return [_mended(v) for v in value]
    if isinstance(value, dict):
        return {k: _mended(v) for k, v in value.items()}
    return value


class _Node:
    """A JSON object with forgiving access: a text may be plain, or stand in an object of its own."""

    def __init__(self, node: dict[str, Any]) -> None:
        self._node = node

    def text(self, *keys: str) -> str:
        """The first of these keys that holds a text."""
        return next((t for k in keys if (t := _text(self._node.get(k)))), "")

    def texts(self, key: str) -> list[str]:
        value = self._node.get(key)
        return [t for v in (value if isinstance(value, list) else [value]) if (t := _text(v))]

    def nodes(self, key: str) -> list[_Node]:
        value = self._node.get(key)
        return [_Node(v) for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict)]

    def number(self, key: str) -> int:
        value = self._node.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def says(self, key: str) -> bool:
        return bool(self._node.get(key))


def _text(value: Any) -> str:
    if isinstance(value, dict):
        inner = (value.get(k) for k in ("name", "value", "full_name", "phone_number", "address", "email"))
        value = next((v for v in inner if isinstance(v, str)), "")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _profile(me: _Node) -> Profile:
    name = next(iter(me.nodes("name")), _Node({}))
    phones = [n.text("phone_number", "number") for n in me.nodes("phone_numbers")] or me.texts(
        "phone_numbers"
    )
    return Profile(
        name=name.text("full_name") or me.text("name"), given_name=name.text("first_name"), family_name=name.text("last_name"),
        aliases=tuple(dict.fromkeys(me.texts("previous_names") + me.texts("other_names"))),
        headline="", summary=me.text("about_me", "intro_bio", "bio"), birth_date=_birth_date(me), emails=_emails(me),
        phones=tuple(dict.fromkeys(p for p in phones if p)), links=_links(me), location=_place(me.text("current_city")),
        work=tuple(w for n in me.nodes("work_experiences") if (w := _position(n)).employer or w.title),
        education=tuple(e for n in me.nodes("education_experiences") if (e := _study(n)).institution),
        languages=tuple(Language(t) for t in me.texts("languages")),
    )  # fmt: skip


def _birth_date(me: _Node) -> PartialDate:
    born = next(iter(me.nodes("birthday")), _Node({}))
    year, month, day = born.number("year"), born.number("month"), born.number("day")
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        return PartialDate("")
    return PartialDate(f"{year}-{month:02d}-{day:02d}")


def _emails(me: _Node) -> tuple[str, ...]:
    """Confirmed and former addresses; those of advertising accounts belong to others."""
    groups = me.nodes("emails")
    found = [e for n in groups for key in ("emails", "previous_emails") for e in n.texts(key)]
    return tuple(dict.fromkeys(e for e in found or me.texts("emails") if "@" in e))


def _links(me: _Node) -> tuple[Link, ...]:
    urls = [me.text("profile_uri"), *(n.text("address", "url") for n in me.nodes("websites"))]
    for account in me.nodes("screen_names"):
        base = _NETWORKS.get(account.text("service_name").lower(), "")
        urls += [base + handle.lstrip("@") for handle in account.texts("names") if base]
    if not urls[0] and (user := me.text("username")):
        urls[0] = f"https://www.facebook.com/{user}"
    return tuple({link.url: link for u in urls if u and (link := link_of(u)).url}.values())


def _place(text: str) -> Place | None:
    return parse_place(text) if text else None


def _day(seconds: int) -> PartialDate:
    """Facebook keeps only what was chosen: the first of January stands for a year, the first of a month for a month."""
    if not 0 < seconds < 4_102_444_800:
        return PartialDate("")
    # midnight in the member's own time zone may be the day before in UTC
    when = datetime.fromtimestamp(seconds + 12 * 3600, UTC)
    if when.day > 1:
        return PartialDate(when.strftime("%Y-%m-%d"))
    return PartialDate(when.strftime("%Y-%m" if when.month > 1 else "%Y"))


def _position(n: _Node) -> Work:
    end = _day(n.number("end_timestamp"))
    return Work(
        n.text("employer", "name"), n.text("title", "position"), _day(n.number("start_timestamp")), end,
        current=not end, location=n.text("location"), summary=n.text("description"),
    )  # fmt: skip


def _study(n: _Node) -> Education:
    start, end = _day(n.number("start_timestamp")), _day(n.number("end_timestamp"))
    return Education(
        n.text("name", "school"), n.text("degree"), ", ".join(n.texts("concentrations")), start, end
    )


def _newest(node: Any) -> Instant | None:
    """The last time anything in the profile was set; the export itself is not dated."""
    newest = 0
    waiting = [node]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            stamp = value.get("timestamp")
            newest = max(newest, stamp if isinstance(stamp, int) and stamp < 4_102_444_800 else 0)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return Instant(newest * 1_000_000) if newest else None
