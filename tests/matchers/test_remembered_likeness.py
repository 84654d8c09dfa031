"""What is remembered of words from call to call answers as comparing them anew would."""

from __future__ import annotations

import random

import numpy as np

from matchers.kernel import name_likeness, read

NAMES = "anna ana hannah johanna jan john jon joan jonathan katarzyna catherine kathryn nowak novak nowakowski".split()  # noqa: SIM905


def test_few_words_and_many_words_are_judged_alike() -> None:
    chance = random.Random(3)
    codes = np.arange(len(NAMES))
    everything = np.array([(a, b) for a in codes for b in codes])
    table = read(NAMES, everything[:, 0], everything[:, 1], name_likeness).reshape(len(NAMES), -1)
    for _ in range(100):
        x, y = np.array(chance.choices(codes, k=4)), np.array(chance.choices(codes, k=4))
        assert np.array_equal(read(NAMES, x, y, name_likeness), table[x, y])
