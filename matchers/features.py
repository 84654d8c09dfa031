"""Profile -> Features: everything a comparison looks at, cleaned once when a record is saved.

Features are stored as MessagePack arrays. Text in them is folded (lower-case ASCII), so that equality means agreement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from enrich.model import Education, Identifier, Link, Place, Profile, Work
from enrich.values.contacts import (
    clean_email,
    clean_phone,
    is_public_host,
    is_role_mailbox,
    link_key,
    link_of,
    mailbox,
)
from enrich.values.dates import clean_date, is_present
from enrich.values.names import (
    NameParts,
    as_compared,
    fold,
    former_family,
    nickname_roots,
    parse_name,
    read_otherwise,
)
from enrich.values.organisations import fold_degree, fold_employer, fold_school, fold_skill, fold_title
from enrich.values.places import canonical_place, parse_place
from enrich.values.streets import fold_street
from matchers.handles import LONGEST, MOST_NAMES, NamesTold, handles_of, told_more

# Bounds on what one record may bring, so that hostile input cannot make a pair expensive.
MOST_CONTACTS, MOST_LINKS, MOST_JOBS, MOST_SCHOOLS, MOST_SKILLS = 6, 10, 12, 6, 60

_ISO_DATE = re.compile(r"\d{4}(-\d\d){0,2}")

# How far an e-mail's user part follows from the name: wholly, but for digits, or not.
NAMED, NUMBERED, OWN = 0, 1, 2


class Email(msgspec.Struct, array_like=True, frozen=True):
    """`box`: the canonical address. `made`: NAMED, NUMBERED or OWN. `public`: the host serves everybody."""

    box: str
    made: int
    public: bool


class School(msgspec.Struct, array_like=True, frozen=True):
    name: str
    degree: str
    year: int


class Job(msgspec.Struct, array_like=True, frozen=True):
    """`where`: employer, city, region and country, parted by tabs. `start`, `end`: months as `month_number` counts them, the
    latest and the earliest that the dates allow; `end` is 0 where none is told."""

    where: str
    start: int
    end: int


class Features(msgspec.Struct, array_like=True, frozen=True):
    """Comparison-ready values of one record; years and parts of dates are 0 where unknown.

    `family` and `given` hold whole names (of all aliases); `family_parts` single words of a family name of several that can
    stand alone (not "van", "de");
    `given_joined` given names written as one word, `further` given names after the first. Phones come as E.164 in
    `phones`; `identifiers` as "kind:value"; `birth` is year * 10000 + month * 100 + day.
    """

    family: tuple[str, ...] = ()
    family_parts: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    given_joined: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    suffix: str = ""
    emails: tuple[Email, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    schools: tuple[School, ...] = ()
    skills: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    country: str = ""
    postcode: str = ""
    street: str = ""
    birth: int = 0
    jobs: tuple[Job, ...] = ()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Features)
encode = _encoder.encode
decode = _decoder.decode


def names_told(profile: Profile, names: list[NameParts]) -> NamesTold:
    """What comparisons need to know of a profile's names; `names`: their parts."""
    return NamesTold(
        _first([*("".join(n.family) for n in names), _former(profile.name)], MOST_NAMES),
        _first([w for n in names if len(n.family) > 1 for w in n.family if len(w) > 3], MOST_NAMES),
        _first([word for n in names for word in (*n.given[:1], n.nickname)], MOST_NAMES),
        _first(["".join(n.given) for n in names if len(n.given) > 1], MOST_NAMES),
        _first([word for n in names for word in n.given[1:]], MOST_NAMES),
        next((n.suffix for n in names if n.suffix), ""),
    )


def features_of(profile: Profile) -> Features:
    """What comparisons need to know of a profile."""
    names = spoken_names(profile)
    place = _place(profile.location)
    emails, links = _emails(profile.emails, names), _first(map(_link, profile.links), MOST_LINKS)
    told = told_more(
        names_told(profile, names), handles_of([(email.box, email.made == OWN) for email in emails], links)
    )
    return Features(
        family=told.family,
        family_parts=told.family_parts,
        given=told.given,
        given_joined=told.given_joined,
        further=told.further,
        suffix=told.suffix,
        emails=emails,
        phones=_first([clean_phone(text, place.country) for text in profile.phones], MOST_CONTACTS),
        links=links,
        identifiers=_first(map(_identifier, profile.identifiers), MOST_CONTACTS),
        employers=_first([_employer(job.employer) for job in profile.work], MOST_JOBS),
        titles=_first(_titles(profile.work, profile.headline), MOST_JOBS),
        schools=tuple(_school(entry) for entry in profile.education[:MOST_SCHOOLS] if entry.institution),
        skills=_first([_skill(skill.name) for skill in profile.skills], MOST_SKILLS),
        city=_word(place.city),
        region=_word(place.region),
        country=place.country.upper()[:2],
        postcode=_word(place.postal_code).replace(" ", ""),
        street=fold_street(place.address),
        birth=day_number(profile.birth_date),
        jobs=tuple(filter(None, map(_job, profile.work[:MOST_JOBS]))),
    )


EPOCH = 1900  # year before which no career begins


def month_number(text: str, unknown: int) -> int:
    """Months from January 1900, which is 1, to a partial date; `unknown`: the month taken where only the year is told. 0 for
    no date."""
    day = day_number(text)
    year, month = day // 10000 - EPOCH, day // 100 % 100 or unknown
    return year * 12 + month if 0 <= year < 300 else 0


def _job(job: Work) -> Job | None:
    """A paid job with a beginning; others tell nothing of when somebody was where."""
    start = 0 if job.volunteer or not job.employer else month_number(job.start, 12)
    employer = _employer(job.employer)[:LONGEST] if start else ""
    if not employer:
        return None
    place = _parsed_place(job.location) if job.location else Place()
    parts = (employer, _word(place.city), _word(place.region), place.country.upper()[:2])
    return Job("\t".join(parts), start, 0 if is_present(job.end) else month_number(job.end, 1))


def day_number(text: str) -> int:
    """year * 10000 + month * 100 + day of a partial date, unknown parts 0."""
    if not text:
        return 0
    clean = text if _ISO_DATE.fullmatch(text) else clean_date(text)
    parts = [int(part) for part in clean.split("-") if part]
    year, month, day = (*parts, 0, 0, 0)[:3]
    return year * 10000 + month * 100 + day


def _first(values: Iterable[str], most: int) -> tuple[str, ...]:
    """The first `most` different values that are not empty, in their order."""
    return tuple([value[:LONGEST] for value in dict.fromkeys(values) if value][:most])


def spoken_names(profile: Profile) -> list[NameParts]:
    """The parts of the name and of all aliases, as far as they say anything, in all readings."""
    own = (profile.name, profile.given_name, profile.family_name)
    every = (parse_name(*own), *map(parse_name, profile.aliases[:MOST_NAMES]), *read_otherwise(*own))
    return [as_compared(part) for part in every if part.given or part.family]


def _former(name: str) -> str:
    """The family name a person had before; two words cannot tell of one."""
    return "".join(former_family(name)) if name.count(" ") > 1 else ""


def _emails(texts: tuple[str, ...], names: list[NameParts]) -> tuple[Email, ...]:
    if not texts:
        return ()
    words = spoken_words(tuple(names))
    clean = dict.fromkeys(email for email in map(clean_email, texts) if email and not is_role_mailbox(email))
    boxes = dict.fromkeys(mailbox(email) for email in clean)
    return tuple(_email(box, words) for box in list(boxes)[:MOST_CONTACTS])


def _email(box: str, words: tuple[str, ...]) -> Email:
    user, _, domain = box.partition("@")
    return Email(box, how_made(user, words), is_public_host(domain))


def spoken_words(names: tuple[NameParts, ...]) -> tuple[str, ...]:
    """The words a user name may be built of, longest first."""
    words = {word for name in names for word in (*name.given, *name.family, name.nickname) if word}
    formal = {root for name in names for word in name.given[:1] for root in nickname_roots(word)}
    return tuple(sorted(words | formal, key=lambda word: (-len(word), word)))


def how_made(user: str, words: tuple[str, ...]) -> int:
    """Whether a user part is built of these name words and their initials (NAMED), with digits (NUMBERED), or not (OWN)."""
    rest = "".join(letter if letter.isalpha() else " " for letter in user)
    for word in words:
        rest = rest.replace(word, " ", 1) if len(word) > 1 else rest
    initials = {word[0] for word in words}
    if any(len(part) > 2 or not set(part) <= initials for part in rest.split()):
        return OWN
    return NUMBERED if any(letter.isdigit() for letter in user) else NAMED


def _titles(work: tuple[Work, ...], headline: str) -> Iterator[str]:
    yield from (_title(job.title) for job in work if job.title)
    if not any(job.title for job in work):
        yield _title(headline)


def _school(entry: Education) -> School:
    year = int(clean_date(entry.end)[:4] or 0) if entry.end else 0
    return School(_institution(entry.institution)[:LONGEST], _degree(entry.degree), year)


def _identifier(identifier: Identifier) -> str:
    value = "".join(_word(identifier.value).split())
    return f"{identifier.kind.lower()}:{value}" if value else ""


def _place(location: Place | None) -> Place:
    return _canonical_place(location) if location is not None else Place()


_canonical_place = lru_cache(maxsize=1 << 14)(canonical_place)
_parsed_place = lru_cache(maxsize=1 << 12)(parse_place)
_word = lru_cache(maxsize=1 << 16)(fold)
_employer = lru_cache(maxsize=1 << 16)(fold_employer)
_title = lru_cache(maxsize=1 << 16)(fold_title)
_institution = lru_cache(maxsize=1 << 14)(fold_school)
_degree = lru_cache(maxsize=1 << 12)(fold_degree)
_skill = lru_cache(maxsize=1 << 14)(fold_skill)


def _link(link: Link) -> str:
    return link_key(link if link.network and link.username else link_of(link.url))
