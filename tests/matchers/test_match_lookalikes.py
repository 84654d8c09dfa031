"""Given names that look alike and are two, in the batch and for one record."""

from __future__ import annotations

import numpy as np
import pytest

from enrich.model import Profile
from enrich.values.nicknames import are_two
from matchers.columns import columns_of
from matchers.comparisons.names import GivenName
from matchers.features import encode, features_of
from matchers.few.names import _given_level
from matchers.model import Model
from matchers.scene import Batch, NoPeople, Scene

TWO = [
    ("Christopher", "Christine"), ("Michael", "Michelle"), ("Eric", "Erica"), ("Daniel", "Daniela"), ("Paul", "Paula"),
    ("Samuel", "Samantha"), ("Alexander", "Alexandra"), ("Robert", "Roberta"), ("Martin", "Martina"), ("Patrick", "Patricia"),
]  # fmt: skip
ONE = [
    ("Chris", "Christopher", "short form"), ("Chris", "Christine", "short form"), ("Sam", "Samantha", "short form"),
    ("Katherine", "Catherine", "short form"), ("Daniel", "Danil", "slip"), ("Paula", "Paula", "same"),
]  # fmt: skip


def level(one: str, other: str) -> str:
    told = [features_of(Profile(given_name=name, family_name="Okonkwo")) for name in (one, other)]
    columns = columns_of(np.arange(2), {row: encode(one) for row, one in enumerate(told)})
    scene = Scene(columns, Model().for_kernel(), NoPeople())
    found = GivenName().compare(Batch(scene, np.array([0]), np.array([1])))
    return GivenName.levels[found.level[0]].name


@pytest.mark.parametrize(("one", "other"), TWO)
def test_names_that_look_alike_and_are_two_differ(one: str, other: str) -> None:
    assert level(one, other) == level(other, one) == "different"
    assert GivenName.levels[_given_level(one.lower(), other.lower(), further=False)].name == "different"
    assert are_two(other.lower(), one.lower())


@pytest.mark.parametrize(("one", "other", "wanted"), ONE)
def test_short_forms_and_spellings_still_agree(one: str, other: str, wanted: str) -> None:
    assert level(one, other) == wanted
    assert GivenName.levels[_given_level(one.lower(), other.lower(), further=False)].name == wanted
