"""Columns of places, work, schools, skills and birth dates -> codes, as `features_of` makes them of each distinct value."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from enrich.model import Place
from enrich.values.dates import clean_date
from enrich.values.organisations import (
    ANDS,
    LEGAL_END,
    LEGAL_START,
    fold_degree,
    fold_employer,
    fold_school,
    fold_skill,
    fold_title,
)
from enrich.values.places import canonical_place
from matchers.columns import DEGREES, Codes, Ragged, Vocabulary
from matchers.dedupe.contacts import Coded
from matchers.dedupe.folding import cleaned, folded, streets
from matchers.dedupe.ragged import at_most_one, joined, once, ragged, taken
from matchers.dedupe.reading import Cells, distinct
from matchers.dedupe.sheet import tuples
from matchers.features import MOST_JOBS, MOST_SKILLS, day_number
from matchers.handles import LONGEST

DIALLED = "dialled"
_LIST = r"\s*[;|\n•·]\s*"
_BRACKETS_OR_DOTS = r"[(]|\b\w\.[\s\x1c-\x1f]?\w\b"
_AND = rf" (?:{'|'.join(sorted(ANDS))})\b"
_STARTS = rf"^(?:(?:{'|'.join(sorted(' '.join(one) for one in LEGAL_START if len(one) == 1))}) )+"
_ENDS = rf" (?:{'|'.join(sorted(map(' '.join, LEGAL_END)))})$"
_COMMAS = r"\s*[,;|\n•·]\s*"


def one_word(cells: Cells, word: Callable[[pl.Series], pl.Series]) -> tuple[Codes, pl.Series]:
    """One folded text per row."""
    code, words = distinct(word(cells.text))
    return code[cells.code], words


def place_of(
    city: Cells, region: Cells, country: Cells, location: Cells
) -> dict[str, tuple[Codes, pl.Series]]:
    """City, region, country, what a place in one line tells of postal code and street, and where telephones are dialled."""
    code, first = tuples([city, region, country, location])
    texts = [part.text.gather(part.code[first]).to_list() for part in (city, region, country, location)]
    places = [
        canonical_place(
            Place(text="" if any(parts) else line, city=parts[0], region=parts[1], country=parts[2])
        )
        for *parts, line in zip(*texts, strict=True)
    ]

    def told(part: str, change: Callable[[pl.Series], pl.Series]) -> tuple[Codes, pl.Series]:
        which, words = distinct(pl.Series([getattr(place, part) for place in places], dtype=pl.String))
        again, changed = distinct(change(words))
        return again[which][code], changed

    return {
        DIALLED: told("country", lambda words: words),
        "city": told("city", folded),
        "region": told("region", folded),
        "country": told("country", lambda words: words.str.to_uppercase().str.slice(0, 2)),
        "postcode": told("postal_code", joined_words),
        "street": told("address", streets),
    }


def joined_words(text: pl.Series) -> pl.Series:
    """Folded, and written as one word, as postal codes are compared."""
    return folded(text).str.replace_all(" ", "", literal=True)


def first_of(*columns: tuple[Codes, pl.Series]) -> tuple[Codes, pl.Series]:
    """For each row the first of these that says something."""
    (code, words), *others = columns
    for more, further in others:
        again, words = distinct(pl.concat([words, further]))
        one, two = again[code], again[np.where(more > 0, more + len(again) - len(further), 0)]
        code = np.where(one > 0, one, two).astype(np.int32)
    return code, words


def phrases_of(columns: list[Cells], clean: Callable[[pl.Series], pl.Series], most: int) -> Coded:
    """Employers or titles, several columns of them."""
    texts = [clean(column.text).str.slice(0, LONGEST) for column in columns]
    code, words = distinct(pl.concat(texts))
    parts = np.split(code, np.cumsum([len(text) for text in texts])[:-1])
    values = [at_most_one(part[column.code]) for part, column in zip(parts, columns, strict=True)]
    return Coded(once(joined(values), most), words)


def employers_of(columns: list[Cells]) -> Coded:
    return phrases_of(columns, folded_employers, MOST_JOBS)


def folded_employers(text: pl.Series) -> pl.Series:
    """What `fold_employer` makes of every text; those with brackets, dotted letters or strange ones are read one by one."""
    strange = (text.str.len_bytes() != text.str.len_chars()) | text.str.contains(_BRACKETS_OR_DOTS)
    plain = text.filter(~strange).str.replace_all("[&+]", " and ")
    names = folded(plain).str.replace_all(_AND, " and").str.replace(_STARTS, "")
    while len(at := names.str.contains(_ENDS).arg_true()):
        names = names.scatter(at, names.gather(at).str.replace(_ENDS, "").str.replace("(?: and)+$", ""))
    answer = pl.Series([None], dtype=pl.String).extend_constant(None, len(text) - 1)
    return cleaned(text, answer.scatter((~strange).arg_true(), names), fold_employer)


def titles_of(columns: list[Cells]) -> Coded:
    def titles(text: pl.Series) -> pl.Series:
        return pl.Series([fold_title(one) for one in text.to_list()], dtype=pl.String)

    return phrases_of(columns, titles, 3)


def schools_of(school: Cells, degree: Cells, year: Cells) -> Coded:
    """The school of each row, with the degree's level as flag and the year of leaving as number."""
    which, words = distinct(
        pl.Series([fold_school(text)[:LONGEST] for text in school.text.to_list()], dtype=pl.String)
    )
    level = np.array([DEGREES.get(fold_degree(text), 0) for text in degree.text.to_list()], np.int8)
    left = np.array([int(clean_date(text)[:4] or 0) for text in year.text.to_list()], np.int32)
    said = school.code > 0
    code = which[school.code][said]
    return Coded(ragged(said.astype(np.int64), code, level[degree.code[said]], left[year.code[said]]), words)


def skills_of(columns: list[tuple[Cells, bool]]) -> Coded:
    """Skills out of lists, those of one row each once; each column comes with whether it parts them by more than commas."""
    vocabulary = Vocabulary({"": 0})
    parts = [taken(_skill_lists(column.text, lists, vocabulary), column.code) for column, lists in columns]
    return Coded(once(joined(parts), MOST_SKILLS), pl.Series(list(vocabulary), dtype=pl.String))


def _skill_lists(text: pl.Series, by_more: bool, vocabulary: Vocabulary) -> Ragged:
    lists = text.str.replace_all(_LIST if by_more else _COMMAS, "\x1f").str.split("\x1f")
    size = lists.list.len().to_numpy().astype(np.int64)
    which, pieces = distinct(lists.explode(empty_as_null=True))
    skills = [fold_skill(piece)[:LONGEST] for piece in pieces.to_list()]
    codes = np.array([vocabulary[skill] for skill in skills], np.int32)
    flat = codes[which]
    row = np.repeat(np.arange(len(size)), size)[flat > 0]
    values = ragged(np.bincount(row, minlength=len(size)), flat[flat > 0])
    return once(values, MOST_SKILLS)


def birth_of(column: Cells) -> Codes:
    """year * 10000 + month * 100 + day of every row's birth date."""
    return np.array([day_number(text) for text in column.text.to_list()], np.int32)[column.code]
