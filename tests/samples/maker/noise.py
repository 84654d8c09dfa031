"""How one person comes to look like two: what people and forms do to names, addresses and numbers."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from anyascii import anyascii
from maker.lists import nickname
from maker.world import Person, short_employer, spelt, work_email

Cells = dict[str, str]
NEIGHBOURS = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "t": "r", "s": "d", "l": "k", "r": "t"}


def typo(word: str, rng: Random) -> str:
    """One slip of a finger after the first letter; short words stay as they are."""
    if len(word) < 5:
        return word
    at = rng.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + NEIGHBOURS.get(word[at], word[at]) + word[at + 1 :],
    )
    return rng.choice(slips)


def mail_typo(email: str, rng: Random) -> str:
    """A slip in the mail host; in the mailbox where a wrong host could be someone's."""
    mailbox, _, host = email.partition("@")
    name, _, ending = host.rpartition(".")
    if ending != "example":
        return f"{swapped(mailbox, rng)}@{host}"
    return f"{mailbox}@{swapped(name, rng)}.{ending}"


def swapped(word: str, rng: Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def use_nickname(cells: Cells, person: Person, rng: Random) -> bool:
    short = nickname(person.given.usual)
    cells["First Name"] = short or cells["First Name"]
    return bool(short)


def use_other_spelling(cells: Cells, person: Person, rng: Random) -> bool:
    cells["First Name"] = person.given.other or cells["First Name"]
    cells["Last Name"] = person.family.other or cells["Last Name"]
    return bool(person.given.other or person.family.other)


def use_native_script(cells: Cells, person: Person, rng: Random) -> bool:
    if not (person.given.native and person.family.native):
        return False
    cells["First Name"], cells["Last Name"] = person.given.native, person.family.native
    return True


def swap_names(cells: Cells, person: Person, rng: Random) -> bool:
    cells["First Name"], cells["Last Name"] = cells["Last Name"], cells["First Name"]
    return True


def mistype_family(cells: Cells, person: Person, rng: Random) -> bool:
    before = cells["Last Name"]
    cells["Last Name"] = typo(before, rng)
    return cells["Last Name"] != before


def mistype_given(cells: Cells, person: Person, rng: Random) -> bool:
    before = cells["First Name"]
    cells["First Name"] = typo(before, rng)
    return cells["First Name"] != before


def initial_only(cells: Cells, person: Person, rng: Random) -> bool:
    cells["First Name"] = person.given.usual[0] + rng.choice((".", ""))
    return True


def drop_accents(cells: Cells, person: Person, rng: Random) -> bool:
    before = cells["First Name"], cells["Last Name"]
    cells["First Name"], cells["Last Name"] = anyascii(before[0]), anyascii(before[1])
    return (cells["First Name"], cells["Last Name"]) != before


def shout(cells: Cells, person: Person, rng: Random) -> bool:
    cells["First Name"], cells["Last Name"] = cells["First Name"].upper(), cells["Last Name"].upper()
    return True


def half_family_name(cells: Cells, person: Person, rng: Random) -> bool:
    """A form with room for one surname only."""
    parts = person.family.usual.split()
    if len(parts) < 2 or parts[0][0].islower():
        return False
    cells["Last Name"] = parts[0]
    return True


def one_field(cells: Cells, person: Person, rng: Random) -> bool:
    """The whole name in one cell, the other empty."""
    cells["First Name"], cells["Last Name"] = "", f"{cells['First Name']} {cells['Last Name']}"
    return True


NAME_QUIRKS: tuple[tuple[Callable[[Cells, Person, Random], bool], int], ...] = (
    (use_native_script, 6),
    (use_other_spelling, 6),
    (use_nickname, 5),
    (half_family_name, 4),
    (drop_accents, 4),
    (mistype_family, 3),
    (mistype_given, 2),
    (swap_names, 2),
    (initial_only, 2),
    (shout, 1),
    (one_field, 1),
)


def bend_name(cells: Cells, person: Person, rng: Random) -> None:
    """Applies one quirk that fits this name; two names in seven stay whole."""
    if rng.random() < 2 / 7:
        return
    quirks, weights = [q for q, _ in NAME_QUIRKS], [w for _, w in NAME_QUIRKS]
    while not rng.choices(quirks, weights)[0](cells, person, rng):
        pass


def reach(cells: Cells, person: Person, at: str, kind: str, rng: Random) -> None:
    """What a second row keeps of the ways to reach a person: `kind` says which one is the same as before."""
    job = person.jobs_at(at)[0]
    other = rng.choice(
        (
            "",
            person.emails[1],
            work_email(person, job, person.family_at(at)),
            mail_typo(person.emails[0], rng),
        )
    )
    phone = spelt(person.phones[0], rng.randrange(5), person.country)
    email, mobile, link = {
        "email": (person.emails[0], "", ""),
        "phone": (other, phone, ""),
        "link": (other, "", person.linkedin_url),
        "both": (person.emails[0], phone, ""),
        "none": ("", "", ""),
    }[kind]
    cells["Email"], cells["Mobile"], cells["LinkedIn"] = email, mobile, link


REACH_KINDS = ("email", "phone", "link", "both", "none")
REACH_WEIGHTS = (34, 34, 12, 12, 8)


def bend_employer(cells: Cells, rng: Random) -> None:
    """Employers lose their legal form or their capitals on the way."""
    name = cells["Company"]
    cells["Company"] = rng.choice(
        (name, name, short_employer(name), short_employer(name).upper(), short_employer(name) + " ")
    )
