"""Which HTTP status says what went wrong, in one table."""

from __future__ import annotations

from http import HTTPStatus

import msgspec

from enrich.errors import ConfigError, Conflict, NotFound, OnefoldError, Refused, RetryLater, SourceDown


class Forbidden(OnefoldError):
    """This request did not come from one of our own pages."""


STATUSES: dict[type[OnefoldError], HTTPStatus] = {
    Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
    SourceDown: HTTPStatus.SERVICE_UNAVAILABLE,
    RetryLater: HTTPStatus.SERVICE_UNAVAILABLE,
    ConfigError: HTTPStatus.INTERNAL_SERVER_ERROR,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Forbidden: HTTPStatus.FORBIDDEN,
    OnefoldError: HTTPStatus.INTERNAL_SERVER_ERROR,
}

# What it is called on a page, and what a person may do about it.
ADVICE: dict[int, tuple[str, str]] = {
    400: ("That cannot be read", "Go back and try again."),
    403: ("Not from here", "Go back, reload the page and try again from there."),
    404: (
        "Not here",
        "It may have been erased, or the address may be mistyped. Search for it among all people.",
    ),
    405: ("Not that way", "This address is for forms. Open the page it belongs to and use the button there."),
    409: ("It changed meanwhile", "Look at it again as it is now, then decide."),
    421: ("Not under this name", "Open Onefold under the address that it printed when it was started."),
    422: ("Something is not right", "Go back, correct what is named above, and send it again."),
    500: ("Something went wrong", "If it happens again, the server's log names the place."),
    503: ("Not now", "Nothing was changed. Try again in a minute."),
}


class Problem(msgspec.Struct, frozen=True):
    """What went wrong, as RFC 9457 wants it; `detail` holds no personal data."""

    type: str
    title: str
    status: int
    detail: str


def problem_of(error: OnefoldError) -> Problem:
    """The nearest entry of the table, from the error's own class upwards."""
    kind = next(kind for kind in type(error).__mro__ if kind in STATUSES)
    return Problem(f"urn:onefold:problem:{kind.__name__}", STATUSES[kind].phrase, STATUSES[kind], str(error))


def problem_for(status: int, detail: str) -> Problem:
    """A problem that no error of ours stands for."""
    return Problem("about:blank", HTTPStatus(status).phrase, status, detail)
