"""Blogs by people and a newspaper about people; some of those it writes about only share a name with ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from maker.lists import table
from maker.pages import document, json_ld, write
from maker.world import ORIGIN, Person, country_of, slug

PAPER = "The Harbour Courier"


@dataclass(frozen=True)
class Entry:
    """One post or article; `path` is where it stands, `day` is "2025-09-02"."""

    title: str
    day: str
    path: str
    author: str
    summary: str


@dataclass(frozen=True)
class Article:
    """An article and whom it is about: their name, title and employer as printed."""

    entry: Entry
    person: Person
    name: str
    title: str
    employer: str
    same_as: bool


def moment(day: str) -> str:
    return f"{day}T08:00:00Z"


def rss_moment(day: str) -> str:
    return format_datetime(datetime.fromisoformat(f"{day}T08:00:00").replace(tzinfo=UTC))


def atom(title: str, path: str, page: str, author: str, author_url: str, entries: list[Entry]) -> str:
    """An Atom feed (RFC 4287), newest entry first."""
    uri = f"<uri>{author_url}</uri>" if author_url else ""
    items = "".join(
        f"<entry>\n<title>{escape(e.title)}</title>\n<id>tag:onefold.example,{e.day}:{e.path}</id>\n"
        f'<link rel="alternate" type="text/html" href="{ORIGIN}{e.path}"/>\n'
        f"<published>{moment(e.day)}</published>\n<updated>{moment(e.day)}</updated>\n"
        f"<author><name>{escape(e.author)}</name>{uri}</author>\n<summary>{escape(e.summary)}</summary>\n</entry>\n"
        for e in entries
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>{escape(title)}</title>\n'
        f'<id>tag:onefold.example,2023:{path}</id>\n<link rel="self" href="{ORIGIN}{path}"/>\n'
        f'<link rel="alternate" type="text/html" href="{ORIGIN}{page}"/>\n<updated>{moment(entries[0].day)}</updated>\n'
        f"<author><name>{escape(author)}</name>{uri}</author>\n{items}</feed>\n"
    )


def rss(title: str, path: str, page: str, author: str, entries: list[Entry]) -> str:
    """An RSS 2.0 feed with Dublin Core creators."""
    items = "".join(
        f"<item>\n<title>{escape(e.title)}</title>\n<link>{ORIGIN}{e.path}</link>\n"
        f'<guid isPermaLink="true">{ORIGIN}{e.path}</guid>\n<pubDate>{rss_moment(e.day)}</pubDate>\n'
        f"<dc:creator>{escape(e.author)}</dc:creator>\n<description>{escape(e.summary)}</description>\n</item>\n"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n<title>{escape(title)}</title>\n<link>{ORIGIN}{page}</link>\n'
        f'<atom:link rel="self" type="application/rss+xml" href="{ORIGIN}{path}"/>\n'
        f"<description>Notes by {escape(author)}</description>\n<lastBuildDate>{rss_moment(entries[0].day)}</lastBuildDate>\n"
        f"{items}</channel>\n</rss>\n"
    )


def blog_of(person: Person) -> dict[str, Any]:
    return dict(next(blog for blog in table("press")["blog"] if blog["person"] == person.key))


def blog_path(person: Person) -> str:
    """Where a blogger's feed stands: atom.xml, or rss.xml for those who still write RSS."""
    return f"/blogs/{slug(person.key)}/{blog_of(person)['format']}.xml"


def bloggers() -> set[str]:
    return {blog["person"] for blog in table("press")["blog"]}


def write_blogs(folder: Path, cast: list[Person]) -> dict[str, str]:
    """Writes feeds and posts; path of each feed -> its author."""
    written = {}
    for person in cast:
        if person.key in bloggers():
            write_blog(folder, person, blog_of(person))
            written[blog_path(person)] = person.key
    return written


def write_blog(folder: Path, person: Person, blog: dict[str, Any]) -> None:
    home, author = f"/blogs/{slug(person.key)}/", person.name_at("2026")
    entries = [
        Entry(title, day, f"{home}{day[:4]}/{slug(title)}.html", author, summary)
        for day, title, summary in reversed(blog["posts"])
    ]
    feed = blog_path(person)
    is_rss = blog["format"] == "rss"
    write(
        folder,
        feed,
        rss(blog["title"], feed, home, author, entries)
        if is_rss
        else atom(blog["title"], feed, home, author, person.page_url, entries),
    )
    write(folder, home, blog_index(blog["title"], person, entries))
    for entry in entries:
        write(folder, entry.path, post(entry, person))


def blog_index(title: str, person: Person, entries: list[Entry]) -> str:
    feed = blog_path(person)
    kind = "rss" if feed.endswith("rss.xml") else "atom"
    posts = "".join(f'<li>{e.day} <a href="{e.path}">{escape(e.title)}</a></li>\n' for e in entries)
    return document(
        title,
        f'<h1>{escape(title)}</h1>\n<p>by <a rel="author" href="{person.page_path}">{escape(person.name_at("2026"))}</a></p>\n'
        f"<ul>\n{posts}</ul>\n",
        f'<link rel="alternate" type="application/{kind}+xml" href="{feed}">\n',
    )


def post(entry: Entry, person: Person) -> str:
    content = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": entry.title,
        "datePublished": entry.day,
        "author": {"@type": "Person", "name": entry.author, "url": person.page_url},
    }
    body = f"<h1>{escape(entry.title)}</h1>\n<p>{entry.day}, {escape(entry.author)}</p>\n<p>{escape(entry.summary)}</p>\n"
    return document(entry.title, body, json_ld(content))


def articles(cast: list[Person], movers: list[Person]) -> list[Article]:
    """Newest first: what the word list says about the cast, and a line on each mover's new position."""
    by_key = {person.key: person for person in cast}
    told = [story_article(by_key[news["about"]], news) for news in table("press")["news"]]
    told += [appointment(person) for person in movers]
    return sorted(told, key=lambda article: article.entry.day, reverse=True)


def story_article(person: Person, news: dict[str, Any]) -> Article:
    entry = Entry(news["title"], news["date"], f"/news/{news['slug']}.html", news["author"], news["text"])
    job = person.jobs_at(news["date"])[0] if person.jobs else None
    return Article(
        entry,
        person,
        news.get("name", person.name_at(news["date"])),
        news.get("title_of") or (job.title if job else ""),
        news.get("employer") or (job.employer if job else ""),
        news["same_as"],
    )


def appointment(person: Person) -> Article:
    job, day = person.jobs[-1], f"{person.jobs[-1].start}-12"
    title = f"{job.employer}: {person.name_at(day)} is the new {job.title}"
    text = f"{person.name_at(day)} has started as {job.title} at {job.employer} in {job.city}, {country_of(job.city, person)}."
    entry = Entry(
        title,
        day,
        f"/news/{day[:4]}/{slug(person.name_at(day) + ' ' + job.employer)}.html",
        "Ole Brandvik",
        text,
    )
    return Article(entry, person, person.name_at(day), job.title, job.employer, False)


def article_page(article: Article) -> str:
    about: dict[str, Any] = {
        "@type": "Person",
        "name": article.name,
        "jobTitle": article.title,
        "worksFor": {"@type": "Organization", "name": article.employer},
    }
    if article.same_as and article.person.site:
        about["sameAs"] = article.person.page_url
    entry = article.entry
    content = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": entry.title,
        "datePublished": moment(entry.day),
        "url": ORIGIN + entry.path,
        "author": {"@type": "Person", "name": entry.author},
        "publisher": {"@type": "NewsMediaOrganization", "name": PAPER},
        "about": about,
        "description": entry.summary,
    }
    body = f"<p>{PAPER}</p>\n<h1>{escape(entry.title)}</h1>\n<p>{entry.day}, {escape(entry.author)}</p>\n<p>{escape(entry.summary)}</p>\n"
    return document(entry.title, body, json_ld(content))


def write_news(folder: Path, told: list[Article]) -> dict[str, str]:
    """Writes the paper's feed, front page and articles; path of each article -> whom it is about."""
    entries = [article.entry for article in told]
    write(folder, "/news/atom.xml", atom(PAPER, "/news/atom.xml", "/news/", PAPER, "", entries))
    lines = "".join(f'<li>{e.day} <a href="{e.path}">{escape(e.title)}</a></li>\n' for e in entries)
    head = '<link rel="alternate" type="application/atom+xml" href="/news/atom.xml">\n'
    write(folder, "/news/", document(PAPER, f"<h1>{PAPER}</h1>\n<ul>\n{lines}</ul>\n", head))
    for article in told:
        write(folder, article.entry.path, article_page(article))
    return {article.entry.path: article.person.key for article in told}
