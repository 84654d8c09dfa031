"""A sheet of people -> the columns that comparisons look at: the same as `features_of` gives, distinct value by value."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import polars as pl

from matchers.columns import Codes, Columns, Ragged, Words
from matchers.dedupe.circumstances import (
    DIALLED,
    birth_of,
    employers_of,
    first_of,
    joined_words,
    one_word,
    place_of,
    schools_of,
    skills_of,
    titles_of,
)
from matchers.dedupe.contacts import (
    Coded,
    emails_of,
    empty,
    identifiers_of,
    links_of,
    mailboxes_of,
    name_reader,
    phones_of,
)
from matchers.dedupe.folding import folded, streets
from matchers.dedupe.handles import with_handles
from matchers.dedupe.names import ALIASES, names_of
from matchers.dedupe.ragged import taken
from matchers.dedupe.reading import Cells, joined
from matchers.dedupe.sheet import Sheet, nothing, tuples


class _Words:
    """All words of a batch, one attribute's behind the other's; those of names come first."""

    def __init__(self) -> None:
        self.words: list[str] = Words([""])

    def place(self, words: list[str]) -> Codes:
        """The batch's code of each of these words; the first one is "" and stays 0."""
        first = len(self.words)
        self.words += words[1:]
        answer = np.arange(first - 1, first - 1 + len(words), dtype=np.int32)
        answer[0] = 0
        return answer

    def many(self, found: Coded) -> Ragged:
        values = found.values
        return Ragged(
            values.start, self.place(found.words.to_list())[values.code], values.flag, values.number
        )

    def one(self, found: tuple[Codes, pl.Series]) -> Codes:
        return self.place(found[1].to_list())[found[0]]


class Cleaned(NamedTuple):
    """What a sheet, or a part of one, says: values of every attribute, each with its words.

    `names`: the words of `family`, `given`, `further` and `suffix`, which no other column speaks in; `source`: where rows
    come from.
    """

    names: pl.Series
    of_names: dict[str, Ragged]
    suffix: Codes
    places: dict[str, tuple[Codes, pl.Series]]
    attributes: dict[str, Coded]
    birth: Codes
    source: tuple[Codes, pl.Series]


class _NamesOfRows(NamedTuple):
    code: Codes
    texts: list[pl.Series]


def columns_of_sheet(sheet: Sheet) -> Columns:
    """The columns of all rows; a row's number is its place in the sheet."""
    return columns_of_cleaned(cleaned(sheet))


def cleaned(sheet: Sheet) -> Cleaned:
    """What the rows say. Names are read while the rest is, each on a core."""
    n = sheet.n
    with ThreadPoolExecutor(1) as beside:
        boxes, links = beside.submit(_boxes, sheet), beside.submit(_links, sheet)
        rest = beside.submit(_rest, sheet)
        who = _names(sheet)
        names = names_of(*who.texts)
        reader = name_reader(names, who.texts)
        emails = emails_of(boxes.result(), names, who.code, reader) if sheet.emails else empty(n)
        words = names.words
        of_names = {column: taken(values, who.code) for column, values in names.columns.items()}
        of_names |= with_handles(of_names, words, emails, links.result())
    return Cleaned(
        pl.Series(words, dtype=pl.String),
        of_names,
        names.suffix[who.code],
        rest.result().places,
        {"email": emails, "link": links.result(), **rest.result().attributes},
        rest.result().birth,
        sheet.source,
    )


def columns_of_cleaned(found: Cleaned) -> Columns:
    """The same in one vocabulary: all words of names, then those of one attribute after the other."""
    batch = _Words()
    codes = batch.place(found.names.to_list())
    many = {
        column: Ragged(values.start, codes[values.code], values.flag, values.number)
        for column, values in found.of_names.items()
    }
    one = {"suffix": codes[found.suffix]}
    one |= {column: batch.one(values) for column, values in found.places.items()}
    many |= {column: batch.many(values) for column, values in found.attributes.items()}
    one["birth"] = found.birth
    return Columns(np.arange(len(found.birth), dtype=np.int64), batch.words, many, one)


class _Rest(NamedTuple):
    """What has nothing to do with names."""

    places: dict[str, tuple[Codes, pl.Series]]
    attributes: dict[str, Coded]
    birth: Codes


def _rest(sheet: Sheet) -> _Rest:
    n = sheet.n
    place = place_of(sheet.city, sheet.region, sheet.country, sheet.location)
    place["postcode"] = first_of(one_word(sheet.postal_code, joined_words), place["postcode"])
    place["street"] = first_of(one_word(sheet.address, streets), place["street"])
    country, countries = place.pop(DIALLED)
    attributes = {
        "phone": phones_of(sheet.phones, country, countries.to_list()) if sheet.phones else empty(n),
        "identifier": identifiers_of(sheet.identifiers, folded) if sheet.identifiers else empty(n),
        "employer": employers_of(sheet.employers) if sheet.employers else empty(n),
        "title": titles_of(sheet.titles) if sheet.titles else empty(n),
        "school": schools_of(sheet.school, sheet.degree, sheet.school_year),
        "skill": skills_of(sheet.skills) if sheet.skills else empty(n),
        "job": empty(n),  # tables of people hold no histories
    }
    return _Rest(place, attributes, birth_of(sheet.birth))


def _boxes(sheet: Sheet) -> Coded:
    return mailboxes_of(sheet.emails) if sheet.emails else empty(sheet.n)


def _links(sheet: Sheet) -> Coded:
    return links_of(sheet.links) if sheet.links else empty(sheet.n)


def _names(sheet: Sheet) -> _NamesOfRows:
    """The distinct names: whole, given, family, and aliases."""
    alias = _aliases(sheet.aliases, sheet.n)
    parts = [sheet.full, sheet.given, sheet.family, alias]
    code, first = tuples(parts)
    return _NamesOfRows(code, [part.text.gather(part.code[first]) for part in parts])


def _aliases(columns: list[Cells], n: int) -> Cells:
    if not columns:
        return nothing(n)
    code, first = tuples(columns)
    texts = [column.text.gather(column.code[first]).to_list() for column in columns]
    return joined(
        code,
        pl.Series([ALIASES.join(filter(None, row)) for row in zip(*texts, strict=True)], dtype=pl.String),
    )
