"""The sample sources hold what the demo and the quality tests rely on, and nobody who lives."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import feedparser
import phonenumbers
import pypdfium2 as pdfium
import pytest
import vobject

SAMPLES = Path(__file__).parent
DEMO = SAMPLES.parents[1] / "onefold" / "demo"
SOURCES, SITE = DEMO / "sources", DEMO / "site"
TEXT_KINDS = {".csv", ".json", ".vcf", ".html", ".txt", ".xml"}
RESERVED = re.compile(r"(^|\.)(example|invalid)$|^example\.(com|org|net)$")
ORIGIN = "127.0.0.1:8361"
VOCABULARIES = {"schema.org", "www.w3.org", "purl.org"}
NETWORKS = {"www.linkedin.com", "linkedin.com", "github.com"}
MADE = ("crm", "ats", "resumes", "linkedin", "vcards")


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return dict(json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8")))


def shipped(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def made_files(demo: Path) -> dict[str, Path]:
    """Every file the generator writes, by its place under the demo folder."""
    roots = [demo / "site", *(demo / "sources" / name for name in MADE)]
    return {str(path.relative_to(demo)): path for root in roots for path in shipped(root)}


def pdf_text(path: Path) -> str:
    document = pdfium.PdfDocument(path)
    try:
        return "\n".join(
            document[number].get_textpage().get_text_bounded() for number in range(len(document))
        )
    finally:
        document.close()


def docx_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def zip_text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "\n".join(f"{name}\n{archive.read(name).decode()}" for name in archive.namelist())


READERS = {".pdf": pdf_text, ".docx": docx_text, ".zip": zip_text}


def content(path: Path) -> str:
    """What a reader sees; "" for a file that cannot be opened."""
    if path.suffix not in READERS:
        return path.read_bytes().decode("utf-8")
    try:
        return READERS[path.suffix](path)
    except pdfium.PdfiumError:
        return ""


@pytest.fixture(scope="module")
def contents() -> dict[str, str]:
    return {name: content(path) for name, path in made_files(DEMO).items()}


def crm_rows() -> list[list[str]]:
    with (SOURCES / "crm" / "crm_contacts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def candidates() -> list[dict[str, Any]]:
    document = json.loads((SOURCES / "ats" / "ats_export.json").read_text(encoding="utf-8"))
    return list(document["candidates"])


def cards() -> list[Any]:
    text = (SOURCES / "vcards" / "harbour_dev_days_2025.vcf").read_text(encoding="utf-8")
    return list(vobject.readComponents(text))


def test_the_generator_makes_what_is_shipped(tmp_path: Path, contents: dict[str, str]) -> None:
    subprocess.run([sys.executable, str(SAMPLES / "build.py"), "--out", str(tmp_path)], check=True)
    again = made_files(tmp_path)
    assert list(again) == list(contents)
    different = [name for name, path in again.items() if content(path) != contents[name]]
    assert different == []
    binary = [
        n for n, p in again.items() if p.suffix in TEXT_KINDS and p.read_bytes() != (DEMO / n).read_bytes()
    ]
    assert binary == []
    assert (tmp_path / "truth.json").read_bytes() == (SAMPLES / "truth.json").read_bytes()


def test_another_seed_makes_other_people(tmp_path: Path) -> None:
    command = [sys.executable, str(SAMPLES / "build.py"), "--out", str(tmp_path), "--seed", "another"]
    subprocess.run(command, check=True)
    text = (tmp_path / "sources" / "crm" / "crm_contacts.csv").read_text(encoding="utf-8")
    assert text.count("C-1") >= 400
    assert text != (SOURCES / "crm" / "crm_contacts.csv").read_text(encoding="utf-8")


def test_all_samples_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in shipped(SOURCES) + shipped(SITE)) < 3_000_000


def test_counts(truth: dict[str, Any]) -> None:
    assert len(crm_rows()) == 401
    assert len(candidates()) == 120
    assert len(cards()) == 25
    assert len(shipped(SOURCES / "resumes")) == 42
    suffixes = Counter(path.suffix for path in shipped(SOURCES / "resumes"))
    assert min(suffixes[suffix] for suffix in (".pdf", ".docx", ".html", ".txt")) >= 3
    assert len(truth["records"]["site"]) >= 15
    assert len(truth["records"]["feeds"]) == 6


def test_the_crm_has_one_row_with_too_many_cells_and_two_with_a_wrong_date(truth: dict[str, Any]) -> None:
    header, *rows = crm_rows()
    oddities = truth["oddities"]["crm"]
    assert [row[0] for row in rows if len(row) != len(header)] == [
        k for k, o in oddities.items() if o == "too_many_cells"
    ]
    iso = re.compile(r"20\d\d-(0\d|1[0-2])-[0-3]\d")
    updated = header.index("Last Updated")
    wrong = [row[0] for row in rows if not iso.fullmatch(row[updated])]
    assert sorted(wrong) == sorted(key for key, oddity in oddities.items() if oddity == "wrong_date")
    assert len(wrong) == 2
    assert all("2022" <= row[updated] < "2026-11" for row in rows if row[0] not in wrong)


def test_exactly_two_resumes_cannot_be_read(truth: dict[str, Any], contents: dict[str, str]) -> None:
    broken = {name for name, text in contents.items() if "resumes/" in name and len(text) < 200}
    assert {Path(name).name for name in broken} == set(truth["oddities"]["resumes"])
    assert len(broken) == 2


def test_one_candidate_breaks_the_shape(truth: dict[str, Any]) -> None:
    broken = [str(c["id"]) for c in candidates() if not isinstance(c["employments"], list)]
    assert broken == list(truth["oddities"]["ats"])
    assert len(broken) == 1


def test_the_truth_names_every_record(truth: dict[str, Any]) -> None:
    records = truth["records"]
    assert list(records["crm"]) == [row[0] for row in crm_rows()[1:]]
    assert list(records["ats"]) == [str(candidate["id"]) for candidate in candidates()]
    assert set(records["vcards"]) == {card.uid.value for card in cards()}
    assert set(records["resumes"]) == {path.name for path in shipped(SOURCES / "resumes")}
    assert set(records["linkedin"]) == {path.name for path in shipped(SOURCES / "linkedin")}
    pages = {f"/{path.parent.relative_to(SITE)}/" for path in (SITE / "people").glob("*/index.html")}
    assert set(records["site"]) == pages
    feeds = {f"/{path.relative_to(SITE)}" for path in (SITE / "blogs").rglob("*.xml")}
    assert set(records["feeds"]) == feeds
    assert set(records["articles"]) == {
        f"/{path.relative_to(SITE)}" for path in (SITE / "news").glob("20*/*.html")
    }
    named = {person for keys in records.values() for person in keys.values() if person}
    assert named <= set(truth["people"])


def test_people_are_spread_over_sources_and_share_names(truth: dict[str, Any]) -> None:
    records = truth["records"]
    identities = Counter(person for keys in records.values() for person in keys.values() if person)
    assert identities.most_common(1)[0][1] >= 14
    assert sum(count >= 3 for count in identities.values()) >= 50
    in_crm = {person for person in records["crm"].values() if person}
    names = Counter(truth["people"][person] for person in in_crm)
    assert sum(count > 1 for count in names.values()) >= 10
    assert set(records["site"].values()) <= in_crm


def test_mailboxes_and_telephones_are_shared_on_purpose(truth: dict[str, Any]) -> None:
    header, *rows = crm_rows()
    owners: dict[str, set[str]] = {}
    for row in rows:
        for column in ("Email", "Mobile", "Work Phone"):
            value = row[header.index(column)]
            owners.setdefault(value, set()).add(truth["records"]["crm"][row[0]])
    assert len(owners["jobs@talentbridge.example"]) == 12
    assert len(owners["recruiting@harborstaff.example"]) == 8
    assert len(owners["+44 161 496 0210"]) >= 12


def hosts(text: str) -> set[str]:
    return {host.lower() for host in re.findall(r"(?:https?://|@)((?:[\w-]+\.)+[\w-]+(?::\d+)?)", text)}


def test_every_address_is_reserved_or_plainly_an_example(contents: dict[str, str]) -> None:
    found = set().union(*map(hosts, contents.values()))
    allowed = VOCABULARIES | NETWORKS | {ORIGIN}
    assert {host for host in found if not RESERVED.search(host)} - allowed == set()
    profile = re.compile(r"(?:linkedin\.com/in|github\.com)/([\w-]+)")
    names = {name for text in contents.values() for name in profile.findall(text)}
    assert names
    assert [name for name in names if not name.endswith("-example")] == []


def test_pages_link_from_the_root_or_to_networks(contents: dict[str, str]) -> None:
    links = {
        link
        for name, text in contents.items()
        if name.startswith("site/")
        for link in re.findall(r'<a [^>]*href="([^"]+)"', text)
    }
    assert links
    assert [
        link for link in links if not re.match(r"/|mailto:|https://(www\.linkedin|github)\.com/", link)
    ] == []
    local = [link for link in links if link.startswith("/")]
    missing = [
        link
        for link in local
        if not (SITE / (link + "index.html" if link.endswith("/") else link)[1:]).is_file()
    ]
    assert missing == []


def telephones() -> list[tuple[str, str]]:
    """Every telephone number with the country of who wrote it down, as an English name."""
    header, *rows = crm_rows()
    at = {name: header.index(name) for name in ("Mobile", "Work Phone", "Country")}
    numbers = [
        (row[at[column]], row[at["Country"]])
        for row in rows
        for column in ("Mobile", "Work Phone")
        if row[at["Country"]]
    ]
    for candidate in candidates():
        home = candidate["addresses"][0]["value"].rpartition(", ")[2]
        numbers += [(phone["value"], home) for phone in candidate["phone_numbers"]]
    return [(number, home) for number, home in numbers if number]


def test_telephones_are_possible_numbers() -> None:
    regions = {
        "Germany": "DE", "Deutschland": "DE", "UK": "GB", "England": "GB", "United Kingdom": "GB", "Ireland": "IE",
        "Éire": "IE", "Australia": "AU", "Austria": "AT", "Österreich": "AT", "France": "FR", "Ukraine": "UA",
        "Україна": "UA", "India": "IN", "Brazil": "BR", "Brasil": "BR", "Türkiye": "TR", "Turkey": "TR",
        "Netherlands": "NL", "Nederland": "NL", "The Netherlands": "NL", "Sweden": "SE", "Sverige": "SE", "Nigeria": "NG",
        "South Korea": "KR", "Korea": "KR", "Vietnam": "VN", "Việt Nam": "VN", "Japan": "JP", "日本": "JP",
        "Hungary": "HU", "Magyarország": "HU", "UAE": "AE", "United Arab Emirates": "AE", "United States": "US",
        "USA": "US", "US": "US", "Canada": "CA", "Spain": "ES", "España": "ES", "Poland": "PL", "Polska": "PL",
        "China": "CN", "中国": "CN", "Italy": "IT", "Italia": "IT", "Greece": "GR", "Ελλάδα": "GR", "Portugal": "PT",
    }  # fmt: skip
    impossible = []
    for number, home in telephones():
        region = regions[home]
        international = re.sub(r"^00", "+", number)
        parsed = phonenumbers.parse(international, region)
        if not phonenumbers.is_possible_number(parsed):
            impossible.append((number, home))
    assert impossible == []


def test_feeds_are_sound_and_their_entries_stand_on_the_site() -> None:
    for path in SITE.rglob("*.xml"):
        feed = feedparser.parse(io.BytesIO(path.read_bytes()))
        assert not feed.bozo
        assert len(feed.entries) >= 3
        for entry in feed.entries:
            assert (SITE / entry.link.removeprefix(f"http://{ORIGIN}/")).is_file()
            assert entry.published_parsed
            assert entry.author


def test_robots_are_told_what_to_leave_alone(truth: dict[str, Any]) -> None:
    assert "Disallow: /private/" in (SITE / "robots.txt").read_text(encoding="utf-8")
    for path in truth["oddities"]["site"]:
        page = (SITE / path.strip("/") / "index.html").read_text(encoding="utf-8")
        assert '<meta name="robots" content="noindex">' in page


def test_the_linkedin_export_has_its_traps(contents: dict[str, str]) -> None:
    text = next(text for name, text in contents.items() if name.endswith(".zip"))
    assert "Connections.csv\nNotes:" in text
    assert "[PORTFOLIO:https://" in text
    assert "messages.csv" in text
    assert "There is no data of this kind" in text
    assert "Katharina,Reuss,Baumgartner," in text
