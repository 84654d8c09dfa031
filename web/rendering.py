"""Templates, and the words and numbers they may use."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

from enrich.persons import person_code
from web import words
from web.session import SAID, TOKEN, YEAR, form_token, keep, said, steward

HERE = Path(__file__).parent
STATIC = HERE / "static"

ICONS = {
    "fresh": "●", "ageing": "◐", "stale": "○", "verified": "✓",
    "agree": "=", "similar": "≈", "differ": "≠", "missing": "–",
    "ok": "●", "waiting": "○", "stumbling": "◐", "failing": "✕", "paused": "‖",
    "running": "◔", "done": "✓", "dead": "✕", "cancelled": "–", "failed": "✕",
    "same": "=", "different": "≠", "unsure": "?",
    "asking": "◔", "nothing": "–", "skipped": "‖", "limited": "◷", "accepted": "✓", "undone": "↶",
    "overlap": "⇉", "gap_before": "⋯", "contradiction": "≠", "unconfirmed": "?",
}  # fmt: skip


@lru_cache
def static(name: str) -> str:
    """The address of a file of ours; it changes with the content, so that no browser shows an old one."""
    digest = hashlib.blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={digest}"


def web_address(url: str) -> str:
    """The address if it can be a link to a page, "" for anything else (such as javascript:)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def shown_address(url: str) -> str:
    """An address without what nobody reads: "example.org/jane"."""
    parts = urlsplit(url)
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/")


def query_with(given: dict[str, str], **changed: str) -> str:
    """A query string of what is set, with some of it changed: "?city=Berlin&stale=1"."""
    kept = {name: value for name, value in {**given, **changed}.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"


def environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(static=static, icons=ICONS, query_with=query_with, ago=words.ago)
    env.filters.update(
        date=words.date_words,
        day=words.day_words,
        iso_day=words.iso_day,
        time=words.time_words,
        age=words.age_words,
        bits=words.bits_words,
        percent=words.percent_words,
        share=words.share_words,
        probability=words.probability_of,
        count=words.count_words,
        code=person_code,
        link=web_address,
        short_link=shown_address,
    )
    return env


ENVIRONMENT = environment()


def fragment(request: Request, template: str, **context: Any) -> str:
    """A part of a page, as text."""
    token = context.pop("token", form_token(request))
    return ENVIRONMENT.get_template(template).render(
        context, request=request, path=request.url.path, token=token, steward=steward(request)
    )


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page; shows what the last action did, once."""
    told, token = said(request), form_token(request)
    response = HTMLResponse(fragment(request, template, said=told, token=token, **context), status)
    if request.cookies.get(TOKEN) != token:
        keep(response, request, TOKEN, token, YEAR)
    if told is not None:
        response.delete_cookie(SAID, httponly=True, samesite="strict")
    return response


def is_partial(request: Request) -> bool:
    """Whether htmx asks for a part of a page, not the browser for a whole one."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers
