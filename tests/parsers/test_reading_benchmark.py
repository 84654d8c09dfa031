"""What `make bench-parse` measures of speed and memory, and what it says of peers that are not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.resumes import peers
from benchmarks.resumes.peers import Read
from benchmarks.resumes.report import Found, Rival, absent, beside, quality
from benchmarks.resumes.speed import Measured
from enrich.model import Profile
from tests.parsers.test_hostile_containers import GOOD

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("measured", "line"),
    [
        (Measured("documents a second", 30.0, "", 15.0, more=True), "2.00"),
        (Measured("memory", 250.0, "MB", 500.0), "2.00"),
        (Measured("time", 4.0, "s", 2.0), "0.50"),
    ],
)
def test_more_than_one_is_better_than_the_limit(measured: Measured, line: str) -> None:
    assert measured.line().split("|")[-2].strip() == line


def test_a_parsing_process_keeps_to_its_memory(tmp_path: Path) -> None:
    """Measured where nothing else was started: the largest of the processes that read stays under 500 MB."""
    for number in range(4):
        (tmp_path / f"{number}.txt").write_bytes(GOOD)
    code = (
        "import sys; from pathlib import Path; from benchmarks.resumes.speed import memory, throughput\n"
        "rate, _ = throughput([Path(p) for p in sys.argv[1:]]); print(rate.value > 0, 20 < memory().value < 500)"
    )
    files = [str(file) for file in sorted(tmp_path.iterdir())]
    command = [sys.executable, "-c", code, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120)
    assert done.stdout.split() == ["True", "True"]


def test_a_peer_that_is_not_there_is_told_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for peer in ("open-resume", "OfflineCV"):
        monkeypatch.delenv(peers.PEERS[peer].checkout, raising=False)
        assert not peers.installed(peer)
    assert "npm install" in peers.PEERS["open-resume"].how
    assert all(peer.how and peer.kinds for peer in peers.PEERS.values())


def test_what_open_resume_says_is_understood() -> None:
    """The form in which it answers, written down by hand."""
    said = {
        "profile": {"name": "Ann Lee", "email": "ann@example.com", "phone": "", "url": "https://ann.example"},
        "educations": [{"school": "TU Nord", "degree": "BSc", "date": "2012"}],
        "workExperiences": [{"company": "Blue Pan Ltd", "jobTitle": "Cook", "date": "Jan 2019 - Present"}],
        "skills": {"featuredSkills": [{"skill": "Soup", "rating": 4}, {"skill": ""}], "descriptions": ["Bread, Stock"]},
    }  # fmt: skip
    profile = peers._profile("open-resume", said)
    assert (profile.name, profile.emails, profile.phones) == ("Ann Lee", ("ann@example.com",), ())
    [job] = profile.work
    assert (job.employer, job.title, job.start, job.current) == ("Blue Pan Ltd", "Cook", "2019-01", True)
    assert [study.institution for study in profile.education] == ["TU Nord"]
    assert [skill.name for skill in profile.skills] == ["Soup", "Bread", "Stock"]


def test_what_offlinecv_says_is_understood() -> None:
    said = {
        "full_name": "Ann Lee", "email": "ann@example.com", "profiles": [{"url": "https://github.com/annlee"}],
        "experience": [
            {"company": "Blue Pan Ltd", "title": "Cook", "start_date": "January 2019", "is_current": True},
            {"company": "Inn", "title": "Porter", "start_date": "2015", "end_date": "03-2016"},
        ],
        "education": [{"institution": "TU Nord"}], "skills": ["Soup"],
    }  # fmt: skip
    profile = peers._profile("OfflineCV", said)
    assert (profile.name, profile.emails) == ("Ann Lee", ("ann@example.com",))
    assert [(job.employer, job.start, job.end, job.current) for job in profile.work] == [
        ("Blue Pan Ltd", "2019-01", "", True),
        ("Inn", "2015", "2016-03", False),
    ]
    assert [link.url for link in profile.links] == ["https://github.com/annlee"]


def test_what_was_read_is_written_down_beside_peers(tmp_path: Path) -> None:
    """Two documents, one of them read; a peer that read neither, and one that is not there."""
    truth = {
        "set": "open",
        "kind": "pdf",
        "language": "en",
        "page": "-",
        "entry": "-",
        "region": "US",
        "name": "Ann Lee",
        "emails": [],
    }
    found = [
        Found(tmp_path / "a.pdf", truth, Profile(name="Ann Lee")),
        Found(tmp_path / "b.pdf", truth | {"name": "Bo Ek"}, Profile(name="Cook")),
    ]
    told = quality(found)
    assert "| open | 2 | 50/50/50 | - |" in "\n".join(told)
    assert any(line.startswith("| 1 | name: another line was taken | open b.pdf") for line in told)
    rivals = [
        Rival(
            "pyresparser",
            Read(
                {tmp_path / "a.pdf": Profile(name="Ann Lee"), tmp_path / "b.pdf": Profile(name="Bo Ek")}, 4.0
            ),
        ),
        Rival("OfflineCV", None),
    ]
    table = beside("In English", found, 0.5, rivals)
    assert "| name, F1 | 0.50 | 1.00 | 0.5 |" in table
    assert "| ms of processor per document, start included | 250 | 2000 | 8.0 |" in table
    assert [line for line in absent(rivals) if "OfflineCV" in line and "npm install" in line]
