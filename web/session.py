"""What a browser keeps for us: the steward's name, the form token, and what the last action did.

None of it is trusted further than that: the name is what the steward says it is, the token proves that a form came from
one of our pages, and what was done is only ever shown.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from typing import Annotated
from urllib.parse import quote, unquote

import msgspec
from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from enrich.errors import Refused
from web.statuses import Forbidden

NAME, TOKEN, SAID = "onefold_name", "onefold_token", "onefold_said"
STEWARD = "steward"  # who judges when nobody has given a name
LONGEST_NAME = 60
YEAR = 365 * 86_400


class Said(msgspec.Struct, frozen=True):
    """What an action did, in a sentence without personal data; the judgements that undo it, and where to go back to then."""

    text: str
    undo: tuple[int, ...] = ()
    back: str = ""


def steward(request: Request) -> str:
    return unquote(request.cookies.get(NAME, "")).strip()[:LONGEST_NAME] or STEWARD


def remember_steward(response: Response, request: Request, name: str) -> None:
    keep(response, request, NAME, quote(name.strip()[:LONGEST_NAME]), YEAR)


def keep(response: Response, request: Request, cookie: str, value: str, seconds: int) -> None:
    response.set_cookie(
        cookie, value, max_age=seconds, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )


def form_token(request: Request) -> str:
    """The token of this browser, a new one where it has none."""
    held = request.cookies.get(TOKEN, "")
    return held if len(held) >= 32 else secrets.token_urlsafe(32)


def own_form(request: Request, token: Annotated[str, Form()] = "") -> None:
    """Lets only forms through that came from one of our pages. Raises Forbidden."""
    held = request.cookies.get(TOKEN, "")
    if not held or not hmac.compare_digest(held.encode(), token.encode()):
        raise Forbidden(
            "this form is out of date or came from elsewhere; go back, reload the page, try again"
        )


def local_path(path: str, otherwise: str) -> str:
    """A path on this site to go back to; `otherwise` for anything that would lead away from it."""
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else otherwise


def go(request: Request, path: str, said: Said | None = None) -> Response:
    """To another page after a form, which shows what was done."""
    response = RedirectResponse(path, status_code=303)
    if said is not None:
        packed = base64.urlsafe_b64encode(msgspec.json.encode(said)).decode()
        keep(response, request, SAID, packed, 60)
    return response


def said(request: Request) -> Said | None:
    """What the last action did, if this page is the first to be shown since."""
    try:
        packed = base64.urlsafe_b64decode(request.cookies.get(SAID, "").encode())
        return msgspec.json.decode(packed, type=Said) if packed else None
    except (binascii.Error, msgspec.MsgspecError, UnicodeError):
        return None


def ids_of(text: str) -> list[int]:
    """ "4,5" as numbers. Raises Refused."""
    if not text or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in text.split(",")):
        raise Refused("no such list of decisions", where="judgements", allowed="numbers with commas between")
    return [int(part) for part in text.split(",")]
