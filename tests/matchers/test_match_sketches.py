"""Words that are told apart by their letters are not alike; what is remembered is what was read."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers.comparisons.career import phrase_likeness
from matchers.comparisons.circumstances import postcode_likeness
from matchers.comparisons.contacts import digit_likeness
from matchers.kernel import Classes, likeness, name_likeness, text_likeness
from matchers.sketches import (
    Alikeness,
    DigitSketch,
    NameSketch,
    PhraseSketch,
    PostcodeSketch,
    Sketch,
    TextSketch,
)

KINDS: list[tuple[Callable[[list[str], list[str]], Classes], type[Sketch], str]] = [
    (name_likeness, NameSketch, "abel "),
    (text_likeness, TextSketch, "abel 12"),
    (phrase_likeness, PhraseSketch, "abel  12"),
    (postcode_likeness, PostcodeSketch, "ab12"),
    (digit_likeness, DigitSketch, "0123"),
]


def lost(
    classes: Callable[[list[str], list[str]], Classes], sketch: type[Sketch], words: list[str]
) -> list[tuple[str, str]]:
    """Pairs that are alike although their sketches say that they cannot be."""
    codes = np.arange(len(words), dtype=np.int32)
    x, y = (np.array(side, np.int32) for side in zip(*product(codes.tolist(), repeat=2), strict=True))
    alike = classes([words[code] for code in x.tolist()], [words[code] for code in y.tolist()]) > 0
    wrong = np.flatnonzero(alike & (x != y) & (x > 0) & (y > 0) & ~sketch(words, codes).may(x, y))
    return [(words[x[at]], words[y[at]]) for at in wrong.tolist()]


def slipped(word: str, chance: random.Random, letters: str) -> str:
    at = chance.randrange(len(word))
    return chance.choice(
        (word[:at] + word[at + 1 :], word[:at] + chance.choice(letters) + word[at:], word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
         word[:at], word[at:], " ".join(reversed(word.split())), f"{word} {chance.choice(letters) * 3}")
    ).strip()  # fmt: skip


@pytest.mark.parametrize(("classes", "sketch", "letters"), KINDS)
def test_no_likeness_is_lost(
    classes: Callable[[list[str], list[str]], Classes], sketch: type[Sketch], letters: str
) -> None:
    chance = random.Random(7)
    most = 9 if sketch is DigitSketch else 14
    for _ in range(25):
        some = ["".join(chance.choices(letters, k=chance.randint(2, most))).strip() or "a" for _ in range(12)]
        more = [slipped(word, chance, letters) for word in some for _ in range(3)]
        words = [word[:most] if sketch is DigitSketch else " ".join(word.split()) for word in (*some, *more)]
        assert lost(classes, sketch, ["", *dict.fromkeys(word for word in words if word)]) == []


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=70), min_size=2, max_size=8, unique=True))
def test_no_likeness_of_any_text_is_lost(texts: list[str]) -> None:
    words = ["", *dict.fromkeys(text for text in (" ".join(text.split()) for text in texts) if text)]
    for classes, sketch, _ in KINDS[:4]:
        assert lost(classes, sketch, words) == []


def test_long_phrases_are_alike_by_what_they_share() -> None:
    shared = " ".join(f"word{number:03}" for number in range(20))
    words = [
        "",
        f"{shared} x",
        f"{shared} something else that is long enough to be quite another thing qqqqq",
    ]
    assert phrase_likeness([words[1]], [words[2]])[0] > 0
    assert lost(phrase_likeness, PhraseSketch, words) == []


def test_what_is_remembered_is_what_was_read() -> None:
    chance = random.Random(3)
    words = ["", *dict.fromkeys("".join(chance.choices("abcd", k=chance.randint(1, 8))) for _ in range(400))]
    codes = np.arange(len(words), dtype=np.int32)
    alike = Alikeness(words, codes[1:], name_likeness, NameSketch)
    for seed in range(3):
        draw = np.random.default_rng(seed)
        x, y = draw.integers(1, len(words), (2, 4000)).astype(np.int32)
        expected = likeness(words, x, y, name_likeness)
        assert 100 < (expected > 0).sum() < 4000
        assert np.array_equal(alike.of(x, y), expected)
