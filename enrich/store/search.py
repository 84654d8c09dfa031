"""Search by name, skill, employer, title, place, e-mail: typing errors forgiven, the same on every database.

A folded word of the query is looked up in the distinct words of all persons (`term`), kept in memory and read again
when words were added; near spellings are found there with rapidfuzz. Persons come from the postings of those words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy.engine import Connection

from enrich.store.statements import chunks
from enrich.store.tables import person, posting, term
from enrich.values.names import fold

CANDIDATES = 40  # near spellings of one query word that are followed
FIELD_POINTS = (10.0, 6.0, 5.0, 4.0, 3.0, 8.0)  # name, title or employer, skill, place, past, e-mail


class Hit(NamedTuple):
    person_id: int
    score: float


class Vocabulary:
    """The distinct words of all persons by length; reading it again costs nothing when no word was added."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._newest = -1
        self._words: list[str] = []
        self._ids: dict[str, int] = {}
        self._by_length: dict[int, list[str]] = {}

    def refresh(self, connection: Connection) -> None:
        newest = connection.execute(sa.select(sa.func.max(term.c.term_id))).scalar() or 0
        with self._lock:
            if newest == self._newest:
                return
            rows = connection.execute(
                sa.select(term.c.term, term.c.term_id).where(term.c.term_id > self._newest)
            )
            for word, number in rows:
                self._ids[word] = number
                self._by_length.setdefault(len(word), []).append(word)
            self._newest = newest

    def near(self, word: str) -> dict[int, float]:
        """Term id -> closeness (0 to 1) of the words that `word` may mean: itself, what it begins, what it misspells."""
        found: dict[str, float] = {word: 1.0} if word in self._ids else {}
        allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        for length in range(max(1, len(word) - allowed), len(word) + allowed + 1):
            words = self._by_length.get(length, [])
            for other, distance, _ in process.extract(
                word, words, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=CANDIDATES
            ):
                found[other] = max(found.get(other, 0.0), 1.0 - 0.25 * distance)
        if len(word) >= 3:
            for length, words in self._by_length.items():
                if length > len(word):
                    begun = [other for other in words if other.startswith(word)][:CANDIDATES]
                    found.update((other, max(found.get(other, 0.0), 0.8)) for other in begun)
        best = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES]
        return {self._ids[other]: closeness for other, closeness in best}


def query_words(query: str) -> list[str]:
    """The folded words of a query; an e-mail address stays whole."""
    return [
        word for part in query.split() for word in ([part.casefold()] if "@" in part else fold(part).split())
    ][:8]


def search(connection: Connection, vocabulary: Vocabulary, query: str, limit: int = 200) -> list[Hit]:
    """Persons in whom every word of the query is found, best first."""
    vocabulary.refresh(connection)
    scores: dict[int, float] | None = None
    for word in query_words(query):
        near = vocabulary.near(word)
        points: dict[int, float] = defaultdict(float)
        for some in chunks(sorted(near)):
            rows = connection.execute(
                sa.select(posting.c.person_id, posting.c.field, posting.c.term_id).where(
                    posting.c.term_id.in_(some)
                )
            )
            for person_id, field, term_id in rows:
                points[person_id] = max(points[person_id], FIELD_POINTS[field] * near[term_id])
        scores = (
            dict(points) if scores is None else {p: s + points[p] for p, s in scores.items() if p in points}
        )
        if not scores:
            return []
    ranked = sorted((scores or {}).items(), key=lambda item: (-item[1], item[0]))
    return closest_names(connection, query, ranked[: limit * 2])[:limit]


def closest_names(connection: Connection, query: str, ranked: Sequence[tuple[int, float]]) -> list[Hit]:
    """Among equal hits, those whose whole name is closest to the query come first."""
    names: dict[int, str] = {}
    for some in chunks([person_id for person_id, _ in ranked]):
        rows = connection.execute(
            sa.select(person.c.person_id, person.c.sort_name).where(person.c.person_id.in_(some))
        )
        names.update((row.person_id, row.sort_name) for row in rows)
    asked = fold(query)
    hits = [
        Hit(number, score + fuzz.token_sort_ratio(asked, names[number]) / 50.0)
        for number, score in ranked
        if number in names
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.person_id))
