"""The connector that the guide teaches is the example package, word for word; that one is installed and run elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "examples" / "onefold-alumni"
GUIDE = (DOCS / "guides" / "developing-a-connector.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_guide_shows_the_example_package_word_for_word() -> None:
    connector, tests, tape = BLOCKS
    assert connector == (EXAMPLE / "onefold_alumni.py").read_text(encoding="utf-8")
    assert tests == (EXAMPLE / "tests" / "test_alumni.py").read_text(encoding="utf-8")
    exec(compile(tape, "the guide's tape", "exec"), {})
