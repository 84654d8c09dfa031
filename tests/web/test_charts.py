"""The waterfall as a chart: made by Altair, drawn in a real browser under the page's own rules, on narrow and dark screens too."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from enrich.explain import why_records
from enrich.ports import Contribution, Explanation, Turn
from enrich.store.reads import review_queue
from tests.web.conftest import Village
from web.chart import rows_of, spec, standalone

EXPLAINED = Explanation(
    -17.0,
    (Contribution("telephone", "same", 14.0, "+1", "+1"), Contribution("title", "different", -0.6, "<cook>", "nurse")),
    -3.6, 5.5, 0.0, "shipped-1",
    turns=(Turn("e-mail", "", "same", 10.0, 6.4, "merge"),),
)  # fmt: skip


def waiting(village: Village) -> tuple[int, int]:
    with village.engine.database.read() as connection:
        row = review_queue(connection)[0]
    return row.a, row.b


def test_bars_begin_where_the_last_one_ended() -> None:
    rows = rows_of(EXPLAINED)
    assert [row["look"] for row in rows] == ["prior", "for", "against", "sum"]
    assert [row["start"] for row in rows] == pytest.approx([0.0, -17.0, -3.0, 0.0])
    assert [row["end"] for row in rows] == pytest.approx([-17.0, -3.0, -3.6, -3.6])
    assert [row["bits"] for row in rows] == ["−17.0", "+14.0", "−0.6", "−3.6"]
    drawn = spec(EXPLAINED)
    assert drawn["$schema"].rsplit("/", 1)[1].startswith("v6")
    assert drawn["width"] == "container"


def test_the_api_gives_the_chart_and_what_would_have_decided_otherwise(
    client: TestClient, village: Village
) -> None:
    a, b = waiting(village)
    chart = client.get(f"/api/v1/why/chart?a={a}&b={b}").json()
    why = client.get(f"/api/v1/why?a={a}&b={b}").json()
    named = [row for rows in chart["datasets"].values() for row in rows if "label" in row]
    assert {row["label"].partition(":")[0] for row in named} >= {
        part["comparison"] for part in why["contributions"]
    }
    assert why["turns"]
    for turn in why["turns"]:
        crossed = [why["merge_at"] <= turn["weight"], why["review_at"] <= turn["weight"]]
        assert turn["decide"] == ("merge" if crossed[0] else "review" if crossed[1] else "apart") != "review"
    assert client.get("/api/v1/why/chart?a=1&b=999999").status_code == 404


def test_the_pair_page_draws_it_and_says_what_would_have_changed_it(
    browser: Browser, address: str, village: Village
) -> None:
    a, b = waiting(village)
    for width, scheme in ((1200, "light"), (400, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page, wrong = context.new_page(), list[str]()
        page.on("console", lambda message, wrong=wrong: wrong.append(message.text))
        page.on("pageerror", lambda error, wrong=wrong: wrong.append(str(error)))
        page.goto(f"{address}/review/{a}-{b}")
        page.wait_for_selector(".charted .chart svg")
        assert wrong == [], "no rule of the page is broken by drawing"
        with village.engine.database.read() as connection:
            told = why_records(connection, village.engine.matcher, a, b).explanation  # type: ignore[arg-type]
        texts = page.locator(".chart svg text").all_text_contents()
        assert sum(
            text.partition(":")[0] in {p.comparison for p in told.contributions} for text in texts
        ) == len(told.contributions)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            "nothing is wider than the screen"
        )
        assert page.locator("h2", has_text="What would have decided otherwise").is_visible()
        assert page.locator(".turns tbody tr").count() == len(told.turns)
        context.close()


def test_a_file_of_its_own_needs_nothing_else(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "why.html"
    file.write_text(standalone(EXPLAINED, "<P1> and P2"), encoding="utf-8")
    context = browser.new_context(offline=True)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector(".chart svg")
    assert page.title() == "Why <P1> and P2"
    assert "<cook> / nurse" in page.locator("table").inner_text()
    assert asked == [file.as_uri()]
    context.close()
