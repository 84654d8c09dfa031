"""Ways to reach a person: mailboxes, telephones, pages, identifiers."""

from __future__ import annotations

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from enrich.ports import Bools, Floats, Ints, Levels
from enrich.values.contacts import meant_host
from matchers.blocking import EMAIL, LINK, PHONE, local_digits
from matchers.columns import Codes, distinct_codes
from matchers.comparisons.base import Comparison, Key, choose, numbered
from matchers.features import NAMED, NUMBERED
from matchers.kernel import (
    EQUAL,
    NEVER,
    TYPO,
    Classes,
    Outcome,
    compare_many,
    lengths,
    likeness,
    name_likeness,
)
from matchers.order import numbers_of
from matchers.scene import Batch, Level, Scene, Sharing
from matchers.sketches import Alikeness, DigitSketch


class Pieces:
    """Words cut in two at a sign: codes of each piece, by code of the word."""

    of_records = True

    def __init__(self, words: list[str], codes: Codes, sign: str) -> None:
        self._cut(words, codes, sign)

    def _cut(self, words: list[str], codes: Codes, sign: str) -> tuple[list[str], list[str]]:
        """Makes the tables; gives the first pieces and the second ones."""
        parts = [words[code].rpartition(sign) for code in codes.tolist()]
        self.in_head, heads = _numbered(codes, [before for before, _, _ in parts])
        self.in_tail, tails = _numbered(codes, [after for _, _, after in parts])
        return heads, tails


def _numbered(codes: Codes, texts: list[str]) -> tuple[Codes, list[str]]:
    """A number of the text of each of these codes, by code; and the text of each number: that of "" is 0 and stands for all
    else."""
    numbers, known = numbers_of(texts)
    return _by_code(codes, numbers), known


def _by_code(codes: Codes, numbers: Codes) -> Codes:
    answer = np.zeros(int(codes.max(initial=0)) + 1, np.int32)
    answer[codes] = numbers
    return answer


GMAIL = "gmail.com"  # reads no dots in user parts


class EmailTable:
    """User parts and domains; `head` and `tail` list them. `in_bare`: by code of the address, its user part, without dots where
    Gmail was meant; `meant`: by number of the domain, the number of the one that was meant."""

    of_records = True

    def __init__(self, scene: Scene) -> None:
        words, codes = scene.columns.words, distinct_codes(scene.columns.many["email"].code)
        parts = [words[code].rpartition("@") for code in codes.tolist()]
        self.in_tail, self.tail = _numbered(codes, [host for _, _, host in parts])
        meant = list(map(meant_host, self.tail))
        (self.meant,) = numbered(np.arange(len(meant), dtype=np.int32), meant)
        at_gmail = np.array([host == GMAIL for host in meant], np.bool_)
        at = at_gmail[self.in_tail[codes]].nonzero()[0]
        bare = [parts[place][0].replace(".", "") for place in at.tolist()]
        number, self.head = numbers_of([*(user for user, _, _ in parts), *bare])
        self.in_head = _by_code(codes, number[: len(codes)])
        self.in_bare = self.in_head.copy()
        self.in_bare[codes[at]] = number[len(codes) :]


def letters_of(user: str) -> str:
    return "".join(c for c in user if not c.isdigit())


def email_sharing(scene: Scene) -> Sharing:
    return Sharing(scene, EMAIL, str)


class EmailAddress(Comparison):
    """Is it the same mailbox, however it is written? A slip in the name of the host ("gmial.com", "hotmail.con") is forgiven. The
    same user part at another host counts by how much of it the name does not already say, and so does a mailbox that both
    names give: namesakes may have the same. Mailboxes of a role (jobs@) say nothing, shared ones less the more people share them."""

    name = "e-mail"
    reads = ("email",)
    group = "contact"
    levels = (
        Level("same", 17.0, "the same mailbox"),
        Level("same numbered", 15.0, "the same mailbox, built from the name they share and a number"),
        Level("same named", 13.0, "the same mailbox, built from the name they share"),
        Level("slip", 8.0, "a slip of the finger apart"),
        Level("host slip", 9.0, "the same user part, a slip of the finger apart in the name of the host"),
        Level("own user part", 7.0, "the same user part at another host, not built from the name"),
        Level("numbered user part", 3.5, "the same name and number at another host"),
        Level("named user part", 0.8, "the same user part at another host, built from the name"),
        Level(
            "private and work", -0.3, "one private mailbox, one of an employer or a house: people have both"
        ),
        Level("different", -1.0, "different mailboxes"),
        Level("colleague", -2.5, "two mailboxes at one employer"),
    )

    def keys(self, scene: Scene) -> tuple[Key, ...]:
        table = scene.table(EmailTable)
        same = ("same", "same numbered", "same named")
        user_parts = (*same, "slip", "own user part", "numbered user part", "named user part")
        return (
            Key(table.in_head, user_parts),
            Key(table.in_tail, ("slip", "colleague")),
            Key(table.in_bare, ("host slip",)),
        )

    def compare(self, batch: Batch) -> Outcome:
        column = batch.scene.columns.many["email"]
        sharing, weight = batch.scene.table(email_sharing), self.bits(batch)

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right = column.code[i], column.code[j]
            level = self._level(batch, i, j)
            bits = weight[level]
            same = (left == right).nonzero()[0]
            bits[same] *= sharing.kept(left[same])
            return level, bits

        return compare_many(column, column, batch.a, batch.b, judge)

    def _level(self, batch: Batch, i: Ints, j: Ints) -> Levels:
        column, table = batch.scene.columns.many["email"], batch.scene.table(EmailTable)
        left, right = column.code[i], column.code[j]
        made = np.minimum(column.flag[i], column.flag[j])
        least = np.maximum(column.flag[i], column.flag[j])
        box = left == right
        user = table.in_head[left] == table.in_head[right]
        host = table.in_tail[left] == table.in_tail[right]
        slip = self._slips(table, left, right, user & (made > NAMED), host & (made > NAMED))
        return choose(
            self.at("different"),
            (box & (least == NAMED), self.at("same named")),
            (box & (least == NUMBERED), self.at("same numbered")),
            (box, self.at("same")),
            (self._host_slips(table, left, right, ~host), self.at("host slip")),
            (slip, self.at("slip")),
            (user & (made == NAMED), self.at("named user part")),
            (user & (made == NUMBERED), self.at("numbered user part")),
            (user, self.at("own user part")),
            (host & (column.number[i] == 0), self.at("colleague")),
            (column.number[i] != column.number[j], self.at("private and work")),
        )

    @staticmethod
    def _host_slips(table: EmailTable, left: Codes, right: Codes, elsewhere: Bools) -> Bools:
        """Where one user part is at one host, but for a slip in its name."""
        slip = np.zeros(len(left), np.bool_)
        at = (elsewhere & (table.in_bare[left] == table.in_bare[right])).nonzero()[0]
        if not len(at):
            return slip
        x, y = table.in_tail[left[at]], table.in_tail[right[at]]
        slip[at] = (table.meant[x] == table.meant[y]) | (likeness(table.tail, x, y, one_slip) == TYPO)
        return slip

    @staticmethod
    def _slips(table: EmailTable, left: Codes, right: Codes, user: Bools, host: Bools) -> Bools:
        """A slip in the user part (not in its number) at one host, or in the host of one user."""
        slip = np.zeros(len(left), np.bool_)
        at = (host & ~user).nonzero()[0]
        if len(at):
            x, y = table.in_head[left[at]], table.in_head[right[at]]
            typo = likeness(table.head, x, y, name_likeness) == TYPO
            at, x, y = at[typo], x[typo], y[typo]
            slip[at] = [
                letters_of(table.head[one]) != letters_of(table.head[other])
                for one, other in zip(x.tolist(), y.tolist(), strict=True)
            ]
        at = (user & ~host).nonzero()[0]
        if len(at):
            x, y = table.in_tail[left[at]], table.in_tail[right[at]]
            slip[at] = likeness(table.tail, x, y, name_likeness) == TYPO
        return slip


def one_slip(left: list[str], right: list[str]) -> Classes:
    """TYPO for one letter of a host that is wrong, left out, added, or for two swapped."""
    edits = process.cpdist(left, right, scorer=OSA.distance, score_cutoff=1, dtype=np.int32)
    return np.where((edits == 1) & (np.minimum(lengths(left), lengths(right)) >= 8), TYPO, 0).astype(np.int8)


def digit_likeness(left: list[str], right: list[str]) -> Classes:
    """TYPO for one digit wrong, left out, added, or two swapped."""
    edits = process.cpdist(left, right, scorer=OSA.distance, score_cutoff=1, dtype=np.int32)
    long = np.minimum(lengths(left), lengths(right)) >= 6
    return np.where((edits == 1) & long, TYPO, 0).astype(np.int8)


class PhoneTable:
    """Local digits and extension of each number, by code."""

    of_records = True

    def __init__(self, scene: Scene) -> None:
        codes = distinct_codes(scene.columns.many["phone"].code)
        numbers = [scene.columns.words[code] for code in codes.tolist()]
        self.local, self.digits = _numbered(codes, list(map(local_digits, numbers)))
        self.alike = Alikeness(
            self.digits, np.arange(len(self.digits), dtype=np.int32), digit_likeness, DigitSketch
        )
        self.extension, _ = _numbered(codes, [number.partition(";")[2] for number in numbers])


def phone_sharing(scene: Scene) -> Sharing:
    return Sharing(scene, PHONE, local_digits)


class PhoneNumber(Comparison):
    """Is it the same telephone? A lost country code is forgiven. A number that many people use (a switchboard, a family)
    counts less the more they are; two extensions of one switchboard are two telephones."""

    name = "telephone"
    reads = ("phone",)
    group = "contact"
    levels = (
        Level("same", 15.0, "the same number"),
        Level("same but for the country", 13.0, "the same number but for the country code"),
        Level("slip", 3.0, "one digit apart"),
        Level("other extension", 0.5, "the same switchboard, another extension"),
        Level("different", -0.9, "different numbers"),
    )

    def keys(self, scene: Scene) -> tuple[Key, ...]:
        return (Key(scene.table(PhoneTable).local, ("same", "same but for the country", "other extension")),)

    def compare(self, batch: Batch) -> Outcome:
        column, table = batch.scene.columns.many["phone"], batch.scene.table(PhoneTable)
        sharing, weight = batch.scene.table(phone_sharing), self.bits(batch)

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right = column.code[i], column.code[j]
            x, y = table.local[left], table.local[right]
            lines = (
                (table.extension[left] != table.extension[right])
                & (table.extension[left] > 0)
                & (table.extension[right] > 0)
            )
            level = choose(
                self.at("different"),
                (left == right, self.at("same")),
                ((x == y) & lines, self.at("other extension")),
                (x == y, self.at("same but for the country")),
                (table.alike.of(x, y) == TYPO, self.at("slip")),
            )
            bits = weight[level]
            same = (x == y).nonzero()[0]
            bits[same] *= sharing.kept(left[same])
            return level, bits

        return compare_many(column, column, batch.a, batch.b, judge)


def link_sharing(scene: Scene) -> Sharing:
    return Sharing(scene, LINK, str)


class LinkTable(Pieces):
    """Network and account of each page, by code; both 0 for a page that is no account."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene.columns.words, distinct_codes(scene.columns.many["link"].code), ":")


class ProfileLink(Comparison):
    """Is it the same page or account? One person seldom has two accounts at one network, and often uses one account
    name at several."""

    name = "page"
    reads = ("link",)
    group = "contact"
    levels = (
        Level("same", 18.0, "the same page"),
        Level("same account name", 5.0, "the same account name at another network"),
        Level("other account", -3.0, "different accounts at one network"),
    )

    def keys(self, scene: Scene) -> tuple[Key, ...]:
        table = scene.table(LinkTable)
        return Key(table.in_tail, ("same", "same account name")), Key(table.in_head, ("other account",))

    def compare(self, batch: Batch) -> Outcome:
        column, table = batch.scene.columns.many["link"], batch.scene.table(LinkTable)
        sharing, weight = batch.scene.table(link_sharing), self.bits(batch)

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right = column.code[i], column.code[j]
            network, account = table.in_head[left], table.in_tail[left]
            at_one = (network == table.in_head[right]) & (network > 0)
            level = choose(
                self.at("other account"),
                (left == right, self.at("same")),
                (
                    (account == table.in_tail[right]) & (network > 0) & (table.in_head[right] > 0),
                    self.at("same account name"),
                ),
            )
            bits = weight[level]
            same = (left == right).nonzero()[0]
            bits[same] *= sharing.kept(left[same])
            return level, np.where((level == self.at("other account")) & ~at_one, NEVER, bits)

        return compare_many(column, column, batch.a, batch.b, judge)


# Kinds of identifier of which a person has one; others (a CRM's own id) may differ for one person.
UNIQUE_KINDS = ("national", "orcid", "passport", "tax", "ssn", "social")


class IdentifierTable(Pieces):
    """Kind and value, by code; `tail` lists the values. `unique`: kinds of which a person has one, by code of the kind."""

    def __init__(self, scene: Scene) -> None:
        codes = distinct_codes(scene.columns.many["identifier"].code)
        kinds, self.tail = self._cut(scene.columns.words, codes, ":")
        self.unique = np.array([kind.startswith(UNIQUE_KINDS) for kind in kinds], np.bool_)


class Identification(Comparison):
    """Is it the same number of the same kind? Two different numbers of a kind that a person has once contradict each
    other, unless they are one slip of the finger apart."""

    name = "identifier"
    reads = ("identifier",)
    group = "contact"
    levels = (
        Level("same", 20.0, "the same identifier"),
        Level("slip", 9.0, "one character apart"),
        Level("different", -6.0, "different identifiers of a kind that a person has once", contradicts=True),
    )

    def keys(self, scene: Scene) -> tuple[Key, ...]:
        return (Key(scene.table(IdentifierTable).in_tail, ("same",)),)

    def compare(self, batch: Batch) -> Outcome:
        column, table, weight = (
            batch.scene.columns.many["identifier"],
            batch.scene.table(IdentifierTable),
            self.bits(batch),
        )

        def judge(i: Ints, j: Ints) -> tuple[Levels, Floats]:
            left, right = column.code[i], column.code[j]
            kind = table.in_head[left]
            comparable = (kind == table.in_head[right]) & (table.unique[kind] | (left == right))
            like = np.zeros(len(i), np.int8)
            like[comparable] = likeness(
                table.tail, table.in_tail[left[comparable]], table.in_tail[right[comparable]], digit_likeness
            )
            level = choose(
                self.at("different"), (like == EQUAL, self.at("same")), (like == TYPO, self.at("slip"))
            )
            return level, np.where(comparable, weight[level], NEVER)

        return compare_many(column, column, batch.a, batch.b, judge)
