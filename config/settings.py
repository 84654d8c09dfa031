"""Typed settings: the defaults that ship, and the operator's `onefold.toml` on top. Read once, by the composition root."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from enrich.errors import ConfigError

T = TypeVar("T")

HERE = Path(__file__).parent
SOURCE_NAME = r"^[a-z][a-z0-9_-]{0,39}$"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every table in a settings file: a key that nobody knows is an error, not a typing mistake kept silent."""


class SourceSettings(Table, frozen=True):
    """One source. `folder` is watched for files; a connector's `kind` is asked over the network instead.

    `trust` (0 to 1) and `human` replace what the kind brings; `columns` maps a table's columns to attributes; `every`
    says how often a directory is pulled ("12h"); `options` belong to the connector.
    """

    kind: str
    about: str = ""
    folder: str = ""
    trust: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    human: bool | None = None
    columns: dict[str, str] = {}
    every: str = "1d"
    options: dict[str, Any] = {}


class WebSettings(Table, frozen=True):
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8360
    allowed_hosts: tuple[str, ...] = ()


class WorkSettings(Table, frozen=True):
    """How hard the machine works. `processes`: for parsing and for large loads; `threads`: tasks done side by side."""

    processes: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    threads: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4


class ClusterSettings(Table, frozen=True):
    max_cluster: Annotated[int, msgspec.Meta(ge=2, le=500)] = 40
    margin: float = 4.0


class Settings(Table, frozen=True):
    """Everything an operator can say. `jobs`: job -> how often; "" switches a job off."""

    database: str = "onefold.db"
    web: WebSettings = WebSettings()
    work: WorkSettings = WorkSettings()
    clusters: ClusterSettings = ClusterSettings()
    sources: dict[Annotated[str, msgspec.Meta(pattern=SOURCE_NAME)], SourceSettings] = {}
    jobs: dict[str, str] = {}
    matching: dict[str, Any] = {}
    survivorship: dict[str, Any] = {}


class RuleSettings(Table, frozen=True):
    rule: str = "freshest"
    half_life_days: Annotated[float, msgspec.Meta(gt=0)] = 365.0


class TrustSettings(Table, frozen=True):
    value: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.5
    human: bool = False


class SurvivorshipSettings(Table, frozen=True):
    rules: dict[str, RuleSettings]
    trust: dict[str, TrustSettings]


class JobSettings(Table, frozen=True):
    about: str
    every: str


def load(path: Path | None) -> Settings:
    """The settings in a file, or the defaults for None. Raises ConfigError: file, key, what was found, what is allowed."""
    if path is None:
        return Settings()
    data = read_toml(path)
    sources = data.get("sources")
    for name, table in sources.items() if isinstance(sources, dict) else ():
        convert(table, SourceSettings, str(path), f"sources.{name}")  # named here, where the name is known
    settings = convert(data, Settings, str(path))
    for name, every in settings.jobs.items():
        seconds_of(every, f"jobs.{name}", str(path))
    for name, source in settings.sources.items():
        seconds_of(source.every, f"sources.{name}.every", str(path))
    return settings


def survivorship_defaults(changes: dict[str, Any], file: str) -> SurvivorshipSettings:
    """config/survivorship.toml, with the `[survivorship]` table of the settings file on top."""
    shipped = read_toml(HERE / "survivorship.toml")
    for part, table in changes.items():
        if part not in shipped:
            raise ConfigError(
                "unknown key", file=file, key=f"survivorship.{part}", found=part, allowed=", ".join(shipped)
            )
        shipped[part] = shipped[part] | table
    return convert(shipped, SurvivorshipSettings, file or "survivorship.toml")


def job_defaults() -> dict[str, JobSettings]:
    """config/jobs.toml: every job, what it does, how often it runs unless told otherwise."""
    return convert(read_toml(HERE / "jobs.toml"), dict[str, JobSettings], "jobs.toml")


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError("there is no such file", file=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not valid TOML: {error}", file=str(path)) from error


def convert(data: Any, kind: type[T], file: str, within: str = "") -> T:
    """`data`, which stands under the key `within`, as `kind`. Raises ConfigError naming the key that is wrong."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at ")
        key = where.strip("`").removeprefix("$").removeprefix(".").replace("[...]", "")
        inside = kind, key
        key = ".".join(part for part in (within, key) if part)
        unknown = re.search(r"unknown field `(.+?)`", reason)
        if unknown:
            found = unknown.group(1)
            key = f"{key}.{found}" if key else found
            raise ConfigError(
                "unknown key", file=file, key=key, found=found, allowed=fields_of(*inside)
            ) from error
        raise ConfigError(reason[:1].lower() + reason[1:], file=file, key=key) from error


def fields_of(kind: Any, key: str) -> str:
    """The keys allowed beside the unknown one at `key`."""
    for part in key.split("."):
        struct = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
        kinds = {f.name: f.type for f in msgspec.structs.fields(kind)} if struct else {}
        kind = kinds.get(part, kind)
    if getattr(kind, "__origin__", None) is dict:
        kind = kind.__args__[1]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return ", ".join(field.name for field in msgspec.structs.fields(kind))
    return ""


def seconds_of(text: str, key: str, file: str = "") -> int:
    """ "90s", "15m", "12h", "7d" in seconds; 0 for "". Raises ConfigError."""
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if text and not found:
        raise ConfigError(
            "not a duration",
            file=file,
            key=key,
            found=repr(text),
            allowed='such as "90s", "15m", "12h", "7d", or "" for never',
        )
    return int(found.group(1)) * UNITS[found.group(2)] if found else 0
