"""People with one name and what the web says of them: nothing is shown as theirs that is a namesake's.

A small town is made of invented people who share their names two and three at a time. Each has a record of ours; pages,
posts and articles by and about them are written as the web writes them, read by the readers, and matched as in earnest.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from connectors.kit.answers import Answer
from connectors.readers.likeness import may_be, suggestions
from connectors.readers.people import people_on
from enrich.model import Found, Item, Link, PartialDate, Place, Profile, Work
from enrich.ports import Ask
from enrich.store.database import Database
from enrich.store.facts import keys_of
from enrich.store.reads import review_queue
from tests.enrich.worlds import World

GIVEN = (
    "Anna",
    "John",
    "Maria",
    "David",
    "Elena",
    "Thomas",
    "Sara",
    "Michael",
    "Julia",
    "Peter",
    "Laura",
    "Robert",
)
FAMILY = (
    "Smith",
    "Novak",
    "Garcia",
    "Keller",
    "Rossi",
    "Brown",
    "Petrov",
    "Jensen",
    "Martin",
    "Weber",
    "Silva",
    "Moore",
)
EMPLOYERS = (
    "Baltic Grid",
    "Northern Mill",
    "Cedar Bank",
    "Blue Heron",
    "Harbour Works",
    "Alder Clinic",
    "Quarry Films",
)
TITLES = ("Engineer", "Analyst", "Nurse", "Editor", "Accountant", "Architect")
TOWNS = ("Gdynia", "Porto", "Leeds", "Graz", "Malmo", "Tampere")


class Person(NamedTuple):
    """Somebody of the town; `number` tells namesakes apart."""

    number: int
    name: str
    employer: str
    title: str
    town: str

    @property
    def slug(self) -> str:
        return f"{self.name.lower().replace(' ', '-')}-{self.number}"

    @property
    def account(self) -> str:
        return f"https://www.linkedin.com/in/{self.slug}"

    @property
    def home(self) -> str:
        return f"https://{self.slug}.example"


class Told(NamedTuple):
    """A page, who it is by or about in truth, and whether it says so surely: by an account or a home page."""

    url: str
    graph: Mapping[str, object]
    owner: Person
    about: bool
    sure: bool

    @property
    def dated(self) -> bool:
        """Whether it is a post or an article, which a timeline shows."""
        return "headline" in self.graph


def people(seed: int) -> list[Person]:
    """144 names, each borne by two or three people; now and then two namesakes work for one employer."""
    chance, everybody = random.Random(seed), list[Person]()
    for name in (f"{given} {family}" for given in GIVEN for family in FAMILY):
        employers = chance.sample(EMPLOYERS, 3)
        if chance.random() < 0.05:
            employers[1] = employers[0]
        for employer in employers[: chance.choice((2, 2, 3))]:
            everybody.append(
                Person(len(everybody), name, employer, chance.choice(TITLES), chance.choice(TOWNS))
            )
    return everybody


def ours(person: Person) -> Found:
    """What is known of everybody from the start."""
    work = Work(person.employer, person.title, PartialDate("2020-03"), current=True)
    profile = Profile(
        name=person.name, emails=(f"{person.slug}@mail.example",), links=(Link(person.account, "linkedin", person.slug),),
        location=Place(person.town), work=(work,),
    )  # fmt: skip
    return Found(str(person.number), profile)


def web(everybody: Sequence[Person]) -> Iterator[Told]:
    """A home page, posts by everybody, and articles about everybody: sure ones, and ones that name a name and little else."""
    for person in everybody:
        bare: dict[str, object] = {"@type": "Person", "name": person.name}
        works = {"worksFor": {"@type": "Organization", "name": person.employer}}
        account, home = {"sameAs": [person.account]}, {"url": person.home}
        yield Told(person.home, {**bare, **home, **account}, person, about=False, sure=True)
        for number, (key, who, sure) in enumerate(
            (
                ("author", {**bare, **home}, True), ("author", {**bare, **account}, True),
                ("about", {**bare, **account}, True), ("about", bare, False),
                ("mentions", {**bare, "jobTitle": person.title}, False), ("mentions", {**bare, **works}, False),
                ("author", {**bare, "url": "https://weekly.example/staff"}, False),
            )
        ):  # fmt: skip
            url = f"https://weekly.example/{person.slug}/{number}"
            kind = "BlogPosting" if key == "author" else "NewsArticle"
            graph = {
                "@type": kind,
                "headline": f"News {person.slug} {number}",
                "datePublished": "2026-03-02",
                key: who,
            }
            yield Told(url, graph, person, about=key != "author", sure=sure)


def read(told: Told) -> tuple[Found, ...]:
    script = json.dumps({"@context": "https://schema.org", **told.graph})
    page = f'<html><script type="application/ld+json">{script}</script></html>'.encode()
    return people_on(Answer("web", told.url, 200, {"content-type": "text/html; charset=utf-8"}, page))


class Counts:
    """Of what people's pages show by (or about) them: how much there is, how much is theirs, how much says so surely."""

    def __init__(self) -> None:
        self.all = self.right = self.sure = 0

    @property
    def precision(self) -> float:
        return self.right / self.all


class Town(NamedTuple):
    """Everybody, whom we have records of, and what the web says of all of them."""

    ours: list[Person]
    pages: list[Told]
    world: World


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    """We know three of four people; the others are the namesakes whom nobody reckons with."""
    everybody = people(seed=7)[:64]
    known = [person for person in everybody if person.number % 4]
    pages, world = list(web(everybody)), World(sqlite_database)
    world.take("crm", [ours(person) for person in known])
    world.take("web", [found for told in pages for found in read(told)])
    return Town(known, pages, world)


def counted(town: Town) -> dict[bool, Counts]:
    """about -> what the pages of those we know show; what stands on a page of two people is nobody's."""
    truth, counts = {told.url: told for told in town.pages}, {False: Counts(), True: Counts()}
    for records, person in town.world.people().items():
        owners = [int(key) for source, key in records if source == "crm"]
        timeline: Any = person["timeline"] if owners else ()
        for entry in timeline:
            told = truth[entry["url"]] if entry.get("url") else None
            if told:
                assert (entry["kind"] == "article_about") == told.about, "by and about are kept apart"
                right, count = owners == [told.owner.number], counts[told.about]
                count.all, count.right = count.all + 1, count.right + right
                count.sure += right and told.sure
    return counts


def test_what_is_shown_as_somebodys_is_theirs(town: Town) -> None:
    known = {person.number for person in town.ours}
    for about, count in counted(town).items():
        said = sum(
            told.sure and told.about == about and told.owner.number in known
            for told in town.pages
            if told.dated
        )
        assert count.precision >= 0.98
        assert count.sure >= 0.98 * said, "what says surely whose it is has to be shown"


def test_who_is_only_named_is_at_most_maybe_them(town: Town) -> None:
    """No article that names a name, a title or an employer alone is shown as theirs; those that may be theirs are to be judged."""
    unsure = {told.url for told in town.pages if told.about and not told.sure}
    with town.world.database.read() as connection:
        named = keys_of(connection)
        asked = {
            named[record].key.partition("#")[0]
            for row in review_queue(connection)
            for record in (row.a, row.b)
        }
    for records in town.world.clusters():
        if {source for source, _ in records} == {"crm", "web"}:
            assert unsure.isdisjoint(key.partition("#")[0] for _, key in records)
    assert unsure & asked


ASKED = Ask(name="Anna Maria Novak", employer="Baltic Grid S.A.")


@pytest.mark.parametrize(
    ("name", "employer", "fits"),
    [
        ("Anna Novak", "Baltic Grid", True),
        ("Novák, Anna", "BALTIC GRID", True),
        ("A. Novak", "Baltic Grid Research", True),
        ("Ania Novak", "Baltic Grid", True),
        ("Anna Novak", "Baltic Mill", False),
        ("Anna Novak", "Grid", False),
        ("Anna Novak", "", False),
        ("Adam Novak", "Baltic Grid", False),
        ("Anna Novakova", "Baltic Grid", False),
        ("Novak", "Baltic Grid", False),
        ("", "Baltic Grid", False),
    ],
)
def test_who_may_be_the_person_asked_for(name: str, employer: str, fits: bool) -> None:
    assert may_be(ASKED, (name,), (employer,)) == fits


def test_a_suggestion_is_no_position_and_a_crowd_is_none() -> None:
    work = (Work("Baltic Grid", "Engineer", PartialDate("2020")), Work("Mill", "Intern"))
    post = Item("post", "On grids")
    found = Found("7", Profile(name="Anna Novak", headline="Engineer", work=work, items=(post,)))
    assert list(suggestions(ASKED, [found])) == [
        Found(
            "7#maybe",
            Profile(name="Anna Novak", headline="Engineer, Baltic Grid; Intern, Mill", items=(post,)),
        )
    ]
    assert list(suggestions(ASKED, [found] * 4)) == []
