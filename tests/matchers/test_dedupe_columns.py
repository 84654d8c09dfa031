"""The columns of tables as programs and people write them are taken for what they are."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from matchers.dedupe.headers import attribute_of
from matchers.dedupe.mapping import guess
from matchers.dedupe.reading import Cells
from matchers.dedupe.sheet import Sheet, sheet_of

EXPORTS = {
    "google contacts": "Given Name=given_name; Additional Name=middle_name; Family Name=family_name; Birthday=birth_date; "
    "E-mail 1 - Value=email; Phone 1 - Value=phone; Phone 1 - Type=ignore; Address 1 - Street=address; Address 1 - City=city; "
    "Address 1 - Region=region; Address 1 - Postal Code=postal_code; Address 1 - Country=country; Organization 1 - Name=employer; "
    "Organization 1 - Title=title; Website 1 - Value=link",
    "crm": "FirstName=given_name; MailingStreet=address; MailingPostalCode=postal_code; AccountId=ignore; OtherPhone=phone; "
    "hs_linkedin_url=link; jobtitle=title; hubspot_owner_id=ignore; companyName=employer; address.zip=postal_code; dateOfBirth=birth_date",
    "ats": "emails.0.value=email; phone_numbers.0.value=phone; employments.0.company_name=employer; employments.0.title=title; "
    "educations.0.school_name=school; educations.0.degree=degree; skillList=skills; website_addresses=link",
    "registers": "res_city_desc=city; full_phone_num=phone; name_suffix_lbl=suffix; county_desc=region; party_cd=ignore; "
    "RESIDENTIAL_ADDRESS1=address; DRIVERS=identifier; MAIDEN=alias; addr_line1=address",
    "surveys": "fname_c1=given_name; fname_c2=given_name; lname_c1=family_name; by=birth_year; bm=birth_month; dob_day=birth_day; "
    "fn=given_name; ln=family_name; gname=given_name; sname=family_name; created_by=ignore",
    "german": "Name, Vorname=name; PLZ/Ort=location; Tel. G=phone; Handy-Nr.=phone; Geb.-Dat.=birth_date; Strasse / Nr.=address",
    "spanish": "Apellido paterno=family_name; Apellido materno=family_name; Teléfono celular=phone; Nombre(s)=given_name",
    "japanese": "姓（カナ）=family_name; 郵便番号=postal_code; 携帯電話番号=phone; 勤務先=employer; 役職=title",
    "chinese and russian": "电话号码=phone; 出生年月=birth_date; Тел. моб.=phone; Дата рожд.=birth_date",
}  # fmt: skip
SPELT = [tuple(spelt.rsplit("=", 1)) for spellings in EXPORTS.values() for spelt in spellings.split("; ")]


@pytest.mark.parametrize(("header", "attribute"), SPELT)
def test_a_column_is_known_by_its_name(header: str, attribute: str) -> None:
    assert attribute_of(header) == attribute


@pytest.mark.parametrize(
    ("header", "cells", "attribute"),
    [
        ("birth_day", ["07", "31", "1"], "birth_day"),
        ("bd", ["7.0", "31.0", "1.0"], "birth_day"),
        ("bd", ["1971-02-07", "1969-12-31", "1980-01-01"], "birth_date"),
        ("birthday", ["7 Feb 1971", "31.12.1969", "1980-01-01"], "birth_date"),
        ("mob", ["02", "12", "1"], "birth_month"),
        ("mob", ["0171 5550101", "+49 171 5550102", "(030) 5550103"], "phone"),
        ("by", ["1971", "1969", "1980"], "birth_year"),
        ("by", ["ana", "bo", "ana"], "ignore"),
    ],
)
def test_a_name_of_two_meanings_is_what_its_cells_say(header: str, cells: list[str], attribute: str) -> None:
    table = pl.DataFrame({"name": ["Ana Ruiz", "Bo Li", "Cem Kaya"], header: cells})
    assert guess(table, {}).of(attribute) == [header]


def test_cells_speak_where_no_header_does() -> None:
    """Headers of a language that nobody has listed: a column of full names is one all the same."""
    table = pl.DataFrame(
        {
            "zzqa": ["Anna Miller", "John Smith", "Mary Jones", "Robert Brown"] * 10,
            "zzqb": ["Leeds", "Boston", "Paris", "Berlin"] * 10,
        }
    )
    assert [column.attribute for column in guess(table, {}).columns] == ["name", "city"]
    assert guess(table.with_columns(email=pl.lit("a@b.example")), {}).columns[0].attribute == "ignore"


HEADERS = tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))


def test_slips_and_streets_under_unknown_headers_are_known_by_their_cells() -> None:
    streets = ("Mill Rd.", "Hauptstr.", "Rua Nova")
    table = pl.DataFrame(
        {
            "prsnm1": [
                "Xoey",
                "Abdiel",
                "Tyrna",
                "Mailo",
                "Jonnah",
                "Anna",
                "Peter",
                "Maria",
                "John",
                "Laura",
            ]
            * 6,
            "prsnm2": ["Miller", "Jones", "Patel"] * 20,
            "enum3x": [f"{house} {street}" for house in range(1, 21) for street in streets],
        }
    )
    found = [column.attribute for column in guess(table, {}).columns]
    assert found == ["given_name", "family_name", "address"]


@pytest.mark.parametrize(
    ("others", "attribute"),
    [
        ({}, "birth_date"), ({"birth_date": "1990-01-01"}, "ignore"), ({"age": "44"}, "as_of"), ({"date": "2012/03/08"}, "ignore"),
    ],
)  # fmt: skip
def test_a_date_of_no_name_is_that_of_birth_where_it_spans_a_life(
    others: dict[str, str], attribute: str
) -> None:
    dates = [f"{1941 + place}/03/08" for place in range(60)]
    table = pl.DataFrame({"name": ["Anna Miller"] * 60, "date": dates})
    table = table.with_columns(**{name: pl.lit(cell) for name, cell in others.items()})
    assert guess(table, {}).columns[1].attribute == attribute


@pytest.mark.parametrize("language", sorted(HEADERS))
def test_headers_of_many_tongues_are_known(language: str) -> None:
    wrong = {
        header: attribute_of(header)
        for attribute, headers in HEADERS[language].items()
        for header in map(str.strip, headers.split("|"))
        if attribute_of(header) != attribute
    }
    assert not wrong


NAMES = ["Anna Miller", "John Smith", "Mary Jones", "Robert Brown", "Wei Li"]
EAST = ["田中太郎", "山田花子", "佐藤一郎", "鈴木次郎", "高橋三郎"]


@pytest.mark.parametrize(
    ("cells", "attributes"),
    [
        ({"Customer": NAMES, "Email": "a@b.example"}, ["name", "email"]),
        ({"Customer": ["Acme Corp", "Foo Ltd", "Bar GmbH", "Baz SA", "Q AG"], "Name": NAMES}, ["ignore", "name"]),
        ({"Customer": NAMES, "First name": "Anna", "Last name": "Berg"}, ["ignore", "given_name", "family_name"]),
        ({"Patient": EAST, "電話": "03-1234-5678"}, ["name", "phone"]),
        ({"Strasse": "Hauptstr.", "Nr": "2a", "Name": NAMES}, ["address", "house_number", "name"]),
        ({"Nr": "2", "Name": NAMES}, ["ignore", "name"]),
        ({"fname": "Berg", "gname": "Anna"}, ["family_name", "given_name"]),
        ({"fname": "Anna", "lname": "Berg", "gname": "Anna"}, ["given_name", "family_name", "given_name"]),
        ({"name": "Anna", "surname": "Berg"}, ["given_name", "family_name"]),
        ({"name": NAMES, "surname": "Berg"}, ["name", "family_name"]),
        ({"stNo": "12", "add1": "Main St", "add2": "Apt 4", "name": NAMES}, ["house_number", "address", "ignore", "name"]),
        ({"name": NAMES, "areacode": "212", "phone": "555-1234"}, ["name", "area_code", "phone"]),
        ({"name": NAMES, "Country Code": "+49", "Phone": "30 123456"}, ["name", "area_code", "phone"]),
        ({"name": NAMES, "zip5": "12345", "zip4": "1234"}, ["name", "postal_code", "ignore"]),
        ({"name": NAMES, "SSN": "xxx-xx-1234"}, ["name", "ignore"]),
        ({"name": NAMES, "SSN": "123-45-6789"}, ["name", "identifier"]),
        ({"Vorname": "Anna", "Nachname": "Berg", "Rufname": "Anni"}, ["given_name", "family_name", "given_name"]),
        ({"First Name": "Anna", "Last Name": "Berg", "Nickname": "Anni"}, ["given_name", "family_name", "nickname"]),
        ({"Preferred Name": "Anni", "Last Name": "Berg"}, ["given_name", "family_name"]),
        ({"Preferred Name": NAMES, "Legal Name": NAMES}, ["alias", "name"]),
        ({"セイ": "ヤマダ", "メイ": "タロウ", "姓": "山田", "名": "太郎"}, ["family_reading", "given_reading", "family_name", "given_name"]),
        ({"氏名": EAST, "フリガナ": "ヤマダ タロウ"}, ["name", "alias"]),
        ({"achternaam": "Vries", "voorletters": "J.P."}, ["family_name", "given_name"]),
        ({"achternaam": "Vries", "voornaam": "Jan", "voorletters": "J.P."}, ["family_name", "given_name", "ignore"]),
        ({"Soyad": "Kaya", "Ad": "Ali", "Cep": "0532 123 45 67"}, ["family_name", "given_name", "phone"]),
        ({"Navn": "Ida Berg", "By": "Berlin"}, ["name", "city"]),
        ({"Name": NAMES, "ST": "NY"}, ["name", "region"]),
        ({"Name": NAMES, "ST": "12 Main Street"}, ["name", "address"]),
        ({"Name": NAMES, "Address": "12 Main Street, Leeds LS1 4AP"}, ["name", "location"]),
        ({"Name": NAMES, "Address": "12 Main Street, Leeds LS1 4AP", "City": "Leeds"}, ["name", "address", "city"]),
        ({"Name": NAMES, "Address": "12 Main Street"}, ["name", "address"]),
        ({"Name": NAMES, "Age": "41", "Snapshot": "2020"}, ["name", "age", "as_of"]),
        ({"Name": NAMES, "Alter": "41"}, ["name", "age"]),
        ({"Name": NAMES, "Age": "41", "Born": "1979-03-01", "Year": "2020"}, ["name", "ignore", "birth_date", "ignore"]),
        ({"Name": NAMES, "Age": "adult", "Year": "2020"}, ["name", "ignore", "ignore"]),
        ({"Name": NAMES, "Contact": "a@b.example; 212 555 0142"}, ["name", "contacts"]),
        ({"Name": NAMES, "Kontaktdaten": ["a@b.example", "+49 30 901820"]}, ["name", "contacts"]),
        ({"From": ["Anna Miller <anna@b.example>", "John Smith <js@b.example>"]}, ["mailbox"]),
        ({"Name": NAMES, "From": "2019-03-01"}, ["name", "ignore"]),
    ],
)  # fmt: skip
def test_what_a_column_says_depends_on_its_cells_and_on_the_others(
    cells: dict[str, str | list[str]], attributes: list[str]
) -> None:
    rows = 30
    table = pl.DataFrame(
        {
            name: [cell] * rows if isinstance(cell, str) else (cell * rows)[:rows]
            for name, cell in cells.items()
        }
    )
    plan = guess(table, {})
    assert [column.attribute for column in plan.columns] == attributes
    assert all(column.why for column in plan.ignored)


def sheet(**cells: str) -> Sheet:
    table = pl.DataFrame({name: [cell] for name, cell in cells.items()})
    return sheet_of(table, guess(table, {}))


def said(cells: Cells) -> str:
    return str(cells.text[int(cells.code[0])])


def test_parts_of_one_value_come_together() -> None:
    parts = sheet(
        First="Robert",
        Last="Smith",
        Nickname="Bob",
        areacode="212",
        phone="555-1234",
        stNo="12",
        add1="Main St",
    )
    assert said(parts.given) == 'Robert "Bob"'
    assert said(parts.phones[0]) == "212 555-1234"
    assert said(parts.address) == "12 Main St"
    assert said(sheet(First="Robert", Last="Smith", Nickname="Robert").given) == "Robert"
    assert (
        said(sheet(First="Robert", Last="Smith", areacode="212", phone="+1 212 555-1234").phones[0])
        == "+1 212 555-1234"
    )
    spoken = sheet(姓="山田", 名="太郎", セイ="ヤマダ", メイ="タロウ")
    assert said(spoken.family) == "山田" and said(spoken.aliases[0]) == "タロウ ヤマダ"


def test_authors_with_initials_are_persons() -> None:
    rows = {
        "author": ["Doe, M.", "Arlen, T.", "Marik, O.", "Tovik Arlen", "Benali, F. Z.", "Olun, J."],
        "affiliation": ["Orlin University", "Tarla College", "", "Tarla College", "Orlin University", ""],
    }
    columns = {column.name: column.attribute for column in guess(pl.DataFrame(rows), {}).columns}
    assert columns == {"author": "name", "affiliation": "employer"}


def test_contacts_of_one_cell_are_parted() -> None:
    found = sheet(
        name="Anna Miller",
        contact="anna@b.example / +1 (212) 555-0142, ann@c.example; 212 555 0199 linkedin.com/in/anna-miller-4",
    )
    assert [cell.text.to_list()[1:] for cell in found.emails] == [["anna@b.example ann@c.example"]]
    assert [cell.text.to_list()[1:] for cell in found.phones] == [["+1 (212) 555-0142"], ["212 555 0199"], []]
    assert [cell.text.to_list()[1:] for cell, _ in found.links] == [["linkedin.com/in/anna-miller-4"]]


@pytest.mark.parametrize(
    "cell",
    ['"Anna Miller" <anna@b.example>', "Anna Miller [mailto:anna@b.example]", "anna@b.example (Anna Miller)"],
)
def test_a_name_stands_beside_its_address(cell: str) -> None:
    found = sheet(sender=cell)
    assert found.full.text.to_list() == ["", "Anna Miller"]
    assert [emails.text.to_list() for emails in found.emails] == [["", "anna@b.example"]]


@pytest.mark.parametrize(
    ("cells", "born"),
    [
        ({"age": "41", "snapshot": "2020"}, ["", "1979"]),
        ({"age": "41.0", "as of": "2020-11-03"}, ["", "1979"]),
        ({"age": "unknown", "year": "2020"}, [""]),
    ],
)
def test_an_age_tells_the_year_of_birth(cells: dict[str, str], born: list[str]) -> None:
    table = pl.DataFrame(
        {
            "name": ["Anna Miller"] * 20,
            **{name: [cell, *["7"] * 19] if name == "age" else [cell] * 20 for name, cell in cells.items()},
        }
    )
    assert sheet_of(table, guess(table, {})).birth.text.to_list()[: len(born)] == born


@pytest.mark.parametrize("unknown", ["1900-01-01", "01/01/1900", "1.1.1900"])
def test_a_first_of_january_that_stands_for_unknown_is_no_birth_date(unknown: str) -> None:
    """A crowd says it, and nobody says a day near by; where years alone are known, each has its first of January."""

    def born(days: list[str]) -> set[str]:
        table = pl.DataFrame({"name": ["Anna Miller"] * len(days), "birth_date": days})
        return set(sheet_of(table, guess(table, {})).birth.text.to_list()) - {""}

    others = [f"{day}/{day}/{1930 + day}" for day in range(1, 13)] * 2
    assert "1900-01-01" not in born([unknown] * 12 + others)
    assert "1900-01-01" in born([unknown] * 9 + others)
    assert "1900-01-01" in born([unknown] * 12 + ["31/12/1899", "3/5/1900", "2/2/1901"])
    years = [f"01/01/{year}" for year in range(1950, 1960)] * 12
    assert len(born(years)) == 10
