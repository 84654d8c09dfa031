"""Columns of e-mail addresses, telephone numbers, pages and identifiers -> codes, as `features_of` makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.model import Link
from enrich.ports import Ints
from enrich.values.contacts import (
    clean_email,
    is_public_host,
    is_role_mailbox,
    link_key,
    link_of,
    mailbox,
)
from enrich.values.names import NameParts
from enrich.values.plain_mailboxes import ROLE_WORDS
from matchers.columns import Codes, Ragged
from matchers.dedupe.folding import cleaned
from matchers.dedupe.names import Names, profile_of
from matchers.dedupe.ragged import at_most_one, joined, once, ragged, rows_of
from matchers.dedupe.reading import Cells, distinct
from matchers.dedupe.telephones import e164
from matchers.dedupe.usernames import made_of
from matchers.features import MOST_CONTACTS, MOST_LINKS, spoken_names
from matchers.order import grouped

_ATEXT = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = rf"^{_ATEXT}(?:\.+{_ATEXT})*@(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+(?:[a-z]{{2,24}}|xn--[a-z0-9-]{{2,59}})$"
_ROLES = sorted(ROLE_WORDS)
_SEVERAL = r"[;,|\s]+"
_PAGES = {
    "linkedin": r"^(?:https?://)?(?:www\.)?linkedin\.com/in/([a-z0-9]+(?:-[a-z0-9]+)+)/?$",
    "github": r"^(?:https?://)?(?:www\.)?github\.com/([a-z0-9]+(?:-[a-z0-9]+)*)/?$",
}
_ACCOUNTS = {
    "linkedin": "https://www.linkedin.com/in/", "github": "https://github.com/", "gitlab": "https://gitlab.com/",
    "twitter": "https://twitter.com/", "xing": "https://www.xing.com/profile/", "facebook": "https://www.facebook.com/",
    "instagram": "https://www.instagram.com/", "orcid": "https://orcid.org/",
}  # fmt: skip
_HANDLE = r"^@?[A-Za-z0-9_-]{2,60}$"


class Coded(NamedTuple):
    """Values per row, and the words of their codes; code 0 is ""."""

    values: Ragged
    words: pl.Series


def coded(column: Cells, clean: pl.Series) -> tuple[Codes, pl.Series]:
    """Codes per row of what the column's distinct texts were cleaned to, and the words of the codes."""
    code, words = distinct(clean)
    return code[column.code], words


def gathered(columns: list[tuple[Codes, pl.Series]], most: int) -> Coded:
    """Several columns of one attribute as one."""
    ends = np.cumsum([0, *(len(words) for _, words in columns)])
    codes = [np.where(code > 0, code + end, 0) for (code, _), end in zip(columns, ends, strict=False)]
    if len(columns) == 1:
        return Coded(at_most_one(columns[0][0]), columns[0][1])
    again, words = distinct(pl.concat([words for _, words in columns]))
    values = joined([at_most_one(again[code]) for code in codes])
    return Coded(once(values, most), words)


def split_cells(column: Cells, pattern: str, sign: str) -> list[Cells]:
    """The column, with further columns for cells that hold several values (more than one `sign`)."""
    several = (column.text.str.count_matches(sign, literal=True) > 1).arg_true()
    if not len(several):
        return [column]
    pieces = [
        [piece for piece in row if piece]
        for row in column.text.gather(several).str.replace_all(pattern, " ").str.split(" ").to_list()
    ]
    columns = []
    for k in range(min(max(map(len, pieces)), MOST_CONTACTS)):
        text = pl.Series([row[k] if len(row) > k else "" for row in pieces], dtype=pl.String)
        base = column.text.clone() if k == 0 else pl.Series([""]).extend_constant("", len(column.text) - 1)
        columns.append(Cells(column.code, base.scatter(several, text)))
    return columns


# --- e-mail ---


def mailboxes(text: pl.Series) -> pl.Series:
    """The mailbox of every address; "" for what is none, or an office's."""
    lower = text.str.to_lowercase()
    fine = (
        lower.str.contains(_ADDRESS)
        & (lower.str.len_bytes() <= 254)
        & (lower.str.find("@", literal=True) <= 64)
    )
    quick = pl.select(pl.when(fine).then(lower).when(text == "").then(pl.lit(""))).to_series()
    clean = cleaned(text, quick, clean_email)
    user = clean.str.replace(r"@[^@]*$", "")
    named = _where(user, "+", r"\+.*$", "")
    perhaps = named.str.extract("([a-z]+)").is_in(_ROLES)
    perhaps |= named.str.replace_all("[^a-z]+", "").is_in(_ROLES)
    at = perhaps.arg_true()
    roles = [
        index
        for index, email in zip(at.to_list(), clean.gather(at).to_list(), strict=True)
        if is_role_mailbox(email)
    ]
    clean = clean.scatter(roles, [""] * len(roles)) if roles else clean
    return _boxes(clean, user)


def _where(text: pl.Series, sign: str, pattern: str, change: str) -> pl.Series:
    """The texts; in those with this sign, which are few, the first stand of a pattern is changed."""
    at = text.str.contains(sign, literal=True).arg_true()
    return text.clone().scatter(at, text.gather(at).str.replace(pattern, change)) if len(at) else text


def _boxes(clean: pl.Series, user: pl.Series) -> pl.Series:
    domain = clean.str.extract(r"@([^@]*)$").fill_null("")
    code, hosts = distinct(domain)
    same = [mailbox(f"a@{host}").partition("@")[2] if host else "" for host in hosts.to_list()]
    dotless = [bool(host) and mailbox(f"a.b@{host}").startswith("ab@") for host in hosts.to_list()]
    bare = _where(user, "+", r"^([^+]+)\+.*$", "$1")
    no_dots = pl.Series(np.array(dotless, np.bool_)[code])
    frame = pl.DataFrame(
        {
            "bare": bare,
            "host": pl.Series(same, dtype=pl.String).gather(code),
            "no_dots": no_dots,
            "clean": clean,
        }
    )
    return frame.select(
        pl.when(pl.col("clean") == "").then(pl.lit(""))
        .when(pl.col("no_dots")).then(pl.col("bare").str.replace_all(".", "", literal=True) + "@" + pl.col("host"))
        .otherwise(pl.col("bare") + "@" + pl.col("host"))
    ).to_series()  # fmt: skip


def mailboxes_of(columns: list[Cells]) -> Coded:
    """Mailboxes per row, whatever name stands beside them."""
    split = [part for column in columns for part in split_cells(column, _SEVERAL, "@")]
    return gathered([coded(column, mailboxes(column.text)) for column in split], MOST_CONTACTS)


def emails_of(boxes: Coded, names: Names, name: Codes, read: Callable[[int], tuple[NameParts, ...]]) -> Coded:
    """The mailboxes with how each is made of its row's name, and whether its host is public; `name`: the distinct name of
    every row; `read`: the parts of a distinct name."""
    user = boxes.words.str.replace(r"@[^@]*$", "")
    which, hosts = distinct(boxes.words.str.extract(r"@([^@]*)$").fill_null(""))
    public = np.array([is_public_host(host) for host in hosts.to_list()], np.int32)[which]
    values = boxes.values
    made = made_of(user, values.code, name[rows_of(values)], names, read)
    return Coded(Ragged(values.start, values.code, made, public[values.code]), boxes.words)


def name_reader(names: Names, texts: list[pl.Series]) -> Callable[[int], tuple[NameParts, ...]]:
    """Gives the parts of distinct names by number; `texts`: as `names_of` was given."""
    words, plain = names.words, names.plain.tolist()
    columns = [text.to_list() for text in texts]

    def tokens(values: Ragged, at: int) -> tuple[str, ...]:
        return tuple([words[code] for code in values.code[values.start[at] : values.start[at + 1]].tolist()])

    def read(at: int) -> tuple[NameParts, ...]:
        if plain[at]:
            return (NameParts(tokens(names.given, at), tokens(names.family, at)),)
        return tuple(spoken_names(profile_of(*[column[at] for column in columns])))

    return read


# --- telephones ---


def phones_of(columns: list[Cells], country: Codes, countries: list[str]) -> Coded:
    """Telephone numbers per row; `country`: where the row's person lives."""
    split = [part for column in columns for part in split_cells(column, r"\s*[;|\n]\s*|,\s+|\s+/\s+", "+")]
    return gathered([_phones(column, country, countries) for column in split], MOST_CONTACTS)


def _phones(column: Cells, country: Codes, countries: list[str]) -> tuple[Codes, pl.Series]:
    said = column.code > 0
    pair = np.where(said, column.code.astype(np.int64) * len(countries) + country, 0)
    code, first = dense(pair)
    text, region = column.text.gather(column.code[first]), country[first]
    clean = e164(text, region, countries)
    again, words = distinct(clean)
    return np.where(said, again[code], 0).astype(np.int32), words


def dense(keys: Ints) -> tuple[Codes, Ints]:
    """A number from 0 on for every distinct key, and a row where each is found."""
    order, fresh = grouped(keys.view(np.uint64))
    answer = np.empty(len(keys), np.int32)
    answer[order] = np.cumsum(fresh) - 1
    return answer, order[fresh]


# --- pages and identifiers ---


def links_of(columns: list[tuple[Cells, str]]) -> Coded:
    """Pages per row; each column comes with the network its name tells."""
    return gathered(
        [coded(column, link_keys(column.text, network)) for column, network in columns], MOST_LINKS
    )


def link_keys(text: pl.Series, network: str) -> pl.Series:
    """The key of every page; a bare user name is an account at the network."""
    if network in _ACCOUNTS:
        bare = text.str.contains(_HANDLE)
        page = _ACCOUNTS[network] + text.str.replace("^@", "")
        text = pl.select(pl.when(bare).then(page).otherwise(text)).to_series()
    nothing = pl.select(pl.when(text == "").then(pl.lit(""))).to_series()
    found = [network + ":" + text.str.extract(page) for network, page in _PAGES.items()]
    quick = pl.select(pl.coalesce(nothing, *found)).to_series()
    odd = _distinct_reserved(quick)
    quick = quick.scatter(odd, [None] * len(odd)) if odd else quick
    return cleaned(text, quick, lambda url: link_key(link_of(url)))


def _distinct_reserved(keys: pl.Series) -> list[int]:
    """Where an account at github may be a page of the network's own: short names of letters alone."""
    at = keys.str.contains(r"^github:[a-z]+$").fill_null(False).arg_true().to_list()
    return [
        index
        for index, key in zip(at, keys.gather(at).to_list(), strict=True)
        if link_key(Link(f"https://github.com/{key[7:]}")) != key
    ]


def identifiers_of(columns: list[tuple[Cells, str]], folded: Callable[[pl.Series], pl.Series]) -> Coded:
    """Identifiers per row as "kind:value"; each column comes with its kind."""
    found = []
    for column, kind in columns:
        value = folded(column.text).str.replace_all(" ", "", literal=True)
        key = pl.select(
            pl.when(value == "").then(pl.lit("")).otherwise(f"{kind.lower()}:" + value)
        ).to_series()
        found.append(coded(column, key.str.slice(0, 80)))
    return gathered(found, MOST_CONTACTS)


def empty(n: int) -> Coded:
    """An attribute that no row speaks of."""
    return Coded(ragged(np.zeros(n, np.int64), np.empty(0, np.int32)), pl.Series([""], dtype=pl.String))
