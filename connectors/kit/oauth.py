"""OAuth 2 without a person at the keyboard: client credentials, and a refresh token that somebody has given (RFC 6749)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlencode

import msgspec

from connectors.kit.answers import Answer
from connectors.kit.credentials import Desk, Secret, Shown, Token, basic, value_of
from enrich.errors import ConfigError, Refused
from enrich.ports import ChangedAnswer

_FORM = "application/x-www-form-urlencoded"
_EARLY = 60.0
_DENIALS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
_USUAL_SECONDS = 3600.0


class _Grant(msgspec.Struct):
    access_token: str
    expires_in: float | None = None
    refresh_token: str = ""


class _Denial(msgspec.Struct):
    error: str = ""


@dataclass(frozen=True)
class _Granted(ABC):
    """A passing token, got from the address at the option `token_url` by a client with an id and a secret.

    `in_header`: they go out by HTTP Basic, not in the body.
    """

    option: str = "client_id"
    client: str = "client_id"
    secret: str = "client_secret"  # noqa: S105 -- the name of an option
    token_url: str = "token_url"  # noqa: S105
    scope: str = ""
    in_header: bool = False

    def shown(self, options: object, desk: Desk) -> Shown:
        """The token that holds now, or a new one."""
        with desk.tokens.lock:
            held = desk.tokens.held.get(self._name(options))
            if held is None or held.until < monotonic():
                grant = self._got(options, desk)
                until = monotonic() + max((grant.expires_in or _USUAL_SECONDS) - _EARLY, 1.0)
                held = desk.tokens.held[self._name(options)] = Token(grant.access_token, until)
            return Shown({"Authorization": f"Bearer {held.value}"}, secrets=(held.value,))

    def forget(self, options: object, desk: Desk) -> bool:
        """Forgets a token that was not accepted, so that a new one is got; False where there was none."""
        with desk.tokens.lock:
            return desk.tokens.held.pop(self._name(options), None) is not None

    @abstractmethod
    def _got(self, options: object, desk: Desk) -> _Grant: ...

    @abstractmethod
    def _advice(self, options: object) -> str: ...

    def _name(self, options: object) -> str:
        return " ".join(str(getattr(options, each)) for each in (self.token_url, self.option)) + self.scope

    def _asked(self, options: object, desk: Desk, grant: dict[str, str]) -> _Grant:
        """What the token's address gives. Raises ConfigError where it gives nothing."""
        client, secret = value_of(options, self.client), value_of(options, self.secret)
        own = {} if self.in_header else {"client_id": client, "client_secret": secret}
        form = urlencode(grant | own | ({"scope": self.scope} if self.scope else {})).encode()
        shown = basic(client, secret) if self.in_header else Shown()
        url = str(getattr(options, self.token_url))
        try:
            answer = desk.post(
                url, form, content_type=_FORM, accept="application/json", shown=shown, cost=0.0
            )
        except ChangedAnswer as denied:
            found = _word(denied.payload) or "a refusal"
            raise ConfigError(self._advice(options), key=f"sources.{desk.source}", found=found) from denied
        if answer is None:
            raise Refused("there is no token to be had at this address", where=desk.source, found="HTTP 404")
        return _read(answer)


@dataclass(frozen=True)
class ClientCredentials(_Granted):
    """A token for the client itself (RFC 6749, 4.4)."""

    def _got(self, options: object, desk: Desk) -> _Grant:
        return self._asked(options, desk, {"grant_type": "client_credentials"})

    def _advice(self, options: object) -> str:
        return f"the source gives no token: look at {self.client} and {self.secret}"


@dataclass(frozen=True)
class RefreshToken(_Granted):
    """A token got with the refresh token that somebody's consent gave (RFC 6749, 6), at the option `option`.

    A source may renew the refresh token each time. The new one takes the old one's place in its file; so such a token has
    to stand in a file.
    """

    option: str = "refresh_token"

    def _got(self, options: object, desk: Desk) -> _Grant:
        token = value_of(options, self.option)
        grant = self._asked(options, desk, {"grant_type": "refresh_token", "refresh_token": token})
        if grant.refresh_token and grant.refresh_token != token:
            held = getattr(options, self.option)
            if not (isinstance(held, Secret) and held.replace(grant.refresh_token)):
                raise ConfigError(
                    "the source renews its refresh token each time: keep it in a file",
                    key=f"sources.{desk.source}.{self.option}",
                    allowed='"file:PATH"',
                )
        return grant

    def _advice(self, options: object) -> str:
        return f"the consent has run out or was taken back: sign in again, and put the new token where {self.option} stands"


def _read(answer: Answer) -> _Grant:
    try:
        return msgspec.json.decode(answer.body, type=_Grant)
    except msgspec.MsgspecError as error:
        raise Refused("the answer holds no token", where=answer.source, allowed="access_token") from error


def _word(payload: bytes) -> str:
    """The kind of error (RFC 6749, 5.2); nothing else of what was answered."""
    try:
        error = msgspec.json.decode(payload, type=_Denial).error
    except msgspec.MsgspecError:
        return ""
    return error if error in _DENIALS else ""
