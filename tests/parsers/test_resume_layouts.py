"""How pages and entries are laid out: columns, rails, notes beside the text, right-to-left pages; and a sample of the benchmark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.resumes.documents import resumes
from benchmarks.resumes.papers import needs_press, plain_file
from benchmarks.resumes.scoring import Tally, score
from enrich.errors import Refused
from enrich.model import Found, Profile
from enrich.ports import Document
from parsers.dateranges import best_range, is_duration
from parsers.implied import implied_skills
from parsers.labelled import labelled_work
from parsers.layout import lines_of
from parsers.lines import plain_line
from parsers.places import is_city, looks_like_place, place_at_end
from parsers.reader import Reader
from parsers.rowtext import RightLetters, Word
from parsers.words import heading_kind, languages_data

Parse = Callable[[str, bytes], list[Found | Refused]]
Paper = Any


def person(found: list[Found | Refused]) -> Profile:
    [one] = found
    assert isinstance(one, Found), one
    return one.profile


def jobs(profile: Profile) -> list[tuple[str, str, str, str]]:
    return [(w.title, w.employer, w.start, "now" if w.current else w.end) for w in profile.work]


def typed(x: float, y: float, text: str, size: float = 10.0) -> list[Word]:
    """Words of one line; each letter is half as wide as it is tall."""
    words = []
    for part in text.split(" "):
        words.append(Word(part, x, y, x + size / 2 * len(part), y + size, 0, False, bool(words)))
        x += size / 2 * (len(part) + 0.6)
    return words


def test_letters_set_apart_are_closed_up_and_words_kept_apart() -> None:
    row = [
        Word(c, 60 + 14 * i + (20 if i > 3 else 0), 40, 68 + 14 * i + (20 if i > 3 else 0), 60, 0, True, True)
        for i, c in enumerate("JANEDOE")
    ]
    assert [line.text for line in lines_of(row, 1)] == ["JANE DOE"]


def test_notes_beside_bullets_belong_to_the_row_that_opens_them() -> None:
    words = typed(50, 100, "Engineer, Nexus Labs") + typed(400, 100, "Leeds, UK")
    words += typed(50, 114, "• Built a thing that many people use") + typed(400, 114, "2019 – 2021")
    assert [line.cells for line in lines_of(words, 1)] == [
        ["Engineer, Nexus Labs", "Leeds, UK", "2019 – 2021"], ["• Built a thing that many people use"],
    ]  # fmt: skip


def test_a_name_in_large_letters_is_not_cut_by_the_columns_below() -> None:
    words = typed(50, 30, "Joshua Christensen", 30)
    for i, left in enumerate(
        ("Contact", "joshua@example.com", "Leeds", "Skills", "Go", "SQL", "Rust", "Perl")
    ):
        words += typed(50, 90 + 14 * i, left)
    for i, right in enumerate(
        (
            "Experience",
            "Cook at Pan Ltd",
            "2019 - 2021",
            "Made soup for four hundred guests",
            "Baker at Oven Ltd",
            "2015 - 2019",
            "Baked bread",
            "and cakes",
        )
    ):
        words += typed(220, 90 + 14 * i, right)
    lines = [line.text for line in lines_of(words, 1)]
    assert lines[0] == "Joshua Christensen"
    assert lines.index("Perl") < lines.index("Experience")


def test_headings_in_a_rail_stand_above_their_text(parse: Parse, paper: Paper) -> None:
    paper.put(60, 50, "Maya Lindqvist", 22, bold=True)
    paper.put(60, 70, "maya.lindqvist@example.com   |   +46 8 123 456 78   |   Stockholm, Sweden")
    rows: list[tuple[str, list[str]]] = [
        ("WORK EXPERIENCE", ["Engineer, Birch Systems Ltd | 2019 – 2021", "• Built a ledger", "Analyst, Cedar Foods Inc | 2016 – 2019"]),
        ("EDUCATION", ["BSc Physics, Uppsala University, 2016"]), ("SKILLS", ["Go, PostgreSQL, Kafka"]),
    ]  # fmt: skip
    y = 110
    for heading, texts in rows:
        for n, word in enumerate(heading.split()):
            paper.put(60, y + 12 * n, word, bold=True)
        for text in texts:
            paper.put(190, y, text)
            y += 14
        y += 20
    maya = person(parse("cv.pdf", paper.pdf()))
    assert jobs(maya) == [
        ("Engineer", "Birch Systems Ltd", "2019", "2021"),
        ("Analyst", "Cedar Foods Inc", "2016", "2019"),
    ]
    assert [e.institution for e in maya.education] == ["Uppsala University"]
    assert [s.name for s in maya.skills if not s.implied] == ["Go", "PostgreSQL", "Kafka"]


def test_right_to_left_letters_are_put_together_by_where_they_stand() -> None:
    word = RightLetters("ה", 10.0)
    for char, x in (("פ", 20.0), ("י", 15.0), ("ח", 25.0)):
        word.add(char, x)
    assert word.text == "חפיה"


def test_right_to_left_pages_read_from_the_right() -> None:
    words = [
        Word("חיפה", 300, 50, 330, 60, 0, False, False),
        Word("אוניברסיטת", 340, 50, 400, 60, 0, False, False),
    ]
    words += [Word("(2019", 250, 50, 290, 60, 0, False, False)]
    assert [line.text for line in lines_of(words, 1)] == ["אוניברסיטת חיפה 2019)"]


def test_labelled_entries() -> None:
    lines = [
        plain_line(t)
        for t in (
            "Period: 03/2019 - 05/2021",
            "Employer: Bluebell Ltd",
            "Position: Barista",
            "Served guests",
            "Period: 2017",
            "Employer: Oak",
            "Position: Cook",
        )
    ]
    found = labelled_work(lines)
    assert [(e.values["title"], e.values["employer"]) for e in found] == [
        ("Barista", "Bluebell Ltd"),
        ("Cook", "Oak"),
    ]
    assert [line.text for line in found[0].body] == ["Served guests"]
    assert labelled_work([plain_line("Employer: a story"), plain_line("of many words")]) == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Sep 15 – Jan 17", "2015-09", "2017-01"), ("03/19 - 05/21", "2019-03", "2021-05"), ("WS 2015/16 - SS 2018", "2015", "2018"),
        ("مارس 2018 - يوليو 2020", "2018-03", "2020-07"), ("ספט' 2013 - ינו' 2016", "2013-09", "2016-01"),
    ],
)  # fmt: skip
def test_spans_of_time(text: str, start: str, end: str) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize("text", ["2 years 3 months", "(3 yrs)", "1 Jahr und 2 Monate", "2年3个月"])
def test_durations(text: str) -> None:
    assert is_duration(text)


def test_places() -> None:
    assert all(map(is_city, ("Umeå", "411 03 Göteborg", "Казань", "北京市海淀区", "Lille (59)", "חיפה")))
    assert not any(map(is_city, ("Tessellate", "Engineer", "Harborview Regional Medical Center")))
    assert place_at_end("Ostrava Instruments Ltd, Hannover") == ("Ostrava Instruments Ltd", "Hannover")
    assert not looks_like_place("Registered Nurse, ICU")


def test_skills_that_text_implies_are_marked_by_how_they_are_written() -> None:
    lines = [plain_line("Moved billing from perl to Kubernetes and PostgreSQL; express deliveries")]
    assert [name for name, _ in implied_skills(lines)] == ["Kubernetes", "PostgreSQL"]


def test_fields_carry_the_place_of_their_words(
    reader: Reader, document: Callable[[str, bytes], Document]
) -> None:
    text = "Maya Lindqvist\nmaya@example.com\n\nWORK\nEngineer, Birch Systems Ltd, 2019 - 2021\n"
    [reading] = reader.inspect(document("cv.txt", text.encode())).readings
    flat = "\n".join(line for line in text.splitlines() if line)
    said = {e.path: flat[e.start : e.end] for e in reading.evidence}
    assert said["work[0].employer"] == "Birch Systems Ltd"
    assert said["work[0].title"] == "Engineer"
    assert said["work[0].start"] == "2019 - 2021"
    assert said["emails[0]"] == "maya@example.com"
    assert 0 < reading.confidence["work[0].employer"] <= 1


def test_a_language_is_data_only() -> None:
    """Every language file has the same keys; its headings are known."""
    files = languages_data()
    assert len(files) >= 16
    keys = {code: frozenset(data) for code, data in files.items()}
    assert set(keys.values()) == {keys["en"]}
    for code, data in files.items():
        for kind, phrases in data["headings"].items():
            for phrase in phrases[:1]:
                assert heading_kind(phrase) is not None, (code, kind, phrase)


def test_a_sample_of_the_benchmark_stays_good(parse: Parse) -> None:
    """Every kind that needs no browser; the whole set is read by `make bench-parse`."""
    tally = Tally()
    for one in [r for r in resumes(120, blind=False) if not needs_press(r)][::3]:
        found = [f for f in parse(f"{one.name}.{one.kind}", plain_file(one)) if isinstance(f, Found)]
        score(one.truth, found[0].profile if found else Profile(), tally)
    least = {
        "name": 0.95,
        "emails": 0.98,
        "employers": 0.9,
        "titles": 0.9,
        "entries": 0.88,
        "dates": 0.93,
        "institutions": 0.9,
        "skills": 0.9,
    }
    assert {name: round(tally.f1(name), 3) for name, floor in least.items() if tally.f1(name) < floor} == {}
