"""ZIP archives with bounds: what a member inflates to is checked before and while it is read."""

from __future__ import annotations

import io
import zipfile
import zlib

from enrich.errors import Refused

MOST_MEMBERS = 5000


class Archive:
    """An open archive; all members together may inflate to `most` bytes. Raises Refused for what is broken or a bomb."""

    def __init__(self, data: bytes, most: int) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise Refused("this archive is truncated or damaged", allowed="a whole ZIP archive") from error
        self._left = most
        members = self._zip.infolist()
        inflated = sum(m.file_size for m in members)
        if inflated > most or len(members) > MOST_MEMBERS:
            raise Refused(
                "this archive unpacks to too much",
                found=f"{inflated} bytes in {len(members)} members",
                allowed=f"at most {most} bytes",
            )

    @property
    def names(self) -> list[str]:
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """One member's content. The directory may lie about sizes, so that counting goes on while inflating."""
        try:
            with self._zip.open(name) as member:
                content = member.read(self._left + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,
            KeyError,
        ) as error:
            raise Refused(
                "this archive is truncated or damaged", where=_shown(name), allowed="a whole ZIP archive"
            ) from error
        self._left -= len(content)
        if self._left < 0:
            raise Refused("this archive unpacks to too much", where=_shown(name))
        return content


def _shown(name: str) -> str:
    return name.rpartition("/")[2][:60]


def names_in(data: bytes) -> list[str]:
    """The members of an archive that was read before."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()
