"""The help page names every command without importing what they use."""

import subprocess
import sys

import pytest

from onefold.cli import part
from onefold.listing import COMMANDS


def test_the_help_page_imports_no_database_and_no_web_server() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from onefold.cli import cli; "
        "shown = CliRunner().invoke(cli, ['--help'], env={'COLUMNS': '300'}).stdout; "
        "print(shown); print(sorted({'sqlalchemy', 'fastapi', 'networkx', 'numpy', 'pypdfium2'} & set(sys.modules)))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert shown.splitlines()[-1] == "[]"
    assert all(f"│ {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_page_says_what_the_command_says(name: str) -> None:
    listed, command = COMMANDS[name], part(COMMANDS[name].module)[name]
    first = " ".join((command.help or "").strip().split("\n\n")[0].split())
    assert (command.rich_help_panel, first) == (listed.panel, listed.says)
