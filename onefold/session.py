"""What a command opens: the app for the settings in force, closed when the command ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from enrich.errors import RetryLater
from onefold.bootstrap import App, open_app

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
By = Annotated[str, typer.Option("--by", help="Who decides; stands in the history.", envvar="ONEFOLD_USER")]


@contextmanager
def opened(context: typer.Context) -> Iterator[App]:
    config: Path | None = context.obj
    app = open_app(config)
    try:
        with answering():
            yield app
    finally:
        app.close()


@contextmanager
def answering() -> Iterator[None]:
    """A database that does not answer, or holds something else, is told in one line. Raises RetryLater."""
    try:
        yield
    except OperationalError as error:
        raise RetryLater(f"the database cannot be used: {error.orig}") from error
