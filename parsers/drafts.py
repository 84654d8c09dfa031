"""The parts of an entry before it is told which is the job and which the firm: what the section's other entries and the lines they
stand on say of where one part ends."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.bodies import is_sentence
from parsers.cuts import halves, split_comma
from parsers.entries import Entry
from parsers.firms import has_legal_form
from parsers.parts import Part
from parsers.seats import without_seat
from parsers.titles import title_score
from parsers.words import soften, words

ROLE_WORDS = 4


@dataclass
class Draft:
    entry: Entry
    parts: list[Part]
    places: list[str]


def part_from_address(draft: Draft) -> None:
    """Beside the dates below a job and its firm, each on a line, stands where that was: "Via Verdi 36a, 00168 Roma"."""
    last = len(draft.entry.header) - 1
    above, beside = ([p for p in draft.parts if (p.line == last) is here] for here in (False, True))
    named_above = len({p.line for p in above}) > 1 and any(title_score(p.text) > 0 for p in above)
    if draft.entry.header[-1] is not draft.entry.dated or not named_above:
        return
    rest = [p for p in beside if title_score(p.text) <= 0 and not is_firm(p.text)]
    draft.places[:0] = [", ".join([*(p.text for p in rest), *draft.places])] if rest else []
    draft.parts = [p for p in draft.parts if p not in rest]


def part_firm_from_place(drafts: list[Draft]) -> None:
    """ "Designer, Acme Srl" over "Torino | 2019 - 2022": told from "Engineer, Platform" over "Acme Srl" by where
    the legal forms stand in the whole section. And "Acme Srl, Torino" is a firm and a place."""
    pairs = [(d, split_comma(d.parts[0]), d.parts[1]) for d in drafts if len(d.parts) == 2]
    pairs = [(d, cut, second) for d, cut, second in pairs if len(cut) == 2 and title_score(cut[0].text) > 0]
    before = sum(is_firm(cut[1].text) for _, cut, _ in pairs)
    after = sum(is_firm(second.text) or title_score(second.text) > 0 for _, _, second in pairs)
    if before > after:
        for draft, cut, second in pairs:
            if len(second.text.split()) <= 4 and not second.bold:
                draft.parts = cut
                draft.places.append(second.text)
    for draft in drafts:
        draft.parts = [without_seat(p, draft.places) for p in draft.parts]


def part_as_usual(drafts: list[Draft]) -> None:
    """Where the section's other entries are a job, a comma and a firm, so is one whose words tell nothing."""
    cuts = [(d, halves(d.parts)) for d in drafts if len(d.parts) == 1]
    first = [title_score(cut[0].text) > title_score(cut[1].text) for _, cut in cuts if len(cut) == 2]
    if not first or sum(first) * 2 <= len(first) or len(cuts) - len(first) > len(first) + 1:
        return
    for draft, cut in cuts:
        part = draft.parts[0]
        job, comma, firm = part.text.partition(", ")
        if (
            len(cut) == 1
            and comma
            and not (is_sentence(part.text) or has_legal_form(part.text))
            and len(job.split()) <= ROLE_WORDS
        ):
            draft.parts = [Part(job, part.line, part.bold), Part(firm, part.line, part.bold, ",")]


def is_firm(text: str) -> bool:
    """Whether a word of firms stands in the text."""
    return words("organisations").count(soften(text)) > 0
