"""Connectors by name. Built-in and third-party ones register alike: by an entry point in the group `onefold.connectors`."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import msgspec

from connectors.kit.cache import KEPT_DAYS
from connectors.kit.contract import BaseConnector, SourceOptions, account_of, limits_of
from connectors.kit.credentials import Secret
from connectors.kit.http import Http, Terms
from enrich.errors import ConfigError
from enrich.ports import Policy

GROUP = "onefold.connectors"


def kinds() -> dict[str, type[BaseConnector[Any]]]:
    """Every connector that is installed, by the name a source's `kind` gives. Raises ConfigError for a broken one."""
    return {name: _load(entry) for name, entry in sorted(_entries().items())}


def build(
    kind: str, options: dict[str, object], http: Http, source: str, *, file: str = ""
) -> BaseConnector[Any]:
    """The connector of one source. `options` is what its table in `file` says beyond what every source says.

    The connector gets an `Http` of its own, which lets it reach what its `allow_private` names.
    Raises ConfigError for an unknown kind, an unknown option, or an option of the wrong kind.
    """
    return configure(_connector(kind, source, file), options, http, source, file=file)


def configure(
    connector: type[BaseConnector[Any]],
    options: dict[str, object],
    http: Http,
    source: str,
    *,
    file: str = "",
) -> BaseConnector[Any]:
    """As `build`, for a connector at hand."""
    key = f"sources.{source}"
    settings = _settings(connector.options_type, options, key, file)
    connector = connector.declared(settings)
    _stated(connector, settings, key, file)
    terms = Terms(
        settings.allow_private, settings.per_second, limits_of(connector, settings), account_of(connector, settings),
        settings.budget, answers_may_be_kept(connector.policy), connector.statuses,
    )  # fmt: skip
    try:
        own = http.on(source, terms)
    except ConfigError as wrong:
        raise ConfigError(
            wrong.reason, file=file, key=wrong.key, found=wrong.found, allowed=wrong.allowed
        ) from wrong
    return connector(settings, own)


def _stated(connector: type[BaseConnector[Any]], settings: SourceOptions, key: str, file: str) -> None:
    """Raises ConfigError where a source wants to know what it is for, or what it may cost, and nobody has said so."""
    policy = connector.policy
    if policy.purposes and settings.purpose not in policy.purposes:
        terms = f" {policy.terms_url}," if policy.terms_url else ""
        raise ConfigError(
            f"state what this source is used for: read its terms,{terms} then set `purpose` in its options",
            file=file,
            key=f"{key}.purpose",
            found=repr(settings.purpose),
            allowed=", ".join(map(repr, policy.purposes)),
        )
    limits = limits_of(connector, settings)
    if limits.cost and not settings.budget:
        raise ConfigError(
            f"a call costs {limits.cost:g} {limits.currency}: set `budget` in its options to what thirty days may cost",
            file=file,
            key=f"{key}.budget",
            found="0",
            allowed=f"an amount in {limits.currency}",
        )


def _entries() -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        known = found.setdefault(entry.name, entry)
        if known.value != entry.value:
            raise ConfigError(
                f"two installed packages offer the connector {entry.name!r}",
                found=f"{known.value} and {entry.value}",
                allowed="one of them: uninstall the other",
            )
    return found


def _connector(kind: str, source: str, file: str) -> type[BaseConnector[Any]]:
    entries = _entries()
    if kind not in entries:
        raise ConfigError(
            "there is no such connector" + _hint(kind, entries),
            file=file,
            key=f"sources.{source}.kind",
            found=repr(kind),
            allowed=", ".join(sorted(entries)) or "none: no connector is installed",
        )
    return _load(entries[kind])


def _load(entry: EntryPoint) -> type[BaseConnector[Any]]:
    try:
        loaded = entry.load()
    except (ImportError, AttributeError) as error:
        raise ConfigError(
            f"the connector {entry.name!r} cannot be loaded: reinstall or remove its package",
            found=entry.value,
        ) from error
    if not (isinstance(loaded, type) and issubclass(loaded, BaseConnector)):
        raise ConfigError(
            f"the connector {entry.name!r} is no connector", found=entry.value, allowed="a BaseConnector"
        )
    return loaded


def _settings(wanted: type[SourceOptions], options: dict[str, object], key: str, file: str) -> SourceOptions:
    allowed = {field.encode_name: None for field in msgspec.structs.fields(wanted)}
    for name in options:
        if name not in allowed:
            raise ConfigError(
                "unknown option" + _hint(name, allowed),
                file=file,
                key=f"{key}.{name}",
                allowed=", ".join(allowed),
            )

    def read(kind: type, value: object) -> object:
        if kind is not Secret:
            raise NotImplementedError
        if not isinstance(value, str):
            raise ValueError("a credential is given as text")
        return Secret(value, key, Path(file).parent)

    try:
        return msgspec.convert(options, wanted, dec_hook=read)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$")
        raise ConfigError(reason, file=file, key=key + place.rstrip("`")) from error


def _hint(name: str, known: Any) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f", did you mean {close[0]!r}?" if close else ""


def answers_may_be_kept(policy: Policy) -> bool:
    """Whether fetched answers may lie in the cache for as long as it keeps any."""
    return policy.may_store and (policy.keep_days is None or policy.keep_days >= KEPT_DAYS)
