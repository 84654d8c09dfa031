"""Which countries a resume speaks of: where a phone number without its country's code was most likely written."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import phonenumbers

from enrich.values.distances import country_of_town
from parsers.places import NORTH_AMERICAN
from parsers.words import WordKind, soften, words

_WORDS = {
    "IN": "india indian bharat bihar delhi gurgaon gurugram haryana noida mumbai pune bangalore bengaluru chennai hyderabad kolkata "
    "gujarat rajasthan tamilnadu kerala maharashtra karnataka telangana jharkhand odisha lucknow jaipur pradesh cbse pvt", "PK": "pakistan pakistani lahore karachi islamabad", "BD": "bangladesh bangladeshi", "LK": "lanka lankan",
    "NP": "nepal nepali nepalese", "AE": "uae emirates dubai sharjah", "SA": "ksa saudi riyadh jeddah", "QA": "qatar doha",
    "OM": "oman omani muscat", "KW": "kuwait kuwaiti", "BH": "bahrain bahraini", "JO": "jordan jordanian amman",
    "EG": "egypt egyptian cairo", "KE": "kenya kenyan nairobi kcse kcpe kiswahili mombasa nakuru kisumu eldoret", "NG": "nigeria nigerian lagos", "GH": "ghana ghanaian accra",
    "ZA": "southafrica southafrican johannesburg pretoria durban soweto gauteng natal polokwane bloemfontein", "TZ": "tanzania tanzanian", "UG": "uganda ugandan kampala",
    "ET": "ethiopia ethiopian", "MA": "morocco moroccan maroc casablanca", "TN": "tunisia tunisian tunisie tunis",
    "DZ": "algeria algerian algérie alger", "SG": "singapore singaporean", "MY": "malaysia malaysian",
    "ID": "indonesia indonesian jakarta", "PH": "philippines filipino philippine manila cebu", "VN": "vietnam hanoi noi saigon",
    "TH": "thailand bangkok", "HK": "hongkong kowloon", "CN": "china beijing shanghai shenzhen", "JP": "japan tokyo",
    "KR": "korea seoul", "AU": "australia australian sydney melbourne brisbane nsw", "NZ": "zealand auckland wellington",
    "GB": "uk england scotland wales london manchester birmingham british", "IE": "ireland irish dublin",
    "DE": "germany deutschland berlin münchen munich hamburg köln", "AT": "austria österreich wien vienna",
    "CH": "switzerland schweiz suisse zürich zurich geneva genève", "FR": "france paris lyon toulouse marseille",
    "BE": "belgium belgique belgië brussels bruxelles", "NL": "netherlands nederland amsterdam rotterdam utrecht",
    "ES": "spain españa madrid barcelona valencia sevilla", "PT": "portugal lisboa lisbon porto",
    "BR": "brazil brasil brasileiro brasileira", "IT": "italy italia roma milano torino napoli", "PL": "poland polska warszawa kraków warsaw",
    "SE": "sweden sverige stockholm göteborg", "NO": "norway norge oslo", "DK": "denmark danmark copenhagen københavn",
    "FI": "finland suomi helsinki", "RO": "romania românia bucharest bucurești", "TR": "turkey türkiye istanbul ankara",
    "IL": "israel israeli", "MX": "mexico méxico mexicano mexicana", "AR": "argentina buenos", "CO": "colombia colombiano bogotá",
    "CL": "chile chileno santiago", "PE": "perú peru peruano lima", "CA": "canada canadian ontario toronto vancouver montreal",
    "US": "usa u.s america american", "RU": "russia россия москва", "UA": "ukraine україна київ kyiv",
}  # fmt: skip
_EXPLICIT = re.compile(r"(?<![\w+])(?:\+|00)\s?\(?([1-9]\d{0,2})[\s\d().-]{6,}")
_ZIP = re.compile(r",\s*[A-Z]{2}\s+\d{5}(?![\d])")
_STATE = re.compile(r"[a-z],\s*([A-Z]{2})(?![A-Za-z])")
_STATES = NORTH_AMERICAN - frozenset(
    [
        "IN",
        "DE",
        "ON",
        "QC",
        "BC",
        "AB",
        "OR",
        "MA",
        "PA",
        "AL",
        "ME",
        "CA",
        "AR",
        "CO",
        "GA",
        "IL",
        "MD",
        "LA",
        "SC",
    ]
)
OWN_NUMBER = 3


@cache
def _codes() -> dict[str, str]:
    return {word: code for code, told in _WORDS.items() for word in told.split()}


_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_](?!\w))?")


def regions_told(text: str) -> list[str]:
    """ISO codes of the countries that a resume's text names or whose numbers it gives, the likeliest first."""
    codes = _codes()
    joined = text.lower().replace("south africa", "southafrica")
    votes = Counter(codes[word] for word in _WORD.findall(joined) if word in codes)
    votes.update(_of_towns(text))
    votes["US"] += OWN_NUMBER * bool(_ZIP.search(text))
    votes["US"] += sum(code in _STATES for code in _STATE.findall(text))
    for match in _EXPLICIT.finditer(text):
        region = next(
            (r for n in (3, 2, 1) if (r := _of_calling_code(match[1][:n])) and len(match[1]) >= n), ""
        )
        if region:
            votes[region] += OWN_NUMBER
    return [code for code, count in votes.most_common(3) if count]


_PIECE = re.compile(r"[,;|•·()\n\t،、/:：]|\s[-–—]\s")
SHORTEST_TOWN, LONGEST_TOWN = 5, 4
_WORDS_TOO = frozenset(
    [
        "reading",
        "mobile",
        "nice",
        "bath",
        "orange",
        "split",
        "sale",
        "deal",
        "rugby",
        "normal",
        "surprise",
        "hope",
        "enterprise",
        "liberal",
        "superior",
        "cooking",
        "most",
        "sport",
        "job",
        "same",
        "bar",
        "man",
        "tours",
        "essen",
        "male",
        "lens",
        "worth",
        "independence",
        "defiance",
        "eureka",
        "triumph",
        "telephone",
        "phone",
        "date",
        "place",
        "name",
        "manager",
    ]
)  # towns that are everyday words of resumes


def _is_word(softened: str) -> bool:
    """Whether a town's name is also a word of resumes: "Mobile"."""
    if softened in _WORDS_TOO:
        return True
    return any(softened in words(kind) for kind in _WORD_KINDS)


_WORD_KINDS: tuple[WordKind, ...] = (
    "phone_labels",
    "person_labels",
    "location_labels",
    "titles",
    "organisations",
    "degrees",
    "levels",
)


def _of_towns(text: str) -> Counter[str]:
    """Votes of the towns that stand alone between separators: "Cerro Colorado - Arequipa" is in Peru."""
    votes: Counter[str] = Counter()
    for piece in _PIECE.split(text):
        name = " ".join(word for word in piece.split() if not any(map(str.isdigit, word))).strip(" .")
        if len(name) < SHORTEST_TOWN or len(name.split()) > LONGEST_TOWN or _is_word(soften(name)):
            continue
        if code := country_of_town(name):
            votes[code] += 1
    return votes


def _of_calling_code(digits: str) -> str:
    region = phonenumbers.region_code_for_country_code(int(digits))
    return region if region not in ("ZZ", "001") else ""
