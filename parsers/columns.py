"""Which column means what: names of columns and keys in several languages, and cells -> a profile."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from enrich.errors import ConfigError, Refused
from enrich.model import (
    Certificate,
    Education,
    Identifier,
    Interaction,
    Language,
    Link,
    PartialDate,
    Place,
    Profile,
    Skill,
    Work,
)
from enrich.values.dates import clean_date, is_present
from enrich.values.links import link_of
from parsers.words import soften

ATTRIBUTES = (
    "id", "updated", "name", "given_name", "family_name", "middle_name", "alias", "birth_date", "email", "phone", "link", "location",
    "address", "postal_code", "city", "region", "country", "employer", "current_employer", "title", "start", "end", "headline",
    "summary", "note", "skills", "languages", "certificates", "school", "degree", "area", "tags", "orcid",
)  # fmt: skip
IGNORED = "gender_ignored"
WHO = frozenset({"name", "given_name", "family_name", "email", "phone", "link"})
Cells = dict[str, list[str]]

_MARKS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NUMBER_END = re.compile(r"(?<=[a-z])\d{1,2}$")
_LIST = re.compile(r"\s*[;,|\n•·]\s*")
_ADDRESSES = re.compile(r"[;,|\s]+")
_PHONES = re.compile(r"\s*[;|\n]\s*|,\s+(?=[+(\d])|\s+/\s+")
_EXCEL_TEXT = re.compile(r'^="([^"]*)"$')
_FORMULA = re.compile(r"^=[A-Za-z+\-@(]")
_HANDLE = re.compile(r"^@?[\w.-]{2,60}$")
_NETWORKS = {
    "linkedin": "https://www.linkedin.com/in/", "github": "https://github.com/", "gitlab": "https://gitlab.com/",
    "twitter": "https://twitter.com/", "xing": "https://www.xing.com/profile/",
}  # fmt: skip


def column_form(name: str) -> str:
    """A column's name as it is compared: softened, letters and digits only."""
    return _MARKS.sub("", soften(_CAMEL.sub(" ", name)))


@cache
def _tables() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    data = tomllib.loads(files("parsers").joinpath("data/columns.toml").read_text("utf-8"))
    nested = {kind: frozenset(map(column_form, names)) for kind, names in data.pop("nested").items()}
    table: dict[str, str] = {}
    for attribute, names in data.items():
        for name in names:
            table.setdefault(column_form(name), attribute)
    return table, nested


def nested_kinds(key: str) -> set[str]:
    """What a nested key of a JSON export may hold: "work", "education", "person", "list"."""
    form = column_form(key)
    return {kind for kind, names in _tables()[1].items() if form in names}


def guess_attribute(name: str) -> str:
    """The attribute a column or key of this name means; "" when that is not known."""
    table = _tables()[0]
    form = column_form(name)
    forms = (form, _NUMBER_END.sub("", form), form.removesuffix("s"), form.removesuffix("es"))
    return next((table[f] for f in forms if f in table), "")


def attributes_of(header: Iterable[str], declared: Mapping[str, str]) -> list[str]:
    """The attribute of each column, "" for those that mean nothing here. Declared columns win over guesses."""
    wanted = {column_form(column): attribute for column, attribute in declared.items()}
    names = list(header)
    found = [wanted.get(column_form(n)) or guess_attribute(n) for n in names]
    return _told_apart(names, ["" if f == IGNORED else f for f in found])


def _told_apart(names: list[str], attributes: list[str]) -> list[str]:
    """ "Nom" or "Nome" beside no other name column is the full name or the given one, beside one it is the rest."""
    forms = [column_form(n) for n in names]
    fixed = list(attributes)
    for i, form in enumerate(forms):
        others = attributes[:i] + attributes[i + 1 :]
        if (
            form in ("nom", "nome", "nombre", "ad")
            and "given_name" not in others
            and "family_name" not in others
        ):
            fixed[i] = "name"
        if form == "name" and "given_name" in others and "family_name" not in others:
            fixed[i] = "family_name"
    return fixed


def check_columns(declared: Mapping[str, str], file: str = "") -> None:
    """Raises ConfigError for an attribute that does not exist."""
    for column, attribute in declared.items():
        if attribute not in ATTRIBUTES:
            raise ConfigError(
                "there is no such attribute",
                file=file,
                key=f"columns.{column}",
                found=repr(attribute),
                allowed=", ".join(ATTRIBUTES),
            )


def clean_cell(cell: str) -> str:
    """The cell's value. Raises Refused for a formula: its value is not in the file."""
    if cell.startswith("="):
        if match := _EXCEL_TEXT.match(cell):
            return match[1].strip()
        if _FORMULA.match(cell):
            raise Refused(
                "a formula stands where a value is expected",
                found="a cell that starts with =",
                allowed="plain values",
            )
    return cell.strip()


def profile_of(cells: Cells) -> Profile:
    """A person out of cells by attribute. Raises Refused, with the attribute as `where`, for a wrong date."""
    fields: dict[str, Any] = {}
    for attribute, values in cells.items():
        if (field := _FIELDS.get(attribute)) is not None:
            fields[field[0]] = field[1](values)
    if "name" not in fields and (name := _joined_name(cells)):
        fields["name"] = name
    if cells.keys() & _PLACE_KEYS:
        fields["location"] = _place(cells)
    if cells.keys() & _WORK_KEYS:
        fields["work"] = _work(cells)
    if cells.keys() & _STUDY_KEYS:
        fields["education"] = _education(cells)
    return Profile(**fields)


def _one(values: list[str] | None) -> str:
    return values[0] if values else ""


def _joined_name(cells: Cells) -> str:
    return " ".join(x for key in ("given_name", "middle_name", "family_name") if (x := _one(cells.get(key))))


def _pieces(values: list[str], pattern: re.Pattern[str]) -> list[str]:
    """Each piece once, in order."""
    if len(values) == 1:
        pieces = [p for p in pattern.split(values[0]) if p]
        return pieces if len(pieces) < 2 else list(dict.fromkeys(pieces))
    return list(dict.fromkeys(p for value in values for p in pattern.split(value) if p))


def _links(values: list[str]) -> tuple[Link, ...]:
    found = [link for text in values if (link := _link(text)).url]
    return tuple(found) if len(found) < 2 else tuple({link.url: link for link in found}.values())


_PLAIN_PAGE = re.compile(r"https?://(?:www\.)?(linkedin\.com/in|github\.com)/([a-z0-9]+(?:-[a-z0-9]+)+)/?")
_PLAIN_PAGES = {
    "linkedin.com/in": ("linkedin", "https://www.linkedin.com/in/"),
    "github.com": ("github", "https://github.com/"),
}


def page_link(text: str) -> Link:
    """What `link_of` says. The two commonest forms are known at sight: they are half of what most tables hold."""
    if (plain := _PLAIN_PAGE.fullmatch(text)) is not None:
        network, page = _PLAIN_PAGES[plain[1]]
        return Link(page + plain[2], network, plain[2])
    return link_of(text if "://" in text else f"https://{text}")


def _link(text: str) -> Link:
    """A cell's page; a handle marked by `link_cell` is one of its network."""
    network, marked, handle = text.partition("\x1f")
    if not marked:
        return page_link(text)
    plain = _HANDLE.match(handle) is not None and "." not in handle
    return page_link(_NETWORKS[network] + handle.lstrip("@") if plain else handle)


def link_cell(column: str, cell: str) -> str:
    """A cell of a link column; a bare handle is marked with the network that its column names."""
    if "/" in cell or "." in cell:
        return cell
    network = next((n for n in _NETWORKS if n in column.lower()), "")
    return f"{network}\x1f{cell}" if network else ""


def read_date(text: str, where: str) -> PartialDate:
    """A date in any usual form. Raises Refused when it is none."""
    return _date(text, where)


@lru_cache(maxsize=1 << 16)
def _parsed_date(text: str) -> PartialDate:
    return clean_date(text)


def _date(text: str, where: str) -> PartialDate:
    if not text:
        return PartialDate("")
    date = _parsed_date(text)
    if not date:
        raise Refused(
            "this is no date", where=where, allowed="2019, 2019-03, 2019-03-14, 14.3.2019, Mar 2019"
        )
    return date


def _place(cells: Cells) -> Place | None:
    get = cells.get
    text, address, postal = _one(get("location")), _one(get("address")), _one(get("postal_code"))
    city, region, country = _one(get("city")), _one(get("region")), _one(get("country"))
    if not (text or address or postal or city or region or country):
        return None
    if not (text or city or region or country) and not any(c.isdigit() for c in address):
        return Place(address)
    return Place(
        text or ", ".join(x for x in (city, region, country) if x), address, postal, city, region, country
    )


def _work(cells: Cells) -> tuple[Work, ...]:
    get = cells.get
    now = _one(get("current_employer"))
    employer, title = now or _one(get("employer")), _one(get("title"))
    if not (employer or title):
        return ()
    end_text = _one(get("end"))
    present = bool(end_text) and is_present(end_text)
    end = PartialDate("") if present else _date(end_text, "end")
    return (Work(employer, title, _date(_one(get("start")), "start"), end, current=present or not end),)


def _education(cells: Cells) -> tuple[Education, ...]:
    school, degree, area = (_one(cells.get(key)) for key in ("school", "degree", "area"))
    return (Education(school, degree, area),) if school or degree else ()


def _birth_date(values: list[str]) -> PartialDate:
    return _date(values[0], "birth_date")


_PLACE_KEYS = frozenset({"location", "address", "postal_code", "city", "region", "country"})
_WORK_KEYS = frozenset({"employer", "current_employer", "title"})
_STUDY_KEYS = frozenset({"school", "degree"})
# attribute -> the profile's field, and how its cells become that field's value
_FIELDS: dict[str, tuple[str, Callable[[list[str]], Any]]] = {
    "name": ("name", _one),
    "given_name": ("given_name", _one),
    "family_name": ("family_name", _one),
    "alias": ("aliases", tuple),
    "headline": ("headline", _one),
    "summary": ("summary", _one),
    "birth_date": ("birth_date", _birth_date),
    "email": ("emails", lambda v: tuple(_pieces(v, _ADDRESSES))),
    "phone": ("phones", lambda v: tuple(_pieces(v, _PHONES))),
    "link": ("links", _links),
    "skills": ("skills", lambda v: tuple([Skill(p) for p in _pieces(v, _LIST)])),
    "languages": ("languages", lambda v: tuple([Language(p) for p in _pieces(v, _LIST)])),
    "certificates": ("certificates", lambda v: tuple([Certificate(p) for p in _pieces(v, _LIST)])),
    "note": ("interactions", lambda v: tuple([Interaction("note", PartialDate(""), t) for t in v])),
    "orcid": ("identifiers", lambda v: tuple([Identifier("orcid", t) for t in v])),
    "tags": ("tags", lambda v: tuple(_pieces(v, _LIST))),
}
