"""Paths -> documents: a file, or all files of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from enrich.files import Document
from enrich.model import Instant


def documents_in(path: Path) -> Iterator[Document]:
    """The file, or every file below the folder in name order; hidden ones and links are passed over."""
    if path.is_file():
        yield document_of(path, path.name)
        return
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path)
        if (
            file.is_file()
            and not file.is_symlink()
            and not any(part.startswith(".") for part in inside.parts)
        ):
            yield document_of(file, inside.as_posix())


def document_of(path: Path, name: str) -> Document:
    return Document(name, path.absolute(), Instant(path.stat().st_mtime_ns // 1000))
