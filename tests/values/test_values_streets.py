"""Addresses are one, however their words are shortened."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.values.streets import STREET_WORDS, fold_street
from matchers.comparisons.houses import street_likeness
from matchers.dedupe.folding import streets
from matchers.kernel import TYPO


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5, avenue de la République", "5 av. de la République"),
        ("12 rue des Lilas", "12, r. des Lilas"),
        ("Bahnhofstraße 5", "Bahnhofstr. 5"),
        ("Berliner Straße Nr. 7", "Berliner Str. 7"),
        ("12 Elm Street Apt. 4", "12 ELM ST UNIT 4"),
        ("14 North Second Avenue", "14 N 2nd Ave"),
        ("Calle Mayor, 5", "C/ Mayor 5"),
        ("Hoofdstraat 3", "Hoofdstr. 3"),
        ("Saint John Street 4", "St. John St 4"),
    ],
)
def test_spellings_of_one_address(one: str, other: str) -> None:
    assert fold_street(one) == fold_street(other) != ""


WORDS = st.lists(
    st.sampled_from([*sorted(STREET_WORDS)[:60], "Hauptstraße", "Ελμ", "12", "b", "", "é-"]), max_size=6
)


@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=6))
def test_columns_of_addresses_are_folded_as_one_address_is(texts: list[str]) -> None:
    assert streets(pl.Series(texts, dtype=pl.String)).to_list() == [fold_street(text) for text in texts]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("14 church st", "14 chruch st", True),
        ("14 church st", "234 church st", False),
        ("14 church st", "15 church st", False),
        ("14 church st", "41 church st", True),
        ("1480 church st", "1489 church st", True),
        ("14 church st", "14 church st apt 2", False),
    ],
)
def test_the_next_house_is_another(one: str, other: str, slip: bool) -> None:
    assert (street_likeness([one], [other])[0] == TYPO) == slip
