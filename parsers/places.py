"""Does a piece of a resume name a place?"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from enrich.values.places import country_code
from parsers.firms import has_legal_form
from parsers.words import is_cjk, soften, words

_CODE_END = re.compile(
    r"^[^\W\d_][\w .'’/-]{1,40},\s*\(?[A-Z]{2,3}\)?(?:[ ,]+[\w -]{3,9}\d)?\.?(?:,\s*(?:USA?|U\.S\.A?\.|United States))?$"
)
_BARE_CODE_END = re.compile(
    r"^[A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+){0,2} \(?(?:US|GB|UK|DE|FR|IT|ES|NL|SE|PL|PT|BR|IN|CA|AU|CH|AT|BE|IE|DK|NO|FI|TR|RU|CN|JP)\)?$"
)
_POSTAL = re.compile(r"^(?:[A-Z]{1,2}-)?\d{4,6}\s+[^\W\d_][\w .'’-]+(?:,\s*[^\W\d_][\w .'’-]+)?$")
_STATES = re.compile(
    r",\s*(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Ontario|Quebec|British Columbia|Alberta|Bayern|Hessen|NSW|Victoria|Queensland|Maharashtra|Karnataka|Tamil Nadu|Delhi|Telangana)\.?$"
)
_SLASHED = re.compile(r"^([^\W\d_][^/,]{2,30}?)\s*/\s*[A-Z]{2}$")  # "Vitória /ES"
MAX_WORDS = 7
MAX_ADDRESS = 90


@lru_cache(maxsize=1 << 14)
def looks_like_place(text: str) -> bool:
    """Whether the whole text reads as a place: "Austin, TX", "Paris, France", "10115 Berlin", "Remote"."""
    text = text.strip(" .,;|·•-–—")
    if (country := _WITH_COUNTRY.match(text)) and country_code(country[2]) and len(country[2]) > 2:
        return not has_legal_form(country[1])
    text = text.strip(" .,;()|·•-–—")
    if not text or len(text.split()) > MAX_WORDS:
        return False
    if soften(text) in words("remote"):
        return True
    if (state := _SLASHED.match(text)) and is_city(state[1]):
        return True
    if _names_house(text.partition(",")[0]):
        return False
    if (
        (
            _CODE_END.match(text)
            and _known_code(text)
            and not words("titles").count(soften(text.partition(",")[0]))
        )
        or (_BARE_CODE_END.match(text) and is_city(text.rpartition(" ")[0]))
        or _POSTAL.match(text)
        or _STATES.search(text)
    ):
        return True
    head, comma, last = text.rpartition(",")
    if comma and is_city(head) and (is_city(last) or last.strip()[:1].isupper()) and len(last.split()) <= 2:
        return not words("organisations").count(soften(last)) and not words("titles").count(soften(last))
    if comma and len(last.strip()) > 2 and country_code(last.strip()) and not any(c.isdigit() for c in head):
        town = is_city(head.partition(",")[0])
        return not words("organisations").count(soften(head)) and (
            town or not words("titles").count(soften(head))
        )
    return is_country(text) or _with_pin(text)


def _names_house(text: str) -> bool:
    """ "University of Leeds", "Orlin Bank", "Tarla Ltd": behind a country's code it is still no town; "State College" is one."""
    if _HOUSE_OF.search(text):
        return True
    house = (
        words("schools").count(soften(text)) > 0 or _HOUSES.search(text) is not None or has_legal_form(text)
    )
    return house and not is_city(text)


_HOUSE_OF = re.compile(
    r"(?i)\b(?:universi\w*|college|school|institute|academy|faculty|department|hospital|bank|ministry) (?:of|de|di|for|für)\b"
)
_HOUSES = re.compile(r"(?i)\b(?:hospital|bank|clinic|klinikum|ministry|hotel|restaurant)\b")
_WITH_COUNTRY = re.compile(r"^([^\W\d_][^(),]{1,30}) \(([^()]{3,20})\)$")  # "Bologna (Italia)"


def is_address(text: str) -> bool:
    """ "Koura District, Irbid, Jordan": in a contact block, a town and its country at the end tell an address."""
    pieces = [p.strip() for p in text.split(",")]
    return (
        len(pieces) > 2 and is_country(pieces[-1]) and is_city(pieces[-2]) and not any(map(str.isdigit, text))
    )


_POSTAL_TOWN = re.compile(
    r"(?:[A-Z]{1,2}-)?(?:\d\d-\d{3}|\d{3} \d\d|\d{4}-\d{3}|\d{4} ?[A-Z]{2}|\d{4,6}) +(?P<town>[^\W\d_][^\d,]{1,30}?)(?: ?\([A-Z]{2}\))?"
)
_STREET = re.compile(r"[^\W\d_].*\d|\d{1,4}[a-z]?,? (?:bis |ter )?[^\W\d_]")
_STREET_WORD = re.compile(
    r"(?:av|avda|avenida|calle|c/|cra|carrera|cl|rua|r|via|viale|corso|piazza|ul|al|os|rue|jr|jirón|paseo|plaza|praça|travessa)\b\.?",
    re.I,
)
_TOWN_FIRST = re.compile(
    r"(?:г|м|гор|гр)\. ?(?P<town>[^\W\d_][\w-]+)(?:, [^\d,]+){0,2}(?:, (?:д\. ?)?\d[\w/-]*)?.{0,12}"
)


def is_street_address(text: str) -> bool:
    """In a contact block: "12 rue de la Paix, 75002 Paris", "ul. Długa 5/3, 00-238 Warszawa", "411 38 Göteborg",
    "м. Львів, вул. Городоцька, 120"."""
    if len(text) > MAX_ADDRESS:
        return False
    if (first := _TOWN_FIRST.fullmatch(text)) is not None:
        return is_city(first["town"])
    *street, last = re.split(r",\s+", text)
    if street and _STREET_WORD.match(street[0]) and any(map(str.isdigit, text)):
        town_at = -1 if is_country(last) and len(street) > 1 else 0
        if is_city((street[town_at] if town_at else last).removesuffix(" D.C.")):
            return True
    town = _POSTAL_TOWN.fullmatch(last)
    if town is None:
        return False
    return is_city(town["town"]) or (bool(street) and _STREET.match(street[0]) is not None)


_HOUSE = re.compile(
    r"(?:P\.?\s?O\.?\s+Box\b.*|\d{1,6}[A-Za-z]?(?:-\d+)?,?\s+(?:[\w.'’-]+\s+){1,5}?(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Boulevard|Blvd|Lane|Ln|Way|Court|Ct"
    r"|Highway|Hwy|Parkway|Pkwy|Circle|Square|Terrace|Pike|Turnpike)\b\.?(?:\s+(?:[NSEW]{1,2}|North|South|East|West)\b\.?)?(?:,?\s+(?:Suite|Ste|Apt|Unit|Floor|#).*)?)$",
    re.I,
)


def is_house(text: str) -> bool:
    """ "700 19th Street South", "PO Box 12": a house of an English-speaking country, without its town."""
    return _HOUSE.match(text) is not None


def is_country(text: str) -> bool:
    """A country written out; two letters behind a comma are rather a state's."""
    return bool(country_code(text)) and (len(text) > 3 or text in ("UK", "USA", "UAE", "KSA"))


_PIN = re.compile(r"^(?P<town>[^\W\d_][^\d,]{2,30}?)\s*[-–(]\s*\d{6}\)?(?:\s*\([^()]{2,20}\))?$")


def _with_pin(text: str) -> bool:
    """ "New Delhi-110043", "Bangalore - 560001 (Karnataka)": a town with its postal code behind a dash."""
    match = _PIN.match(text)
    return match is not None and is_city(match["town"])


_LAST_CODE = re.compile(r",\s*\(?([A-Z]{2,3})\b")
NORTH_AMERICAN = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
        "DC",
        "ON",
        "QC",
        "BC",
        "AB",
    ]
)
_STATE_CODES = NORTH_AMERICAN | frozenset(
    [
        "MB",
        "NB",
        "NL",
        "NS",
        "PE",
        "SK",
        "YT",
        "NSW",
        "VIC",
        "QLD",
        "ACT",
        "TAS",
        "USA",
        "UK",
        "UAE",
        "SP",
        "RJ",
        "MG",
        "PR",
        "RS",
        "BA",
        "CE",
    ]
)


def _known_code(text: str) -> bool:
    """ "Austin, TX", but not "Registered Nurse, ICU"."""
    code = _LAST_CODE.findall(text)[-1]
    return code in _STATE_CODES or bool(country_code(code))


@cache
def _cities() -> frozenset[str]:
    """Names of towns of more than 15,000 people, softened (GeoNames, CC BY 4.0)."""
    return frozenset(files("parsers").joinpath("data/cities.txt").read_text("utf-8").splitlines())


_TOWN_MARKS = re.compile(
    r"^(?:г\.|м\.|гр\.|greater|(?:[a-z]{1,2}[- ]?)?\d[\d -]{2,7}(?:[a-z]{2})?)\s+|\s+(?:area|region|metropolitan area|\(?\d\d\)?|cedex)$"
)
_CJK_UNITS = re.compile(r"[省市区區县縣都道府州郡町村]")


@lru_cache(maxsize=1 << 14)
def is_city(text: str) -> bool:
    """Whether the whole text is the name of a town, with or without its postal code or district."""
    soft = soften(text.strip(" .,;()|·•-–—"))
    if is_cjk(soft):
        first = _CJK_UNITS.split(soft)[0]
        return soft in _cities() or (
            len(soft) <= 14
            and _CJK_UNITS.search(soft) is not None
            and (first in _cities() or f"{first}市" in _cities())
        )
    bare = _TOWN_MARKS.sub("", soft)
    return bare in _cities() or _TOWN_MARKS.sub("", bare) in _cities()


_STATE_UNIVERSITY = re.compile(
    r"^(?:the )?university of (?:california|texas|illinois|wisconsin|michigan|north carolina|massachusetts|maryland|colorado|nebraska|minnesota|"
    r"tennessee|missouri|alabama|hawaii|alaska|south carolina|houston)$|^(?:cal(?:ifornia)? (?:state|poly)|suny|cuny)",
    re.I,
)


def place_at_end(text: str) -> tuple[str, str]:
    """("Acme Corp", "Austin, TX") for "Acme Corp, Austin, TX"; ("Acme Corp", "") when no place stands at its end."""
    pieces = [p.strip() for p in text.split(",")]
    for n in (3, 2, 1):
        if len(pieces) > n and (
            looks_like_place(place := ", ".join(pieces[-n:]))
            or (n == 1 and is_city(place) and not has_legal_form(place))
            or place in ("UK", "USA", "UAE")
        ):
            head = ", ".join(pieces[:-n])
            return (text, "") if n == 1 and _STATE_UNIVERSITY.match(head) else (head, place)
    return text, ""
