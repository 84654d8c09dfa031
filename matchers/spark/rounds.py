"""What a cluster must be able to do. A row is a bucket's number and some bytes; work makes rows of rows.

All work is a pure function of what it is given, so that a cluster may do any part again when a machine dies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

Row = tuple[int, bytes]
Each = Callable[[int, bytes], Iterable[Row]]
Together = Callable[[int, list[bytes]], Iterable[Row]]
DRIVER = -1  # the bucket of what the driver asks for


class Dataset(Protocol):
    """Rows that lie on the cluster, made when they are asked for."""

    def each(self, work: Each) -> Dataset:
        """What `work` makes of every row."""
        ...

    def together(self, work: Together) -> Dataset:
        """What `work` makes of the contents of every bucket; they come in any order."""
        ...

    def beside(self, other: Dataset) -> Dataset:
        """The rows of both."""
        ...

    def kept(self) -> Dataset:
        """The same rows, made once and kept by the cluster for later rounds."""
        ...

    def freed(self) -> None:
        """Lets go of what was kept."""
        ...

    def fetched(self) -> list[bytes]:
        """The contents of the driver's bucket, in any order."""
        ...


class Cluster(Protocol):
    """Machines that do work."""

    @property
    def slots(self) -> int:
        """Pieces of work done at once."""
        ...

    def spread(self, rows: Sequence[Row]) -> Dataset:
        """Rows of the driver's, laid out over the cluster."""
        ...
