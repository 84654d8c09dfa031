"""CSV and JSON Lines: meaning of columns, bad rows refused one by one, bounded memory."""

from __future__ import annotations

import itertools
import resource
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import ConfigError, Refused
from enrich.model import Found, Place
from enrich.ports import Document, collect
from enrich.values.links import link_of
from parsers.columns import attributes_of, check_columns, page_link
from parsers.reader import Reader
from parsers.rows import Row, Rows

Parse = Callable[[str, bytes], list[Found | Refused]]


def test_a_row_becomes_a_person(parse: Parse) -> None:
    content = (
        b"Candidate ID,First Name,Last Name,E-mail,Mobile,LinkedIn,City,Country,Current Company,Job Title,Skills,Last Updated\n"
        b"c-7,Ana,Lima,ana@example.com; a.lima@example.org,+351 912 345 678,ana-lima,Porto,PT,Acme,Engineer,go; sql,2024-03-05\n"
    )
    [found] = parse("people.csv", content)
    assert isinstance(found, Found)
    person = found.profile
    assert (found.key, person.name, person.family_name) == ("c-7", "Ana Lima", "Lima")
    assert person.emails == ("ana@example.com", "a.lima@example.org")
    assert person.phones == ("+351 912 345 678",)
    assert (person.links[0].network, person.links[0].username) == ("linkedin", "ana-lima")
    assert person.location == Place("Porto, PT", city="Porto", country="PT")
    assert (person.work[0].employer, person.work[0].title, person.work[0].current) == (
        "Acme",
        "Engineer",
        True,
    )
    assert [s.name for s in person.skills] == ["go", "sql"]
    assert found.observed_at == 1_709_596_800_000_000


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "Vorname;Nachname;E-Mail;Telefon;Firma",
            ["given_name", "family_name", "email", "phone", "employer"],
        ),
        (
            "Prénom;Nom;Courriel;Téléphone;Entreprise;Ville",
            ["given_name", "family_name", "email", "phone", "employer", "city"],
        ),
        (
            "Nombre;Apellidos;Correo electrónico;Empresa;Puesto",
            ["given_name", "family_name", "email", "employer", "title"],
        ),
        ("Nome;Cognome;Email;Cellulare;Azienda", ["given_name", "family_name", "email", "phone", "employer"]),
        ("Nome;E-mail;Empresa", ["name", "email", "employer"]),
        ("Voornaam;Achternaam;Woonplaats;Functie", ["given_name", "family_name", "city", "title"]),
        ("Imię;Nazwisko;Numer telefonu;Stanowisko", ["given_name", "family_name", "phone", "title"]),
        ("Förnamn;Efternamn;E-post;Arbetsgivare", ["given_name", "family_name", "email", "employer"]),
        ("Ad;Soyad;E-posta;Şirket;Ünvan", ["given_name", "family_name", "email", "employer", "title"]),
        ("Имя;Фамилия;Телефон;Компания", ["given_name", "family_name", "phone", "employer"]),
        ("姓名;邮箱;电话;公司;职位", ["name", "email", "phone", "employer", "title"]),
        ("氏名;メールアドレス;電話番号;会社名", ["name", "email", "phone", "employer"]),
        (
            "firstName;lastName;emailAddress;companyName;updatedAt",
            ["given_name", "family_name", "email", "employer", "updated"],
        ),
        ("email1;email2;phone_home;phone_cell;owner;created", ["email", "email", "phone", "phone", "", ""]),
    ],
)
def test_columns_are_known_in_many_languages(header: str, expected: list[str]) -> None:
    assert attributes_of(header.split(";"), {}) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter(parse: Parse, encoding: str, delimiter: str) -> None:
    rows = {
        "cp1250": ["Łukasz Żółć", "Świętosława Gałązka", "Bożena Wójcik"],
        "cp1251": ["Ольга Королёва", "Андрей Щукин", "Юлия Ёлкина"],
    }.get(encoding, ["José Núñez", "Zoë Brûlé", "Jürgen Groß"])
    lines = [delimiter.join(["id", "full name", "email"])]
    lines += [delimiter.join([str(i), name, f"p{i}@example.com"]) for i, name in enumerate(rows * 8)]
    found, refused = collect(parse("any.bin", "\r\n".join(lines).encode(encoding)))
    assert not refused
    assert [f.profile.name for f in found] == rows * 8


def test_bad_rows_are_refused_with_their_line_and_the_rest_goes_on(parse: Parse) -> None:
    content = (
        b"id,name,email,start,company,title\n"
        b"1,Ann Lee,ann@example.com,2020-02,Acme,Cook\n"
        b"2,Bo Ray,bo@example.com,the day before,Acme,Cook\n"
        b"3,Cy Fox,cy@example.com,2020-02-31,Acme,Cook\n"
        b"4,Di Orr,di@example.com,2021,Acme,Cook,extra,cells\n"
        b'5,"=HYPERLINK(""http://example.com"")",e@example.com,2021,Acme,Cook\n'
        b"6,,,2021,Acme,Cook\n"
        b"7,Gus \xff\xfe Roe,g@example.com,2021,Acme,Cook\n"
        b"8," + b"x" * 40_000 + b",h@example.com,2021,Acme,Cook\n"
        b'9,"Ivy\nMay",i@example.com,2021,Acme,Cook\n'
        b"10,Jo Kay,j@example.com\n"
    )
    content = content.replace(b"Ann Lee", "Ännchen Lee".encode())
    found, refused = collect(parse("crm.csv", content))
    assert [f.key for f in found] == ["1", "9", "10"]
    assert found[1].profile.name == "Ivy\nMay"
    told = [str(r) for r in refused]
    assert told[0].startswith("crm.csv, line 3, start: this is no date")
    assert told[1].startswith("crm.csv, line 4, start: this is no date")
    assert told[2].startswith("crm.csv, line 5: this row has too many cells (found 8 cells")
    assert told[3].startswith("crm.csv, line 6, name: a formula")
    assert told[4].startswith("crm.csv, line 7: this row says of nobody")
    assert told[5].startswith("crm.csv, line 8, column 2: a cell is not in the file's encoding")
    assert told[6].startswith("crm.csv, line 9, column 2: a cell is too large (found 40000 characters")
    assert len(told) == 7
    assert not any("example" in t or "Cook" in t for t in told)


def test_a_quote_that_never_closes_costs_one_row(parse: Parse) -> None:
    content = (
        b'id,name,email\n1,Ann,a@example.com\n2,"Bo,b@example.com\n3,Cy,c@example.com\n4,Di,d@example.com\n'
    )
    found, refused = collect(parse("crm.csv", content))
    assert [f.key for f in found] == ["1", "3", "4"]
    assert [str(r).partition(" (")[0] for r in refused] == [
        "crm.csv, line 3: a quote is opened and never closed"
    ]


def test_keys_are_stable_without_an_id_column(parse: Parse) -> None:
    one, two = b"Ann Lee,ann@example.com\n", b"Bo Ray,bo@example.com\n"
    first, _ = collect(parse("a.csv", b"name,email\n" + one + two))
    second, _ = collect(parse("b.csv", b"name,email\n" + two + one))
    assert [f.key for f in first] == [f.key for f in reversed(second)]
    assert first[0].key != first[1].key


def test_a_giant_cell_is_refused_in_bounded_memory(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "giant.csv"
    block = b"x" * (1 << 20)
    with path.open("wb") as file:
        file.write(b'id,name,email\n1,Ann,a@example.com\n2,"')
        file.writelines(itertools.repeat(block, 100))
        file.write(b'\n"",still open,')
        file.writelines(itertools.repeat(block, 100))
        file.write(b'",b@example.com\n3,Cy,c@example.com\n')
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found, refused = collect(list(reader.parse(Document("giant.csv", path, 0))))  # type: ignore[arg-type]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert [f.key for f in found] == ["1", "3"]
    assert str(refused[0]).startswith("giant.csv, line 3: a row is too large")
    assert len(refused) == 1
    assert grown < 48 * 1024


def test_a_table_without_people_is_refused(parse: Parse) -> None:
    [refused] = parse("stock.csv", b"sku,price,amount\nA1,3.50,7\nA2,1.10,9\n")
    assert isinstance(refused, Refused)
    assert "no column says who a row is about" in str(refused)


def test_declared_columns_win(document: Callable[[str, bytes], Document]) -> None:
    with Reader(workers=1, columns={"Kürzel": "id", "Wer": "name", "Wohin": "email"}) as reader:
        found, refused = collect(
            list(
                reader.parse(
                    document("x.csv", "Kürzel;Wer;Wohin;Rest\nAB;Ann Lee;a@example.com;-\n".encode())
                )
            )
        )
    assert not refused
    assert (found[0].key, found[0].profile.name, found[0].profile.emails) == (
        "AB",
        "Ann Lee",
        ("a@example.com",),
    )


def test_an_unknown_attribute_is_a_config_error() -> None:
    with pytest.raises(
        ConfigError, match=r"columns\.Wer: there is no such attribute \(found 'nmae'; allowed: id, "
    ):
        check_columns({"Wer": "nmae"})


def test_json_lines(parse: Parse) -> None:
    content = (
        b'{"id": 5, "first_name": "Ann", "last_name": "Lee", "emails": [{"value": "a@example.com"}]}\n'
        b'{"id": 6, "first_name": "Bo"\n'
        b"\n"
        b'{"id": 7, "name": "Cy Fox", "email": false}\n'
        b'{"id": 8, "name": "Di Orr", "updated_at": "2024-05-06T07:08:09Z"}\n'
    )
    found, refused = collect(parse("people.jsonl", content))
    assert [(f.key, f.profile.name) for f in found] == [("5", "Ann Lee"), ("8", "Di Orr")]
    assert found[1].observed_at == 1_714_979_289_000_000
    assert str(refused[0]).startswith("people.jsonl, line 2: this line is not whole JSON")
    assert str(refused[1]).startswith(
        "people.jsonl, line 4.email: this has the wrong shape (found true or false"
    )


CELL = st.text(alphabet=string.printable + "é\u4e2d", max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]) -> None:
    import csv
    import io

    text = io.StringIO()
    csv.writer(text).writerows([["a", "b", "c"], *table])
    rows = list(Rows(io.BytesIO(text.getvalue().encode()), "utf-8", ",", 100, 1000))
    expected = [row for row in table if any(row)]
    assert [row.cells for row in rows if isinstance(row, Row)][1:] == expected


@given(
    st.sampled_from(
        [
            "https://www.linkedin.com/in/",
            "http://linkedin.com/in/",
            "https://github.com/",
            "https://x.example/",
        ]
    ),
    st.text(alphabet="ab1-_A/%", min_size=1, max_size=9),
)
def test_links_known_at_sight_are_those_that_cleaning_gives(page: str, name: str) -> None:
    assert page_link(page + name) == link_of(page + name)
