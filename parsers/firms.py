"""How a firm's name is known."""

from __future__ import annotations

import re

_LEGAL_FORM = re.compile(
    r"\b(?:ltd|limited|llc|llp|inc|incorporated|gmbh|corp|corporation|plc|ltda|s\.a|w\.l\.l)\b\.?(?=\s*$|\s*[,(|–-])",
    re.I,
)


def has_legal_form(text: str) -> bool:
    """Whether a firm's legal form stands at the end of a name in it: "Acme Pte. Ltd., Singapore"."""
    return _LEGAL_FORM.search(text) is not None
