"""Credentials by reference, and how they are shown to a source."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import NamedTuple, Protocol

from connectors.kit.answers import Answer
from enrich.errors import ConfigError

_ALLOWED = '"env:NAME" for an environment variable, "file:PATH" for a file that holds nothing else'


class Secret:
    """Where a credential stands: "env:NAME" or "file:PATH". It is read whenever it is used, and never shown or stored.

    A path is relative to the settings file's folder; `key` names the setting in messages.
    """

    __slots__ = ("_folder", "key", "kind", "place")

    def __init__(self, reference: str, key: str = "", folder: Path = Path()) -> None:
        self.kind, _, self.place = reference.partition(":")
        self.key, self._folder = key, folder
        if self.kind not in {"env", "file"} or not self.place:
            raise ValueError(
                f"a credential does not stand in the settings themselves: allowed are {_ALLOWED}"
            )

    def __repr__(self) -> str:
        return f"Secret('{self.kind}:{self.place}')"

    def value(self) -> str:
        """The credential now. Raises ConfigError where there is none."""
        found = os.environ.get(self.place, "") if self.kind == "env" else self._read()
        if not found.strip():
            what = (
                f"the environment variable {self.place}" if self.kind == "env" else f"the file {self.place}"
            )
            raise ConfigError(f"there is no credential: set {what}", key=self.key)
        return found.strip()

    def replace(self, value: str) -> bool:
        """Keeps a credential that the source has renewed, where it stands in a file; False where it cannot be kept."""
        if self.kind != "file":
            return False
        path = self._folder / self.place
        fresh = path.with_name(path.name + ".new")
        fresh.touch(mode=0o600)
        fresh.write_text(value, encoding="utf-8")
        fresh.replace(path)
        return True

    def _read(self) -> str:
        try:
            return (self._folder / self.place).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"the credential's file cannot be read: {self.place}", key=self.key) from error


class Shown(NamedTuple):
    """What a request carries beside its question; never logged, cached or told.

    `credentials`: it tells who asks, so that "no entry" is about them. `secrets`: what is taken out of every answer, since
    some sources repeat what they were told.
    """

    headers: Mapping[str, str] = MappingProxyType({})
    params: Mapping[str, str] = MappingProxyType({})
    credentials: bool = True
    secrets: tuple[str, ...] = ()


class Desk(Protocol):
    """What an `Auth` may use: a way to post, and the passing tokens of this process."""

    @property
    def source(self) -> str:
        """Who asks, for messages."""
        ...

    @property
    def tokens(self) -> Tokens:
        """The passing tokens."""
        ...

    def post(
        self, url: str, body: bytes, *, content_type: str, accept: str, shown: Shown, cost: float | None
    ) -> Answer | None:
        """The answer to a POST."""
        ...


class Token(NamedTuple):
    """A credential that passes; `until` on the monotonic clock."""

    value: str
    until: float


class Tokens:
    """The passing tokens of a process, by what they were got with; one thread at a time gets a new one."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.held: dict[str, Token] = {}


class Auth(Protocol):
    """How a connector's credentials are shown; declared as its `auth`.

    The names given are those of its options. Where the first of them is not set, nothing is shown: the source is asked
    without an account.
    """

    @property
    def option(self) -> str:
        """The option without which there is no account."""
        ...

    def shown(self, options: object, desk: Desk) -> Shown:
        """What goes out now. Raises ConfigError, and what a request raises where a token has to be got first."""
        ...

    def forget(self, options: object, desk: Desk) -> bool:
        """Forgets a token that was not accepted; False where there is none to forget."""
        ...


class _Lasting:
    """A credential that does not change by itself."""

    def forget(self, options: object, desk: Desk) -> bool:
        """There is nothing that could be got anew."""
        return False


@dataclass(frozen=True)
class Bearer(_Lasting):
    """`Authorization: Bearer TOKEN`; `scheme` replaces the word "Bearer"."""

    option: str = "token"
    scheme: str = "Bearer"

    def shown(self, options: object, desk: Desk) -> Shown:
        value = value_of(options, self.option)
        return Shown({"Authorization": f"{self.scheme} {value}"}, secrets=(value,))


@dataclass(frozen=True)
class Header(_Lasting):
    """The credential in a header of its own."""

    header: str
    option: str = "key"

    def shown(self, options: object, desk: Desk) -> Shown:
        value = value_of(options, self.option)
        return Shown({self.header: value}, secrets=(value,))


@dataclass(frozen=True)
class Param(_Lasting):
    """The credential in the query: added when the request is sent, and in no URL that anyone sees afterwards."""

    param: str
    option: str = "key"

    def shown(self, options: object, desk: Desk) -> Shown:
        value = value_of(options, self.option)
        return Shown(params={self.param: value}, secrets=(value,))


@dataclass(frozen=True)
class Basic(_Lasting):
    """HTTP Basic (RFC 7617): a user name or id, and a password or key."""

    option: str = "user"
    password: str = "password"  # noqa: S105 -- the name of an option

    def shown(self, options: object, desk: Desk) -> Shown:
        return basic(value_of(options, self.option), value_of(options, self.password))


def basic(user: str, password: str) -> Shown:
    """The header of HTTP Basic."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return Shown({"Authorization": f"Basic {pair}"}, secrets=(pair, password))


def value_of(options: object, name: str) -> str:
    """An option's value, a credential's read now; "" where it is not set."""
    value = getattr(options, name)
    return value.value() if isinstance(value, Secret) else str(value or "")
