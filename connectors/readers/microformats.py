"""h-card and h-resume (microformats2, and the classic ones) -> Profile."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urldefrag

import mf2py
from bs4 import BeautifulSoup
from lxml import html

from connectors.readers.pages import Page, rel_links, squeeze
from connectors.readers.persons import clean_emails, links
from enrich.model import Education, Place, Profile, Skill, Work
from enrich.values.dates import clean_date
from enrich.values.places import country_code

Item = dict[str, Any]

_ROOTS = frozenset({"h-card", "h-resume", "vcard", "hresume"})
_DEPTH = 6
# mf2py's time grows with the square of depth and worse: 45 s for 120 nested addresses of 3 kB. Real cards are small.
_MOST_ROOTS, _MOST_LEVELS, _MOST_ELEMENTS = 20, 30, 2000


class Card(NamedTuple):
    """What a page's h-resume and representative h-card say; empty where it has none. `revised`: when, as written."""

    profile: Profile
    revised: str = ""


def page_card(page: Page) -> Card:
    """The card of the page's person."""
    items = [item for root in islice(_roots(page), _MOST_ROOTS) for item in _items(root, page.base)]
    resume: Item = next((item for item in items if "h-resume" in item["type"]), {})
    contact = _nested(resume, "contact")
    card: Item = contact[0] if contact else _representative(page, items)
    return Card(_profile(page, card, resume) if card or resume else Profile(), _text(card, "rev"))


def _roots(page: Page) -> Iterator[html.HtmlElement]:
    """The outermost cards and resumes of the page."""
    taken: set[html.HtmlElement] = set()
    for element in page.root.iterfind(".//*[@class]"):
        if _ROOTS & set((element.get("class") or "").split()) and taken.isdisjoint(element.iterancestors()):
            taken.add(element)
            if _is_small(element):
                yield element


def _is_small(root: html.HtmlElement) -> bool:
    layer, elements = [root], 0
    for _ in range(_MOST_LEVELS):
        layer = [child for element in layer for child in element]
        elements += len(layer)
    return not layer and elements <= _MOST_ELEMENTS


def _items(root: html.HtmlElement, base: str) -> list[Item]:
    """Every microformat in a part of a page, outer before inner."""
    soup = BeautifulSoup(html.tostring(root, encoding="unicode", with_tail=False), "lxml")
    return list(_walk(mf2py.parse(doc=soup, url=base)["items"], _DEPTH))


def _walk(items: list[Item], depth: int) -> Iterator[Item]:
    for item in items:
        yield item
        inner = [value for values in item.get("properties", {}).values() for value in values]
        if depth:
            yield from _walk([v for v in inner if isinstance(v, dict) and "type" in v], depth - 1)
            yield from _walk(item.get("children", []), depth - 1)


def _representative(page: Page, items: list[Item]) -> Item:
    """The h-card of the page itself (https://microformats.org/wiki/representative-h-card-parsing)."""
    cards = [item for item in items if "h-card" in item["type"]]
    here = urldefrag(page.url).url
    own = [card for card in cards if here in _urls(card)]
    full = [card for card in own if here in _texts(card, "uid")]
    me = set(rel_links(page, "me"))
    vouched = [card for card in cards if me & set(_urls(card))]
    single = own if len(cards) == 1 else []
    alone = cards if len(cards) == 1 and not _urls(cards[0]) else []
    return next(iter(full + vouched + single + alone), {})


def _profile(page: Page, card: Item, resume: Item) -> Profile:
    given, family = _text(card, "given-name"), _text(card, "family-name")
    title, employer = _text(card, "job-title") or _text(card, "role"), _text(card, "org")
    work = [_work(item) for item in _nested(resume, "experience")]
    studies = [_study(item) for item in _nested(resume, "education")]
    now = (Work(employer=employer, title=title, current=True),) if title or employer else ()
    return Profile(
        name=_text(card, "name") or _text(resume, "name") or f"{given} {family}".strip(),
        given_name=given,
        family_name=family,
        aliases=_texts(card, "nickname"),
        headline=title,
        summary=_text(resume, "summary") or _text(card, "note"),
        birth_date=clean_date(_text(card, "bday")),
        emails=clean_emails(_texts(card, "email")),
        phones=tuple(text.removeprefix("tel:") for text in _texts(card, "tel")),
        links=links(page.base, _urls(card)),
        location=_place(card),
        work=tuple(position for position in work if position.employer or position.title) or now,
        education=tuple(study for study in studies if study.institution or study.degree),
        skills=tuple(Skill(name) for name in _texts(resume, "skill") + _texts(card, "category")),
    )


def _work(item: Item) -> Work:
    """One h-resume experience: an h-event, an h-card, or an h-event with the employer's h-card in it."""
    employer = _text(item, "org") or _text(item, "location")
    return Work(
        employer=employer,
        title=_text(item, "job-title") or _text(item, "role") or (_text(item, "name") if employer else ""),
        start=clean_date(_text(item, "start")),
        end=clean_date(_text(item, "end")),
        location=_text(item, "location") if _text(item, "org") else "",
        summary=_text(item, "summary") or _text(item, "description"),
    )


def _study(item: Item) -> Education:
    school, name = _text(item, "org") or _text(item, "location"), _text(item, "name")
    return Education(
        institution=school or name,
        degree=name if school not in {"", name} else "",
        start=clean_date(_text(item, "start")),
        end=clean_date(_text(item, "end")),
    )


def _place(card: Item) -> Place | None:
    """An h-adr in the card, or address properties right on it."""
    nested = _nested(card, "adr") or _nested(card, "geo")
    holder = nested[0] if nested else card
    country = _text(holder, "country-name")
    place = Place(
        text=_text(card, "adr") if not nested else _text(holder, "label"),
        address=_text(holder, "street-address"),
        postal_code=_text(holder, "postal-code"),
        city=_text(holder, "locality"),
        region=_text(holder, "region"),
        country=country_code(country) or (country.upper() if len(country) == 2 else ""),
    )
    return place if place != Place() else None


def _urls(card: Item) -> tuple[str, ...]:
    return tuple(url for url in _texts(card, "url") + _texts(card, "uid") if url.startswith("http"))


def _nested(item: Item, name: str) -> list[Item]:
    values = item.get("properties", {}).get(name, [])
    return [value for value in values if isinstance(value, dict) and "type" in value]


def _text(item: Item, name: str) -> str:
    return next(iter(_texts(item, name)), "")


def _texts(item: Item, name: str) -> tuple[str, ...]:
    """The texts of a property; of an embedded microformat, its name; of an image or markup, its plain value."""
    texts = [_plain(value) for value in item.get("properties", {}).get(name, [])]
    return tuple(dict.fromkeys(text for text in texts if text))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = _text(value, "name") or value.get("value", "")
    return squeeze(value) if isinstance(value, str) else ""
