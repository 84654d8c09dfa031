"""Changed records -> stored matches: features and keys, whom that concerns, the pairs that share a key, their weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from sqlalchemy.engine import Connection

from enrich.identity import Link
from enrich.model import RecordId
from enrich.ports import Bools, Ints, KeyTable, Matcher, Matches, Pairs, Prepared
from enrich.store import derived
from enrich.store.blocks import Members, RuleAndValue, blocks_in
from enrich.store.derived import Due, Marks, mark
from enrich.store.shelf import BULK, Shelf

CHUNK = 250_000  # pairs weighed at once
NOBODY: Mapping[int, int] = {}


def store_prepared(
    connection: Connection,
    matcher: Matcher,
    current: Mapping[RecordId, Prepared],
    new: int,
    shelf: Shelf | None = None,
) -> Marks:
    """Stores the features and keys of records whose content changed; gives what is due of them and of all whom that concerns.

    `new`: how many of them were never seen before.
    """
    shelf = shelf or Shelf(connection)
    first_load = shelf.waits().first_load
    known = current.keys() if new < len(current) else ()
    before = derived.keys_of(connection, known)
    derived.store_prepared(connection, current, known, indexed=not first_load)
    shelf.put(current)
    marks: Marks = {}
    if not first_load:
        after = KeyTable.unpacked(list(current), [item.keys for item in current.values()])
        for due, records in concerned(shelf, matcher, before, after).items():
            mark(marks, records, due)
    mark(marks, current)
    return marks


def concerned(shelf: Shelf, matcher: Matcher, before: KeyTable, after: KeyTable) -> dict[Due, set[RecordId]]:
    """Whom it concerns that some records' keys were `before` and are now `after`: who shares one of them, where that counts."""
    gone, come = members_by_block(before), members_by_block(after)
    reach = reaches(matcher)
    # One more than could have been too many before: a crowd that was one already is told from one that has just become one.
    wanted = {
        block: reach[block[0]] + len(gone.get(block, NOBODY)) + len(come.get(block, NOBODY)) + 1
        for block in gone.keys() | come.keys()
    }
    told: dict[Due, set[RecordId]] = {"weights": set(), "pairs": set()}
    for block, members in shelf.members(wanted).items():
        if due := concerns(matcher, block[0], members, gone.get(block, NOBODY), come.get(block, NOBODY)):
            told[due].update(RecordId(record_id) for record_id, _ in members)
    return told


def concerns(
    matcher: Matcher, rule: int, members: Members, gone: Mapping[int, int], come: Mapping[int, int]
) -> Due | None:
    """What is to be done about the rest of a block that these have left, and these come into.

    Pairs of it are found or no longer found where it crosses its limit. Where more people share a value, matches weigh less;
    where fewer do, also pairs that were no matches may weigh more.
    """
    limit, now = matcher.block_limits[rule], len(members)
    then = now - len(come) + len(gone)
    least, most = sorted((then, now))
    if least <= limit < most:
        return "pairs"
    if rule not in matcher.shared_rules or least > limit:
        return None
    stayed = {who for record_id, who in members if record_id not in come}
    were = people(matcher, then, stayed.union(gone.values()))
    are = people(matcher, now, stayed.union(come.values()))
    fewest, highest = sorted((were, are))
    if fewest == highest or highest < matcher.shared_from or fewest > matcher.shared_limit + 1:
        return None
    return "weights" if were < are else "pairs"


def people(matcher: Matcher, records: int, who: set[int]) -> int:
    """How many people share a value, as the matcher counts them."""
    return records if records > matcher.crowd else len(who - {0})


def members_by_block(keys: KeyTable) -> dict[RuleAndValue, dict[int, int]]:
    """Block -> record -> `who`."""
    found: dict[RuleAndValue, dict[int, int]] = defaultdict(dict)
    columns = keys.rule.tolist(), keys.value.tolist(), keys.record.tolist(), keys.who.tolist()
    for rule, value, record_id, who in zip(*columns, strict=True):
        found[rule, value][record_id] = who
    return found


def reaches(matcher: Matcher) -> list[int]:
    """rule -> how many records of a block have to be looked at: up to its limit, and further where they are counted."""
    most = max(matcher.block_limits)
    return [
        most if rule in matcher.shared_rules else limit for rule, limit in enumerate(matcher.block_limits)
    ]


class Weighed(NamedTuple):
    """`touched`: the records around which something may be decided anew, None for all. Whoever only matches one of them too
    weakly to be merged is none of these. `known`: pairs that were weighed on the way and are no matches; `newcomers`: the
    links of the shelf's newcomers, each of them."""

    touched: set[RecordId] | None
    known: dict[tuple[RecordId, RecordId], Link]
    newcomers: Mapping[RecordId, list[Link]]


def weigh_pending(shelf: Shelf, matcher: Matcher, due: Mapping[RecordId, Due] | None) -> Weighed:
    """Weighs again what is due of these records (of all records for None) and stores the matches of at least `review_at` bits."""
    connection = shelf.connection
    if due is None:
        derived.drop_matches(connection, None)
        for matches in weighed_all(connection, matcher):
            derived.store_matches(connection, at_least(matches, matcher.review_at))
        return Weighed(None, {}, {})
    focus = {one for one, what in due.items() if what != "weights"}
    newcomers: dict[RecordId, list[Link]] = {one: [] for one in focus.intersection(shelf.newcomers)}
    freed, stale, weights = derived.drop_matches_and_find(
        connection, focus - newcomers.keys(), due.keys() - focus, matcher.shared_rules, matcher.merge_at
    )
    touched = focus | freed
    known: dict[tuple[RecordId, RecordId], Link] = {}
    derived.drop_pairs(connection, stale)
    before = dict(zip(ends_of(stale), weights.tolist(), strict=True))
    for matches in weighed(shelf, matcher, focus, stale):
        kept = at_least(matches, matcher.review_at)
        derived.store_matches(connection, kept)
        known |= {link[:2]: link for link in links_in(where(matches, matches.weight < matcher.review_at))}
        for link in links_in(kept):
            for end in newcomers.keys() & link[:2]:
                newcomers[end].append(link)
            if (former := before.pop(link[:2], None)) is not None and former != link.weight:
                touched.update(link[:2] if max(former, link.weight) >= matcher.merge_at else link[:1])
    return Weighed(touched | {end for ends in before for end in ends}, known, newcomers)


def links_in(matches: Matches) -> list[Link]:
    columns = matches.weight.tolist(), matches.contradicts.tolist()
    return [Link(a, b, *told) for (a, b), *told in zip(ends_of(matches), *columns, strict=True)]


def ends_of(pairs: Pairs | Matches) -> Iterator[tuple[RecordId, RecordId]]:
    return zip(map(RecordId, pairs.a.tolist()), map(RecordId, pairs.b.tolist()), strict=True)


def numbers(*columns: Ints) -> set[RecordId]:
    """The records named in these columns."""
    return {RecordId(number) for column in columns for number in column.tolist()}


def weighed_all(connection: Connection, matcher: Matcher) -> Iterator[Matches]:
    """The weights of all pairs, some at a time."""
    keys = derived.all_keys(connection)
    pairs, features = matcher.pairs(keys), derived.features(connection, None)
    for part in parts(pairs):
        yield matcher.weigh(part, features, keys)


def weighed(shelf: Shelf, matcher: Matcher, focus: Collection[RecordId], further: Pairs) -> Iterator[Matches]:
    """The weights of all pairs with one of these records in them, and of `further` pairs, some at a time."""
    blocks = blocks_in(shelf.keys_of(focus))
    if len(further.a):
        blocks |= blocks_in(shelf.keys_of(numbers(further.a)).under(matcher.shared_rules))
    keys = shelf.keys_of_blocks(blocks, reaches(matcher))
    for part in parts(both(matcher.pairs(keys, derived.as_ints(sorted(focus))), further)):
        yield matcher.weigh(part, shelf.features(numbers(part.a, part.b)), keys)


def both(some: Pairs, further: Pairs) -> Pairs:
    if not len(further.a):
        return some
    return Pairs(*(np.concatenate(columns) for columns in zip(
        (some.a, some.b, some.rules), (further.a, further.b, further.rules), strict=True)))  # fmt: skip


def parts(pairs: Pairs) -> Iterable[Pairs]:
    for start in range(0, len(pairs.a), CHUNK):
        some = slice(start, start + CHUNK)
        yield Pairs(pairs.a[some], pairs.b[some], pairs.rules[some])


def at_least(matches: Matches, weight: float) -> Matches:
    return where(matches, matches.weight >= weight)


def where(matches: Matches, keep: Bools) -> Matches:
    return Matches(
        matches.a[keep], matches.b[keep], matches.weight[keep], matches.levels[keep],
        matches.contradicts[keep], matches.rules[keep],
    )  # fmt: skip


def weigh_unlinked(
    shelf: Shelf,
    matcher: Matcher,
    groups: Iterable[Collection[RecordId]],
    linked: set[tuple[RecordId, RecordId]],
) -> list[Link]:
    """The weights of pairs inside these groups that have no link: do any two records of a group contradict?"""
    missing = sorted(
        (a, b) for group in groups for a in group for b in group if a < b and (a, b) not in linked
    )
    if not missing:
        return []
    a, b = np.array(missing, dtype=np.int64).T
    records = {RecordId(number) for pair in missing for number in pair}
    if len(records) > BULK:
        features = derived.features(shelf.connection, None)
        keys = shared_keys(shelf.connection, matcher, None)
    else:
        features = shelf.features(records)
        keys = shelf.keys_around(records, reaches(matcher), matcher.shared_rules)
    return links_in(matcher.weigh(Pairs(a, b, np.zeros(len(a), dtype=np.int64)), features, keys))


def shared_keys(connection: Connection, matcher: Matcher, records: Collection[RecordId] | None) -> KeyTable:
    """The rows of the keys by which the matcher counts how many people share a value."""
    return derived.keys_around(connection, records, reaches(matcher), matcher.shared_rules)
