"""The connector that the guide teaches is a working one: its code and its contract test are taken from the page."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "developing-a-connector.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)

for number, block in enumerate(BLOCKS, start=1):
    exec(compile(block, f"{GUIDE.name}, block {number}", "exec"))


def test_the_guide_shows_a_connector_and_its_tests() -> None:
    assert {"Alumni", "TestAlumni"} <= globals().keys()
