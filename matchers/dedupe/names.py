"""Columns of names -> parts of names as codes. Plain names are read word by word, all others one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from enrich.model import Profile
from enrich.ports import Bools, Ints
from enrich.values.plain_names import Sign, has, plain_names, plain_parts, word_signs
from matchers.columns import FIRST, FURTHER, JOINED, PART, WHOLE, Codes, Ragged, Vocabulary
from matchers.dedupe.ragged import at_most_one, joined, kept, once, ragged, taken
from matchers.dedupe.reading import distinct
from matchers.features import LONGEST, MOST_NAMES, NamesTold, names_told, spoken_names
from matchers.pairing import spans

_TITLE = r"^(?:Dr|Mr|Mrs|Ms|Prof)\.? (\S+ \S)"
_PHD = r"^(\S.*\S), Ph\.?D\.?$"
_MARKS = r"""[(\[（【「"“”„«'‘]"""
_SHORTEST_PART = 4
ALIASES = "\x1f"  # between several aliases


@dataclass(frozen=True)
class Names:
    """Of n distinct names: the columns that hold them, and the words that their owners' user names are made of.

    `plain`: names read word by word; `given` and `family` are their tokens. `words`: code -> word; code 0 is "".
    """

    words: list[str]
    columns: dict[str, Ragged]
    suffix: Codes
    plain: Bools
    given: Ragged
    family: Ragged


@dataclass(frozen=True)
class _Tokens:
    """Words of many names, each with its tokens (codes) and signs; `start`: where each name's words begin."""

    start: Ints
    word: Codes
    tokens: Ragged
    signs: Codes

    def of(self, word: Bools) -> Ragged:
        """The tokens of some of the words, by name."""
        of_words = taken(self.tokens, self.word)
        row = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        size = np.bincount(row[word], weights=of_words.size[word], minlength=len(self.start) - 1)
        chosen = kept(of_words, np.repeat(word, of_words.size))
        return ragged(size.astype(np.int64), chosen.code)


def names_of(full: pl.Series, given: pl.Series, family: pl.Series, alias: pl.Series) -> Names:
    """Names that a source keeps whole, apart, or both, and other names of the same person; "" where it does not say."""
    vocabulary = Vocabulary({"": 0})
    whole = (given == "").to_numpy() & (family == "").to_numpy()
    apart = ((given != "") & (family != "")).to_numpy()
    text, title = _without_ends(full)
    comma = text.str.contains(r"^[^ ,]+, [^,]+$").to_numpy()
    odd = text.str.contains(r",|  |\s$").to_numpy() & ~comma
    bare = pl.select(
        pl.when(pl.Series(comma)).then(text.str.replace(",", "", literal=True)).otherwise(text)
    ).to_series()
    words = _words([bare, given, family], vocabulary)
    in_full, in_given, in_family = words
    plain_full = whole & ~odd & np.where(
        comma, plain_parts(in_full.signs, in_full.start) & ~_has_any(in_full, Sign.MIDDLE),
        plain_names(in_full.signs, in_full.start),
    ) & (~title | (np.diff(in_full.start) > 1))  # fmt: skip
    plain_apart = (
        apart & plain_parts(in_given.signs, in_given.start) & plain_parts(in_family.signs, in_family.start)
    )
    quiet = ~full.str.contains(_MARKS).to_numpy() & ~_has_any(in_full, Sign.FORMER)
    quiet &= ~_has_any(in_given, Sign.AROUND) & ~_has_any(in_family, Sign.AROUND)
    plain_apart &= (full == "").to_numpy() | quiet
    last = _is_family(in_full, comma)
    is_full, n = np.repeat(plain_full, np.diff(in_full.start)), len(full)
    of_given = joined(
        [in_full.of(is_full & ~last), in_given.of(np.repeat(plain_apart, np.diff(in_given.start)))]
    )
    of_family = joined(
        [in_full.of(is_full & last), in_family.of(np.repeat(plain_apart, np.diff(in_family.start)))]
    )
    two_syllables = (of_given.size == 2) & (of_family.size == 1) & _has_any(in_full, Sign.EAST_ASIAN)
    two_syllables |= (of_given.size == 2) & (of_family.size == 1) & _has_any(in_family, Sign.EAST_ASIAN)
    plain = (plain_full | plain_apart) & ~two_syllables & (alias == "").to_numpy()
    of_given, of_family = _only(of_given, plain), _only(of_family, plain)
    columns = _plain_columns(of_given, of_family, vocabulary)
    suffix = np.zeros(n, np.int32)
    slow = np.flatnonzero(~plain & (~whole | (full != "").to_numpy() | (alias != "").to_numpy()))
    texts = [column.gather(slow) for column in (full, given, family, alias)]
    columns = _with_read(columns, suffix, slow, texts, vocabulary)
    return Names(list(vocabulary), columns, suffix, plain, of_given, of_family)


def _without_ends(full: pl.Series) -> tuple[pl.Series, Bools]:
    """Whole names without one well-known title before them and a doctor's degree behind; and which had a title."""
    title = full.str.contains(_TITLE)
    text = full
    if title.any():
        text = text.str.replace(_TITLE, "$1")
    return text.str.replace(_PHD, "$1"), title.to_numpy()


def _has_any(words: _Tokens, sign: Sign) -> Bools:
    row = np.repeat(np.arange(len(words.start) - 1), np.diff(words.start))
    return np.bincount(row[has(words.signs, sign)], minlength=len(words.start) - 1) > 0


def _is_family(words: _Tokens, comma: Bools) -> Bools:
    """Which words are the family name: the last of several, the first where a comma follows it."""
    size = np.diff(words.start)
    place = np.arange(len(words.word)) - np.repeat(words.start[:-1], size)
    wanted = np.where(comma, 0, size - 1)
    return np.asarray((place == np.repeat(wanted, size)) & np.repeat(size > 1, size))


def _words(columns: list[pl.Series], vocabulary: Vocabulary) -> list[_Tokens]:
    """The words of each column, with what every distinct word can mean."""
    lists = [column.str.split(" ") for column in columns]
    flat = [words.explode(empty_as_null=True).rename("") for words in lists]
    sizes = [words.list.len().to_numpy().astype(np.int64) for words in lists]
    code, text = distinct(pl.concat(flat))
    known = [word_signs(word) for word in text.to_list()]
    signs = np.array([word.signs for word in known], np.int32)
    tokens = ragged(
        np.array([len(word.tokens) for word in known], np.int64),
        np.array([vocabulary[token] for word in known for token in word.tokens], np.int32),
    )
    answer = []
    ends = np.cumsum([len(words) for words in flat])
    for size, end in zip(sizes, ends, strict=True):
        mine = code[end - int(size.sum()) : end]
        said = mine > 0
        row = np.repeat(np.arange(len(size)), size)[said]
        start = np.zeros(len(size) + 1, np.int64)
        np.cumsum(np.bincount(row, minlength=len(size)), out=start[1:])
        answer.append(_Tokens(start, mine[said], tokens, signs[mine[said]]))
    return answer


def _only(values: Ragged, row: Bools) -> Ragged:
    return kept(values, np.repeat(row, values.size))


def _plain_columns(given: Ragged, family: Ragged, vocabulary: Vocabulary) -> dict[str, Ragged]:
    """What `features_of` makes of names of these tokens."""
    words = list(vocabulary)
    first = ragged((given.size > 0).astype(np.int64), given.code[given.start[:-1][given.size > 0]])
    place = np.arange(len(given.code)) - np.repeat(given.start[:-1], given.size)
    further = once(kept(given, place > 0), MOST_NAMES)
    several = _only(family, family.size > 1)
    long = np.array([len(word) >= _SHORTEST_PART for word in words], np.bool_)
    parts = once(kept(several, long[several.code]), MOST_NAMES)
    whole = _joined_words(family, words, vocabulary)
    together = _joined_words(_only(given, given.size > 1), words, vocabulary)
    return {
        "family": joined([_flagged(whole, WHOLE), _flagged(parts, PART)]),
        "given": joined([_flagged(first, FIRST), _flagged(further, FURTHER), _flagged(together, JOINED)]),
        "further": _flagged(further, FURTHER),
    }


def _flagged(values: Ragged, flag: int) -> Ragged:
    return Ragged(values.start, values.code, np.full(len(values.code), flag, np.int8), values.number)


def _joined_words(tokens: Ragged, words: list[str], vocabulary: Vocabulary) -> Ragged:
    """The tokens of each row written as one word."""
    code = np.zeros(len(tokens.start) - 1, np.int32)
    one = tokens.size == 1
    code[one] = tokens.code[tokens.start[:-1][one]]
    several = np.flatnonzero(tokens.size > 1)
    if len(several):
        size = tokens.size[several]
        text = pl.Series(words, dtype=pl.String).gather(tokens.code[spans(tokens.start[several], size)])
        row = np.repeat(np.arange(len(several)), size)
        frame = pl.DataFrame({"row": row, "text": text}).group_by("row", maintain_order=True)
        whole = frame.agg(pl.col("text").str.join(""))["text"].str.slice(0, LONGEST)
        which, known = distinct(whole)
        codes = np.array([vocabulary[word] for word in known.to_list()], np.int32)
        code[several] = codes[which]
    return at_most_one(code)


_GROUPS = {
    "family": (("family", WHOLE), ("family_parts", PART)),
    "given": (("given", FIRST), ("further", FURTHER), ("given_joined", JOINED)),
    "further": (("further", FURTHER),),
}


def _with_read(
    columns: dict[str, Ragged], suffix: Codes, at: Ints, text: list[pl.Series], vocabulary: Vocabulary
) -> dict[str, Ragged]:
    """The columns with the names at these rows, read one by one; fills in their suffixes."""
    if not len(at):
        return columns
    read = [read_name(*name) for name in zip(*(part.to_list() for part in text), strict=True)]
    suffix[at] = [vocabulary[one.suffix] for one in read]
    answer = {}
    for column, groups in _GROUPS.items():
        parts = [columns[column]]
        for field, flag in groups:
            lists = [getattr(one, field) for one in read]
            size = np.zeros(len(suffix), np.int64)
            size[at] = [len(words) for words in lists]
            code = np.array([vocabulary[word] for words in lists for word in words], np.int32)
            parts.append(ragged(size, code, flag))
        answer[column] = joined(parts)
    return answer


def read_name(full: str, given: str, family: str, alias: str = "") -> NamesTold:
    """What a name tells, by all the rules."""
    profile = profile_of(full, given, family, alias)
    return names_told(profile, spoken_names(profile))


def profile_of(full: str, given: str, family: str, alias: str = "") -> Profile:
    """What a row says of a name. A family name alone among the aliases is a former one: it belongs to the given name."""
    first = given or full.partition(" ")[0]
    aliases = tuple(
        f"{first} {other}" if " " not in other else other for other in alias.split(ALIASES) if other
    )
    return Profile(name=full, given_name=given, family_name=family, aliases=aliases)
