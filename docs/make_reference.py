"""Fills in the parts of the reference pages that the code knows best: `python docs/make_reference.py`.

A page is written by hand; what stands between `<!-- made: NAME -->` and `<!-- end -->` is replaced by what MADE[NAME]
says. A test fails when a page is out of date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from fastapi import FastAPI
from typer.main import get_command

from config.settings import job_defaults, survivorship_defaults
from connectors.registry import kinds
from enrich.golden import RULES as SURVIVORSHIP_RULES
from enrich.vocabulary import ATTRIBUTES
from matchers.blocking import RULES as BLOCKING_RULES
from matchers.comparisons import COMPARISONS
from matchers.model import Model
from onefold.bootstrap import FILE_KINDS
from onefold.cli import cli
from web import answers
from web.api import api

HERE = Path(__file__).parent
PAGES = HERE / "reference"
PART = re.compile(r"(<!-- made: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
TAKES = {"int": "N", "float": "X", "str": "TEXT", "Path": "PATH", "list": "N"}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def code(text: object) -> str:
    return f"`{text}`"


def flowed(text: str | None) -> str:
    """A docstring with one line per paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").strip().split("\n\n"))


# --- the command line ---


def commands() -> str:
    group: Any = get_command(cli)
    panels: dict[str, list[str]] = {}
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        panels.setdefault(command.rich_help_panel or "", []).extend(command_parts(f"onefold {name}", command))
    parts = ["## Options of every command", options_table(group.params)]
    for panel, told in panels.items():
        parts += [f"## {panel}", *told]
    return "\n\n".join(parts)


def command_parts(name: str, command: Any) -> Iterator[str]:
    """Heading, usage, help and options of a command, then of its sub-commands."""
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option"]
    inside = getattr(command, "commands", {})
    usage = [name, *(["[OPTIONS]"] if options else []), *map(argument_form, arguments)]
    yield f"### {name}"
    if not inside or command.invoke_without_command:
        yield f"```text\n{' '.join(usage)}\n```"
    yield flowed(command.help)
    if arguments or options:
        yield options_table([*arguments, *options])
    for sub_name, sub_command in inside.items():
        yield from command_parts(f"{name} {sub_name}", sub_command)


def argument_form(argument: Any) -> str:
    form = argument.name.rstrip("_").upper() + ("..." if argument.nargs == -1 else "")
    return form if argument.required else f"[{form}]"


def options_table(params: Sequence[Any]) -> str:
    shown = [param for param in params if not param.name.endswith("_completion")]
    return table(
        ("argument or option", "what it does"), ((param_form(param), param_about(param)) for param in shown)
    )


def param_form(param: Any) -> str:
    if param.param_type_name == "argument":
        return code(argument_form(param))
    names = [code(name) for name in (*param.opts, *param.secondary_opts)]
    return (
        ", ".join(names) if param.is_flag else f"{', '.join(names)} {taken(param.type_descriptor.annotation)}"
    )


def taken(annotation: Any) -> str:
    """What stands behind an option: `PATH`, or the words to choose from."""
    if get_origin(annotation) is Literal:
        return "|".join(get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        return taken(next(kind for kind in get_args(annotation) if kind is not type(None)))
    return TAKES[getattr(get_origin(annotation) or annotation, "__name__", "str")]


def param_about(param: Any) -> str:
    about = [flowed(param.help)]
    if param.param_type_name == "option":
        about += [f"Default: {code(param.default)}."] if shows_default(param) else []
        about += [f"Environment: {code(param.envvar)}."] if param.envvar else []
    return " ".join(part for part in about if part)


def shows_default(param: Any) -> bool:
    return not param.is_flag and param.default not in (None, "", 0)


# --- attributes and rules ---


def attributes() -> str:
    rules = survivorship_defaults({}, "").rules
    return table(
        ("attribute", "shown as", "values", "sensitivity", "rule", "half-life"),
        (
            (
                code(a.name), a.label, "many" if a.many else "one", a.sensitivity, code(rules[a.name].rule),
                f"{rules[a.name].half_life_days:g} days",
            )
            for a in ATTRIBUTES
        ),
    )  # fmt: skip


def survivorship() -> str:
    return table(
        ("rule", "which claim is shown"), ((code(name), about) for name, about in SURVIVORSHIP_RULES.items())
    )


def trust() -> str:
    shipped = survivorship_defaults({}, "").trust
    return table(
        ("kind of source", "trust", "a person speaks"),
        ((code(name), f"{of.value:g}", "yes" if of.human else "") for name, of in shipped.items()),
    )


def comparisons() -> str:
    """Each comparison's question, and its levels with their bits."""
    parts = []
    for comparison in COMPARISONS:
        parts += [f"### {comparison.name}", flowed(comparison.__doc__)]
        parts.append(
            table(
                ("level", "what it means", "bits", "contradicts"),
                (
                    (level.name, level.about, f"{level.bits:+g}", "yes" if level.contradicts else "")
                    for level in comparison.levels
                ),
            )
        )
    return "\n\n".join(parts)


def model() -> str:
    shipped = Model()
    caps = ", ".join(f"{name} {bits:g}" for name, bits in shipped.caps.items())
    rows = {
        "prior": f"{shipped.prior:+g} bits", "merge_at": f"{shipped.merge_at:g} bits", "review_at": f"{shipped.review_at:g} bits",
        "shared_limit": f"{shipped.shared_limit} people", "unlisted_family": f"{shipped.unlisted_family:g} bits",
        "unlisted_given": f"{shipped.unlisted_given:g} bits", "caps": caps,
    }  # fmt: skip
    return table(("number", "shipped value"), ((code(name), value) for name, value in rows.items()))


def blocking() -> str:
    return table(
        ("rule", "two records are a pair when they share", "up to"),
        ((rule.name, rule.about, f"{rule.limit} records") for rule in BLOCKING_RULES),
    )


# --- the JSON API ---


def endpoints() -> str:
    app = FastAPI()
    app.include_router(api)
    paths: dict[str, dict[str, Any]] = app.openapi()["paths"]
    return "\n\n".join(
        part
        for path, methods in paths.items()
        for method, endpoint in methods.items()
        for part in endpoint_parts(method.upper(), path, endpoint)
    )


def endpoint_parts(method: str, path: str, endpoint: dict[str, Any]) -> Iterator[str]:
    yield f"### {method} {path}"
    yield f"{endpoint['summary']}. {flowed(endpoint['description'])}"
    parameters = [p for p in endpoint.get("parameters", ()) if p["in"] == "query"]
    if parameters:
        yield table(
            ("query", "", "default"),
            ((code(p["name"]), p.get("description", ""), default_of(p["schema"])) for p in parameters),
        )
    status, answer = next(iter(endpoint["responses"].items()))
    schema = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    yield f"Answers {status} with {code(schema)}: {flowed(getattr(answers, schema).__doc__)}"


def default_of(schema: dict[str, Any]) -> str:
    value = schema.get("default", "")
    return code(str(value).lower() if isinstance(value, bool) else value) if value != "" else ""


# --- settings ---


def source_kinds() -> str:
    files = [(code(kind), about, "files") for kind, about in FILE_KINDS.items()]
    network = [
        (
            code(name),
            flowed(connector.__doc__),
            "pulled as a whole" if connector.directory else f"asked by {', '.join(connector.lookup_by)}",
        )
        for name, connector in kinds().items()
        if connector.__module__.partition(".")[0] == "connectors"
    ]
    return table(("kind", "what it is", "how it is read"), [*files, *network])


def connector_options() -> str:
    return "\n".join(
        f"- {code(name)}: {flowed(connector.options_type.__doc__)}"
        for name, connector in kinds().items()
        if connector.__module__.partition(".")[0] == "connectors"
    )


def sources() -> str:
    """A section for each connector that ships."""
    return "\n\n".join(
        source_section(name, connector)
        for name, connector in kinds().items()
        if connector.__module__.partition(".")[0] == "connectors"
    )


def source_section(name: str, connector: Any) -> str:
    policy, limits = connector.policy, connector.limits
    asked = ["pulled as a whole"] if connector.directory else []
    asked += [f"asked by {', '.join(connector.lookup_by)}"] if connector.lookup_by else []
    asked += [f"of accounts at {', '.join(connector.networks)}"] if connector.networks else []
    rates = ", ".join(f"{rate.calls:,} calls in {rate.seconds:,g} s" for rate in limits.rates)
    cost = f"{limits.cost:.2f} {limits.currency} {'a match' if limits.per_match else 'a call'}"
    rows = [
        ("how it is read", "; ".join(asked)),
        ("needs", flowed(connector.needs)),
        ("limits", rates or "as polite as any visitor"),
        ("cost", cost if limits.cost else "none"),
        ("kept", kept(policy)),
        ("purposes, one of which has to be stated", "; ".join(policy.purposes) or "any"),
        ("terms", f"{flowed(policy.terms)} {policy.terms_url}".strip()),
        ("lawful basis", flowed(policy.basis) or "for the operator to settle"),
        (
            "shown beside its data",
            "; ".join(part for part in (policy.attribution, "a link" if policy.show_link else "") if part),
        ),
    ]
    about = flowed(connector.__doc__)
    return f'### {connector.title or name}\n\n`kind = "{name}"`. {about}\n\n{table(("", ""), rows)}'


def kept(policy: Any) -> str:
    if not policy.may_store:
        return "nothing: it is shown, not stored"
    fields = ", ".join(policy.fields).replace("_", " ") or "all it says"
    days = f", for {policy.keep_days} days after it was last said" if policy.keep_days else ""
    return fields + days + ("; what is deleted there must go here" if policy.delete_when_gone else "")


def jobs() -> str:
    return table(
        ("job", "what it does", "every"),
        ((code(name), job.about, code(job.every)) for name, job in job_defaults().items()),
    )


MADE: dict[str, Callable[[], str]] = {
    "commands": commands,
    "attributes": attributes,
    "survivorship": survivorship,
    "trust": trust,
    "comparisons": comparisons,
    "sources": sources,
    "model": model,
    "blocking": blocking,
    "endpoints": endpoints,
    "source kinds": source_kinds,
    "connector options": connector_options,
    "jobs": jobs,
}


def filled(page: str) -> str:
    """The page with its made parts made anew."""
    return PART.sub(lambda found: f"{found[1]}\n{MADE[found[2]]()}\n\n{found[3]}", page)


def main() -> None:
    for path in sorted(PAGES.glob("*.md")):
        before = path.read_text(encoding="utf-8")
        after = filled(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"{path.relative_to(HERE.parent)} is made anew")


if __name__ == "__main__":
    main()
