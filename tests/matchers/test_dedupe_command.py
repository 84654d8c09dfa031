"""`onefold dedupe` on files as they come: mappings, bad input, truth, two sources, copies."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import polars as pl
import pytest

from enrich.errors import ConfigError, Refused
from enrich.ports import Silent
from matchers.dedupe.mapping import guess, read_map
from matchers.dedupe.reading import read_table
from matchers.dedupe.run import Clock, Report, dedupe_file, with_persons, write_table
from onefold.cli import main
from onefold.commands.dedupe import on_this_machine

GIVEN = [
    "Anna",
    "Boris",
    "Clara",
    "David",
    "Emma",
    "Felix",
    "Greta",
    "Hanna",
    "Ivan",
    "Julia",
    "Karl",
    "Lena",
    "Moritz",
    "Nora",
    "Oskar",
    "Paula",
    "Rosa",
    "Stefan",
    "Tilda",
    "Viktor",
]
SYLLABLES = [
    "ba",
    "den",
    "fel",
    "gor",
    "hin",
    "kam",
    "lun",
    "mar",
    "nos",
    "pel",
    "ran",
    "sol",
    "tur",
    "vek",
    "wil",
    "zan",
]
HEADERS = {
    "german": ("Vorname", "Nachname", "Geburtsdatum", "E-Mail", "Telefon", "Ort"),
    "french": ("Prénom", "Nom", "Date de naissance", "Courriel", "Téléphone portable", "Ville"),
    "spanish": ("Nombre", "Apellidos", "Fecha de nacimiento", "Correo electrónico", "Móvil", "Ciudad"),
    "italian": ("Nome", "Cognome", "Data di nascita", "Indirizzo e-mail", "Cellulare", "Città"),
    "dutch": ("Voornaam", "Achternaam", "Geboortedatum", "E-mailadres", "Mobiel nummer", "Woonplaats"),
    "polish": ("Imię", "Nazwisko", "Data urodzenia", "Adres e-mail", "Numer telefonu", "Miasto"),
    "portuguese": ("Primeiro nome", "Sobrenome", "Data de nascimento", "E-mail", "Telemóvel", "Cidade"),
    "swedish": ("Förnamn", "Efternamn", "Födelsedatum", "E-post", "Mobil", "Postort"),
    "turkish": ("Ad", "Soyad", "Doğum Tarihi", "E-posta", "Cep Telefonu", "Şehir"),
    "russian": ("Имя", "Фамилия", "Дата рождения", "Электронная почта", "Телефон", "Город"),
    "voters": ("first_name", "last_name", "birth_dt", "email_addr", "full_phone_num", "res_city_desc"),
    "crm": ("First Name", "Last Name", "Birthdate", "Email Address", "Mobile Phone Number", "Mailing City"),
}
MEANING = ["given_name", "family_name", "birth_date", "email", "phone", "city"]


def people(n: int, seed: int = 1) -> list[tuple[int, list[str]]]:
    """(person, cells) of n rows, about two for each invented person."""
    chance, found = random.Random(seed), []
    person = 0
    while len(found) < n:
        person += 1
        given, family = chance.choice(GIVEN), "".join(chance.choices(SYLLABLES, k=3)).title()
        born = f"{chance.randrange(1950, 2000)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        mail = f"{given}.{family}{chance.randrange(99)}@web.de".lower()
        cells = [
            given,
            family,
            born,
            mail,
            f"0221 {chance.randrange(10**6, 10**7)}",
            chance.choice(("Köln", "Bonn")),
        ]
        for _ in range(chance.choice((1, 2, 3))):
            row = list(cells)
            if chance.random() < 0.3:
                row[1] = family[:-1] + "x"
            for k in range(2, 6):
                if chance.random() < 0.25:
                    row[k] = chance.choice(("", "n/a", "unknown", "-"))
            found.append((person, row))
    return found[:n]


def table(header: tuple[str, ...], rows: list[tuple[int, list[str]]]) -> pl.DataFrame:
    columns = zip(*([*cells, str(person)] for person, cells in rows), strict=True)
    return pl.DataFrame(dict(zip([*header, "truth"], columns, strict=True)))


def run(path: Path, truth: str = "", map_file: Path | None = None) -> Report:
    return dedupe_file(path, truth, map_file, Clock(Silent()))


def command(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of the command line."""
    monkeypatch.setattr("sys.argv", ["onefold", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("language", HEADERS)
def test_columns_are_known_by_their_names(language: str) -> None:
    plan = guess(table(HEADERS[language], people(40)), {}, "truth")
    assert [column.attribute for column in plan.columns] == [*MEANING, "ignore"]


def test_columns_without_names_are_known_by_content() -> None:
    rows = people(300)
    frame = table(("c1", "c2", "c3", "c4", "c5", "c6"), rows).drop("truth")
    found = {column.name: column.attribute for column in guess(frame, {}).columns}
    assert found["c1"] == "given_name" and found["c3"] == "birth_date" and found["c4"] == "email"


def test_ids_are_no_evidence_and_identifiers_are() -> None:
    frame = pl.DataFrame({"rec_id": ["1", "2"], "cluster": ["1", "1"], "person_id": ["7", "7"], "soc_sec_id": ["11", "12"], "name": ["A B", "C D"],
                          "voter_reg_num": ["1", "2"], "company phone": ["1234567", "1234567"]})  # fmt: skip
    found = {column.name: column.attribute for column in guess(frame, {}).columns}
    assert found == {
        "rec_id": "ignore", "cluster": "ignore", "person_id": "ignore", "soc_sec_id": "identifier", "name": "name",
        "voter_reg_num": "ignore", "company phone": "ignore",
    }  # fmt: skip


def test_the_command_writes_the_rows_in_their_order_and_prints_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = table(HEADERS["german"], people(1200))
    source, out = tmp_path / "people.csv", tmp_path / "out.parquet"
    frame.write_csv(source, separator=";")
    assert (
        command(monkeypatch, "dedupe", source, "--truth", "truth", "--out", out, "--workers", 2, "--json")
        == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {
        "records", "persons", "pairs_compared", "seconds", "peak_memory_mb", "precision", "recall", "f1", "bcubed_f1",
        "estimated_precision", "estimated_recall", "estimated_precision_interval", "estimated_recall_interval", "review_pairs", "mapping", "rules", "left_out",
    }  # fmt: skip
    assert document["records"] == 1200 and document["mapping"]["truth"] == "ignore"
    assert document["f1"] > 0.95 and document["bcubed_f1"] > 0.95
    assert abs(document["estimated_precision"] - document["precision"]) < 0.05
    written = pl.read_parquet(out)
    assert written.columns == [*frame.columns, "person_id", "cluster_size", "confidence"]
    assert written.drop("person_id", "cluster_size", "confidence").fill_null("").equals(frame.fill_null(""))
    assert written["person_id"].n_unique() == document["persons"]
    sizes = written.group_by("person_id").agg(pl.len().alias("n"), pl.col("cluster_size").max())
    assert (sizes["n"] == sizes["cluster_size"]).all() and written["confidence"].is_between(0, 1).all()


def test_the_truth_is_never_evidence(tmp_path: Path) -> None:
    rows = [(number // 2, [f"x{number}@web.de"]) for number in range(300)]
    frame = pl.DataFrame(
        {"email": [cells[0] for _, cells in rows], "orcid": [str(person) for person, _ in rows]}
    )
    frame.write_parquet(tmp_path / "t.parquet")
    report = run(tmp_path / "t.parquet", truth="orcid")
    assert report.document()["persons"] == 300 and report.document()["recall"] == 0.0


def test_a_map_corrects_the_guess(tmp_path: Path) -> None:
    frame = table(("who", "clan", "day", "mail2", "ring", "spot"), people(60))
    frame.write_csv(tmp_path / "p.csv")
    (tmp_path / "m.toml").write_text(
        'who = "given_name"\nclan = "family_name"\nday = "birth_date"\nring = "phone"\nspot = "city"\nmail2 = "ignore"\n'
    )
    (tmp_path / "m.json").write_text(json.dumps({"who": "given_name", "clan": "family_name"}))
    used = run(tmp_path / "p.csv", "truth", tmp_path / "m.toml").document()["mapping"]
    assert used == {
        "who": "given_name",
        "clan": "family_name",
        "day": "birth_date",
        "mail2": "ignore",
        "ring": "phone",
        "spot": "city",
        "truth": "ignore",
    }
    assert (
        run(tmp_path / "p.csv", "truth", tmp_path / "m.json").document()["mapping"]["clan"] == "family_name"
    )


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("m.toml", 'nobody = "name"', "there is no such column"),
        ("m.toml", 'who = "shoe_size"', "there is no such attribute"),
        ("m.toml", "who = ", "neither TOML nor JSON"),
        ("m.json", "[1, 2]", "not a map"),
    ],
)
def test_a_wrong_map_is_told_in_one_line(tmp_path: Path, name: str, content: str, told: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ConfigError, match=told) as wrong:
        read_map(tmp_path / name, ["who", "clan"])
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "nothing in it"),
        ("a.csv", b"name,email\n", "no rows"),
        ("a.csv", b"colour,size\nred,1\n", "no column tells who people are"),
        ("a.csv", b"name,email\nAnna,a@x.de\nBob,b@x.de,3\n", "line 3"),
        ("a.parquet", b"no parquet", "cannot be read"),
        ("a.xlsx", b"PK", "not a table"),
    ],
)
def test_a_file_that_is_no_table_of_people_is_told_in_one_line(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused, match=told) as wrong:
        run(tmp_path / name)
    assert "\n" not in str(wrong.value)


def test_wrong_use_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("name\nAnna Novak\nBob Smith\n")
    assert command(monkeypatch, "dedupe", tmp_path / "none.csv") == 1
    assert command(monkeypatch, "dedupe", file, "--out", tmp_path / "out.xlsx") == 1
    assert command(monkeypatch, "dedupe", file, "--truth", "cluster") == 1
    assert command(monkeypatch, "dedupe", file, "--engine", "abacus") == 2
    assert all(len(line) < 400 for line in capsys.readouterr().err.splitlines())
    assert command(monkeypatch, "dedupe", file) == 0  # one column only


def test_headers_that_stand_twice_and_other_encodings(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        "Name;E-Mail;E-Mail;\nJürgen Groß;j@x.de;k@x.de;1\nEva Maß;;n/a;2\n".encode("cp1252")
    )
    frame = read_table(tmp_path / "a.csv").rows
    assert frame.columns == ["Name", "E-Mail", "E-Mail_2", "column_4"] and frame["Name"][0] == "Jürgen Groß"
    (tmp_path / "b.csv").write_bytes("name\temail\nАнна Иванова\tanna@x.ru\n".encode("utf-16"))
    assert read_table(tmp_path / "b.csv").rows["name"].to_list() == ["Анна Иванова"]


def test_rows_of_too_many_cells_are_left_out_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "a.csv", tmp_path / "out.csv"
    file.write_text(
        'name,notes\n"Novak, Anna",a\nBob Smith,b,c\nCem Kaya,"two\nlines"\nEva Ruiz\nDa Li,d,e,f\n'
        + "Ida Berg,\n" * 20
    )
    assert command(monkeypatch, "dedupe", file, "--out", out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["records"] == 23
    assert told["left_out"] == [{"line": 3, "cells": 3}, {"line": 7, "cells": 4}]
    assert pl.read_csv(out)["name"].to_list()[:4] == ["Novak, Anna", "Cem Kaya", "Eva Ruiz", "Ida Berg"]
    assert command(monkeypatch, "dedupe", file) == 0
    assert "left out 2 rows with more cells than the header: line 3 (3 cells), line 7 (4 cells)" in (
        " ".join(capsys.readouterr().out.split())
    )


class Meddler(Silent):
    """Somebody who sorts the file anew while it is worked on."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file

    def step(self, stage: str, done: int, total: int | None = None) -> None:
        if stage == "cluster":
            header, *rows = self.file.read_text().splitlines()
            self.file.write_text("\n".join([header, *reversed(rows), ""]))


def test_persons_are_not_written_beside_the_rows_of_another_file(tmp_path: Path) -> None:
    file, out = tmp_path / "a.csv", tmp_path / "out.csv"
    file.write_text("name\nAnna Novak\nAnna Novak\nBob Smith\n")
    os.utime(file, ns=(1, 1))
    with pytest.raises(Refused, match=r"a\.csv: the file changed while it was worked on"):
        on_this_machine(1)(file, "", None, Clock(Meddler(file)), out)
    assert not out.exists()


def test_huge_cells_and_mixed_scripts(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "name": [
                "Anna Novak",
                "x" * 10_000_000,
                "王小明",
                "Анна Новак",
                "أحمد علي",
                "\u0000\u200b",
                "😀",
            ],
            "email": ["a@x.de"] * 2 + [None] * 5,
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    assert run(tmp_path / "a.parquet").document()["records"] == 7


def test_identical_rows_and_a_name_shared_by_all_make_no_explosion(tmp_path: Path) -> None:
    same = pl.DataFrame({"name": ["Anna Novak"] * 20_000, "email": ["anna.novak7@web.de"] * 20_000})
    same.write_parquet(tmp_path / "same.parquet")
    document = run(tmp_path / "same.parquet").document()
    assert document["persons"] == 1 and document["pairs_compared"] == 0
    shared = pl.DataFrame(
        {
            "name": ["Anna Novak"] * 20_000,
            "email": [f"u{i // 2}@web.de" for i in range(20_000)],
            "phone": [f"0221{i // 2:07}" for i in range(20_000)],
        }
    )
    shared.write_parquet(tmp_path / "shared.parquet")
    report = run(tmp_path / "shared.parquet")
    assert report.persons.blocked.most < 100 and "name" in report.persons.blocked.crowds
    assert report.document()["persons"] == 10_000


def test_a_table_without_names_is_deduplicated(tmp_path: Path) -> None:
    mails = [f"u{number}@firm{number % 37}.example" for number in range(1500)]
    pl.DataFrame({"email": mails + mails[:400], "who": [*range(1500), *range(400)]}).write_csv(
        tmp_path / "mails.csv"
    )
    found = dedupe_file(tmp_path / "mails.csv", "who", None, Clock(Silent())).quality
    assert found is not None and found.f1 == 1.0


def test_a_common_name_alone_makes_nobody_one(tmp_path: Path) -> None:
    pl.DataFrame({"name": ["John Smith"] * 3000}).write_parquet(tmp_path / "smith.parquet")
    assert run(tmp_path / "smith.parquet").document()["persons"] == 3000


def test_two_sources_that_list_everybody_once_are_linked_one_to_one(tmp_path: Path) -> None:
    chance = random.Random(4)
    persons = [cells for person, cells in people(2000, seed=9)]
    one = [[*cells, "a", str(number)] for number, cells in enumerate(persons)]
    two = [
        [*cells[:3], "", chance.choice((cells[4], "")), cells[5], "b", str(number)]
        for number, cells in enumerate(persons)
    ]
    header = ["first name", "last name", "dob", "email", "phone", "city", "source", "truth"]
    pl.DataFrame([*one, *two], schema=header, orient="row").write_parquet(tmp_path / "l.parquet")
    report = run(tmp_path / "l.parquet", "truth")
    assert report.plan.of("source") == ["source"] and report.document()["pairs_compared"] > 2000


def test_columns_called_like_ours_are_kept_under_another_name(tmp_path: Path) -> None:
    frame = pl.DataFrame({"name": ["Anna Novak", "Bob Smith"], "person_id": ["7", "8"]})
    frame.write_parquet(tmp_path / "a.parquet")
    path = tmp_path / "a.parquet"
    written = with_persons(read_table(path).rows, run(path).persons)
    assert written.columns == ["name", "input_person_id", "person_id", "cluster_size", "confidence"]
    write_table(written, tmp_path / "o.csv")
    assert (tmp_path / "o.csv").read_text().splitlines()[1].startswith("Anna Novak,7,1,1,")


def test_two_keys_of_one_rule_find_a_pair_once(tmp_path: Path) -> None:
    rows = [("Anna Novak", "anna@example.com", "anna.novak@example.org")] * 10
    path = tmp_path / "mails.csv"
    pl.DataFrame(rows, schema=["name", "email", "email2"], orient="row").write_csv(path)
    document = run(path).document()
    assert document["pairs_compared"] == 45
    assert {rule["rule"]: rule["pairs"] for rule in document["rules"]}["email"] == 45
