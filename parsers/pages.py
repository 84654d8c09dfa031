"""Pages of the person a resume is about: accounts, home pages; never those of projects, firms, papers, shops."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise, zip_longest
from typing import Any
from urllib.parse import urlsplit

from enrich.model import Link
from enrich.values.contacts import is_public_host
from enrich.values.links import link_key, link_of
from enrich.values.text import fold
from parsers.lines import Line
from parsers.mailboxes import EMAIL
from parsers.words import soften, words

WHOLE_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
SHORTEST_HINT, LONG_HINT, CONTACT_ROW, PHONE_DIGITS = 4, 5, 2, 9
_END = r"[^\s<>()\[\]|•·●,;\"'，；、）】》¦]+"
_NETWORKS = (
    "linkedin.com|github.com|gitlab.com|twitter.com|x.com|stackoverflow.com|medium.com|behance.net|dribbble.com|facebook.com|"
    "instagram.com|kaggle.com|orcid.org|xing.com|youtube.com|bitbucket.org|researchgate.net|t.me|vk.com|qiita.com"
)
# An address glued to the label or the path before it: "github.com/https://github.com/jane", "LinkedInhttps://...".
_GLUED = re.compile(
    r"(?<=[^\s=])(?:linkedin|github|gitlab|twitter|facebook|medium|kaggle|portfolio|website|blog)?[:|/-]*(?=https?://)",
    re.I,
)
_NOBODYS = re.compile(
    r"(?:https?://)?(?:www\.)?(?:linkedin\.com(?:/in)?|github\.com|gitlab\.com|twitter\.com|x\.com|facebook\.com|medium\.com|kaggle\.com|instagram\.com|youtube\.com|behance\.net|xing\.com(?:/profile)?)/?",
    re.I,
)
_DOTTED_WORD = re.compile(
    r"(?i)(?:asp|vb|ado|node|vue|next|socket|b|m|e|ph|i)\.?(?:net|js|io|com|me|in|co|ai)"
)  # "Node.js", "ASP.net", "e.g.in": no addresses
_FILM = re.compile(r"(?i)youtube\.com/watch|youtu\.be/")
_SPACED = re.compile(r"(?i)\bwww\. (?=[\w-]+\.)")
_ORCID = re.compile(r"\borcid\b[^\d]{1,24}(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.I)
_BROKEN = re.compile(r"(?:https?://|www\.|\.com/|\.org/|\.net/)\S*[-/_=.]$|(?:https?://|www\.)[\w-]+\.$")
_GOES_ON = re.compile(r"[\w./?=&%~@-]+")
_LABEL_END = re.compile(r"(?:^|[|•·,，;；\s])([^:：/@|•·,，;；]{1,24}?)\s*[:：]\s*$")
_AT_END = re.compile(r"(?:https?://|www\.|\.com/)\S+$")
_ACCOUNT = re.compile(r"[/@]{0,2}([A-Za-z0-9][\w.-]{2,39})")
_IN_PATH = re.compile(r"(?<![\w./@])/?in/([A-Za-z0-9][\w%-]{3,60})(?![\w/.])")
_USER = r"/?@?([A-Za-z0-9][\w.-]{2,39})"


@dataclass
class _Found:
    """Pages by key, with the lines that tell them; `hints`: words that a page of the person may be made of."""

    hosts: frozenset[str]
    hints: frozenset[str] = frozenset()
    pages: dict[str, tuple[Link, Line]] = field(default_factory=dict)

    def add(self, url: str, line: Line) -> None:
        link = _page(url)
        if link is not None:
            self.pages.setdefault(link_key(link), (link, line))

    def has(self, network: str) -> bool:
        return any(link.network == network for link, _ in self.pages.values())


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("parsers").joinpath("data/pages.toml").read_text("utf-8"))


@cache
def _url() -> re.Pattern[str]:
    endings = "|".join(_data()["endings"]["hosts"].split())
    return re.compile(
        rf"(?:https?://|www\.){_END}"
        rf"|(?<![\w@./-])(?:[a-z0-9-]+\.)*(?:{_NETWORKS.replace('.', chr(92) + '.')})/{_END}"
        rf"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:{endings})(?:/{_END[:-1]}*)?(?![\w@.])",
        re.I,
    )


@cache
def _handle() -> re.Pattern[str]:
    """A network's name and an account's: "GitHub: jane", "Telegram @jane", "GitHub username - jane", "github/jane"."""
    names = [re.escape(soften(n)) for names in _data()["networks"].values() for n in names]
    account = "|".join(
        map(re.escape, sorted(map(soften, _data()["words"]["account"]), key=len, reverse=True))
    )
    name = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/.@])({name})(?:\s?(?:{account}))?(?:\s*[:：](?://)?\s*{_USER}|\s[-–—]\s*{_USER}|\)\s*{_USER}|\s*@([A-Za-z0-9][\w.-]{{2,39}}))(?![\w@/])",
        re.I,
    )


@cache
def _page_of(network: str) -> str:
    return str(next(page for page, names in _data()["networks"].items() if network in map(soften, names)))


def pages_of(
    lines: list[Line], emails: Iterable[str], elsewhere: Iterable[Line] = (), others: Iterable[Line] = ()
) -> list[tuple[Link, Line]]:
    """Pages of the person, each once, with the lines that tell them: link annotations first, then addresses in the text, then
    "GitHub: name". `lines`: the contact block; from `elsewhere` come accounts on networks that it does not name, and pages
    that are labelled as the person's own or bear a name of the person, which may stand among the `others` too."""
    boxes = list(emails)
    found = _Found(frozenset(e.rpartition("@")[2] for e in boxes))
    _annotated(lines, found)
    for line, following in zip_longest(lines, lines[1:]):
        _written(line, following, found)
    found.hints = _hints(lines, boxes, found)
    _other_annotations(lines, found)
    other = _Found(found.hosts, found.hints)
    rest = list(elsewhere)
    _annotated(rest, other)
    for line, following in zip_longest(rest, rest[1:]):
        _written(line, following, other, strange=True)
    for line in (*rest, *others):
        _own_pages(line, other)
    found.pages.update(
        (key, page)
        for key, page in other.pages.items()
        if key not in found.pages and not (page[0].network and found.has(page[0].network))
    )
    return list(found.pages.values())


def _annotated(lines: list[Line], found: _Found) -> None:
    """Accounts that link annotations lead to."""
    for url, line in _web(lines):
        if link_of(url).network:
            found.add(url, line)


def _web(lines: list[Line]) -> Iterator[tuple[str, Line]]:
    return ((url, x) for x in lines for url in x.urls if url.lower().startswith(("http://", "https://")))


def _other_annotations(lines: list[Line], found: _Found) -> None:
    """Other pages that annotations lead to, where their name, their label or the contacts beside them make them the person's."""
    for url, line in _web(lines):
        if link_of(url).network:
            continue
        host = urlsplit(url).netloc.lower().removeprefix("www.")
        named = any(hint in re.sub(r"[^a-z0-9]", "", host.rpartition(".")[0]) for hint in found.hints)
        labelled = any(_is_own_label(p) for cell in line.cells for p in re.split(r"\s*[|•·:,/]\s*", cell))
        row = (
            len(line.urls) >= CONTACT_ROW
            or EMAIL.search(line.text)
            or sum(map(str.isdigit, line.text)) >= PHONE_DIGITS
        )
        if named or labelled or (row and host not in found.hosts):
            found.add(url, line)


def _own_pages(line: Line, found: _Found) -> None:
    """Pages that a label or a name of the person in their host makes the person's, in a line that may speak of anything."""
    text = EMAIL.sub(" ", line.text)
    written = [(m.group().rstrip(".,;:)/"), text[: m.start()]) for m in _url().finditer(text)]
    for url, before in (*written, *((url, "") for url, _ in _web([line]))):
        own = _labels_own(before) or _bears_a_name(url, found.hints)
        if own and not _on_network().match(url) and _is_address(url, line, found):
            found.add(url, line)


@cache
def _on_network() -> re.Pattern[str]:
    networks = _NETWORKS.replace(".", r"\.")
    return re.compile(rf"(?i)(?:https?://)?(?:[\w-]+\.)*(?:{networks})(?:/|$)")


def _bears_a_name(url: str, hints: Iterable[str]) -> bool:
    """Whether a host begins with a name of the person, and the address leads to its front page or to a portfolio or resume."""
    address = urlsplit(_whole(url))
    first = re.sub(r"[^a-z0-9]", "", address.netloc.lower().removeprefix("www.").partition(".")[0])
    path = soften(address.path.strip("/"))
    front = not path or ("/" not in path and any(word in path for word in _FRONT))
    return front and any(len(hint) >= LONG_HINT and hint in first for hint in hints)


_FRONT = ("cv", "resume", "curricul", "portfolio")


def _hints(lines: list[Line], emails: list[str], found: _Found) -> frozenset[str]:
    boxes = [re.sub(r"\d+", " ", e.partition("@")[0]) for e in emails]
    handles = [link.username for link, _ in found.pages.values()]
    told = [*boxes, *handles, *(line.text for line in lines[:CONTACT_ROW])]
    parts = [p for text in told for p in re.split(r"[^a-z0-9]+", fold(text.replace(".", " ")))]
    return frozenset(p for p in parts if len(p) >= SHORTEST_HINT)


def _written(line: Line, following: Line | None, found: _Found, *, strange: bool = False) -> None:
    """Pages that a text spells; of a `strange` line only accounts and what it labels as a page of the person's own."""
    text = _GLUED.sub(" ", _SPACED.sub("www.", EMAIL.sub(" ", _with_broken_url(line, following))))
    for match in _url().finditer(text):
        url = match.group().rstrip(".,;:)/")
        account = link_of(_whole(url)).network and not _FILM.search(url)
        own = not strange or account or _labels_own(text[: match.start()])
        if own and _is_address(url, line, found) and not _cut_short(url, line):
            found.add(url, line)
    if orcid := _ORCID.search(text):
        found.add(f"https://orcid.org/{orcid[1]}", line)
    for network, user in () if strange else _handles(line, following):
        page = link_of(_page_of(network).format(user))
        if not found.has(page.network):
            found.add(page.url, line)


def _labels_own(before: str) -> bool:
    """ "Website: ", "博客：" right before an address."""
    label = _LABEL_END.search(before)
    return label is not None and _is_own_label(label[1])


def _is_own_label(text: str) -> bool:
    return soften(text.strip(" :：-–—")) in _own_labels()


@cache
def _own_labels() -> frozenset[str]:
    return frozenset(map(soften, _data()["words"]["own"]))


def _is_address(url: str, line: Line, found: _Found) -> bool:
    """Not "Node.js", nor a degree, nor what is left of a mail box; a host of one's own beside its mail box is one."""
    if _DOTTED_WORD.fullmatch(url) or soften(url) in words("degrees"):
        return False
    host = url.lower().removeprefix("www.")
    return (
        host not in found.hosts
        or url.lower() != host
        or (not is_public_host(url.lower()) and url in line.cells)
    )


def _cut_short(url: str, line: Line) -> bool:
    """Whether a link annotation of the line tells the whole of an address that the text breaks off."""
    written = link_of(_whole(url))
    whole = [link for link in map(link_of, line.urls) if link.network and link.network == written.network]
    return any(
        link.username != written.username
        and (link.username.startswith(written.username) or link.username.lower() == _last(url).lower())
        for link in whole
    )


def _last(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def _with_broken_url(line: Line, following: Line | None) -> str:
    """The line's text; an address broken at its end goes on in the next line."""
    text = line.text
    if following is not None and _GOES_ON.fullmatch(following.text) and "@" not in following.text:
        goes_on = following.text.startswith(("/", "-", "_", "?")) and _AT_END.search(text)
        if _BROKEN.search(text) or goes_on:
            return text + following.text
    return text


def _handles(line: Line, following: Line | None) -> Iterator[tuple[str, str]]:
    """(network, account) of "GitHub: jane", of two cells, of a network's name over an account's, of "/in/jane-doe"."""
    cells = line.cells
    for cell in cells:
        for match in _handle().finditer(cell):
            user = next(group for group in match.groups()[1:] if group)
            if _is_account(user) and not _goes_on_as_name(user, cell[match.end() :]):
                yield soften(match[1]), user
        if path := _IN_PATH.search(cell):
            yield "linkedin", path[1]
    below = [following.text] if following is not None and len(cells) == 1 else []
    for name, user in (*pairwise(cells), *((cells[0], text) for text in below)):
        network = soften(name.strip(" :：-–—"))
        marked = _ACCOUNT.fullmatch(user.strip())
        if network in network_names() and marked and _is_account(marked[1]) and re.search(r"[\d_@/-]", user):
            yield network, marked[1]


@cache
def network_names() -> frozenset[str]:
    """What people call the networks they are on, softened."""
    return frozenset(soften(name) for names in _data()["networks"].values() for name in names)


def _is_account(user: str) -> bool:
    soft = soften(user)
    return "." not in user[-4:] and not (
        soft in words("levels") or soft in network_names() or soft in _own_labels()
    )


def _goes_on_as_name(user: str, rest: str) -> bool:
    """ "LinkedIn: Jane Doe" names a person, "GitHub: Sehr gut" a level."""
    word = re.match(r"\s([^\W\d_]+)(?!\s*[:：@/])", rest)
    return (
        word is not None and user.isalpha() and user[:1].isupper() and soften(word[1]) not in network_names()
    )


def _whole(url: str) -> str:
    return url if "://" in url else f"https://{url}"


def _page(url: str) -> Link | None:
    """The page at an address; None for a network's front page and what is no page of a person."""
    if _NOBODYS.fullmatch(url):
        return None
    link = link_of(_whole(url))
    if not link.url or link.network:
        return link if link.url else None
    nobodys = _data()["nobodys"]
    address = urlsplit(link.url)
    host = address.netloc.removeprefix("www.")
    ending = address.path.rpartition(".")[2].lower() if "." in address.path else ""
    below = address.path.strip("/").count("/") and host in nobodys["code"].split()
    known = host in nobodys["hosts"].split() or ending in nobodys["files"].split()
    return None if below or known else link
