"""Lists as people write them: skills, languages, certificates, publications."""

from __future__ import annotations

import pytest

from parsers.certificates import certificates_of
from parsers.citations import cited
from parsers.flowing import flowing
from parsers.lines import Line, Span, plain_line
from parsers.sections import split_sections
from parsers.skillsets import skills_of
from parsers.spoken import languages_of


def printed(
    text: str,
    row: int,
    *,
    x: float = 50.0,
    bold: bool = False,
    column: int = 0,
    width: float = 5.0,
    gap: float = 0.3,
) -> Line:
    """A line of a page: letters `width` points wide, a cell of its own behind each "|"."""
    spans: list[Span] = []
    at = x
    for n, cell in enumerate(part.strip() for part in text.split("|")):
        at += 40.0 if n else 0.0
        spans.append(Span(cell, bold, 10.0, int(bold), 4.0 if n else 0.0, at, at + width * len(cell)))
        at += width * len(cell)
    return Line(spans, 1, (x, 12.0 * row, at, 12.0 * row + 10), column, gap)


def plain(*texts: str) -> list[Line]:
    return [plain_line(text) for text in texts]


def names(lines: list[Line]) -> list[str]:
    return [skill.name for skill in skills_of(lines)]


def test_items_broken_by_the_page_are_whole_again() -> None:
    """Set in under a bullet, and broken inside words: "Test-/ing" is one word, "Product-/Led" keeps its hyphen."""
    lines = [
        printed("• Automation: Hybrid Frameworks, Parallelized Test-", 1),
        printed("ing, Self-Healing Tests.", 2, x=60),
        printed("• Growth: Unit Economics, Product-", 3),
        printed("Led Growth, Vendor", 4, x=60),
        printed("Management", 5, x=60),
    ]
    assert names(lines) == [
        "Hybrid Frameworks", "Parallelized Testing", "Self-Healing Tests", "Unit Economics", "Product-Led Growth", "Vendor Management",
    ]  # fmt: skip


def test_short_lines_are_lists_of_their_own() -> None:
    lines = [
        printed("Julia, Python, Fortran", 1),
        printed("TypeScript, JavaScript, Bash, Elixir, Rust", 2),
        printed("React, Phoenix LiveView", 3),
    ]
    assert names(lines) == [
        "Julia", "Python", "Fortran", "TypeScript", "JavaScript", "Bash", "Elixir", "Rust", "React", "Phoenix LiveView",
    ]  # fmt: skip


def test_a_full_line_goes_on_where_its_column_ends() -> None:
    whole = "Stakeholder Management, Requirements Analysis, Backlog Grooming, Vendor"
    lines = [
        printed(whole, 1),
        printed("Selection, Release Planning, Incident Reports, Sprint Planning, Road", 2),
    ]
    assert [line.text for line in flowing(lines)] == [" ".join(line.text for line in lines)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Over 5000 lines: Go, Python", ["Go", "Python"]),
        ("Frontend (Advanced): Vue, Nuxt", ["Vue", "Nuxt"]),
        ("Python ●●●●○", ["Python"]),
        ("Python 80%, Java (4/5), C++ (5 years)", ["Python", "Java", "C++"]),
        ("Workday (configuration, deployment and reporting), SAP", ["Workday", "SAP"]),
        ("Photography, Go and Rust", ["Photography", "Go", "Rust"]),
        ("Research and Development", ["Research and Development"]),
        ("Over 5000 lines, Docker", ["Docker"]),
        ("Natural languages: Dutch (mother tongue), English (fluent)", []),
        ("Korean, English, Japanese", []),
        ("Docker, English (C1)", ["Docker"]),
        ("Docker, Juni 2024 - August 2024", ["Docker"]),
        ("Docker, ann@example.com", ["Docker"]),
        ("C, R, D", ["C", "R", "D"]),
        ("with sensors, the, Docker", ["Docker"]),
        ("Pumps (hydraulic), valves)", ["Pumps (hydraulic)"]),
    ],
)
def test_what_of_a_list_is_a_skill(text: str, found: list[str]) -> None:
    assert names(plain(text)) == found


def test_sentences_about_skills_tell_the_known_ones() -> None:
    text = (
        "Leading and recruiting teams of people. Enjoys writing Ruby/Python and Haskell every day. Solid knowledge of Docker and"
        " of distributed systems that nobody else would touch."
    )
    assert names(plain(text)) == ["Ruby", "Python", "Haskell", "Docker"]


def test_labels_beside_lists_name_groups() -> None:
    """In the first of two cells, in bold before a plain list, in a column of its own, over bullets."""
    cells = [printed("Back-end | Koa, Express", 1), printed("Front-end | Hugo, Redux", 2)]
    apart = [
        printed("Back-end", 1, bold=True),
        printed("Front-end", 2, bold=True),
        printed("Koa, Express", 1, x=120, column=1),
        printed("Hugo, Redux", 2, x=120, column=1),
    ]
    over = [
        printed("Backend, API & Services", 1, bold=True),
        printed("• Koa, Express", 2),
        printed("• Hugo, Redux", 3),
    ]
    for lines in (cells, apart, over):
        assert names(lines) == ["Koa", "Express", "Hugo", "Redux"]


def test_a_skill_in_bold_beside_its_years_stays() -> None:
    lines = [
        printed("Python | 5+ yrs", 1),
        printed("Ansible | 5+ yrs", 2, bold=True),
        printed("Linux | 5+ yrs", 3),
    ]
    assert names(lines) == ["Python", "Ansible", "Linux"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dutch (mother tongue), English (full professional proficiency)", [("Dutch", "mother tongue"), ("English", "full professional proficiency")]),
        ("French (elementary) and Mandarin Chinese (beginner)", [("French", "elementary"), ("Mandarin Chinese", "beginner")]),
        ("English : Fluent (C2 level)", [("English", "Fluent (C2 level)")]),
        ("Fluent in German", [("German", "Fluent")]),
        ("Muttersprache Deutsch", [("Deutsch", "Muttersprache")]),
        ("Spanish ●●●●○", [("Spanish", "4/5")]),
        ("Spanish ★★★", [("Spanish", "")]),
        ("Английский - Upper-Intermediate (B2)", [("Английский", "Upper-Intermediate (B2)")]),
        ("English, German", [("English", ""), ("German", "")]),
    ],
)  # fmt: skip
def test_languages_and_how_well(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.name, one.level) for one in languages_of(plain(text))] == found


def test_levels_below_their_languages() -> None:
    assert [(one.name, one.level) for one in languages_of(plain("Polish", "native", "English", "B2"))] == [
        ("Polish", "native"),
        ("English", "B2"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CKA: Certified Kubernetes Administrator", ("CKA: Certified Kubernetes Administrator", "", "")),
        ("AWS Certified Solutions Architect – Professional, Amazon Web Services (AWS) 2022", ("AWS Certified Solutions Architect – Professional", "Amazon Web Services (AWS)", "2022")),
        ("Certified Information Systems Security Professional (CISSP)", ("Certified Information Systems Security Professional (CISSP)", "", "")),
        ("Oracle Certified Associate, Java SE 8 Programmer", ("Oracle Certified Associate, Java SE 8 Programmer", "", "")),
        ("Spring Certified Professional (Broadcom/VMware)", ("Spring Certified Professional", "Broadcom/VMware", "")),
        ("Black Belt (Focus on process optimization)", ("Black Belt (Focus on process optimization)", "", "")),
        ("Food Safety, issued by Example Kitchens, May 2021", ("Food Safety", "Example Kitchens", "2021-05")),
        ("2023 HashiCorp Certified: Consul Associate (002), HashiCorp", ("HashiCorp Certified: Consul Associate (002)", "HashiCorp", "2023")),
        ("Project Management Professional – Example Institute (EI) (2019)", ("Project Management Professional", "Example Institute (EI)", "2019")),
    ],
)  # fmt: skip
def test_certificates_with_who_awarded_them(text: str, found: tuple[str, str, str]) -> None:
    [one] = certificates_of(plain(text))
    assert (one.name, one.issuer, one.date) == found


def test_certificates_on_two_lines() -> None:
    lines = [
        printed("Forklift Licence", 1, bold=True),
        printed("Example Academy · March 2020", 2),
        printed("Credential ID 99-12", 3),
    ]
    assert [(c.name, c.issuer, c.date) for c in certificates_of(lines)] == [
        ("Forklift Licence", "Example Academy", "2020-03")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lee, A., & Ek, B. (2021). On soup in cold water. Journal of Kitchens, 3(2), 1-9.", ("On soup in cold water", "Journal of Kitchens", "2021")),
        ("[1] A. Lee, B. Ek, and C. Ng. On soup in cold water. In Proceedings of Pans, 2019.", ("On soup in cold water", "Proceedings of Pans", "2019")),
        ("A. Lee et al., “On soup in cold water,” Kitchen Letters, vol. 4, 2020.", ("On soup in cold water", "Kitchen Letters", "2020")),
        ("”On soup in cold water” – Kitchen Letters, 2018.", ("On soup in cold water", "Kitchen Letters", "2018")),
        ("Head cook of a ship for two years", None),
    ],
)  # fmt: skip
def test_references_are_taken_apart(text: str, found: tuple[str, str, str] | None) -> None:
    assert cited(text) == found


def test_a_heading_behind_an_icon_that_was_read_as_a_letter() -> None:
    """Pictures of text have them; a heading of the skills that follow ends what stood above it."""
    lines = [
        printed("Ann Lee", 1),
        printed("SKILLS", 2, gap=2.0),
        printed("Soup, Bread", 3),
        printed("0 | EDUCATION", 4, gap=2.0),
        printed("University of Soup", 5),
    ]
    assert [(s.kind, len(s.lines)) for s in split_sections(lines)] == [
        ("header", 1),
        ("skills", 1),
        ("education", 1),
    ]


def test_skills_below_a_heading_of_languages_beside_theirs() -> None:
    """Two headings above one another, then both their lists: what nobody speaks is a skill."""
    lines = [
        printed("Ann Lee", 1),
        printed("SKILLS", 2, gap=2.0),
        printed("LANGUAGES", 3, gap=2.0),
        printed("English (fluent)", 4),
        printed("Docker, Kubernetes", 5),
    ]
    kinds = {s.kind: [line.text for line in s.lines] for s in split_sections(lines)}
    assert (kinds["skills"], kinds["languages"]) == (["Docker, Kubernetes"], ["English (fluent)"])


def test_the_last_word_of_who_awarded_it_on_a_line_of_its_own() -> None:
    lines = [printed("Certified Warehouse Architect, Snowfield", 1), printed("Academy, 2021", 2)]
    assert [(c.name, c.issuer, c.date) for c in certificates_of(lines)] == [
        ("Certified Warehouse Architect", "Snowfield Academy", "2021")
    ]
    lines = [printed("Warehouse Architect, Snowfield", 1), printed("PMP, 2021", 2)]
    assert [c.name for c in certificates_of(lines)] == ["Warehouse Architect", "PMP"]


def test_certificates_below_studies() -> None:
    """Their label is no larger than the text, and bold."""
    lines = [
        printed("Ann Lee", 1),
        printed("EDUCATION", 2, gap=2.0),
        printed("University of Soup", 3),
        printed("Professional Certifications:", 4, bold=True),
        printed("• Food Safety, Example Kitchens", 5),
    ]
    assert [(s.kind, len(s.lines)) for s in split_sections(lines)][-1] == ("certificates", 1)
