"""Makes the sample sources of `onefold demo`, and tests/samples/truth.json, which says who is who in them.

    python tests/samples/build.py [--out FOLDER]

The same seed gives the same people, rows and files. Only PDF and DOCX bytes may differ between versions of the
libraries that write them; their content does not.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from random import Random
from typing import Any

from maker.ats import build_ats
from maker.cards import build_cards
from maker.cast import cast
from maker.crm import Crm, build_crm, crm_csv
from maker.linkedin import NAME, WHO, write_linkedin
from maker.population import Population
from maker.press import articles, bloggers, write_blogs, write_news
from maker.resume_docx import write_docx
from maker.resume_pdf import write_pdf
from maker.resume_plain import write_plain
from maker.resume_text import Resume, resumes
from maker.site import write_site
from maker.world import Person

SEED = "onefold samples 1"
REPOSITORY = Path(__file__).resolve().parents[2]
WRITERS = {"docx": write_docx, "pdf": write_pdf, "html": write_plain, "txt": write_plain}
TRUNCATED, LOCKED = "Nair_Resume_scan.pdf", "CV_confidential.pdf"
PASSWORD = "harbour-2026"

Truth = dict[str, Any]


def build(sources: Path, site: Path, seed: str) -> Truth:
    """Writes all sample files under the two folders and returns the truth about them."""
    people = cast()
    population = Population(Random(f"{seed}/people"))
    population.knows(people)
    crm = build_crm(people, population, Random(f"{seed}/crm"))
    write_text(sources / "crm" / "crm_contacts.csv", crm_csv(crm.rows))
    document, entries, applicants = build_ats(people, crm.people, population, Random(f"{seed}/ats"))
    write_text(sources / "ats" / "ats_export.json", json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    cards, guests = build_cards(people, crm.people, population, Random(f"{seed}/cards"))
    write_text(sources / "vcards" / "harbour_dev_days_2025.vcf", "".join(card.text for card in cards))
    (sources / "linkedin").mkdir(parents=True)
    write_linkedin(sources / "linkedin", people)
    written = resumes(people)
    write_resumes(sources / "resumes", written)
    told = articles(people, movers(crm, Random(f"{seed}/news")))
    return {
        "seed": seed,
        "people": {person.key: person.name for person in (*people, *crm.people, *applicants, *guests)},
        "records": {
            "crm": {row.cells["Contact ID"]: row.person or None for row in crm.rows},
            "ats": {str(entry.candidate["id"]): entry.person for entry in entries},
            "resumes": {resume.file: resume.person for resume in written} | {TRUNCATED: None, LOCKED: None},
            "linkedin": {NAME: WHO},
            "vcards": {card.uid: card.person for card in cards},
            "site": write_site(site, people, bloggers()),
            "feeds": write_blogs(site, people),
            "articles": write_news(site, told),
        },
        "oddities": {
            "crm": {row.cells["Contact ID"]: row.oddity for row in crm.rows if row.oddity},
            "ats": {
                str(e.candidate["id"]): "wrong_shape"
                for e in entries
                if isinstance(e.candidate["employments"], str)
            },
            "resumes": {TRUNCATED: "truncated", LOCKED: "password"},
            "site": {person.page_path: "noindex" for person in people if person.noindex},
        },
    }


def movers(crm: Crm, rng: Random) -> list[Person]:
    """Two people of the CRM with a new employer since last year, whom the newspaper has noticed."""
    moved = [
        p
        for p in crm.people
        if len(p.jobs) > 1 and p.jobs[-1].start > "2025-06" and p.jobs[-1].employer != p.jobs[-2].employer
    ]
    return rng.sample(moved, 2)


def write_resumes(folder: Path, written: list[Resume]) -> None:
    """All resumes, and two that cannot be read: one cut in half, one behind a password."""
    folder.mkdir(parents=True)
    for resume in written:
        WRITERS[resume.file.rsplit(".", 1)[1]](resume, folder / resume.file)
    pdf = next(resume for resume in written if resume.layout == "classic")
    write_pdf(pdf, folder / LOCKED, PASSWORD)
    whole = (folder / pdf.file).read_bytes()
    (folder / TRUNCATED).write_bytes(whole[: len(whole) // 2])


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--out", type=Path, help="write sources/, site/ and truth.json here, not into the project"
    )
    parser.add_argument("--seed", default=SEED)
    arguments = parser.parse_args()
    demo = arguments.out or REPOSITORY / "onefold" / "demo"
    sources, site = demo / "sources", demo / "site"
    for folder in (*(sources / name for name in ("crm", "ats", "resumes", "linkedin", "vcards")), site):
        shutil.rmtree(folder, ignore_errors=True)
    truth = build(sources, site, arguments.seed)
    target = (arguments.out or Path(__file__).parent) / "truth.json"
    write_text(target, json.dumps(truth, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
