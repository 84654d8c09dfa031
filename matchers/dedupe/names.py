"""Columns of names -> parts of names as codes. Plain names are read word by word, all others one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.model import Profile
from enrich.ports import Bools, Ints
from enrich.values.family_first import Word
from enrich.values.name_reading import read_words
from enrich.values.names import as_compared, fold, parts_of
from enrich.values.plain_names import Sign, plain_names, plain_parts
from matchers.columns import FIRST, FURTHER, JOINED, PART, WHOLE, Codes, Ragged, Vocabulary
from matchers.dedupe.name_words import NameWords, words_of
from matchers.dedupe.ragged import at_most_one, joined, kept, once, ragged
from matchers.dedupe.reading import distinct
from matchers.features import names_told, spoken_names
from matchers.handles import LONGEST, MOST_NAMES, NamesTold
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


def names_of(full: pl.Series, given: pl.Series, family: pl.Series, alias: pl.Series) -> Names:
    """Names that a source keeps whole, apart, or both, and other names of the same person; "" where it does not say."""
    vocabulary = Vocabulary({"": 0})
    sole, whole = (alias == "").to_numpy(), ((given == "") & (family == "")).to_numpy()
    text = _text_of(full)
    in_full, in_given, in_family = words_of([text.words, given, family], vocabulary)
    plain_full = whole & _plain_full(in_full, text)
    plain_apart = ((given != "") & (family != "")).to_numpy() & _plain_apart(
        full, in_full, in_given, in_family
    )
    last = _is_family(in_full, text.one_before)
    is_full = plain_full[in_full.name]
    of_given = joined([in_full.of(is_full & ~last), in_given.of(plain_apart[in_given.name])])
    of_family = joined([in_full.of(is_full & last), in_family.of(plain_apart[in_family.name])])
    several = (of_given.size > 1) & (of_family.size == 1)
    plain = (plain_full | plain_apart) & sole
    plain &= ~(several & (in_full.any(Sign.EAST_ASIAN) | in_family.any(Sign.EAST_ASIAN)))
    plain &= ~(in_full.any(Sign.SERVANT) | in_given.any(Sign.SERVANT) | in_family.any(Sign.SERVANT))
    ordered = _by_rules(in_full, text, np.flatnonzero(whole & sole & ~plain), vocabulary)
    of_given = joined([_only(of_given, plain), ordered.given])
    of_family = joined([_only(of_family, plain), ordered.family])
    plain[ordered.at] = True
    columns = _plain_columns(of_given, of_family, vocabulary)
    slow = np.flatnonzero(~plain & (~whole | (full != "").to_numpy() | ~sole))
    texts = [column.gather(slow) for column in (full, given, family, alias)]
    columns = _with_read(columns, ordered.suffix, slow, texts, vocabulary)
    return Names(list(vocabulary), columns, ordered.suffix, plain, of_given, of_family)


class _Text(NamedTuple):
    """Whole names without one well-known title before them and a doctor's degree behind. `words`: without the comma, if it
    parts them as "Last, First"; `before`: how many words stand before it, 0 without; `title`: which had a title; `odd`:
    whose words do not tell all."""

    words: pl.Series
    before: Ints
    title: Bools
    odd: Bools

    @property
    def one_before(self) -> Bools:
        return np.asarray(self.before == 1)


def _text_of(full: pl.Series) -> _Text:
    title = full.str.contains(_TITLE)
    text, at = full.clone(), title.arg_true()
    text = text.scatter(at, text.gather(at).str.replace(_TITLE, "$1"))
    at = text.str.contains(",", literal=True).arg_true()  # few have one: the rest is not looked at so closely
    some = text.gather(at).str.replace(_PHD, "$1")
    comma = some.str.contains(r"^[^ ,][^,]*, [^, ][^,]*$")
    odd = text.scatter(at, some).str.contains(r"  |\s$").to_numpy().copy()
    odd[at.to_numpy()] |= (some.str.contains(",", literal=True) & (title.gather(at) | ~comma)).to_numpy()
    parted = at.filter(comma)
    names = some.filter(comma)
    before = np.zeros(len(full), np.int64)
    before[parted.to_numpy()] = names.str.extract("^([^,]*),", 1).str.count_matches(" ").to_numpy() + 1
    words = text.scatter(parted, names.str.replace(",", "", literal=True))
    return _Text(words, before, title.to_numpy(), odd)


def _plain_full(words: NameWords, text: _Text) -> Bools:
    """Which whole names are given names and one family name, with nothing around them."""
    parts = plain_parts(words.signs, words.start) & ~words.any(Sign.MIDDLE | Sign.LINK)
    found = np.where(text.one_before, parts, plain_names(words.signs, words.start) & (text.before == 0))
    return np.asarray(found & ~text.odd & (~text.title | (words.size > 1)))


def _plain_apart(full: pl.Series, in_full: NameWords, given: NameWords, family: NameWords) -> Bools:
    """Which names kept apart are only their words, whatever the whole name beside them says."""
    quiet = ~full.str.contains(_MARKS).to_numpy() & ~in_full.any(Sign.FORMER)
    quiet &= ~given.any(Sign.AROUND) & ~family.any(Sign.AROUND)
    parts = plain_parts(given.signs, given.start) & plain_parts(family.signs, family.start)
    return np.asarray(parts & ((full == "").to_numpy() | quiet))


class _Ordered(NamedTuple):
    """Names that were read by rules on their words: at these places; tokens and suffix of all."""

    at: Ints
    given: Ragged
    family: Ragged
    suffix: Codes


def _by_rules(words: NameWords, text: _Text, rest: Ints, vocabulary: Vocabulary) -> _Ordered:
    """Those of the rest that are words of letters and hold no former name: what is around them and where the family name
    stands is told word by word."""
    fit = ~text.odd & ~words.any(Sign.ODD | Sign.FORMER) & (words.size > 0)
    fit &= ~(text.title & (words.first(Sign.FIRST) | words.any(Sign.AROUND) | (words.size < 2)))
    fit &= (text.before == 0) | ~words.any(Sign.PEER)
    at = rest[fit[rest]]
    known = _known_words(words, at)
    given, family, suffix = (
        np.zeros(len(fit), np.int64),
        np.zeros(len(fit), np.int64),
        np.zeros(len(fit), np.int32),
    )
    of_given: list[int] = []
    of_family: list[int] = []
    for row, start, end, before in zip(
        at.tolist(),
        words.start[at].tolist(),
        words.start[at + 1].tolist(),
        text.before[at].tolist(),
        strict=True,
    ):
        name = [known[code] for code in words.word[start:end].tolist()]
        read = read_words(name[:before], [name[before:]]) if before else read_words(name, [])
        parts = as_compared(parts_of(read))
        of_given += [vocabulary[token] for token in parts.given]
        of_family += [vocabulary[token] for token in parts.family]
        given[row], family[row], suffix[row] = len(parts.given), len(parts.family), vocabulary[parts.suffix]
    return _Ordered(
        at, ragged(given, np.array(of_given, np.int32)), ragged(family, np.array(of_family, np.int32)), suffix
    )


def _known_words(words: NameWords, names: Ints) -> dict[int, Word]:
    """The words of these names, by code."""
    chosen = np.zeros(len(words.start) - 1, np.bool_)
    chosen[names] = True
    codes = np.unique(words.word[chosen[words.name]])
    return {
        code: Word(raw, fold(raw))
        for code, raw in zip(codes.tolist(), words.text.gather(codes).to_list(), strict=True)
    }


def _is_family(words: NameWords, comma: Bools) -> Bools:
    """Which words are the family name: the last of several, the first where a comma follows it."""
    size = words.size
    place = np.arange(len(words.word)) - np.repeat(words.start[:-1], size)
    wanted = np.where(comma, 0, size - 1)
    return np.asarray((place == np.repeat(wanted, size)) & np.repeat(size > 1, size))


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
