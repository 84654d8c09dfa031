"""Files that a person asked for: they appear when they are complete, and what cannot be written is told in one line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from enrich.errors import Refused


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write what is to stand at `path`: it appears there when it is complete. Of one who is killed meanwhile, a file
    whose name ends in ".part" is left, which the next one writes anew. Raises Refused where nothing can be written."""
    require_place(path)
    if path.exists() and not path.is_file():  # such as a pipe
        yield path
        return
    place = path.resolve()  # what a link leads to
    part = place.with_name(f"{place.name}.part")
    try:
        yield part
        part.replace(place)
    except OSError as error:
        raise Refused(f"it could not be written: {error.strerror or error}", where=str(path)) from error
    finally:
        part.unlink(missing_ok=True)


def require_place(path: Path) -> None:
    """Raises Refused unless a file may be written there: to be asked before long work."""
    if path.is_dir():
        raise Refused("this is a folder; name a file in it", where=str(path))
    if path.exists() and not path.is_file():
        return
    folder = path.resolve().parent
    if not folder.is_dir():
        raise Refused("there is no such folder; make it first", where=str(folder))
    if not os.access(folder, os.W_OK):
        raise Refused("nothing may be written into this folder", where=str(folder))
