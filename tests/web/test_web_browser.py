"""The pages in a real Chromium: keys, live results, live progress, no script errors, narrow and wide, light and dark."""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from enrich.model import Found, Profile
from enrich.ports import Ask, Connector, Limits, LookupBy, Policy
from enrich.store.judgements import judgements
from enrich.store.reads import review_queue
from jobs.work import Workshop
from jobs.worker import Worker
from tests.web.conftest import Village
from tests.web.village import MARISOL_PAGE, said

Scheme = Literal["light", "dark"]

PATIENCE = 20_000  # milliseconds
WIDTHS = {"narrow": 400, "wide": 1280}

# Contrast of every visible text with what is behind it (WCAG 2.2, 1.4.3): [ratio needed, ratio, text].
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (css) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => { for (let e = element; e; e = e.parentElement) {
    const colour = rgba(getComputedStyle(e).backgroundColor); if (colour[3] > 0.99) return colour; } return [255, 255, 255, 1]; };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || element.closest(".hidden, script, title, svg, select") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgba(style.color)), light(behind(element))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    found.push([large ? 3 : 4.5, (a + 0.05) / (b + 0.05), text.slice(0, 40)]);
  }
  return found;
}"""


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which any script error, blocked resource or foreign request fails the test."""
    page = context.new_page()
    trouble: list[str] = []
    asked: set[str] = set()
    watch(page, trouble, asked)
    yield page
    assert trouble == []
    assert {re.sub(r"^(https?://[^/]+).*", r"\1", url) for url in asked} <= {
        page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2]
    }


def watch(page: Page, trouble: list[str], asked: set[str]) -> None:
    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            trouble.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: asked.add(request.url))
    page.on("response", lambda answer: trouble.append(answer.url) if answer.status >= 500 else None)


def press(page: Page, key: str) -> None:
    """Presses a key once the page listens to keys."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def shown(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)


def test_searching_with_a_typing_error_and_opening_the_person(page: Page) -> None:
    page.goto("/people")
    press(page, "/")
    page.keyboard.type("marysol echeveria", delay=5)
    expect(page.locator("#results .people li")).to_have_count(1, timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"/people\?q=marysol\+echeveria$"))
    expect(page.locator("#q")).to_be_focused()
    press(page, "Escape")
    press(page, "j")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"/people/P\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Marisol Echeverría Goñi")
    page.go_back()
    expect(page.locator("#q")).to_have_value("marysol echeveria")
    expect(page.locator("#results .people li")).to_have_count(1)


def test_filters_narrow_while_one_types(page: Page) -> None:
    page.goto("/people")
    page.get_by_text("Filters").click()
    page.get_by_label("City").fill("rostock")
    expect(page.locator("#results .people li")).to_have_count(2, timeout=PATIENCE)
    page.get_by_label("has an open review").uncheck()
    page.get_by_label("City").fill("atlantis")
    shown(page, "Nobody fits")


class Waits:
    """A source that answers when the test says so."""

    name, needs, limits, networks = "waits", "nothing", Limits(), ()
    lookup_by: tuple[LookupBy, ...] = ("email",)
    directory = False
    policy = Policy(terms="Ours.")

    def __init__(self, found: list[Found]) -> None:
        self.found, self.go_on = found, threading.Event()

    def lookup(self, ask: Ask) -> Iterator[Found]:
        self.go_on.wait(PATIENCE / 1000)
        yield from self.found

    def pull(self, cursor: str) -> Iterator[Found]:
        yield from ()


@pytest.fixture
def asking(village: Village) -> Iterator[Waits]:
    """A worker whose refreshes wait for the test: the directory answers at once, the pages when they are let go on."""
    village.clock.turn("2026-11-03")
    newer = Profile(
        name="Marisol Echeverría Goñi",
        emails=MARISOL_PAGE.emails,
        headline="Now writing a book about contracts",
    )
    slow, quick = Waits([said("marisol-7", newer, "2026-11-03")]), Waits([])
    quick.go_on.set()
    told: dict[str, Connector] = {"directory": quick, "pages": slow}
    shop = Workshop(village.engine, village.tasks, (), {}, told, {}, stale_days=100.0)
    village.app.state.services = dataclasses.replace(
        village.services, refresh=shop.ask_refresh, plan=shop.plan_refresh
    )
    worker = Worker(village.tasks, {"refresh": shop.refresh}, threads=1, poll_seconds=0.05)
    worker.start()
    yield slow
    slow.go_on.set()
    assert worker.stop()


def test_refresh_shows_its_plan_its_rows_and_what_changed(
    page: Page, village: Village, asking: Waits
) -> None:
    page.goto(f"/people/{village.code('marisol')}")
    press(page, "r")
    shown(page, "Ask 2 sources about them?")
    expect(page.get_by_role("button", name="Ask 2 sources")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#refresh")).to_contain_text("Asking the sources.", timeout=PATIENCE)
    expect(page.locator("#refresh li.nothing")).to_contain_text("directory")
    expect(page.locator("#refresh li.asking")).to_contain_text("pages")
    page.reload()
    expect(page.locator("#refresh li.asking")).to_contain_text("pages")
    asking.go_on.set()
    expect(page.locator("#refresh")).to_contain_text("Refreshed for steward.", timeout=PATIENCE)
    expect(page.locator("#refresh")).to_contain_text("Now writing a book about contracts")
    expect(page.locator("#refresh")).to_contain_text("says nothing about them")
    village.clock.turn("2026-11-04")
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.locator("#refresh")).to_contain_text("Undone by steward")
    expect(page.locator("#facts")).not_to_contain_text("Now writing a book about contracts")
    page.get_by_role("button", name="Take the undoing back").click()
    expect(page.locator("#facts")).to_contain_text("Now writing a book about contracts")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#refresh")).to_contain_text("Accepted by steward")
    page.get_by_role("link", name="Close").click()
    expect(page.locator("#refresh")).to_be_hidden()
    expect(page.locator(".now")).to_contain_text("accepted by steward")


def test_refresh_goes_on_by_asking_where_streams_are_cut(page: Page, village: Village, asking: Waits) -> None:
    page.route(
        "**/refresh/events*",
        lambda route: route.fulfill(status=200, content_type="text/event-stream", body=""),
    )
    page.goto(f"/people/{village.code('marisol')}")
    page.get_by_role("button", name="Refresh now").click()
    page.get_by_role("button", name="Ask 2 sources").click()
    expect(page.locator("#refresh li.asking")).to_contain_text("pages", timeout=PATIENCE)
    asking.go_on.set()
    expect(page.locator("#refresh")).to_contain_text("Refreshed for steward.", timeout=PATIENCE)


def test_judging_by_keyboard_and_undoing(page: Page, village: Village) -> None:
    page.goto("/review")
    press(page, "j")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Same person?")
    first = page.url
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "m")  # keys mean nothing while the help is open
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    press(page, "j")
    page.wait_for_url(lambda url: url != first)
    press(page, "k")
    page.wait_for_url(first)

    press(page, "m")
    expect(page.locator(".toast")).to_contain_text("Judged the same")
    assert page.url != first
    assert standing(village) == ["same"]
    press(page, "z")
    expect(page.locator(".toast")).to_contain_text("Taken back")
    assert (page.url, standing(village)) == (first, [])

    for key, verdict in (("n", "different"), ("u", "unsure")):
        here = page.url
        press(page, key)
        page.wait_for_url(lambda url, here=here: url != here)  # type: ignore[misc]
        assert standing(village)[-1] == verdict
    with village.engine.database.read() as connection:
        assert len(review_queue(connection)) == 1


def test_keys_do_not_judge_while_one_writes_a_note(page: Page, village: Village) -> None:
    with village.engine.database.read() as connection:
        row = review_queue(connection)[0]
    page.goto(f"/review/{row.a}-{row.b}")
    page.get_by_placeholder("a note, if you like").fill("")
    page.get_by_placeholder("a note, if you like").press_sequentially("mnu z")
    assert standing(village) == []
    page.get_by_role("button", name="Different").click()
    expect(page.locator(".toast")).to_contain_text("Judged different")
    with village.engine.database.read() as connection:
        assert [judgement.note for judgement in judgements(connection)] == ["mnu z"]


def standing(village: Village) -> list[str]:
    with village.engine.database.read() as connection:
        return [judgement.verdict for judgement in judgements(connection)]


def test_a_name_is_kept_and_stands_under_decisions(page: Page, village: Village) -> None:
    page.goto("/review")
    page.locator(".you summary").click()
    page.get_by_label("Your name stands under").fill("Ana Böhm")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".you summary")).to_have_text("Ana Böhm")
    page.locator("[data-row]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Same person?")
    press(page, "n")
    expect(page.locator(".toast")).to_be_visible()
    with village.engine.database.read() as connection:
        assert [judgement.by for judgement in judgements(connection)] == ["Ana Böhm"]


def test_splitting_off_and_undoing_with_a_key(page: Page, village: Village) -> None:
    page.goto(f"/people/{village.code('marisol')}")
    page.get_by_role("button", name="Not them: split off").last.click()
    expect(page.locator(".toast")).to_contain_text("is a person of its own")
    press(page, "z")
    expect(page.locator(".toast")).to_contain_text("joined")
    expect(page.locator(".now")).to_contain_text("3 identities")


def test_a_note_is_written(page: Page, village: Village) -> None:
    page.goto(f"/people/{village.code('marisol')}")
    page.get_by_text("Log a conversation or a note").click()
    page.get_by_label("Kind").select_option("meeting")
    page.get_by_label("What was said").fill("Will think about it until spring.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#conversations")).to_contain_text("Will think about it until spring.")
    expect(page.locator("#conversations")).to_contain_text("Meeting by steward")


def test_every_fact_unfolds_with_the_keyboard(page: Page, village: Village) -> None:
    page.goto(f"/people/{village.code('marisol')}")
    fold = page.locator("#facts details").nth(1)
    fold.locator("summary").focus()
    press(page, "Enter")
    expect(fold).to_contain_text("Chosen by this rule")
    expect(fold.get_by_text("Says otherwise")).to_be_visible()


def test_a_link_into_the_page_stops_below_the_sticky_header(page: Page, village: Village) -> None:
    page.goto(f"/people/{village.code('marisol')}#changes")
    top = page.locator("#changes").bounding_box()
    bar = page.locator(".person-bar").bounding_box()
    assert top is not None
    assert bar is not None
    assert top["y"] >= bar["y"] + bar["height"] or top["y"] >= 0
    assert bar["y"] >= 0


def test_the_skip_link_leads_past_the_navigation(page: Page) -> None:
    page.goto("/people")
    press(page, "Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#main")).to_be_focused()


def every_page(village: Village) -> list[str]:
    with village.engine.database.read() as connection:
        row = review_queue(connection)[-1]
    people = [village.code(name) for name in ("marisol", "adebayo", "mallory", "torsten")]
    return [
        "/people", "/people?q=zzzz", *(f"/people/{code}" for code in people), f"/people/{people[0]}?as_of=2024-07-01",
        "/review", f"/review/{row.a}-{row.b}", "/review/decisions", "/ops", "/models",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["narrow", "wide"])
def test_every_page_fits_and_can_be_read(page: Page, village: Village, scheme: Scheme, width: str) -> None:
    village.services.refresh(int(village.code("marisol")[1:]), "x")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": WIDTHS[width], "height": 800})
    for path in every_page(village):
        page.goto(path)
        page.evaluate(
            "document.querySelectorAll('details').forEach((fold) => { fold.open = !fold.closest('.you'); })"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width], path
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")
        contrasts = page.evaluate(CONTRASTS)
        assert len(contrasts) > 5
        assert [told for told in contrasts if told[1] < told[0]] == [], path


def test_everything_that_can_be_pressed_has_a_name(page: Page, village: Village) -> None:
    for path in every_page(village):
        page.goto(path)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
                .filter((e) => !(e.labels?.length || e.textContent.trim() || e.getAttribute("aria-label")))
                .map((e) => e.outerHTML)"""
        )
        assert nameless == [], path
        headings = page.evaluate("[...document.querySelectorAll('h1')].length")
        assert headings == 1, path


def test_without_scripts_everything_still_works(browser: Browser, address: str, village: Village) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/people")
    page.get_by_role("searchbox").fill("marysol")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Marisol Echeverría Goñi").click()
    page.get_by_role("button", name="Refresh now").click()
    expect(page.locator("#refresh")).to_contain_text("There is nobody to ask")
    page.goto("/review")
    page.locator("[data-row]").first.click()
    page.get_by_role("button", name="Different").click()
    expect(page.locator(".toast")).to_contain_text("Judged different")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("Taken back")
    context.close()
