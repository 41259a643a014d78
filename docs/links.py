"""Finds links of a built site that lead nowhere: `python docs/links.py FOLDER`.

Looks at what the pages name, without the network: every file that a link, picture,
script or style of a page names has to be there, and every anchor on its page.
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

NAMES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src"}


class Page(HTMLParser):
    """What a page links to, and the anchors it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element's link and its anchors."""
        given = dict(attrs)
        if link := given.get(NAMES.get(tag, "")):
            self.links.append(link)
        self.anchors |= {value for key in ("id", "name") if (value := given.get(key))}


def broken(folder: Path) -> list[str]:
    """The links that lead nowhere, each with its page."""
    pages = {
        path.resolve(): Page(path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.html")
    }
    found = []
    for path, page in sorted(pages.items()):
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = path
            if parts.path:
                target = (path.parent / unquote(parts.path)).resolve()
            known = (
                pages[target].anchors if target in pages else {unquote(parts.fragment)}
            )
            if not target.is_file() or unquote(parts.fragment) not in known:
                found.append(f"{path.relative_to(folder.resolve())}: {link}")
    return found


if __name__ == "__main__":
    problems = broken(Path(sys.argv[1]))
    print(*problems, sep="\n")
    sys.exit(bool(problems))
