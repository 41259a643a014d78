"""How wide a text is in Helvetica, as the layout engine measures it.

Where Helvetica is missing a viewer takes a wider font, and text would run out of its
box: an SVG that says how long each text is keeps it inside.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from math import ceil

# Advance widths of the characters 32 to 126 in thousandths of the font size, from the
# font's published metrics.
_REGULAR = """
    278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556
    556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778
    722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278
    278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556
    556 556 333 500 278 556 500 722 500 500 500 334 260 334 584
"""
_BOLD = """
    278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556
    556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778
    722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333
    278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611
    611 611 389 556 333 611 556 778 556 556 500 389 280 389 584
"""
_WIDTHS = {
    bold: [int(width) for width in table.split()]
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}
_TEXT = re.compile(r"<text(?P<attributes>[^>]*)>(?P<text>[^<]*)</text>")
_START = re.compile(r' x="(-?[\d.]+)"')
_SIZE = re.compile(r'font-size="([\d.]+)"')


_BYTE = 278
"""What the engine takes each byte of a character outside ASCII for: a space."""

_WIDE, _CAPITAL, _OTHER = 1000, 900, 600
"""About the widths of such characters: of the full width, capitals, the others."""

_SIGNS = "←→…—"
"""Of the full width too."""


def width(text: str, size: float, bold: bool = False) -> float:
    """About how wide a text is, in the unit of the font size; exact for ASCII.

    >>> width("grad +0.235", 11), width("漢字", 12), width("ŷ", 12)
    (59.015, 24.0, 6.0)
    """
    return sum(_natural(c, _WIDTHS[bold]) for c in text) * size / 1000


def measured(text: str, size: float, bold: bool = False) -> float:
    """How wide the layout engine takes a text to be."""
    table = _WIDTHS[bold]
    thousandths = (
        table[ord(c) - 32] if " " <= c <= "~" else _BYTE * len(c.encode()) for c in text
    )
    return sum(thousandths) * size / 1000


def room(text: str, size: float, bold: bool = False) -> int:
    """How wide a cell must be where the engine measures too little; else 0.

    It puts the text where what it measured would be centred, so that what is missing
    is needed on both sides.
    """
    natural, place = width(text, size, bold), measured(text, size, bold)
    return ceil(2 * natural - place) if natural > place else 0


def fitted(svg: str) -> str:
    """The SVG with the length of every text said, so that none leaves its place."""
    return _TEXT.sub(_fit, svg)


def _natural(character: str, table: list[int]) -> int:
    """The width of a character; of an accented letter that of the letter."""
    first = unicodedata.normalize("NFKD", character)[0]
    if " " <= first <= "~":
        return table[ord(first) - 32]
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in "WF" or character in _SIGNS:
        return _WIDE
    return _CAPITAL if character.isupper() else _OTHER


def _fit(found: re.Match[str]) -> str:
    attributes = found["attributes"]
    text = unescape(found["text"]).replace("\u00a0", " ")
    size = _SIZE.search(attributes)
    if not size or not text.strip():
        return found[0]
    style = float(size[1]), 'font-weight="bold"' in attributes
    place = measured(text, *style)
    length = min(width(text, *style), place)
    if not text.isascii() and 'text-anchor="start"' in attributes:
        attributes = _START.sub(
            lambda x: f' x="{float(x[1]) + (place - length) / 2:.2f}"', attributes
        )
    return (
        f'<text{attributes} textLength="{length:.2f}" '
        f'lengthAdjust="spacingAndGlyphs">{found["text"]}</text>'
    )
