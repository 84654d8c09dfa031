"""Resumes as web pages and as plain text."""

from __future__ import annotations

from html import escape
from pathlib import Path

from maker.resume_text import Resume

STYLE = "body{font:15px/1.5 sans-serif;max-width:46em;margin:2em auto;color:#222}h2{border-bottom:1px solid #999}th{text-align:left;vertical-align:top;width:11em}"


def page(resume: Resume, content: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{resume.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(resume.name)}</title>\n"
        f'<meta name="author" content="{escape(resume.name)}">\n'
        f'<meta name="date" content="{resume.day}">\n<style>{STYLE}</style>\n</head>\n<body>\n{content}</body>\n</html>\n'
    )


def contact_line(part: str) -> str:
    if "@" in part:
        return f'<a href="mailto:{escape(part)}">{escape(part)}</a>'
    return escape(part)


def link(part: str) -> str:
    address = part if "://" in part else f"https://{part}"
    return f'<a href="{escape(address)}">{escape(part)}</a>'


def top(resume: Resume) -> str:
    contacts = " · ".join([*map(contact_line, resume.contacts), *map(link, resume.links)])
    return f"<h1>{escape(resume.name)}</h1>\n<p>{escape(resume.title)}</p>\n<p>{contacts}</p>\n"


def items(lines: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def flowing(resume: Resume) -> str:
    words = resume.headings
    parts = [
        top(resume),
        f"<h2>{words['summary']}</h2>\n<p>{escape(resume.summary)}</p>\n<h2>{words['work']}</h2>\n",
    ]
    parts += [
        f"<section><h3>{escape(job.title)}, {escape(job.employer)}</h3>\n<p><em>{job.dates}, {escape(job.place)}</em></p>\n"
        f"{items(job.lines)}</section>\n"
        for job in resume.work
    ]
    parts.append(f"<h2>{words['education']}</h2>\n")
    parts += [
        f"<p><strong>{escape(s.institution)}</strong><br>{escape(s.degree)}<br>{s.dates}</p>\n"
        for s in resume.education
    ]
    parts.append(f"<h2>{words['skills']}</h2>\n{items(resume.skills)}\n")
    parts.append(f"<h2>{words['languages']}</h2>\n<p>{escape(', '.join(resume.languages))}</p>\n")
    return "".join(parts)


def tabular(resume: Resume) -> str:
    words = resume.headings
    rows = [(s.dates, f"{escape(s.institution)}<br>{escape(s.degree)}") for s in resume.education]
    jobs = [
        (
            job.dates,
            f"<strong>{escape(job.title)}</strong><br>{escape(job.employer)}, {escape(job.place)}{items(job.lines)}",
        )
        for job in resume.work
    ]
    return (
        f"{top(resume)}<p>{escape(resume.summary)}</p>\n"
        f"<h2>{words['work']}</h2>\n{html_table(jobs)}<h2>{words['education']}</h2>\n{html_table(rows)}"
        f"<h2>{words['skills']}</h2>\n<p>{escape(', '.join(resume.skills))}</p>\n"
        f"<h2>{words['languages']}</h2>\n<p>{escape(', '.join(resume.languages))}</p>\n"
    )


def html_table(rows: list[tuple[str, str]]) -> str:
    return (
        "<table>\n"
        + "".join(f"<tr><th>{left}</th><td>{right}</td></tr>\n" for left, right in rows)
        + "</table>\n"
    )


def text(resume: Resume, *, ruled: bool = False) -> str:
    def head(name: str) -> str:
        word = resume.headings[name].upper()
        return f"\n{word}\n{'=' * len(word)}\n" if ruled else f"\n{word}\n\n"

    lines = [
        resume.name,
        resume.title,
        *resume.contacts,
        *resume.links,
        head("summary") + resume.summary,
        head("work").rstrip("\n") + "\n",
    ]
    for job in resume.work:
        lines += [f"{job.dates}  {job.title}", f"    {job.employer}, {job.place}"]
        lines += [f"    {'*' if ruled else '-'} {line}" for line in job.lines] + [""]
    lines.append(head("education").lstrip("\n").rstrip("\n") + "\n")
    lines += [f"{s.dates}  {s.degree}, {s.institution}" for s in resume.education]
    lines.append(head("skills") + ", ".join(resume.skills))
    lines.append(head("languages") + "\n".join(resume.languages))
    return "\n".join([*lines, "", resume.updated, ""])


def write_plain(resume: Resume, path: Path) -> None:
    content = {
        "html": lambda: page(resume, flowing(resume)),
        "html-table": lambda: page(resume, tabular(resume)),
        "txt": lambda: text(resume),
        "txt-ruled": lambda: text(resume, ruled=True),
    }[resume.layout]()
    path.write_text(content, encoding="utf-8", newline="\n")
