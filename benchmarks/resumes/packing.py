"""Weights of parsers/tagger.py -> the bytes that it loads."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parsers.encoder import Encoder
from parsers.network import Attention, Layer, Network
from parsers.tagger import Weights


def packed(weights: Weights) -> bytes:
    """The weights as the package reads them."""
    own = weights.network
    names: dict[str, Any] = {
        "vocabulary": weights.vocabulary,
        "signs": weights.sign_names,
        "layers": {"before": len(own.before), "after": len(own.after)},
        "about": weights.about,
    }
    told = np.frombuffer(json.dumps(names, ensure_ascii=False).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, names=told, **dict(_parts(own, "")))
    return out.getvalue()


def _parts(one: Network | Layer | Attention | Encoder, place: str) -> Iterator[tuple[str, NDArray[Any]]]:
    for field in fields(one):
        value = getattr(one, field.name)
        if isinstance(value, Attention | Encoder):
            yield from _parts(value, f"{place}{field.name}.")
        elif isinstance(value, tuple):
            for i, layer in enumerate(value):
                yield from _parts(layer, f"{place}{field.name}{i}.")
        else:
            kept = np.asarray(value)
            yield place + field.name, kept.astype(np.float16) if kept.dtype == np.float32 else kept
