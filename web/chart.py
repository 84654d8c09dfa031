"""The waterfall as a Vega-Lite chart, made with Altair; drawn by scripts that are served from here or stand in the page.

Apart from `waterfall`, and loaded when a chart is first asked for: Altair takes a second.
"""

from __future__ import annotations

from typing import Any, Literal

import altair as alt

from enrich.ports import Explanation
from web.rendering import ENVIRONMENT, STATIC
from web.waterfall import waterfall

SCRIPTS = ("vega.min.js", "vega-lite.min.js", "vega-interpreter.js", "chart.js")
ROW = 40  # pixels of a row: a line of text over a bar
BAR = 0.25  # of a row, half the height of a bar
LOWER = 0.2  # of a row, how far a bar stands below its middle
# The page's colours, light or dark, by what a bar is.
LOOKS = {"prior": "var(--edge)", "for": "var(--good)", "against": "var(--bad)", "sum": "var(--accent)"}


def rows_of(explanation: Explanation) -> list[dict[str, Any]]:
    """One row per bar, from top to bottom: where it starts and ends, in bits."""
    drawn = waterfall(explanation)
    rows = []
    for place, step in enumerate((drawn.prior, *drawn.steps, drawn.weight)):
        part = step.contribution
        start = 0.0 if step.look in ("prior", "sum") else step.total - part.bits
        rows.append(
            {
                "place": place, "top": place - BAR + LOWER, "bottom": place + BAR + LOWER, "next": place + 1 - BAR + LOWER, "start": start, "end": step.total,
                "look": step.look, "label": f"{part.comparison}: {part.level}" if part.level else part.comparison,
                "bits": f"{part.bits:+.1f}".replace("-", "−"), "compared": f"{part.left} / {part.right}",
            }
        )  # fmt: skip
    return rows


def spec(explanation: Explanation) -> dict[str, Any]:
    """The chart as Vega-Lite, as wide as the place it stands in. Colours are the page's."""
    rows = rows_of(explanation)
    data, steps = alt.InlineData(values=rows), alt.InlineData(values=rows[:-1])
    span = alt.Scale(domain=[-0.6, len(rows) - 0.4], reverse=True, nice=False)
    top, bottom = (alt.Y(f"{end}:Q", axis=None, scale=span) for end in ("top", "bottom"))
    looks = alt.Color("look:N", legend=None, scale=alt.Scale(domain=[*LOOKS], range=[*LOOKS.values()]))
    bars = alt.Chart(data).mark_bar(cornerRadius=2)
    bars = bars.encode(across("start"), alt.X2("end:Q"), top, alt.Y2("bottom:Q"), looks)
    joints = alt.Chart(steps).mark_rule(color="var(--edge)").encode(across("end"), bottom, alt.Y2("next:Q"))
    labels = words(data, "left", "var(--ink)").encode(x=alt.value(4), y=top, text="label:N")
    bits = words(data, "right", "var(--quiet)").encode(x=alt.value("width"), y=top, text="bits:N")
    layered = alt.layer(*thresholds(explanation), joints, bars, labels, bits)
    chart = layered.properties(width="container", height=ROW * len(rows), background="transparent")
    document: dict[str, Any] = (
        chart.configure(font="system-ui, sans-serif", aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor="var(--quiet)", titleColor="var(--quiet)", gridColor="var(--line)", domainColor="var(--edge)",
            tickColor="var(--edge)",
        )
        .configure_text(fontSize=12)
        .to_dict()
    )  # fmt: skip
    return document


def across(field: str) -> alt.X:
    return alt.X(f"{field}:Q", title="bits", scale=alt.Scale(nice=True, padding=8))


def words(data: alt.InlineData, align: Literal["left", "right"], colour: str) -> alt.Chart:
    chart: alt.Chart = alt.Chart(data).mark_text(align=align, baseline="bottom", dy=-1, color=colour)
    return chart


def thresholds(explanation: Explanation) -> list[alt.Chart]:
    """Two lines: from where on a person is asked, and from where on a pair merges."""
    lines = ((explanation.review_at, [3, 3], "var(--edge)"), (explanation.merge_at, [1, 0], "var(--ink)"))
    return [
        alt.Chart(alt.InlineData(values=[{"at": at}]))
        .mark_rule(strokeDash=dash, color=colour)
        .encode(across("at"))
        for at, dash, colour in lines
    ]


def standalone(explanation: Explanation, title: str) -> str:
    """An HTML page with the chart and everything that draws it; it asks no host for anything."""
    texts = {name: (STATIC / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "onefold.css")}
    scripts = [texts[name].replace("</script", "<\\/script") for name in SCRIPTS]
    return ENVIRONMENT.get_template("chart.html").render(
        title=title, told=explanation, rows=rows_of(explanation), spec=spec(explanation), scripts=scripts,
        css=texts["onefold.css"],
    )  # fmt: skip
