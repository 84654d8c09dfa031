"""What a pair can weigh at most, told cheaply: most blocked pairs cannot reach the threshold whatever a closer look finds.

A bound never is below the weight (a test holds it against the kernel); where a row says something unusual (several family
names, a nickname), the bound is left open. Two words are at most a slip apart if their letters, counted up to two of
each, differ in few places; so 64 bits per word and one instruction per pair rule most slips out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from enrich.ports import Bools, Floats, Ints
from matchers.blocking import EMAIL, LINK, PHONE, RULES, local_digits
from matchers.columns import FIRST, FURTHER, JOINED, Codes, Ragged
from matchers.comparisons.base import unusual_bits
from matchers.comparisons.career import Skills
from matchers.comparisons.names import NameTable
from matchers.dedupe.ragged import kept
from matchers.scene import Batch, Scene

Sketch = npt.NDArray[np.uint64]
OPEN = 1e9
_IDENTIFIER = [rule.name for rule in RULES].index("identifier")
_LETTERS = np.full(256, 31, np.int64)
_LETTERS[np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", np.uint8)] = np.arange(26)
_LETTERS[np.frombuffer(b"0123456789", np.uint8)] = np.array([26, 27, 28, 29, 30, 26, 27, 28, 29, 30])
_CLASSES = 32
SMALL = 1e-6


@dataclass(frozen=True)
class Shapes:
    """Of words, by code: their letters as bits, and their length."""

    letters: Sketch
    length: npt.NDArray[np.int16]

    def apart(self, left: Codes, right: Codes) -> npt.NDArray[np.uint8]:
        """Insertions and deletions of letters that lie between two words at least."""
        return np.asarray(np.bitwise_count(self.letters[left] ^ self.letters[right]), np.uint8)


def shapes_of(words: list[str], codes: Codes) -> Shapes:
    """Shapes of the words at these codes."""
    used = np.zeros(len(words), np.bool_)
    used[codes] = True
    at = np.flatnonzero(used)
    chosen = [words[code].replace(" ", "") for code in at.tolist()]
    length = np.array([len(word) for word in chosen], np.int64)
    sign = _LETTERS[np.frombuffer("".join(chosen).encode("ascii", "replace"), np.uint8)]
    which = np.repeat(np.arange(len(chosen)), length)
    count = np.bincount(which * _CLASSES + sign, minlength=len(chosen) * _CLASSES).reshape(-1, _CLASSES)
    place = np.left_shift(np.uint64(1), np.arange(_CLASSES, dtype=np.uint64))
    once = np.where(count > 0, place, np.uint64(0)).sum(axis=1, dtype=np.uint64)
    twice = np.where(count > 1, place << np.uint64(_CLASSES), np.uint64(0)).sum(axis=1, dtype=np.uint64)
    letters, lengths = np.zeros(len(words), np.uint64), np.zeros(len(words), np.int16)
    letters[at], lengths[at] = once | twice, length
    return Shapes(letters, lengths)


def first_of(values: Ragged) -> Codes:
    """The first value of every row, 0 where there is none."""
    said = values.size > 0
    answer = np.zeros(len(said), np.int32)
    answer[said] = values.code[values.start[:-1][said]]
    return answer


class Bounds:
    """Tables for one scene; `most` bounds the weights of some of its pairs."""

    def __init__(self, scene: Scene, prior: float) -> None:
        columns = scene.columns
        self._scene, self._bits, self._prior = scene, scene.weights.bits, prior
        many, one = columns.many, columns.one
        self._names = scene.table(NameTable)
        phrases = [many[name].code for name in ("employer", "title", "school")]
        used = np.concatenate([many["family"].code, many["given"].code, *phrases, one["city"]])
        self._shapes = shapes_of(columns.words, used)
        self._name_rows()
        self._contact_rows()
        self._phrase = {name: first_of(many[name]) for name in ("employer", "title", "school")}
        self._several = {name: many[name].size > 1 for name in self._phrase}
        self._tokens = token_blooms(
            columns.words, np.concatenate([many["employer"].code, many["title"].code])
        )
        self._unusual = {
            name: np.maximum(scene.table(unusual_bits(name)), 0.0)
            for name in ("employer", "title", "school", "city", "postcode")
        }
        self._more = {name: float(bits.max(initial=0.0)) for name, bits in self._unusual.items()}

    def _name_rows(self) -> None:
        many, short = self._scene.columns.many, self._names.short
        family, given = many["family"], many["given"]
        self._family, self._family_open = first_of(family), family.size > 1
        first = kept(given, given.flag == FIRST)
        further = kept(given, (given.flag == FURTHER) & ~short[given.code].astype(np.bool_))
        together = kept(given, given.flag == JOINED)
        self._given = first_of(first)
        self._second, self._together = first_of(further), first_of(together)
        self._given_open = (first.size > 1) | (further.size > 1) | (together.size > 1)
        self._given_open |= (first.size == 0) & (given.size > 0)
        self._further = many["further"].size > 0
        roots = np.where(self._names.roots >= 0, self._names.roots, 0).astype(np.uint64)
        bits = np.left_shift(np.uint64(1), roots * np.uint64(0x9E3779B1) >> np.uint64(7) & np.uint64(63))
        self._roots = np.bitwise_or.reduce(np.where(self._names.roots >= 0, bits, np.uint64(0)), axis=1)

    def _contact_rows(self) -> None:
        columns = self._scene.columns
        email, link = columns.many["email"], columns.many["link"]
        users, hosts = pieces(columns.words, email.code, "@")
        networks, accounts = pieces(columns.words, link.code, ":")
        self._email, self._link = first_of(email), first_of(link)
        self._user, self._host = users[self._email], hosts[self._email]
        self._network, self._account = networks[self._link], accounts[self._link]
        self._emails_open, self._links_open = email.size > 1, link.size > 1
        phone = columns.many["phone"]
        self._phone, self._phones_open = first_of(phone), phone.size > 1
        self._digits = digits_of(columns.words, phone.code)
        self._letters = user_shapes(columns.words, email.code)
        self._identified = columns.many["identifier"].size > 0

    # --- the bound ---

    def most(self, a: Ints, b: Ints, rules: Ints) -> Floats:
        """No pair of these rows weighs more; `rules`: the rules that found each pair."""
        total = self._name_bits(a, b) + self._prior
        total += self._contact_bits(a, b, rules)
        total += self._home_bits(a, b)
        for name in ("employer", "title"):
            total += self._phrase_bits(a, b, name)
        total += self._school_bits(a, b)
        return total + self._skill_bits(a, b)

    def _name_bits(self, a: Ints, b: Ints) -> Floats:
        f, g, bits = self._bits["family name"], self._bits["given name"], self._bits["further names"]
        names = self._names
        family = self._one_name(
            self._family[a], self._family[b], names.family_rarity, names.family_letter, f, FAMILY
        )
        given = self._one_name(
            self._given[a], self._given[b], names.given_rarity, names.given_letter, g, GIVEN
        )
        self._better_given(a, b, given)
        open_end = self._family_open[a] | self._family_open[b] | self._given_open[a] | self._given_open[b]
        unlike = np.flatnonzero((self._family[a] != self._family[b]) & ~open_end)
        open_end[unlike[self._crosswise(a[unlike], b[unlike])]] = True
        further = np.where(self._further[a] & self._further[b], max(0.0, float(bits.max())), 0.0)
        suffix = self._scene.columns.one["suffix"]
        said = (suffix[a] > 0) & (suffix[b] > 0)
        generation = np.where(said, float(self._bits["generation"].max()), 0.0)
        return np.where(open_end, OPEN, family + given + further + generation)

    def _one_name(
        self, x: Codes, y: Codes, rarity: Floats, letter: Floats, bits: Floats, levels: NameLevels
    ) -> Floats:
        """Bits of two single names at most, 0 where one is missing."""
        table, apart = self._names, self._shapes.apart(x, y)
        length_x, length_y = self._shapes.length[x].astype(np.int64), self._shapes.length[y].astype(np.int64)
        shorter, total = np.minimum(length_x, length_y), length_x + length_y
        one_letter = table.letter[x] == table.letter[y]
        rare = np.minimum(rarity[x], rarity[y])
        answer = np.full(len(x), bits[levels.different])
        alike = (
            apart
            <= total - np.where(one_letter, 2.6, 3.15) * length_x * length_y / np.maximum(total, 1) + SMALL
        )
        answer[alike] = max(bits[levels.alike], bits[levels.different])
        if levels.clipped:
            clipped = (self._shapes.letters[x] & self._shapes.letters[y]) == np.where(
                length_x < length_y, self._shapes.letters[x], self._shapes.letters[y]
            )
            np.maximum(answer, np.where(clipped, bits[levels.clipped], -OPEN), out=answer)
        slip = (apart <= np.where(shorter < 7, 2, 4)) & (shorter > 3)
        np.maximum(answer, np.where(slip, rare + bits[levels.slip], -OPEN), out=answer)
        if levels.short_form:
            root = (self._roots[x] & self._roots[y]) != 0
            np.maximum(answer, np.where(root, rare + bits[levels.short_form], -OPEN), out=answer)
        initial = (table.short[x] | table.short[y]) & one_letter
        np.maximum(answer, np.where(initial, bits[levels.initial] + letter[x], -OPEN), out=answer)
        same = rare + bits[: levels.slip + 1].max()
        np.maximum(answer, np.where(x == y, same, -OPEN), out=answer)
        answer[(x == 0) | (y == 0)] = 0.0
        return answer

    def _better_given(self, a: Ints, b: Ints, given: Floats) -> None:
        """Raises the bound where a second given name, or two written as one, may agree with a first one."""
        several = (
            (self._second[a] > 0) | (self._second[b] > 0) | (self._together[a] > 0) | (self._together[b] > 0)
        )
        at = np.flatnonzero(several & (self._given[a] != self._given[b]))
        one, two = a[at], b[at]
        close = np.zeros(len(at), np.bool_)
        for more in (self._second, self._together):
            close |= self._may_agree(more[one], self._given[two]) | self._may_agree(
                self._given[one], more[two]
            )
        bits = self._bits["given name"]
        given[at[close]] = self._names.given_rarity.max(initial=0.0) + float(bits.max())

    def _may_agree(self, x: Codes, y: Codes) -> Bools:
        """Whether two given names may be the same, a slip apart, short for one another, or begin one another."""
        letters = self._shapes.letters
        near = self._shapes.apart(x, y) <= 4
        holds = ((letters[x] & letters[y]) == letters[x]) | ((letters[x] & letters[y]) == letters[y])
        alike = self._shapes.apart(x, y) <= 0.36 * (self._shapes.length[x] + self._shapes.length[y])
        root = (self._roots[x] & self._roots[y]) != 0
        return np.asarray((x > 0) & (y > 0) & (near | holds | alike | root))

    def _crosswise(self, a: Ints, b: Ints) -> Bools:
        """Whether the family name of one may be a given name of the other."""
        close = np.zeros(len(a), np.bool_)
        for given in (self._given, self._second, self._together):
            for family, other in ((self._family[a], given[b]), (self._family[b], given[a])):
                close |= (family > 0) & (other > 0) & self._slip(family, other)
        return close

    def _slip(self, x: Codes, y: Codes) -> Bools:
        """Whether two words may be equal or a slip of the finger apart."""
        shorter = np.minimum(self._shapes.length[x], self._shapes.length[y])
        apart = self._shapes.apart(x, y)
        return np.asarray((x == y) | (apart <= np.where(shorter < 7, 2, 4)) & (shorter > 3))

    def _contact_bits(self, a: Ints, b: Ints, rules: Ints) -> Floats:
        """A value that both share has been found by its rule, or a crowd shares it and it counts for nothing."""
        email, phone, link = (self._bits[name] for name in ("e-mail", "telephone", "page"))
        found = [(rules >> rule & 1) > 0 for rule in (EMAIL, PHONE, LINK, _IDENTIFIER)]
        said = (self._email[a] > 0) & (self._email[b] > 0)
        several = self._emails_open[a] | self._emails_open[b]
        x, y = self._email[a], self._email[b]
        near = several | (self._user[a] == self._user[b])
        near |= (self._host[a] == self._host[b]) & (
            np.bitwise_count(self._letters[x] ^ self._letters[y]) <= 4
        )
        total = np.where(said, np.where(near, max(0.0, float(email[1:].max())), float(email[-2:].max())), 0.0)
        total[found[0]] = max(0.0, float(email.max()))
        x, y = self._phone[a], self._phone[b]
        near = (
            self._phones_open[a]
            | self._phones_open[b]
            | (np.bitwise_count(self._digits[x] ^ self._digits[y]) <= 2)
        )
        phoned = np.where(near, max(0.0, float(phone[2:].max())), float(phone[-1]))
        total += np.where(found[1], max(0.0, float(phone.max())), np.where((x > 0) & (y > 0), phoned, 0.0))
        linked = (self._link[a] > 0) & (self._link[b] > 0)
        several = self._links_open[a] | self._links_open[b] | (self._account[a] == self._account[b])
        at_one = (self._network[a] == self._network[b]) & (self._network[a] > 0)
        other = np.where(at_one, float(link[-1]), 0.0)
        total += np.where(
            found[2],
            max(0.0, float(link.max())),
            np.where(linked, np.where(several, max(0.0, float(link[1:].max())), other), 0.0),
        )
        number = self._bits["identifier"]
        told = self._identified[a] & self._identified[b]
        return total + np.where(
            found[3], float(number.max()), np.where(told, max(0.0, float(number[1:].max())), 0.0)
        )

    def _home_bits(self, a: Ints, b: Ints) -> Floats:
        one, total = self._scene.columns.one, np.zeros(len(a))
        for column, name, more in (
            ("street", "address", 0.0), ("postcode", "postcode", self._more["postcode"]), ("birth", "birth date", 0.0),
        ):  # fmt: skip
            codes = one[column]
            if codes.any():
                said = (codes[a] > 0) & (codes[b] > 0)
                total += np.where(said, max(0.0, float(self._bits[name].max())) + more, 0.0)
        place, city, country = self._bits["place"], one["city"], one["country"]
        x, y = city[a], city[b]
        cities = (x > 0) & (y > 0)
        near = cities & (self._shapes.apart(x, y) <= 0.36 * (self._shapes.length[x] + self._shapes.length[y]))
        said = cities | ((country[a] > 0) & (country[b] > 0))
        region = (one["region"][a] == one["region"][b]) & (one["region"][a] > 0)
        agree = max(0.0, float(place.max())) + np.minimum(self._unusual["city"][x], self._unusual["city"][y])
        rest = np.where(region, max(0.0, float(place.max())), float(place[_PLACE_APART:].max()))
        return total + np.where(near, agree, np.where(said, np.maximum(rest, 0.0), 0.0))

    def _phrase_bits(self, a: Ints, b: Ints, name: str) -> Floats:
        code, bits = self._phrase[name], self._bits[name]
        x, y = code[a], code[b]
        said = (x > 0) & (y > 0)
        several = self._several[name][a] | self._several[name][b]
        near = self._shapes.apart(x, y) <= 0.17 * (self._shapes.length[x] + self._shapes.length[y] + 6)
        tokens = self._tokens[x] & self._tokens[y]
        holds = (tokens == self._tokens[x]) | (tokens == self._tokens[y])
        more = np.minimum(self._unusual[name][x], self._unusual[name][y])
        agree = max(0.0, float(bits.max())) + np.where(several, self._more[name], more)
        answer = np.where(
            several | near, agree, np.where(holds, float(bits[2:].max()), float(bits[3:].max()))
        )
        return np.where(said, answer, 0.0)

    def _school_bits(self, a: Ints, b: Ints) -> Floats:
        code, bits = self._phrase["school"], self._bits["education"]
        x, y = code[a], code[b]
        several = self._several["school"][a] | self._several["school"][b]
        near = self._shapes.apart(x, y) <= 0.17 * (self._shapes.length[x] + self._shapes.length[y] + 6)
        more = np.minimum(self._unusual["school"][x], self._unusual["school"][y])
        agree = max(0.0, float(bits.max())) + np.where(several, self._more["school"], more)
        return np.where((x > 0) & (y > 0), np.where(several | near, agree, float(bits[-1])), 0.0)

    def _skill_bits(self, a: Ints, b: Ints) -> Floats:
        if not len(self._scene.columns.many["skill"].code):
            return np.zeros(len(a))
        return Skills().compare(Batch(self._scene, a, b)).bits


@dataclass(frozen=True)
class NameLevels:
    """Positions of the levels of a comparison of names; 0 where it has none such."""

    slip: int
    initial: int
    alike: int
    different: int
    clipped: int = 0
    short_form: int = 0


FAMILY = NameLevels(slip=3, initial=4, alike=5, different=6)
GIVEN = NameLevels(slip=4, initial=5, alike=7, different=8, clipped=6, short_form=1)
_PLACE_APART = 3


def pieces(words: list[str], codes: Codes, sign: str) -> tuple[Codes, Codes]:
    """By code of a word: codes of what stands before and behind its last sign; different texts differ, 0 is none."""
    head, tail = {"": 0}, {"": 0}
    before, behind = np.zeros(len(words), np.int32), np.zeros(len(words), np.int32)
    used = np.zeros(len(words), np.bool_)
    used[codes] = True
    for code in np.flatnonzero(used).tolist():
        left, _, right = words[code].rpartition(sign)
        before[code], behind[code] = head.setdefault(left, len(head)), tail.setdefault(right, len(tail))
    return before, behind


def user_shapes(words: list[str], codes: Codes) -> Sketch:
    """By code of a mailbox: the letters of its user part."""
    used = np.zeros(len(words), np.bool_)
    used[codes] = True
    at = np.flatnonzero(used)
    users = [words[code].partition("@")[0] for code in at.tolist()]
    answer = np.zeros(len(words), np.uint64)
    answer[at] = shapes_of(users, np.arange(len(users), dtype=np.int32)).letters
    return answer


_MOST_OF_A_DIGIT = 6


def digits_of(words: list[str], codes: Codes) -> Sketch:
    """By code of a telephone number: how often each digit stands in its local part, up to six times."""
    used = np.zeros(len(words), np.bool_)
    used[codes] = True
    at = np.flatnonzero(used)
    local = [local_digits(words[code]) for code in at.tolist()]
    length = np.array([len(digits) for digits in local], np.int64)
    digit = np.frombuffer("".join(local).encode("ascii", "replace"), np.uint8).astype(np.int64) % 16 % 10
    count = np.bincount(np.repeat(np.arange(len(local)), length) * 10 + digit, minlength=len(local) * 10)
    bits = (np.uint64(1) << np.minimum(count, _MOST_OF_A_DIGIT).astype(np.uint64)) - np.uint64(1)
    place = np.arange(10, dtype=np.uint64) * np.uint64(_MOST_OF_A_DIGIT)
    answer = np.zeros(len(words), np.uint64)
    answer[at] = np.bitwise_or.reduce(bits.reshape(-1, 10) << place, axis=1)
    return answer


def token_blooms(words: list[str], codes: Codes) -> Sketch:
    """By code of a phrase: its tokens as bits."""
    answer, known = np.zeros(len(words), np.uint64), {"": 0}
    used = np.zeros(len(words), np.bool_)
    used[codes] = True
    for code in np.flatnonzero(used).tolist():
        bits = 0
        for token in words[code].split():
            bits |= 1 << (known.setdefault(token, len(known)) * 0x9E3779B1 >> 7 & 63)
        answer[code] = bits
    return answer
