"""The model: every number a match weight is made of, as one frozen value with a version.

Fellegi and Sunter (1969): a pair's weight is log2 of the odds that it is one person, before any evidence (`prior`), plus
log2(m / u) for each comparison's level. m: how often records of one person answer so; u: how often those of two do.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np

from enrich.errors import ConfigError
from enrich.model import Value
from matchers.blocking import RULES, SHIPPED_LIMITS
from matchers.comparisons import COMPARISONS
from matchers.frequencies import letter_rarity, shipped_rarity
from matchers.origins import Kinship
from matchers.scene import Weights

# To be raised when features or comparisons change their meaning: stored features and weights are then out of date.
KERNEL = 12

SHIPPED_WEIGHTS = {c.name: {level.name: level.bits for level in c.levels} for c in COMPARISONS}
# The most that the comparisons of one group may add up to: their evidence is not independent.
SHIPPED_CAPS = {"name": 18.0, "home": 12.0, "career": 13.0, "household": 12.0, "colleagues": 8.0}


class Model(Value, frozen=True):
    """`weights`: comparison -> level -> bits. `family`, `given`: name -> rarity in bits; names not listed there are as
    rare as `unlisted_family`, `unlisted_given` say, and none counts for more. `caps`: group of comparisons -> most bits.
    `limits`: blocking rule -> records that may share its key, 0 where the rule is off. `unusual`: column -> word -> bits
    that agreement on this word adds to agreement on an average one, "" for all words that are not listed. `origins`: column
    -> word -> affinity to each origin (see `origins`)."""

    name: str = "shipped"
    prior: float = -17.0
    merge_at: float = 5.5
    review_at: float = 0.0
    shared_limit: int = 30
    unlisted_family: float = 14.0
    unlisted_given: float = 11.0
    caps: dict[str, float] = msgspec.field(default_factory=lambda: dict(SHIPPED_CAPS))
    weights: dict[str, dict[str, float]] = msgspec.field(default_factory=lambda: complete({}))
    family: dict[str, float] = msgspec.field(default_factory=lambda: dict(shipped_rarity("family")))
    given: dict[str, float] = msgspec.field(default_factory=lambda: dict(shipped_rarity("given")))
    limits: dict[str, int] = msgspec.field(default_factory=lambda: dict(SHIPPED_LIMITS))
    unusual: dict[str, dict[str, float]] = msgspec.field(default_factory=dict)
    origins: dict[str, dict[str, list[float]]] = msgspec.field(default_factory=dict)

    @property
    def version(self) -> str:
        """Name and hash of the content: equal for two models that weigh alike."""
        numbers = [getattr(self, field) for field in self.__struct_fields__]
        content = msgspec.json.encode((KERNEL, RULES, numbers), order="deterministic")
        return f"{self.name}-{blake2b(content, digest_size=5).hexdigest()}"

    def for_kernel(self) -> Weights:
        """The same numbers as arrays."""
        bits = {
            c.name: np.array([self.weights[c.name][level.name] for level in c.levels]) for c in COMPARISONS
        }
        return Weights(
            bits,
            self.family,
            self.given,
            self.unlisted_family,
            self.unlisted_given,
            self.caps,
            self.shared_limit,
            self.unusual,
            {"family": letter_rarity(self.family), "given": letter_rarity(self.given)},
            Kinship(self.origins),
        )


def complete(weights: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """These weights, and the shipped ones for all other levels."""
    return {name: {**levels, **weights.get(name, {})} for name, levels in SHIPPED_WEIGHTS.items()}


def model_of(settings: Mapping[str, Any], file: str = "matching.toml") -> Model:
    """The shipped model with what the settings change. Raises ConfigError for a key or a value that cannot be."""
    _known(
        settings,
        {f for f in Model.__struct_fields__ if f not in ("family", "given", "unusual", "origins")},
        "",
        file,
    )
    weights = settings.get("weights", {})
    _known(weights, SHIPPED_WEIGHTS, "weights", file)
    for name, levels in weights.items():
        _known(levels, SHIPPED_WEIGHTS[name], f"weights.{name}", file)
    _known(settings.get("caps", {}), SHIPPED_CAPS, "caps", file)
    _known(settings.get("limits", {}), SHIPPED_LIMITS, "limits", file)
    changed = {
        **settings,
        "weights": complete(weights),
        "caps": {**SHIPPED_CAPS, **settings.get("caps", {})},
        "limits": {**SHIPPED_LIMITS, **settings.get("limits", {})},
    }
    try:
        model = msgspec.convert(changed, Model)
    except msgspec.ValidationError as wrong:
        raise ConfigError(str(wrong), file=file) from wrong
    if model.review_at > model.merge_at:
        raise ConfigError(
            "review_at is above merge_at",
            file=file,
            key="review_at",
            found=str(model.review_at),
            allowed=f"at most {model.merge_at}",
        )
    return model


def _known(table: Any, allowed: Any, key: str, file: str) -> None:
    if not isinstance(table, Mapping):
        raise ConfigError("not a table", file=file, key=key, found=type(table).__name__, allowed="a table")
    unknown = sorted(set(table) - set(allowed))
    if unknown:
        where = f"{key}.{unknown[0]}" if key else unknown[0]
        raise ConfigError(
            "unknown key", file=file, key=where, found=unknown[0], allowed=", ".join(sorted(allowed))
        )


def to_json(model: Model) -> bytes:
    return msgspec.json.encode(model, order="deterministic")


def from_json(content: bytes) -> Model:
    """The model stored in `content`; levels that it does not know yet weigh as shipped. Raises ConfigError when it is none."""
    try:
        model = msgspec.json.decode(content, type=Model)
    except msgspec.MsgspecError as wrong:
        raise ConfigError(f"not a stored model: {wrong}") from wrong
    return msgspec.structs.replace(model, weights=complete(model.weights))
