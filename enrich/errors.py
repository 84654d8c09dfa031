"""What can go wrong, named by what the caller must do.

OnefoldError
├── Refused           skip this input; keep it for a person to see; the rest goes on
├── RetryLater        ask again after a while
│   └── SourceDown    this source does not answer; leave it alone for a while
├── ConfigError       a setting is wrong: file, key, what was found, what is allowed
├── NotFound          no such person, record, source or job
└── Conflict          someone else was faster; read again, then decide
"""

from __future__ import annotations


class OnefoldError(Exception):
    """Something went wrong that a person can act on."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])


class Refused(OnefoldError):
    """This input cannot be taken.

    `where` is a place in the input (a line, a field, a member of an archive), never its content;
    `found` is short and holds no personal data; `allowed` says what would have been taken.
    """

    def __init__(self, reason: str, *, where: str = "", found: str = "", allowed: str = "") -> None:
        self.reason, self.where, self.found, self.allowed = reason, where, found, allowed
        super().__init__(one_line(reason, where, found, allowed))


class RetryLater(OnefoldError):
    """The answer is not to be had now; try again later."""

    def __init__(self, message: str = "", *, after_seconds: float = 60.0) -> None:
        self.after_seconds = after_seconds
        super().__init__(message)


class SourceDown(RetryLater):
    """The source does not answer."""


class ConfigError(OnefoldError):
    """A setting is wrong."""

    def __init__(
        self, reason: str, *, file: str = "", key: str = "", found: str = "", allowed: str = ""
    ) -> None:
        self.reason, self.file, self.key, self.found, self.allowed = reason, file, key, found, allowed
        super().__init__(one_line(reason, f"{file}: {key}" if file and key else file or key, found, allowed))


class NotFound(OnefoldError):
    """There is no such thing here."""


class Conflict(OnefoldError):
    """This changed while you looked at it; look again, then decide."""


def one_line(reason: str, where: str, found: str, allowed: str) -> str:
    """`where: reason (found ...; allowed ...)`, the one form of every message about bad input."""
    detail = "; ".join(
        part for part in (f"found {found}" if found else "", f"allowed: {allowed}" if allowed else "") if part
    )
    return (f"{where}: " if where else "") + reason + (f" ({detail})" if detail else "")
