"""Other open parsers on the same documents, where they are installed: each runs in a process of its own.

pyresparser is GPL-3, OpenResume and its Python port AGPL-3, OfflineCV Apache-2.0: only that process loads them. They read few
kinds of file and few fields.
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

from benchmarks.resumes.speed import children_seconds
from enrich.model import Education, Link, PartialDate, Profile, Skill, Work
from parsers.dateranges import best_range

NO_DATE = PartialDate("")


class Peer(NamedTuple):
    """The kinds of file it reads, how it is installed, and for those of node: the script and what names their checkout."""

    kinds: tuple[str, ...]
    how: str
    script: str = ""
    checkout: str = ""


class Read(NamedTuple):
    """file -> profile, of those files that the peer did not fail on; processor seconds in all, its start included."""

    profiles: dict[Path, Profile]
    seconds: float


def _cloned(project: str, install: str, variable: str) -> str:
    return f"clone github.com/{project}, there {install}, then set {variable} to its folder; needs node"


PEERS = {
    "pyresparser": Peer((".pdf", ".docx"), "`pip install onefold[resumes]`"),
    "openresume_parser": Peer((".pdf",), "`pip install openresume-parser`"),
    "open-resume": Peer(
        (".pdf",),
        _cloned("xitanggg/open-resume", "`npm install` and `npm install --no-save esbuild`", "`OPEN_RESUME`"),
        "open_resume.mjs",
        "OPEN_RESUME",
    ),
    "OfflineCV": Peer(
        (".pdf",),
        _cloned(
            "offlinecv/OfflineCV",
            "`npm install --ignore-scripts` and `npm install --no-save esbuild`",
            "`OFFLINE_CV`",
        ),
        "offlinecv.mjs",
        "OFFLINE_CV",
    ),
}
LONGEST = 900.0  # s, of one peer with all files


def installed(peer: str) -> bool:
    """A checkout counts when its modules are there."""
    if checkout := PEERS[peer].checkout:
        modules = Path(os.environ.get(checkout, "-"), "node_modules", "esbuild")
        return modules.is_dir() and shutil.which("node") is not None
    return importlib.util.find_spec(peer) is not None


def read_with(peer: str, files: list[Path]) -> Read:
    """All files by one process of the peer; what it has not read when its time is over is missing."""
    about = PEERS[peer]
    if about.script:
        script = str(Path(__file__).with_name(about.script))
        command = ["node", script, os.environ[about.checkout], *map(str, files)]
    else:
        command = [
            sys.executable,
            "-W",
            "ignore",
            str(Path(__file__).with_name("python_peer.py")),
            peer,
            *map(str, files),
        ]
    before = children_seconds()
    with tempfile.TemporaryFile() as answers:
        try:
            subprocess.run(command, stdout=answers, stderr=subprocess.DEVNULL, check=False, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            print(f"{peer}: stopped after {LONGEST:.0f} s", file=sys.stderr)
        seconds = children_seconds() - before
        answers.seek(0)
        read = [json.loads(line) for line in answers if line.endswith(b"\n")]
    return Read({Path(name): _profile(peer, data) for name, data in read}, seconds)


def _profile(peer: str, data: dict[str, object]) -> Profile:
    forms = {"pyresparser": _of_pyresparser, "OfflineCV": _of_offlinecv}
    return forms.get(peer, _of_openresume)(data)


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


def _of_offlinecv(data: dict[str, object]) -> Profile:
    return Profile(
        name=str(data.get("full_name") or ""),
        emails=tuple(_texts(data.get("email"))),
        phones=tuple(_texts(data.get("phone"))),
        links=tuple(Link(str(one.get("url") or "")) for one in _dicts(data.get("profiles"))),
        work=tuple(map(_role, _dicts(data.get("experience")))),
        education=tuple(
            Education(institution=str(e.get("institution") or "")) for e in _dicts(data.get("education"))
        ),
        skills=tuple(map(Skill, _texts(data.get("skills")))),
    )


def _role(job: dict[str, Any]) -> Work:
    """Its dates are text: they are read as ours are."""
    end = "present" if job.get("is_current") else job.get("end_date")
    when = best_range(" - ".join(str(date) for date in (job.get("start_date"), end) if date))
    start, last, current = (when.start, when.end, when.current) if when else (NO_DATE, NO_DATE, False)
    firm, title = str(job.get("company") or ""), str(job.get("title") or "")
    return Work(employer=firm, title=title, start=start, end=last, current=current)


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
