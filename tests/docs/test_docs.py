"""The documents tell the truth: links lead somewhere, commands and settings exist, made pages are up to date."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import msgspec
import pytest
from typer.main import get_command

from config.settings import Settings, SourceSettings, job_defaults, load, survivorship_defaults
from connectors.kit.http import Http, Web
from connectors.registry import build, kinds
from matchers.model import model_of
from onefold.bootstrap import FILE_KINDS
from onefold.cli import cli
from parsers.columns import ATTRIBUTES, check_columns

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMES = re.compile(r"`((?:onefold|config|web|jobs|parsers|connectors|matchers|enrich)(?:\.\w+)+(?<!\.toml))`")
SHELL = ("sh", "console")


class Block(NamedTuple):
    page: Path
    language: str
    text: str


BLOCKS = [Block(page, *found) for page in PAGES for found in FENCE.findall(page.read_text(encoding="utf-8"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- made pages ---


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "reference").glob("*.md")), ids=name_of)
def test_made_parts_are_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert maker().filled(text) == text, "run: .venv/bin/python docs/make_reference.py"


def test_every_made_part_stands_on_a_page() -> None:
    made = maker()
    told = [
        found[1] for page in made.PAGES.glob("*.md") for found in made.PART.findall(page.read_text("utf-8"))
    ]
    assert sorted(told) == sorted(made.MADE)


# --- links ---


def anchors_of(page: Path) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    for target in targets:
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors_of(there), target


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, frontier = set[Path](), [ROOT / "README.md"]
    while frontier:
        page = frontier.pop()
        reached.add(page)
        links = [target.partition("#")[0] for target in LINK.findall(page.read_text(encoding="utf-8"))]
        there = {
            (page.parent / path).resolve() for path in links if path.endswith(".md") and "://" not in path
        }
        frontier += there - reached
    assert [name_of(page) for page in PAGES if page not in reached] == []


@pytest.mark.parametrize("page", [p for p in PAGES if "reference" not in p.parts], ids=name_of)
def test_names_of_code_exist(page: Path) -> None:
    for name in NAMES.findall(page.read_text(encoding="utf-8")):
        assert resolved(name) is not None, name


def resolved(name: str) -> Any:
    """What a dotted name stands for: a module, or something in one."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        module = ".".join(parts[:cut])
        if importlib.util.find_spec(parts[0]) and exists(module):
            found: Any = importlib.import_module(module)
            for part in parts[cut:]:
                found = getattr(found, part, None)
            return found
    return None


def exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


# --- commands ---


def commands() -> Iterator[tuple[str, list[str]]]:
    """(page, words after `onefold`) of every command in a shell block."""
    for block in BLOCKS:
        if block.language in SHELL:
            for line in block.text.splitlines():
                words = shlex.split(line.removeprefix("$ "), comments=True) if "onefold " in line else []
                shown = block.language == "sh" or line.startswith("$ ")
                if shown and words and words[0] == "onefold":
                    yield name_of(block.page), words[1:]


COMMANDS = list(commands())


def test_there_are_commands_in_the_documents() -> None:
    pages = {page for page, _ in COMMANDS}
    assert {"README.md", "docs/tutorial.md"} <= pages


@pytest.mark.parametrize(
    ("page", "words"), COMMANDS, ids=[f"{page}: {' '.join(words)}" for page, words in COMMANDS]
)
def test_commands_parse(page: str, words: list[str]) -> None:
    command: Any = get_command(cli)
    name, context = "onefold", None
    while True:
        context = command.make_context(name, list(words), parent=context)
        if not hasattr(command, "resolve_command") or not context._protected_args:
            return
        words = [*context._protected_args, *context.args]
        name, command, words = command.resolve_command(context, words)


# --- settings ---


def whole(settings: Settings, file: str) -> None:
    """What else must hold of settings that were loaded: everything the composition root would stumble over."""
    survivorship_defaults(settings.survivorship, file)
    model_of(settings.matching, file)
    assert set(settings.jobs) <= set(job_defaults())
    web = Web()
    for name, source in settings.sources.items():
        check_columns(source.columns, file)
        if source.kind in kinds():
            build(source.kind, source.options, Http(web), name, file=file)
        else:
            assert source.kind in FILE_KINDS or source.kind == "alumni", source.kind
    web.close()


SETTINGS = [block for block in BLOCKS if block.language == "toml" and "pyproject.toml" not in block.text]


@pytest.mark.parametrize(
    "block", SETTINGS, ids=[f"{name_of(b.page)}: {b.text.splitlines()[0]}" for b in SETTINGS]
)
def test_settings_load(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "onefold.toml"
    path.write_text(block.text, encoding="utf-8")
    whole(load(path), str(path))


def test_the_file_that_init_writes_loads() -> None:
    path = ROOT / "onefold" / "onefold.toml"
    whole(load(path), str(path))


def defaults(struct: type[msgspec.Struct], within: str = "") -> Iterator[tuple[str, str]]:
    """Key -> its default as TOML, of every setting; a table of settings stands for its keys."""
    for field in msgspec.structs.fields(struct):
        key = f"{within}{field.name}"
        if isinstance(field.default, msgspec.Struct):
            yield from defaults(type(field.default), f"{key}.")
        elif field.default_factory is not msgspec.NODEFAULT:
            yield key, "`{}`"
        elif field.default is msgspec.NODEFAULT:
            yield key, "required"
        elif field.default is None:
            yield key, "as the kind"
        else:
            yield key, f"`{msgspec.json.encode(field.default).decode()}`"


def test_the_page_of_settings_tells_every_key_and_its_default() -> None:
    page = (ROOT / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([\w.]+)` \| (.+?) \| ", page, re.MULTILINE))
    known = dict(defaults(Settings)) | dict(defaults(SourceSettings, "sources.NAME."))
    assert {key: told.get(key) for key in known} == known


def test_the_guide_tells_every_attribute_that_a_column_can_mean() -> None:
    text = (ROOT / "docs" / "guides" / "sources.md").read_text(encoding="utf-8")
    lists = [set(found.split()) for language, found in FENCE.findall(text) if language == "text"]
    assert set(ATTRIBUTES) in lists
