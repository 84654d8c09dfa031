"""Pages of the person, and what is no page of the person: in a contact block's text, behind its words, broken over lines."""

from __future__ import annotations

import pytest

from parsers.lines import Line, plain_line
from parsers.pages import pages_of
from parsers.resume import read_resume

BOX = "jane.doe@example.org"


def lines(text: str) -> list[Line]:
    return [plain_line(row) for row in text.splitlines()]


def linked(text: str, *urls: str) -> Line:
    line = plain_line(text)
    line.urls = list(urls)
    return line


def urls(found: list[Line], elsewhere: list[Line] | None = None, box: str = BOX) -> list[str]:
    return [
        link.url.partition("://")[2].removeprefix("www.")
        for link, _ in pages_of(found, [box], elsewhere or [])
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("GitHub: jane-doe", ["github.com/jane-doe"]),
        ("Github: /janedoe | LinkedIn: /jane-doe-7", ["github.com/janedoe", "linkedin.com/in/jane-doe-7"]),
        ("Telegram: @jane_doe", ["t.me/jane_doe"]),
        ("Телеграм: @jane_doe", ["t.me/jane_doe"]),
        ("Twitter @jane_d", ["x.com/jane_d"]),
        ("GitHub username: janed", ["github.com/janed"]),
        ("GitHub：jane-doe", ["github.com/jane-doe"]),
        ("GitHub\tjane-doe7", ["github.com/jane-doe7"]),
        ("LinkedIn\njane-doe-12a", ["linkedin.com/in/jane-doe-12a"]),
        ("Oslo, Norway | /in/jane-doe", ["linkedin.com/in/jane-doe"]),
        ("https://www.linkedin.com/in/jane-\ndoe-4412", ["linkedin.com/in/jane-doe-4412"]),
        ("https://www.linkedin.com/in/jane\n-doe-4412", ["linkedin.com/in/jane-doe-4412"]),
        ("janedoe.hu", ["janedoe.hu"]),
        ("Oslo ● https://JaneDoe.github.io/cv/", ["janedoe.github.io/cv"]),
        ("网站：janedoe.cn；电话：13800138000", ["janedoe.cn"]),
    ],
)
def test_accounts_and_pages_as_people_write_them(text: str, wanted: list[str]) -> None:
    assert urls(lines(text)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "GitHub: Advanced",
        "GitHub: Sehr gut",
        "LinkedIn: Jane Doe",
        "LinkedIn | GitHub | Portfolio",
        "LinkedIn\nPortfolio",
        "Node.js and ASP.NET",
        "https://github.com/janedoe/regression.git",
        "https://play.google.com/store/apps/details?id=org.example",
        "https://doi.org/10.1000/182",
        "https://www.google.com/maps/place/1+High+Street",
    ],
)
def test_what_is_no_page_of_a_person(text: str) -> None:
    assert urls(lines(text)) == []


def test_behind_words_only_pages_that_are_the_persons_own() -> None:
    top = [
        linked("Jane Doe"),
        linked("Code", "https://github.com/jdoe"),
        linked("Website", "https://coolcoder.dev"),
        linked("Oslo", "https://www.google.com/maps/place/Oslo"),
        linked("Engineer at Orlin Works", "https://www.orlin-works.com"),
        linked("about me", "https://janedoe-photos.net"),
        linked("my thesis", "https://github.com/jdoe/thesis"),
    ]
    assert urls(top) == ["github.com/jdoe", "coolcoder.dev", "janedoe-photos.net"]


def test_an_annotation_tells_the_whole_of_what_the_text_breaks_off() -> None:
    top = [linked("linkedin.com/in/janed", "https://www.linkedin.com/in/janedoe-77")]
    assert urls(top) == ["linkedin.com/in/janedoe-77"]


def test_elsewhere_only_networks_that_the_contact_block_lacks_and_labelled_pages_count() -> None:
    found = urls(
        lines("https://github.com/janed"),
        lines(
            "https://github.com/colleague\nBlog: janed.blog\nhttps://www.orlin.com\n博客：janed.cn\nhttps://t.me/janed"
        ),
    )
    assert found == ["github.com/janed", "janed.blog", "janed.cn", "t.me/janed"]


@pytest.mark.parametrize(
    ("box", "wanted"),
    [("me@janed.io", ["janed.io"]), ("janed.io@gmail.com", ["janed.io"]), ("jane@gmail.com", [])],
)
def test_the_host_of_a_mail_box_is_a_page_where_it_stands_alone_and_is_not_everybodys(
    box: str, wanted: list[str]
) -> None:
    text = "gmail.com" if not wanted else "janed.io"
    assert urls(lines(f"{box}\n{text}"), box=box) == wanted


def test_a_name_that_looks_like_a_heading_opens_the_contact_block() -> None:
    name = plain_line("Jane Doe", heading=1)
    rest = lines("jane.doe@example.org | https://janedoe.example.org | GitHub: janed")
    work = [
        plain_line("Work experience", heading=1),
        *lines("Nurse, Orlin Hospital, 2019 - 2021\nhttps://orlin.example.com"),
    ]
    profile = read_resume([name, *rest, *work]).profile
    assert [link.url for link in profile.links] == ["https://janedoe.example.org", "https://github.com/janed"]


@pytest.mark.parametrize(
    ("text", "url", "wanted"),
    [
        ("Portfolio: https://ninetales.vercel.app", "", ["ninetales.vercel.app"]),
        ("See janedoe.github.io/My_CV/ for more", "", ["janedoe.github.io/My_CV"]),
        ("as in my resume", "https://janedoe.example.dev/", ["janedoe.example.dev"]),
        ("a game", "https://janedoe.github.io/game/", []),
        ("a shop for a client", "https://ninetales.example.com/", []),
        ("our firm", "https://www.linkedin.com/company/janedoe-and-sons/", []),
    ],
)
def test_pages_that_bear_a_name_or_a_label_among_other_things(text: str, url: str, wanted: list[str]) -> None:
    other = linked(text, *filter(None, [url]))
    found = pages_of(lines("Jane Doe"), ["janedoe@example.org"], [], [other])
    assert [link.url.partition("://")[2] for link, _ in found] == wanted


def test_a_heading_of_links_may_hold_them() -> None:
    heading = linked("LINKS", "https://github.com/janedoe")
    told = ["Jane Doe", BOX, "EDUCATION", "Diploma in Mechanical Engineering, Vellam College, 2012"]
    profile = read_resume([*map(plain_line, told), heading, plain_line("see above")]).profile
    assert [link.url for link in profile.links] == ["https://github.com/janedoe"]


def test_a_home_page_at_the_host_of_a_mail_box_counts_with_its_www() -> None:
    assert urls(lines("www. janedoe.com\njane@janedoe.com"), box="jane@janedoe.com") == ["janedoe.com"]


def test_a_film_among_other_things_is_no_page_of_a_person() -> None:
    assert urls(lines(BOX), lines("https://www.youtube.com/watch?v=abc123")) == []
