"""What user names tell of names: one record at a time, and a whole table the same."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from enrich.model import Link, Profile
from matchers.columns import columns_of
from matchers.dedupe.features import columns_of_sheet
from matchers.dedupe.mapping import guess
from matchers.dedupe.sheet import sheet_of
from matchers.features import encode, features_of


@pytest.mark.parametrize(
    ("name", "email", "page", "given", "family"),
    [
        ("A. Banerjee", "abdul.banerjee68@protonmail.com", "", ("abdul",), ("banerjee",)),
        ("A Alfieri", "", "linkedin.com/in/antonina-alfieri-16166595", ("antonina",), ("alfieri",)),
        ("J.-P. Dupont", "jp.dupont@orange.example", "", ("j",), ("dupont",)),
        ("J. Dupont", "jo.dupont@orange.example", "", ("jo",), ("dupont",)),
        ("A. Banerjee", "banerjee_abdul@gmail.com", "", ("abdul",), ("banerjee",)),
        ("A. Banerjee", "abdulbanerjee@gmail.com", "", ("abdul",), ("banerjee",)),
        ("A. Banerjee", "bela.banerjee@gmail.com", "", ("a",), ("banerjee",)),
        ("Charles B.", "", "linkedin.com/in/charles-bass-1181139", ("charles",), ("bass",)),
        ("Chuck B.", "", "linkedin.com/in/charles-bass", ("chuck",), ("bass",)),
        ("Charles B.", "", "linkedin.com/in/charles-dawes", ("charles",), ("b",)),
        ("Diane Rie", "", "linkedin.com/in/diane-coult-3883546", ("diane",), ("rie", "coult")),
        ("Diane Rie", "diane.coult@acme.example", "", ("diane",), ("rie", "coult")),
        ("Diane Rie", "diane.design@acme.example", "", ("diane",), ("rie",)),
        ("Diane Rie", "diane.cox@acme.example", "", ("diane",), ("rie",)),
        ("Diane Rie", "peter.rie@acme.example", "", ("diane",), ("rie",)),
        ("Diane Rie", "peter.coult@acme.example", "", ("diane",), ("rie",)),
        ("Diane Rie", "", "github.com/diane-rie-dev", ("diane",), ("rie",)),
        ("Bob Rie", "", "linkedin.com/in/robert-rie", ("bob",), ("rie",)),
    ],
)
def test_user_name_adds_to_the_name_what_it_leaves_open(
    name: str, email: str, page: str, given: tuple[str, ...], family: tuple[str, ...]
) -> None:
    links = (Link(url=f"https://{page}"),) if page else ()
    found = features_of(Profile(name=name, emails=(email,) if email else (), links=links))
    assert (found.given, found.family) == (given, family)


NAMES = (
    "A. Banerjee",
    "Charles B.",
    "Diane Rie",
    "Rie, Diane Maria",
    "Diane van der Rie",
    "Bob Rie",
    "diane",
)
EMAILS = (
    "",
    "abdul.banerjee68@gmail.com",
    "diane.coult@acme.example",
    "diane_rie7@web.de",
    "cbass@gmail.com",
)
PAGES = ("", "linkedin.com/in/charles-bass-118", "linkedin.com/in/diane-coult", "github.com/diane-rie",
         "https://www.linkedin.com/in/diane-rie-1a2b3c/", "linkedin.com/in/robert-coult")  # fmt: skip


def test_whole_table_reads_user_names_as_single_records_do() -> None:
    rows = [(name, email, page) for name in NAMES for email in EMAILS for page in PAGES]
    table = pl.DataFrame(rows, schema=["name", "email", "linkedin"], orient="row")
    batch = columns_of_sheet(sheet_of(table, guess(table, {}, "")))
    profiles = [
        Profile(name=name, emails=(email,) if email else (), links=(Link(url=page),) if page else ())
        for name, email, page in rows
    ]
    features = {row: encode(features_of(profile)) for row, profile in enumerate(profiles)}
    single = columns_of(np.arange(len(rows)), features)
    for column in ("family", "given"):
        one, two = batch.many[column], single.many[column]
        assert one.start.tolist() == two.start.tolist()
        assert [batch.words[code] for code in one.code] == [single.words[code] for code in two.code]
        assert one.flag.tolist() == two.flag.tolist()
    assert len(set(batch.words[: batch.many["family"].code.max()])) == batch.many["family"].code.max()
