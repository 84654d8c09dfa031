"""Weights of parsers/tagger.py -> the bytes that it loads."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from parsers.tagger import Weights


def packed(weights: Weights) -> bytes:
    """The weights as the package reads them."""
    names: dict[str, Any] = {
        "vocabulary": weights.vocabulary,
        "signs": weights.sign_names,
        "steps": [layer.step for layer in weights.layers],
        "about": weights.about,
    }
    halves = {
        name: getattr(weights, name)
        for name in ("scales", "word_bias", "signs", "direct", "kinds", "gain", "shift", "out", "out_bias")
    }
    for i, layer in enumerate(weights.layers):
        halves |= {f"{name}{i}": getattr(layer, name) for name in ("taps", "bias", "gain", "shift")}
    told = np.frombuffer(json.dumps(names, ensure_ascii=False).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez_compressed(
        out, names=told, words=weights.words, **{k: v.astype(np.float16) for k, v in halves.items()}
    )
    return out.getvalue()
