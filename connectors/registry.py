"""Connectors by name. Built-in and third-party ones register alike: by an entry point in the group `onefold.connectors`."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.http import Http
from enrich.errors import ConfigError

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
    settings = _settings(connector.options_type, options, f"sources.{source}", file)
    try:
        own = http.for_source(source, allow_private=settings.allow_private, per_second=settings.per_second)
    except ConfigError as wrong:
        raise ConfigError(
            wrong.reason, file=file, key=wrong.key, found=wrong.found, allowed=wrong.allowed
        ) from wrong
    return connector(settings, own)


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
    try:
        return msgspec.convert(options, wanted)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$")
        raise ConfigError(reason, file=file, key=key + place.rstrip("`")) from error


def _hint(name: str, known: Any) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f", did you mean {close[0]!r}?" if close else ""
