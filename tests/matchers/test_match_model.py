"""The model: a version that tells its content, settings that are checked, a form that can be stored."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from enrich.errors import ConfigError
from enrich.model import Profile
from enrich.ports import KeyTable
from matchers.comparisons import COMPARISONS
from matchers.features import Features, decode, encode, features_of
from matchers.frequencies import shipped_rarity
from matchers.matcher import PersonMatcher
from matchers.model import Model, from_json, model_of, to_json

SHIPPED = Path(__file__).parents[2] / "config" / "matching.toml"


def test_the_shipped_settings_are_the_shipped_model() -> None:
    assert model_of(tomllib.loads(SHIPPED.read_text(encoding="utf-8"))).version == Model().version


def test_no_settings_are_the_shipped_model() -> None:
    assert model_of({}) == Model()


def test_the_version_tells_the_content() -> None:
    assert Model().version == Model().version
    assert model_of({"prior": -16.0}).version != Model().version
    assert model_of({"weights": {"telephone": {"same": 14.0}}}).version != Model().version


def test_a_stored_model_comes_back() -> None:
    model = model_of({"name": "mine", "weights": {"e-mail": {"same": 18.5}}})
    assert from_json(to_json(model)) == model
    assert from_json(to_json(model)).version == model.version


def test_a_changed_weight_changes_that_level_only(why) -> None:
    pair = Profile(name="Jane Okafor", phones=("+44 113 496 0123",))
    changed = PersonMatcher(model_of({"weights": {"telephone": {"same": 9.0}}}))
    prepared = changed.prepare(pair)
    none = np.empty(0, np.int64)
    bits = {
        p.comparison: p.bits
        for p in changed.explain(
            prepared.features, prepared.features, KeyTable(none, none, none, none)
        ).contributions
    }
    shipped = {p.comparison: p.bits for p in why(pair, pair).contributions}
    assert bits.pop("telephone") == 9.0
    assert shipped.pop("telephone") == 15.0
    assert bits == shipped


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"merge_att": 7}, "merge_att"),
        ({"weights": {"shoe size": {}}}, "weights.shoe size"),
        ({"weights": {"telephone": {"sam": 1.0}}}, "weights.telephone.sam"),
        ({"caps": {"nose": 1.0}}, "caps.nose"),
        ({"prior": "low"}, "prior"),
        ({"weights": 3}, "weights"),
        ({"merge_at": 3.0, "review_at": 4.0}, "review_at"),
    ],
)
def test_wrong_settings_are_named(settings, key: str) -> None:
    with pytest.raises(ConfigError, match=r"my\.toml") as caught:
        model_of(settings, "my.toml")
    assert key in str(caught.value)


def test_content_that_is_no_model_is_refused() -> None:
    with pytest.raises(ConfigError, match="not a stored model"):
        from_json(b'{"prior": "low"}')


def test_every_comparison_and_level_tells_people_what_it_is() -> None:
    assert len({comparison.name for comparison in COMPARISONS}) == len(COMPARISONS)
    for comparison in COMPARISONS:
        assert comparison.__doc__
        assert comparison.__doc__ != type(comparison).__mro__[1].__doc__
        assert all(level.about for level in comparison.levels)
        assert len({level.name for level in comparison.levels}) == len(comparison.levels)


def test_features_survive_storage_and_stay_bounded() -> None:
    profile = Profile(
        name="Jane Okafor",
        emails=tuple(f"stargazer{n}@web.de" for n in range(500)),
        phones=("x" * 100_000,),
        summary="s" * 10**6,
    )
    features = features_of(profile)
    assert decode(encode(features)) == features
    assert len(encode(features)) < 1_000
    assert features_of(Profile()) == Features()


def test_common_names_are_less_rare() -> None:
    family = shipped_rarity("family")
    assert family["smith"] < family["fisher"] < Model().unlisted_family
    assert shipped_rarity("given")["mary"] < Model().unlisted_given
