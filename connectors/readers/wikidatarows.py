"""What Wikidata's query service is asked about a person, and its rows -> Profile."""

from __future__ import annotations

import re

import msgspec

from connectors.kit.records import links, moment
from enrich.model import Education, Found, PartialDate, Profile, Work
from enrich.ports import Ask

# What is asked of each person, in SPARQL: positions, offices and studies with their dates, and accounts elsewhere.
_DATED = """FILTER NOT EXISTS { ?told wikibase:rank wikibase:DeprecatedRank }
    OPTIONAL { ?told pqv:P580 [ wikibase:timeValue ?start ; wikibase:timePrecision ?startPrecision ] }
    OPTIONAL { ?told pqv:P582 [ wikibase:timeValue ?end ; wikibase:timePrecision ?endPrecision ] }"""
_QUERY = f"""SELECT ?person ?personLabel ?personDescription ?changed ?kind ?what ?whatLabel ?roleLabel ?areaLabel
  ?start ?startPrecision ?end ?endPrecision ?link WHERE {{
  WHO
  ?person wdt:P31 wd:Q5 ; schema:dateModified ?changed .
  {{ BIND("self" AS ?kind) }}
  UNION {{ ?person p:P108 ?told . ?told ps:P108 ?what . BIND("work" AS ?kind)
    OPTIONAL {{ ?told pq:P794|pq:P39 ?role }} {_DATED} }}
  UNION {{ ?person p:P39 ?told . ?told ps:P39 ?what . BIND("office" AS ?kind)
    OPTIONAL {{ ?told pq:P108|pq:P642 ?role }} {_DATED} }}
  UNION {{ ?person p:P69 ?told . ?told ps:P69 ?what . BIND("study" AS ?kind)
    OPTIONAL {{ ?told pq:P512 ?role }} OPTIONAL {{ ?told pq:P812 ?area }} {_DATED} }}
  UNION {{ VALUES (?property ?before) {{ (wdt:P496 "https://orcid.org/") (wdt:P2037 "https://github.com/")
    (wdt:P2002 "https://x.com/") (wdt:P6634 "https://www.linkedin.com/in/") (wdt:P12361 "https://bsky.app/profile/")
    (wdt:P4012 "https://www.semanticscholar.org/author/") (wdt:P856 "") }}
    ?person ?property ?account BIND("link" AS ?kind) BIND(CONCAT(?before, STR(?account)) AS ?link) }}
  SERVICE wikibase:label {{ bd:serviceParam wikibase:language "en,mul" }}
}}"""
PROPERTIES = {
    "orcid": "P496",
    "github": "P2037",
    "x": "P2002",
    "linkedin": "P6634",
    "semanticscholar": "P4012",
}
_LENGTHS = {
    "9": 4,
    "10": 7,
    "11": 10,
}  # https://www.wikidata.org/wiki/Help:Dates: characters of a year, month, day
_NUMBER = re.compile(r"Q\d+")

Row = dict[str, str]


def query_about(ask: Ask) -> str:
    """The question in SPARQL. What comes from outside stands in it only as a string literal, or as a number."""
    name = msgspec.json.encode(ask.handle or ask.name).decode()
    if ask.network == "wikidata":
        who = f"VALUES ?person {{ wd:Q{''.join(filter(str.isdecimal, ask.handle))} }}"
    elif ask.handle:
        who = f"?person wdt:{PROPERTIES[ask.network]} {name} ."
    else:
        who = f"VALUES ?called {{ {name}@en {name}@mul }} ?person rdfs:label ?called ; wdt:P108 ?employed ."
    return _QUERY.replace("WHO", who)


def found_in(rows: list[Row]) -> Found:
    """One person's rows; each thing told once, however many labels it has."""
    told = {(row["kind"], row.get("what", row.get("link")), row.get("start")): row for row in rows}
    kinds = {
        kind: [row for row in told.values() if row["kind"] == kind]
        for kind in ("work", "office", "study", "link")
    }
    number = rows[0]["person"].rpartition("/")[2]
    page = f"https://www.wikidata.org/wiki/{number}"
    profile = Profile(
        name=_label(rows[0], "person"),
        headline=rows[0].get("personDescription", ""),
        links=links(page, *(row["link"] for row in kinds["link"])),
        work=(
            *(Work(_label(row, "what"), _label(row, "role"), *_dates(row)) for row in kinds["work"]),
            *(Work(_label(row, "role"), _label(row, "what"), *_dates(row)) for row in kinds["office"]),
        ),
        education=tuple(
            Education(_label(row, "what"), _label(row, "role"), _label(row, "area"), *_dates(row))
            for row in kinds["study"]
        ),
    )
    return Found(number, profile, moment(rows[0]["changed"]), page)


def _label(row: Row, name: str) -> str:
    """What a thing is called; the service gives its number where nobody has named it."""
    label = row.get(f"{name}Label", "")
    return "" if _NUMBER.fullmatch(label) else label


def _dates(row: Row) -> tuple[PartialDate, PartialDate]:
    start, end = (
        PartialDate(row.get(name, "")[: _LENGTHS.get(row.get(f"{name}Precision", ""), 0)])
        for name in ("start", "end")
    )
    return start, end
