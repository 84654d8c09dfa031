"""Every request that a built-in connector makes is one that the vendor's published specification knows."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from connectors.testing import ConnectorContract

HERE = Path(__file__).parent
SPECS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "vendors.toml").read_text(encoding="utf-8"))
# Whatever site a person has, whichever index or service an operator names: nobody publishes a specification for those.
UNSPECIFIED = {"page", "feed", "rest", "search", "pypi", "personal page", "alumni"}


class Asked(NamedTuple):
    source: str
    path: str
    query: dict[str, list[str]]


def contracts() -> list[type[ConnectorContract]]:
    """Every contract test class in this folder."""
    modules = (
        importlib.import_module(f"tests.connectors.{file.stem}") for file in sorted(HERE.glob("test_*.py"))
        if file.name != Path(__file__).name and "ConnectorContract" in file.read_text(encoding="utf-8")
    )  # fmt: skip
    return [
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, ConnectorContract) and hasattr(each, "replies")
    ]


def asked_by(contract: type[ConnectorContract]) -> list[Asked]:
    """What a connector asks in its contract test, at the vendor's own address."""
    connector = contract.connector
    defaults = {each.name: each.default for each in msgspec.structs.fields(connector.options_type)}
    base = defaults.get("base") if isinstance(defaults.get("base"), str) else ""
    return [
        Asked(connector.name, urlsplit(f"{base}{place}").path, parse_qs(urlsplit(place).query))
        for place in contract.replies
    ]


ASKED = [asked for contract in contracts() for asked in asked_by(contract) if asked.source not in UNSPECIFIED]


def wrong_with(asked: Asked) -> str:
    """What the specification does not know about a request; "" for a good one."""
    fitting = [
        endpoint
        for template, endpoint in sorted(SPECS.get(asked.source, {}).items(), key=lambda item: "{" in item[0])
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), asked.path)
    ]
    if not fitting:
        return f"{asked.path} is not specified"
    allowed, required = fitting[0]["query"], fitting[0]["required"]
    wrong = {name: values for name, values in asked.query.items() if name not in allowed}
    wrong |= {
        name: values
        for name, values in asked.query.items()
        if allowed.get(name) and not set(values) <= set(allowed[name])
    }
    missing = set(required) - asked.query.keys()
    return f"{asked.path}: {wrong or ''} {missing or ''}" if wrong or missing else ""


@pytest.mark.parametrize("source", sorted({asked.source for asked in ASKED}))
def test_every_request_is_specified(source: str) -> None:
    assert [wrong for asked in ASKED if asked.source == source and (wrong := wrong_with(asked))] == []


def test_every_vendor_with_a_specification_is_asked() -> None:
    assert {asked.source for asked in ASKED} == SPECS.keys()


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/users/jana/repositories", {}),
        ("/users/jana/repos", {"order": ["pushed"]}),
        ("/users/jana/repos", {"sort": ["stars"]}),
    ],
)
def test_a_request_that_is_not_specified_is_found(path: str, query: dict[str, list[str]]) -> None:
    assert wrong_with(Asked("github", path, query))
    assert not wrong_with(Asked("github", "/users/jana/repos", {"sort": ["pushed"]}))
