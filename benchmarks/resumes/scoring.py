"""Precision, recall and F1 per field, and what the errors have in common.

Names and skills count when equal after case and space folding, phones as E.164, employers, titles and institutions at a
token sort ratio of 90 or more, dates as the pair of start and end at the precision of the truth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import phonenumbers
from rapidfuzz import fuzz

from enrich.model import Profile, Work
from parsers.places import is_city, looks_like_place

FIELDS = (
    "name",
    "emails",
    "phones",
    "links",
    "employers",
    "titles",
    "entries",
    "dates",
    "institutions",
    "skills",
    "languages",
)
ALIKE = 90
PARTLY = 60

Truth = dict[str, Any]


def fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def alike(a: str, b: str) -> bool:
    return bool(a) and bool(b) and fuzz.token_sort_ratio(fold(a), fold(b)) >= ALIKE


def e164(text: str, region: str) -> str:
    """As written where it is no number at all."""
    try:
        return phonenumbers.format_number(
            phonenumbers.parse(text, region), phonenumbers.PhoneNumberFormat.E164
        )
    except phonenumbers.NumberParseException:
        return text


def _address(url: str) -> str:
    return fold(url).removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


@dataclass
class Tally:
    """field -> [right, read, true]."""

    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))

    def add(
        self, name: str, true: Iterable[Any], read: Iterable[Any], same: Callable[[Any, Any], bool]
    ) -> None:
        left, wanted = list(read), list(true)
        count = self.counts[name]
        count[1] += len(left)
        count[2] += len(wanted)
        for one in wanted:
            hit = next((i for i, other in enumerate(left) if same(one, other)), None)
            if hit is not None:
                del left[hit]
                count[0] += 1

    def f1(self, name: str) -> float:
        right, read, true = self.counts[name]
        return 2 * right / (read + true) if read + true else float("nan")

    def percent(self, name: str) -> str:
        """ "precision/recall/F1", "-" where neither the truth nor the reader names any."""
        right, read, true = self.counts[name]
        if not read + true:
            return "-"
        return f"{_percent(right, read)}/{_percent(right, true)}/{_percent(2 * right, read + true)}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}" if whole else "0"


def score(truth: Truth, profile: Profile, tally: Tally) -> None:
    """Adds one document; what its truth does not name is not scored."""
    work = [w for w in profile.work if not w.volunteer]
    region = truth["region"]
    true: dict[str, Iterable[Any]] = {k: truth[k] for k in ("emails", "skills") if k in truth}
    if truth.get("name"):
        true["name"] = [truth["name"]]
    if "phones" in truth:
        true["phones"] = [e164(p, region) for p in truth["phones"]]
    if "links" in truth:
        true["links"] = [_address(k) for k in truth["links"]]
    if "work" in truth:
        true |= _true_work(truth["work"])
    if "education" in truth:
        true["institutions"] = _once(e["institution"] for e in truth["education"])
    if "languages" in truth:
        true["languages"] = [x.split()[0].strip("：:（(") for x in truth["languages"]]
    mentioned = {k: _once(truth[k]) for k in ("employers", "titles", "institutions") if k in truth}
    told = "work" not in truth and bool(mentioned)
    read: dict[str, Iterable[Any]] = {
        "name": [profile.name] if profile.name else [],
        "emails": profile.emails,
        "phones": [e164(p, region) for p in profile.phones],
        "links": [_address(k.url) for k in profile.links],
        "employers": _once(w.employer for w in work),
        "titles": _once(w.title for w in work),
        "entries": [w for w in work if w.employer or w.title],
        "dates": [w for w in work if w.start],
        "institutions": _once(e.institution for e in profile.education),
        "skills": [s.name for s in profile.skills if told or not s.implied],
        "languages": [x.name for x in profile.languages],
    }
    for name, values in (true | mentioned).items():
        wanted = _distinct(values) if told and name in ("skills", "emails") else values
        tally.add(name, wanted, read[name], SAME[name])


def _true_work(work: list[Truth]) -> dict[str, Iterable[Any]]:
    return {
        "employers": _once(w["employer"] for w in work),
        "titles": _once(w["title"] for w in work),
        "entries": [w for w in work if w["employer"] and w["title"]],
        "dates": [w for w in work if w.get("start")],
    }


def _equal(true: str, read: str) -> bool:
    return fold(true) == fold(read)


def _distinct(values: Iterable[str]) -> list[str]:
    """Each value once, case and spaces folded: what is mentioned often counts once."""
    return list({fold(v): v for v in values}.values())


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(v for v in values if v))


def _same_word(a: str, b: str) -> bool:
    return fold(a).startswith(fold(b)) or fold(b).startswith(fold(a))


def _same_entry(true: Truth, read: Work) -> bool:
    return alike(true["employer"], read.employer) and alike(true["title"], read.title)


def _same_dates(true: Truth, read: Work) -> bool:
    """To the precision of the truth; an end that it leaves open may be any."""
    end = "present" if read.current or not read.end else read.end
    wanted = true.get("end") or ""
    return str(read.start)[: len(true["start"])] == true["start"] and end[: len(wanted)] == wanted


SAME: dict[str, Callable[[Any, Any], bool]] = {
    "name": _equal, "emails": _equal, "phones": _equal, "links": _equal, "skills": _equal,
    "employers": alike, "titles": alike, "institutions": alike,
    "entries": _same_entry, "dates": _same_dates, "languages": _same_word,
}  # fmt: skip


# --- causes ---


def causes(truth: Truth, profile: Profile) -> Counter[str]:
    """What went wrong with this document, in words."""
    found: Counter[str] = Counter()
    if truth.get("name") and fold(profile.name) != fold(truth["name"]):
        found["name: none" if not profile.name else "name: another line was taken"] += 1
    if not truth.get("work"):
        return found
    if not profile.work:
        found["work: no entry at all (no heading known, or dates not understood)"] += 1
        return found
    for true in truth["work"]:
        if not any(_same_entry(true, read) for read in profile.work):
            found[_cause(true, profile.work)] += 1
    extra = len(profile.work) - len(truth["work"])
    if extra > 0:
        found["work: entries too many"] += extra
    for true in truth.get("education", ()):
        if not any(alike(true["institution"], e.institution) for e in profile.education):
            found[
                "education: no entry"
                if not profile.education
                else "education: another part was taken as the school"
            ] += 1
    return found


def _cause(true: Truth, read: Iterable[Work]) -> str:
    same = next((w for w in read if true.get("start") and _same_dates(true, w)), None)
    if same is None:
        return "work: entry or its dates missed"
    if alike(true["title"], same.employer) or alike(true["employer"], same.title):
        return "work: title and employer the wrong way round"
    if looks_like_place(same.employer) or is_city(same.employer):
        return "work: a place was taken as the employer"
    if alike(true["title"], same.title):
        partly = fuzz.partial_ratio(fold(true["employer"]), fold(same.employer)) > PARTLY
        return (
            "work: employer with something more or less"
            if partly
            else "work: another part was taken as the employer"
        )
    if alike(true["employer"], same.employer):
        return "work: title missed or with something more or less"
    return "work: neither title nor employer"
