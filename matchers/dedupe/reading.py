"""Files -> tables: every cell as text, in the rows' order, and each column's distinct cells with a code per row."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from polars.exceptions import ComputeError, NoDataError, PolarsError

from enrich.errors import Refused
from matchers.columns import Codes
from matchers.order import grouped, ranked

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".pq")
_SEPARATORS = ",;\t|"
_LONGEST = 400  # letters of a cell that are looked at; profiles of people are shorter
_HEAD = 1 << 16
_IN_SO_MANY = 10  # a file with more than one broken row in so many has another fault
# Words people and systems write for "nothing here", compared in lower case.
NOTHING = frozenset((
    "", "-", "--", "---", ".", "..", "...", "?", "??", "???", "/", "\\", "*", "_", "n/a", "n.a.", "n.a", "#n/a", "na", "nan", "<na>", "nat", "null", "(null)", "<null>", "none", "nil",
    "unknown", "unk", "unknown unknown", "undefined", "not available", "not applicable", "not provided", "not specified", "not known", "not given",
    "missing", "blank", "empty", "(empty)", "(blank)", "(none)", "no data", "no value", "tbd", "tba", "anonymous", "keine", "k.a.", "k. a.", "unbekannt", "keine angabe",
    "inconnu", "inconnue", "non renseigne", "non renseigné", "aucun", "neant", "néant", "desconocido", "desconocida", "sin datos", "ninguno",
    "sconosciuto", "sconosciuta", "nessuno", "onbekend", "geen", "nvt", "n.v.t.", "brak", "nieznany", "nieznane", "desconhecido", "nenhum", "okänd",
    "saknas", "bilinmiyor", "yok", "неизвестно", "нет", "нет данных", "未知", "无", "無し", "なし", "不明",
))  # fmt: skip


_NOTHING = sorted(NOTHING)
_LONGEST_NOTHING = max(len(word.encode()) for word in NOTHING)


class LeftOut(NamedTuple):
    """A row with more cells than the header, so that nobody knows which cell is what; `line`: where it ends."""

    line: int
    cells: int


class TableRead(NamedTuple):
    """The rows of a file, and those that could not be read."""

    rows: pl.DataFrame
    left_out: tuple[LeftOut, ...] = ()


class Cells(NamedTuple):
    """One column: `text[code[i]]` is what row i says, tidied; text[0] is "", for nothing."""

    code: Codes
    text: pl.Series


def read_table(path: Path) -> TableRead:
    """The file's rows. Raises Refused, with what is wrong and where, for a file that is no table."""
    if path.suffix.lower() not in SUFFIXES:
        raise Refused(
            "not a table", where=path.name, found=path.suffix or "no suffix", allowed=", ".join(SUFFIXES)
        )
    try:
        table = _parquet(path) if path.suffix.lower() in (".parquet", ".pq") else _delimited(path)
    except NoDataError as nothing:
        raise Refused("there is nothing in it", where=path.name, allowed="a header and rows") from nothing
    except (PolarsError, OSError) as wrong:
        first = str(wrong).strip().partition("\n")[0][:160]
        raise Refused("it cannot be read as a table", where=path.name, found=first) from wrong
    if not table.rows.width or not table.rows.height:
        raise Refused("there are no rows in it", where=path.name, allowed="a header and rows")
    return table


def _parquet(path: Path) -> TableRead:
    return TableRead(pl.read_parquet(path))


def _delimited(path: Path) -> TableRead:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = _encoding(path, head)
    header, separator = _header(head, encoding, path.suffix.lower())
    source: Path | bytes = path
    if encoding != "utf-8":
        source = path.read_bytes().decode(encoding, errors="replace").encode()
    left_out: tuple[LeftOut, ...] = ()
    try:
        table = _cells_in(source, separator)
    except ComputeError:
        whole, left_out = _without_ragged(path, encoding, separator, len(header))
        table = _cells_in(whole, separator)
    names = _told_apart(header, table.width)
    return TableRead(table.slice(1).rename(dict(zip(table.columns, names, strict=True))), left_out)


def _cells_in(source: Path | bytes, separator: str) -> pl.DataFrame:
    return pl.read_csv(
        source, separator=separator, has_header=False, skip_rows=0, infer_schema=False, truncate_ragged_lines=False,
    )  # fmt: skip


def _encoding(path: Path, head: bytes) -> str:
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return name
    with path.open("rb") as file:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while part := file.read(1 << 24):
                decoder.decode(part)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _header(head: bytes, encoding: str, suffix: str) -> tuple[list[str], str]:
    """The names of the columns, and the sign that parts them."""
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    line = next(iter(text.splitlines()), "")
    separator = "\t" if suffix == ".tsv" else max(_SEPARATORS, key=line.count)
    lines = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    csv.field_size_limit(max(csv.field_size_limit(), _HEAD * 2))
    return next(lines, []), separator


def _told_apart(header: list[str], width: int) -> list[str]:
    """Each name once: the second "email" is "email_2", a name that is missing is the column's number."""
    names: list[str] = []
    taken = set(header)
    for number, given in enumerate((header + [""] * width)[:width], start=1):
        name = given.strip() or f"column_{number}"
        shown, again = name, 2
        while shown in names or (shown != name and shown in taken):
            shown, again = f"{name}_{again}", again + 1
        names.append(shown)
    return names


def _without_ragged(
    path: Path, encoding: str, separator: str, width: int
) -> tuple[bytes, tuple[LeftOut, ...]]:
    """The file without its rows of too many cells. Raises Refused where these are many, or there are none."""
    csv.field_size_limit(1 << 30)
    kept, left_out = io.StringIO(), []
    writer, rows = csv.writer(kept, delimiter=separator), 0
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        for rows, row in enumerate(reader := csv.reader(file, delimiter=separator), start=1):  # noqa: B007 - counted
            if len(row) > width:
                left_out.append(LeftOut(reader.line_num, len(row)))
            else:
                writer.writerow(row)
    if not left_out:
        raise Refused("it cannot be read as a table", where=path.name, found="quotes that do not close")
    if _IN_SO_MANY * len(left_out) > rows:
        first = left_out[0]
        raise Refused(
            "this row, and more than one in ten, has more cells than the header", where=f"{path.name}, line {first.line}",
            found=f"{first.cells} cells", allowed=f"{width}, parted by {separator!r}",
        )  # fmt: skip
    return kept.getvalue().encode(), tuple(left_out)


def as_text(column: pl.Series) -> pl.Series:
    """The column's values as text: whole numbers without a point, dates in ISO form, lists joined."""
    kind = column.dtype
    if kind == pl.String:
        return column
    if kind in (pl.Float32, pl.Float64):
        whole = column.cast(pl.Int64, strict=False)
        return column.to_frame("v").select(
            pl.when(pl.col("v") == whole).then(whole.cast(pl.String)).otherwise(pl.col("v").cast(pl.String))
        ).to_series()  # fmt: skip
    if kind == pl.Datetime:
        return column.dt.strftime("%Y-%m-%d")
    if isinstance(kind, pl.List):
        return column.cast(pl.List(pl.String)).list.join("; ", ignore_nulls=True)
    if kind == pl.Null or isinstance(kind, pl.Struct) or kind == pl.Binary:
        return pl.Series(column.name, [None] * len(column), dtype=pl.String)
    return column.cast(pl.String)


def cells_of(column: pl.Series) -> Cells:
    """The distinct cells of a column, tidied; words that say nothing are nothing."""
    code, text = distinct(as_text(column))
    size = text.str.len_bytes()
    odd = (size > _LONGEST) | (size != text.str.len_chars()) | text.str.contains(r"^\s|\s$")
    if odd.any():
        tidy = text.filter(odd).str.slice(0, _LONGEST).str.strip_chars().str.normalize("NFC")
        text = text.scatter(odd.arg_true(), tidy)
    short = (text.str.len_bytes() <= _LONGEST_NOTHING).arg_true()
    nothing = short.filter(text.gather(short).str.to_lowercase().is_in(_NOTHING))
    if odd.any() and text.n_unique() < len(text):
        return joined(code, text.scatter(nothing, "") if len(nothing) else text)
    return without(Cells(code, text), nothing.to_numpy())


def without(cells: Cells, at: npt.NDArray[Any]) -> Cells:
    """The column without the texts at these codes."""
    if len(at) < 2 and not at.any():
        return cells
    kept = np.ones(len(cells.text), np.bool_)
    kept[at], kept[0] = False, True
    place = np.where(kept, np.cumsum(kept) - 1, 0).astype(np.int32)
    return Cells(place[cells.code], cells.text.filter(pl.Series(kept)))


def joined(code: Codes, text: pl.Series) -> Cells:
    """The same column after its distinct cells were changed: those that have become equal get one code."""
    again, known = distinct(text)
    return Cells(again[code], known)


def distinct(column: pl.Series) -> tuple[Codes, pl.Series]:
    """A code per row and the text of each code: 0 is "" and what is not there, others by first sight.

    Texts are told apart by 64-bit hashes: among a million different ones some two are taken for the same with a chance of
    one in 30 million.
    """
    text = column.fill_null("")
    order, fresh = grouped(text.hash().to_numpy())
    first = order[fresh]
    by_sight = ranked(first)
    known = text.gather(first[by_sight])
    said = (known != "").to_numpy()
    place = np.empty(len(first), np.int32)
    place[by_sight] = np.where(said, np.cumsum(said), 0)
    code = np.empty(len(order), np.int32)
    code[order] = np.repeat(place, np.diff(np.append(np.flatnonzero(fresh), len(order))))
    return code, pl.concat(
        [pl.Series(column.name, [""], dtype=pl.String), known.filter(pl.Series(said))]
    ).rechunk()
