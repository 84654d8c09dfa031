"""What every page of the small web is made of."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

STYLE = "body{font:16px/1.5 sans-serif;max-width:42em;margin:2em auto;color:#222}.h-card{border-left:4px solid #24516b;padding-left:1em}"


def document(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n{head}</head>\n<body>\n{body}</body>\n</html>\n"
    )


def json_ld(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, indent=1).replace("</", "<\\/")
    return f'<script type="application/ld+json">\n{text}\n</script>\n'


def write(folder: Path, path: str, text: str) -> None:
    """Writes what a server shows at `path`, which ends in a slash or names a file."""
    file = folder / path.strip("/") / "index.html" if path.endswith("/") else folder / path.strip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
