"""What a parser, a connector and a matcher must be.

`enrich` knows the outside only through these. A parser and a connector hand over `Found` records and `Refused`
inputs; a matcher turns profiles into features and blocking keys, and pairs of features into match weights.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import ClassVar, Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from enrich.errors import Refused
from enrich.files import Document as Document
from enrich.files import Parser as Parser
from enrich.model import Found, Profile, Value

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int8]


# --- connectors: a source -> records ---

LookupBy = Literal["url", "handle", "email", "email hash", "name+employer"]


class Ask(Value, frozen=True):
    """What is known about the person a connector is asked for; `network` says where `handle` lives.

    `email_hash` is the lower-case SHA-256 of the address: a connector that is asked by it sends nothing else out.
    """

    url: str = ""
    network: str = ""
    handle: str = ""
    email: str = ""
    email_hash: str = ""
    name: str = ""
    employer: str = ""


class Rate(Value, frozen=True):
    """At most `calls` in any `seconds`."""

    calls: int
    seconds: float


class Limits(Value, frozen=True):
    """What a source lets one account do, and what a call costs; shown to people and kept by all workers together.

    `cost` is the price of one call in `currency`; with `per_match`, of one that finds something.
    """

    rates: tuple[Rate, ...] = ()
    cost: float = 0.0
    currency: str = "USD"
    per_match: bool = False


class Policy(Value, frozen=True):
    """What may be done with what a source says; shown to people and enforced when records are taken in.

    terms: what the source's terms ask of us, in a sentence or two; terms_url: where they stand.
    may_store: False where it may be shown but not kept. fields: the parts of a `Profile` that may be kept, empty for all.
    keep_days: what the source has not said again for so long must go.
    purposes: what its terms let it be used for; unless empty, the operator has to state one of them as the source's purpose.
    attribution: what has to be shown beside its data; show_link: whether a link to the original has to be shown too.
    delete_when_gone: what the source no longer has must go here too. basis: on what lawful basis personal data is taken in.
    """

    terms: str
    may_store: bool = True
    fields: tuple[str, ...] = ()
    keep_days: int | None = None
    purposes: tuple[str, ...] = ()
    attribution: str = ""
    show_link: bool = True
    delete_when_gone: bool = False
    basis: str = ""
    terms_url: str = ""

    def allowed(self, profile: Profile) -> Profile:
        """The profile without the parts that may not be kept."""
        if not self.fields:
            return profile
        return Profile(**{name: getattr(profile, name) for name in self.fields})


class ChangedAnswer(Refused):
    """The source answers in another form than its connector knows.

    `payload` is the beginning of the answer and `url` where it came from, for a person to look at: both may hold
    personal data and belong into the refused list, never into a log.
    """

    def __init__(
        self, reason: str, *, where: str = "", found: str = "", allowed: str = "", url: str, payload: bytes
    ) -> None:
        super().__init__(reason, where=where, found=found, allowed=allowed)
        self.url, self.payload = url, payload


class Connector(Protocol):
    """A source of records behind a network. Its docstring is shown to users.

    A connector answers `lookup` (one person) or `pull` (a directory: everything new since a cursor), or both.
    `lookup_by` names what it may be asked by, empty for a directory; `directory` says whether it can be pulled.
    `networks`: whose handles it answers for, empty for any.
    """

    name: ClassVar[str]
    needs: ClassVar[str]
    lookup_by: ClassVar[tuple[LookupBy, ...]]
    networks: ClassVar[tuple[str, ...]]
    directory: ClassVar[bool]
    policy: ClassVar[Policy]

    @property
    def limits(self) -> Limits:
        """What its account may do, and what a call costs."""
        ...

    def lookup(self, ask: Ask) -> Iterator[Found]:
        """What the source says about the person asked for; nothing when it knows no such person."""
        ...

    def pull(self, cursor: str) -> Iterator[Found | Refused | NextCursor]:
        """Everything new since `cursor` ("" at first), and what could not be read of it.

        A `NextCursor` is stored once what came before it is committed.
        """
        ...


class NextCursor(Value, frozen=True):
    """Where the next pull goes on; opaque to everyone but the connector."""

    cursor: str


# --- matchers: records -> weighed pairs ---


class BlockingKey(NamedTuple):
    """Two records that share (rule, value) are a pair. `who` is a hash of the surname: how many people use this value?"""

    rule: int
    value: int
    who: int


class Prepared(NamedTuple):
    """What is computed once per record version, on save: comparison-ready features and `packed` blocking keys."""

    features: bytes
    keys: bytes


def packed(keys: Iterable[BlockingKey]) -> bytes:
    """Blocking keys, each once, as little-endian signed 64-bit integers."""
    return np.fromiter(chain.from_iterable(dict.fromkeys(keys)), dtype="<i8").tobytes()


@dataclass(frozen=True)
class KeyTable:
    """Blocking keys of many records as columns of equal length; signed 64-bit integers throughout."""

    record: Ints
    rule: Ints
    value: Ints
    who: Ints

    @classmethod
    def unpacked(cls, records: Sequence[int], keys: Sequence[bytes]) -> KeyTable:
        """The `packed` keys of some records."""
        rows = np.frombuffer(b"".join(keys), dtype="<i8").reshape(-1, 3)
        sizes = [len(some) // (3 * 8) for some in keys]
        rule, value, who = (np.ascontiguousarray(column, dtype=np.int64) for column in rows.T)
        return cls(np.repeat(np.array(records, dtype=np.int64), sizes), rule, value, who)

    def under(self, rules: Collection[int]) -> KeyTable:
        """The rows of these rules."""
        keep = np.isin(self.rule, np.array(sorted(rules), dtype=np.int64))
        return KeyTable(self.record[keep], self.rule[keep], self.value[keep], self.who[keep])


@dataclass(frozen=True)
class Pairs:
    """Pairs as columns, `a < b`, each once; `rules` is a bit mask of the blocking rules that found the pair."""

    a: Ints
    b: Ints
    rules: Ints


@dataclass(frozen=True)
class Matches:
    """Weighed pairs as columns.

    weight: (n,) match weight in bits; levels: (n, k) index of the level each comparison reached, -1 for missing;
    contradicts: (n,) True where some comparison reached a level that two records of one person hardly reach.
    """

    a: Ints
    b: Ints
    weight: Floats
    levels: Levels
    contradicts: Bools
    rules: Ints


class Contribution(Value, frozen=True):
    """One comparison's part in a match weight: the level it reached, its bits, and what was compared.

    `one_in`: one in so many people would agree this far by chance, 0 where that is not known.
    """

    comparison: str
    level: str
    bits: float
    left: str = ""
    right: str = ""
    one_in: float = 0.0
    about: str = ""


Decision = Literal["merge", "review", "apart"]


class Turn(Value, frozen=True):
    """What would have decided otherwise: had this comparison answered `then` ("": nothing, a side being silent) instead of `now`,
    the pair would weigh about `weight`, all else being as it is, and that would `decide`."""

    comparison: str
    now: str
    then: str
    bits: float
    weight: float
    decide: Decision
    about: str = ""


class Explanation(Value, frozen=True):
    """Why a pair weighs what it weighs: `prior` + the contributions' bits = `weight`, exactly. `turns`: what would have decided
    otherwise, the least change first."""

    prior: float
    contributions: tuple[Contribution, ...]
    weight: float
    merge_at: float
    review_at: float
    model: str
    contradictions: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def probability(self) -> float:
        """P(same person) = 2^w / (1 + 2^w)."""
        return float(1.0 / (1.0 + 2.0 ** -max(-1000.0, min(1000.0, self.weight))))


class Shift(Value, frozen=True):
    """A number of a model that is another than before: the bits of a comparison's level, or the "prior"."""

    comparison: str
    level: str
    before: float
    after: float


class Taught(NamedTuple):
    """A challenger that people's judgements made, how many of these are probably wrong (a share), and what it weighs
    otherwise, the largest shift first."""

    matcher: Matcher
    noise: float
    shifts: tuple[Shift, ...]


class Matcher(Protocol):
    """Decides how much evidence there is that two records are of one person.

    All weights are pure functions of the two records' features, the blocking keys of the records that share a value
    with them, and the model. The same functions serve one new record and a whole database.
    """

    @property
    def version(self) -> str: ...

    @property
    def merge_at(self) -> float: ...

    @property
    def review_at(self) -> float: ...

    @property
    def comparisons(self) -> tuple[str, ...]: ...

    @property
    def block_limits(self) -> tuple[int, ...]:
        """rule -> the size above which its blocks are dropped; crossing it changes the pairs of the whole block."""
        ...

    @property
    def shared_rules(self) -> tuple[int, ...]:
        """Rules over values (a phone, a mailbox) that count less the more people (`who`) share them."""
        ...

    @property
    def shared_from(self) -> int:
        """From how many people on a value that they share counts less than fully."""
        ...

    @property
    def crowd(self) -> int:
        """Of how many records on a value people are counted; more of them count as that many people."""
        ...

    @property
    def shared_limit(self) -> int:
        """How many people may share a value before it stops counting as evidence."""
        ...

    def prepare(self, profile: Profile) -> Prepared:
        """Features and blocking keys of one profile."""
        ...

    def pairs(self, keys: KeyTable, focus: Ints | None = None) -> Pairs:
        """The pairs that share a key; with `focus`, only those with at least one of these records in them."""
        ...

    def weigh(self, pairs: Pairs, features: Mapping[int, bytes], keys: KeyTable) -> Matches:
        """The match weight of every pair, in the order given. `keys` holds at least every row, of any record, that
        shares a `shared_rules` key with a record of `pairs`."""
        ...

    @property
    def content(self) -> bytes:
        """The model, to be stored."""
        ...

    def trained(self, features: Mapping[int, bytes], keys: KeyTable, seed: int = 1) -> Matcher:
        """A matcher whose weights and thresholds are learned from these records, without labels; the same input gives the
        same matcher. Keys made by this one serve that one too."""
        ...

    def taught(self, judged: Matches, same: Bools, share: Floats, others: Matches) -> Taught:
        """A challenger whose weights foretell these judgements better. `judged`, `others` (nobody judged them): pairs as this
        matcher weighs them; `share`: how much each judgement counts. The same input gives the same challenger."""
        ...

    def explain(self, a: bytes, b: bytes, keys: KeyTable) -> Explanation:
        """The whole reason for one pair's weight; its sum equals what `weigh` says within 1e-9."""
        ...


# --- progress: long work says how far it is ---


class Progress(Protocol):
    """Told how far long work has come; shown in a terminal, or stored on a task for the web page."""

    def step(self, stage: str, done: int, total: int | None = None) -> None: ...


@dataclass
class Silent:
    """Progress that nobody watches."""

    steps: list[str] = field(default_factory=list)

    def step(self, stage: str, done: int, total: int | None = None) -> None:
        """Says nothing."""


def collect(found: Sequence[Found | Refused]) -> tuple[list[Found], list[Refused]]:
    """What could be read, and what could not."""
    return [f for f in found if isinstance(f, Found)], [f for f in found if isinstance(f, Refused)]
