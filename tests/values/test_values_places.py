"""Places in parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.model import Place
from enrich.values.lexicon import read_csv, spellings
from enrich.values.places import canonical_place, country_code, fold_place, parse_place
from enrich.values.text import fold

WORDS = [
    "Berlin",
    "München",
    "Paris",
    "London",
    "York",
    "New",
    "CA",
    "DE",
    "TX",
    "Georgia",
    "Germany",
    "UK",
    "USA",
    ",",
    ";",
    "-",
    "(",
    ")",
    "/",
    "Greater",
    "Area",
    "Bay",
    "Remote",
    "10115",
    "D-10115",
    "SW1A",
    "1AA",
    "94105",
    "上海市",
    "广东省深圳市",
    "中国",
    "Москва",
    "Foo",
    "Ontario",
    "St.",
    "12",
]
texts = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join))


@pytest.mark.parametrize(
    ("text", "city", "region", "country"),
    [
        ("Berlin", "Berlin", "Berlin", "DE"),
        ("Berlin, Germany", "Berlin", "Berlin", "DE"),
        ("Berlin Germany", "Berlin", "Berlin", "DE"),
        ("Berlin, DE", "Berlin", "Berlin", "DE"),
        ("Berlin (Deutschland)", "Berlin", "Berlin", "DE"),
        ("Munich, Bavaria, Germany", "Munich", "Bavaria", "DE"),
        ("München", "Munich", "Bavaria", "DE"),
        ("Мюнхен, Германия", "Munich", "Bavaria", "DE"),
        ("Greater Munich Metropolitan Area", "Munich", "Bavaria", "DE"),
        ("Raum Stuttgart", "Stuttgart", "Baden-Württemberg", "DE"),
        ("Bavaria, Germany", "", "Bavaria", "DE"),
        ("Germany", "", "", "DE"),
        ("Foo, Germany", "Foo", "", "DE"),
        ("Foo, Bar, Germany", "Foo", "Bar", "DE"),
        ("San Francisco, CA", "San Francisco", "California", "US"),
        ("San Francisco Bay Area", "San Francisco", "California", "US"),
        ("Austin TX", "Austin", "Texas", "US"),
        ("Springfield, IL", "Springfield", "Illinois", "US"),
        ("Smallville, Kansas, United States", "Smallville", "Kansas", "US"),
        ("Dover, DE", "Dover", "Delaware", "US"),
        ("Paris, TX", "Paris", "Texas", "US"),
        ("Paris, France", "Paris", "Île-de-France", "FR"),
        ("New York", "New York", "New York", "US"),
        ("New York, New York", "New York", "New York", "US"),
        ("Washington, D.C.", "Washington", "District of Columbia", "US"),
        ("Atlanta, Georgia", "Atlanta", "Georgia", "US"),
        ("Marietta, Georgia", "Marietta", "Georgia", "US"),
        ("Tbilisi, Georgia", "Tbilisi", "", "GE"),
        ("Georgia", "", "", "GE"),
        ("London", "London", "England", "GB"),
        ("Greater London, United Kingdom", "London", "England", "GB"),
        ("London Area, United Kingdom", "London", "England", "GB"),
        ("London, Ontario", "London", "Ontario", "CA"),
        ("Toronto, CA", "Toronto", "Ontario", "CA"),
        ("Edinburgh, Scotland", "Edinburgh", "Scotland", "GB"),
        ("Cambridge, MA", "Cambridge", "Massachusetts", "US"),
        ("Sydney NSW", "Sydney", "New South Wales", "AU"),
        ("Zürich, Schweiz", "Zurich", "Zurich", "CH"),
        ("Warszawa, mazowieckie, Polska", "Warsaw", "Masovia", "PL"),
        ("São Paulo", "São Paulo", "São Paulo", "BR"),
        ("Córdoba, Argentina", "Córdoba", "", "AR"),
        ("Córdoba, Spain", "Córdoba", "Andalusia", "ES"),
        ("Madrid, Madrid, Spain", "Madrid", "Community of Madrid", "ES"),
        ("г. Москва, Россия", "Moscow", "", "RU"),
        ("上海市浦东新区", "Shanghai", "", "CN"),
        ("中国 - 北京", "Beijing", "", "CN"),
        ("广东省深圳市", "Shenzhen", "Guangdong", "CN"),
        ("東京都渋谷区", "Tokyo", "", "JP"),
        ("서울", "Seoul", "", "KR"),
        ("Bangalore, Karnataka, India", "Bengaluru", "Karnataka", "IN"),
        ("Singapore", "Singapore", "", "SG"),
        ("Remote", "", "", ""),
        ("Remote, Germany", "", "", "DE"),
        ("Amsterdam / Remote", "Amsterdam", "North Holland", "NL"),
        ("Foo", "Foo", "", ""),
        ("", "", "", ""),
        (", -", "", "", ""),
    ],
)
def test_a_line_is_read_in_parts(text: str, city: str, region: str, country: str) -> None:
    place = parse_place(text)
    assert (place.city, place.region, place.country) == (city, region, country)
    assert place.text == text


@pytest.mark.parametrize(
    ("text", "city", "postal_code", "address", "country"),
    [
        ("10115 Berlin", "Berlin", "10115", "", "DE"),
        ("A-1010 Wien", "Vienna", "1010", "", "AT"),
        ("D-12345 Kleinstadt", "Kleinstadt", "12345", "", "DE"),
        ("Musterstraße 5, 80331 München", "Munich", "80331", "Musterstraße 5", "DE"),
        ("123 Main St, Springfield, IL 62704", "Springfield", "62704", "123 Main St", "US"),
        ("New York, NY 10001-1234, USA", "New York", "10001-1234", "", "US"),
        ("London SW1A 1AA", "London", "SW1A 1AA", "", "GB"),
        ("Smalltown, AB1 2CD", "Smalltown", "AB1 2CD", "", "GB"),
        ("00-950 Warszawa", "Warsaw", "00-950", "", "PL"),
        ("1012 AB Amsterdam", "Amsterdam", "1012 AB", "", "NL"),
    ],
)
def test_postal_codes_and_streets_are_set_apart(
    text: str, city: str, postal_code: str, address: str, country: str
) -> None:
    place = parse_place(text)
    assert (place.city, place.postal_code, place.address, place.country) == (
        city,
        postal_code,
        address,
        country,
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germany", "DE"), ("Deutschland", "DE"), ("Niemcy", "DE"), ("DE", "DE"), ("UK", "GB"), ("England", "GB"), ("U.S.", "US"), ("USA", "US"),
        ("Estados Unidos", "US"), ("Россия", "RU"), ("中国", "CN"), ("日本", "JP"), ("대한민국", "KR"), ("Türkiye", "TR"), ("Ελλάδα", "GR"), ("مصر", "EG"),
        ("Côte d'Ivoire", "CI"), ("the netherlands", "NL"), (" Polska ", "PL"), ("de", ""), ("XX", ""), ("Atlantis", ""), ("", ""),
    ],
)  # fmt: skip
def test_countries_are_known_by_many_names(text: str, code: str) -> None:
    assert country_code(text) == code


def test_no_two_countries_share_a_name() -> None:
    owners: dict[str, set[str]] = {}
    rows = read_csv("countries")
    for row in rows:
        for name in (row["name"], *spellings(row["others"])):
            owners.setdefault(fold(name), set()).add(row["code"])
    assert {name: codes for name, codes in owners.items() if len(codes) > 1 or not name} == {}
    assert len({row["code"] for row in rows}) == len(rows) == 250


def test_every_listed_city_and_region_lies_in_a_listed_country_and_region() -> None:
    countries = {row["code"] for row in read_csv("countries")}
    regions = {(row["country"], row["name"]) for row in read_csv("regions")}
    assert {country for country, _ in regions} <= countries
    for row in read_csv("cities"):
        assert row["country"] in countries, row
        assert row["region"] == "" or (row["country"], row["region"]) in regions, row


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (None, ""),
        (Place(), ""),
        (Place(text="Köln"), "de cologne"),
        (Place(city="München", country="Deutschland"), "de munich"),
        (Place(city="munich", region="BY", country="de"), "de munich"),
        (Place(text="Munich, Bavaria, Germany"), "de munich"),
        (Place(city="Springfield", region="IL", country="US"), "us illinois springfield"),
        (Place(text="Springfield, Illinois, USA"), "us illinois springfield"),
        (Place(city="Portland"), "us oregon portland"),
        (Place(region="Bayern"), "de bavaria"),
        (Place(country="PL"), "pl"),
        (Place(city="Foo", country="PL"), "pl foo"),
    ],
)
def test_one_place_has_one_key(place: Place | None, key: str) -> None:
    assert fold_place(place) == key


@given(texts, texts, texts)
def test_any_text_is_a_place_that_stays(text: str, city: str, country: str) -> None:
    for place in (parse_place(text), canonical_place(Place(city=city, region=text, country=country))):
        again = canonical_place(place)
        assert canonical_place(again) == again
        assert fold_place(again) == fold_place(place)
        assert country_code(parse_place(text).country) == parse_place(text).country


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Hauptstr. 5 10115 Berlin", ("Hauptstr. 5", "10115", "Berlin")),
        ("12 rue de la Paix 75011 Paris", ("12 rue de la Paix", "75011", "Paris")),
        ("3210 Goodman Mount Bradleytown NC 27973", ("3210 Goodman Mount Bradleytown", "27973", "")),
    ],
)
def test_an_address_needs_no_commas(line: str, parts: tuple[str, str, str]) -> None:
    place = parse_place(line)
    assert (place.address, place.postal_code, place.city) == parts
