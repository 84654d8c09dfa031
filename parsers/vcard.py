"""vCard 3.0 and 4.0 (RFC 2426, RFC 6350): many cards in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import vobject

from enrich.errors import Refused
from enrich.model import Instant, Interaction, Language, Link, PartialDate, Place, Profile, Skill, Work
from enrich.values.links import link_of
from parsers.clock import instant_of, instant_of_date
from parsers.dateranges import to_date
from parsers.reading import Reading

_CARD = re.compile(r"^BEGIN:VCARD[ \t]*$.*?^END:VCARD[ \t]*$", re.I | re.M | re.S)
_BEGIN = re.compile(r"^BEGIN:VCARD[ \t]*\r?$", re.I | re.M)
MAX_CARD = 2 << 20


def read_vcards(text: str) -> Iterator[Reading | Refused]:
    """Every card; one that cannot be read as a Refused with the line it begins on."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [m.start() for m in _BEGIN.finditer(text)]
    if not starts:
        yield Refused("this card does not begin", where="line 1", allowed="cards that begin with BEGIN:VCARD")
        return
    line, position = 1, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", position, start)
        position = start
        yield _card(text[start:end], f"line {line}")


def _card(block: str, where: str) -> Reading | Refused:
    match = _CARD.match(block)
    if match is None:
        return Refused("this card does not end", where=where, allowed="cards that end with END:VCARD")
    if len(block) > MAX_CARD:
        return Refused(
            "this card is too large",
            where=where,
            found=f"{len(block)} characters",
            allowed=f"at most {MAX_CARD}",
        )
    try:
        card = vobject.readOne(_readable(match.group()), ignoreUnreadable=True)
    except (vobject.base.ParseError, ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        return Refused(
            "this card cannot be read", where=where, found=type(error).__name__, allowed="vCard 3.0 or 4.0"
        )
    profile = _profile(card)
    if not (profile.name or profile.emails or profile.phones):
        return Refused("this card says of nobody", where=where, allowed="a card with FN, N, EMAIL or TEL")
    key = (
        _value(card, "uid").removeprefix("urn:uuid:")
        or "card-" + blake2b(match.group().encode(), digest_size=12).hexdigest()
    )
    return Reading(profile, key=key, observed_at=_revised(_value(card, "rev")), confidence={"name": 0.98})


def _readable(block: str) -> str:
    """vCard 4 in the form that a reader of version 3 takes; embedded photos go."""
    unfolded = re.sub(r"\n[ \t]", "", block)
    kept = [
        row
        for row in unfolded.split("\n")
        if not re.match(r"(?i)(?:[\w-]+\.)?(?:photo|logo|sound|key)[;:]", row)
    ]
    return "\r\n".join(re.sub(r"(?i)^VERSION:4\.0$", "VERSION:3.0", row) for row in kept) + "\r\n"


def _all(card: Any, name: str) -> list[Any]:
    return [child.value for child in card.contents.get(name, [])]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(_text(v) for v in value if v)
    return str(value).strip()


def _value(card: Any, name: str) -> str:
    return next((t for v in _all(card, name) if (t := _text(v))), "")


def _texts(card: Any, name: str) -> list[str]:
    return list(dict.fromkeys(t for v in _all(card, name) if (t := _text(v))))


def _profile(card: Any) -> Profile:
    name = next(iter(_all(card, "n")), None)
    given, family, middle = (_text(getattr(name, part, "")) for part in ("given", "family", "additional"))
    return Profile(
        name=_value(card, "fn") or " ".join(x for x in (given, middle, family) if x),
        given_name=given,
        family_name=family,
        aliases=tuple(_texts(card, "nickname")),
        headline=_value(card, "title") or _value(card, "role"),
        birth_date=_birth_date(_value(card, "bday")),
        emails=tuple(t.removeprefix("mailto:") for t in _texts(card, "email")),
        phones=tuple(t.removeprefix("tel:").replace(";ext=", " ext. ") for t in _texts(card, "tel")),
        links=_links(card),
        location=_place(next(iter(_all(card, "adr")), None)),
        work=_work(card),
        skills=tuple(Skill(t) for t in _texts(card, "expertise")),
        languages=tuple(Language(t) for t in _texts(card, "lang")),
        interactions=tuple(Interaction("note", PartialDate(""), t) for t in _texts(card, "note")),
        tags=tuple(
            p.strip()
            for v in _all(card, "categories")
            for p in (v if isinstance(v, list) else [str(v)])
            if p.strip()
        ),
    )


def _birth_date(text: str) -> PartialDate:
    if re.fullmatch(r"\d{8}", text):
        return PartialDate(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    return to_date(text.partition("T")[0].lower()) if text and not text.startswith("--") else PartialDate("")


def _links(card: Any) -> tuple[Link, ...]:
    urls = [
        u
        for name in ("url", "x-socialprofile", "socialprofile", "impp")
        for u in _texts(card, name)
        if u.startswith("http")
    ]
    return tuple({link.url: link for u in urls if (link := link_of(u)).url}.values())


def _place(address: Any) -> Place | None:
    if address is None:
        return None
    street, city, region, code, country = (
        _text(getattr(address, part, "")) for part in ("street", "city", "region", "code", "country")
    )
    text = ", ".join(x for x in (city, region, country) if x)
    return Place(text, street, code, city, region, country) if text or street else None


def _work(card: Any) -> tuple[Work, ...]:
    organisation = next((v for v in _all(card, "org") if v), "")
    employer = _text(organisation[0]) if isinstance(organisation, list) else _text(organisation)
    title = _value(card, "title") or _value(card, "role")
    return (Work(employer, title, current=True),) if employer else ()


def _revised(text: str) -> Instant | None:
    if not text:
        return None
    digits = re.sub(r"[-:]", "", text)
    if match := re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?.*)?", digits):
        y, mo, d, h, mi, s = (g or "00" for g in match.groups())
        return instant_of(f"{y}-{mo}-{d}T{h}:{mi}:{s}+00:00")
    date = to_date(text.lower())
    return instant_of_date(date) if date else None
