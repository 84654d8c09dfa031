"""How the person of a resume can be reached: mail boxes, phones, pages and a place, each with where it was read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from enrich.model import Link
from enrich.values.places import parse_place
from parsers import contacts
from parsers.addresses import place_of
from parsers.bodies import is_sentence
from parsers.dateranges import best_range
from parsers.honours import clean_name, only_credentials
from parsers.lines import Line, whole_text
from parsers.mailboxes import alike
from parsers.nameforms import could_be_name, is_document_word
from parsers.names import Named
from parsers.notes import Notes
from parsers.pages import WHOLE_ADDRESS, pages_of
from parsers.places import is_city, looks_like_place
from parsers.sections import Section
from parsers.titles import title_score
from parsers.words import language_of, soften, words

FEWEST_PHONE_DIGITS = 7
SHORT_LINE = 45
TITLED_WITHIN = 2
MOST_ELSEWHERE = 2  # more numbers than these are of other people


@dataclass(frozen=True)
class Contact:
    """What was read; `placed` is the place as written."""

    emails: tuple[str, ...]
    phones: tuple[str, ...]
    links: tuple[Link, ...]
    placed: contacts.Placed | None

    @property
    def place_text(self) -> str:
        return self.placed.value if self.placed else ""


def contact_of(sections: list[Section], lines: list[Line], notes: Notes) -> Contact:
    """From the contact block; what is missing there, from elsewhere in the document."""
    top = top_lines(sections)
    known = [
        line
        for s in sections
        if s.kind not in ("references", "work", "projects", "publications")
        for line in s.lines
    ]
    referees = [line for s in sections if s.kind == "references" for line in s.lines]
    own = [line for line in lines if line not in referees]
    emails = contacts.emails_of(top) or contacts.emails_of(known) or contacts.emails_of(own)
    boxes = [e.value for e in emails]
    emails += [e for e in contacts.emails_of(known) if e.value not in boxes and alike(e.value, boxes)]
    text = whole_text(lines)
    place = place_of(top)
    region = _lived_in(place, contacts.regions_of(top, language_of(text), text))
    short = [line for line in own if len(line.text) < SHORT_LINE]
    phones = contacts.phones_of(top, region) or _labelled_first(
        contacts.phones_of(known, region) or contacts.phones_of(short, region)
    )
    numbers = [p.value for p in phones]
    more = [p for p in _labelled(contacts.phones_of(known, region)) if p.value not in numbers]
    phones += more if len(more) <= MOST_ELSEWHERE else []
    values = [e.value for e in emails]
    elsewhere = [x for x in known if x not in top] + [
        x for x in lines if x not in known and WHOLE_ADDRESS.fullmatch(x.text)
    ]
    others = [
        x
        for s in sections
        if s.kind != "references"
        for x in (s.heading, *s.lines)
        if x is not None and x not in known
    ]
    linked = [
        s.heading
        for s in sections
        if s.kind in ("contact", "profiles") and s.heading is not None and s.heading.urls
    ]
    links = pages_of(top + linked, values, elsewhere, others)
    for field, found in (("emails", emails), ("phones", phones)):
        for i, one in enumerate(found):
            notes.see(f"{field}[{i}]", one.line, 0.97 if one.line in top else 0.7, one.value)
    for i, (link, line) in enumerate(links):
        notes.see(f"links[{i}]", line, 0.9, link.url.partition("://")[2].removeprefix("www."))
    return Contact(tuple(values), tuple(p.value for p in phones), tuple(link for link, _ in links), place)


def _labelled_first(phones: list[contacts.Placed]) -> list[contacts.Placed]:
    """Outside the contact block: where some numbers stand behind a word for phone, the others are of other people."""
    return _labelled(phones) or phones


def _labelled(phones: list[contacts.Placed]) -> list[contacts.Placed]:
    return [p for p in phones if words("phone_labels").count(soften(p.line.text))]


def _lived_in(place: contacts.Placed | None, regions: tuple[str, ...]) -> tuple[str, ...]:
    """The countries to try for phones, first the one that an address tells: "Leeds LS1 4AB" is British."""
    country = parse_place(place.value).country if place else ""
    return tuple(dict.fromkeys((country, *regions))) if country else regions


def top_lines(sections: list[Section]) -> list[Line]:
    """The contact block; in a sidebar it may stand under "About", or under the title "Curriculum vitae"."""
    block = [line for s in sections if s.kind in ("header", "contact", "profiles") for line in s.lines]
    about = [
        line
        for s in sections
        if s.kind == "summary"
        for line in s.lines
        if len(line.text) < SHORT_LINE and not is_sentence(line.text)
    ]
    titled = [
        line
        for s in sections[:TITLED_WITHIN]
        if s.kind == "other" and s.heading is not None and _opens_resume(s.title)
        for line in s.lines
    ]
    return block + titled + about


def _opens_resume(title: str) -> bool:
    """Whether a heading says what the document is, whose it is, or where the person is reached."""
    return (
        words("location_labels").count(soften(title)) > 0
        or is_document_word(title)
        or (could_be_name(clean_name(title)) and not title_score(title) > 0)
    )


def headline_of(sections: list[Section], name: Named, contact: Contact, notes: Notes) -> str:
    """The short line below the name that says what the person does."""
    top = [line for s in sections[:3] if s.kind in ("header", "contact", "other") for line in s.lines]
    after = top[top.index(name.line) :] if name.line in top else top[:5]
    for line in after[:5]:
        text = _said_of_work(_unlabelled(line.body.replace(name.name, "")), contact)
        if not text or (line.urls and not title_score(text) > 0):
            continue
        if len(text.split()) <= 14 and title_score(text) > 0 and not best_range(text):
            notes.see("headline", line, 0.8, text)
            return text
    return ""


def _unlabelled(text: str) -> str:
    """ "Current role: Test lead" says "Test lead"."""
    label, _, rest = text.partition(":")
    return rest.strip() if rest and soften(label.strip()) in words("title_labels") else text


_BARS = re.compile(r"(\s+[|•·–—-]\s+|\s*[|•·]\s*)")


def _said_of_work(text: str, contact: Contact) -> str:
    """What a line beside or below the name says without the place, the ways to reach the person, honours and degrees."""
    pieces = _BARS.split(text.strip(" ,|•·-–—"))
    kept = [
        i
        for i in range(0, len(pieces), 2)
        if not (
            _is_contact(pieces[i], contact)
            or only_credentials(pieces[i])
            or looks_like_place(pieces[i].strip())
            or is_city(pieces[i].strip())
        )
    ]
    said = "".join(pieces[i] if n == 0 else pieces[i - 1] + pieces[i] for n, i in enumerate(kept)).strip(" ,")
    work, _, place = said.rpartition(", ")
    return work if work and is_city(place) else said


def _is_contact(text: str, contact: Contact) -> bool:
    number = sum(map(str.isdigit, text)) >= FEWEST_PHONE_DIGITS
    return number or text.strip() == contact.place_text or "@" in text
