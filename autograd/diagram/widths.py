"""How wide a text is in Helvetica, as the layout engine measures it.

Where Helvetica is missing a viewer takes a wider font, and text would run out of its
box: an SVG that says how long each text is keeps it inside.
"""

from __future__ import annotations

import re
from html import unescape

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
_SIZE = re.compile(r'font-size="([\d.]+)"')


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of ASCII text, in the unit of the font size.

    >>> width("grad +0.235", 11)
    59.015
    """
    table = _WIDTHS[bold]
    return sum(table[ord(character) - 32] for character in text) * size / 1000


def fitted(svg: str) -> str:
    """The SVG with the length of every ASCII text said."""
    return _TEXT.sub(_fit, svg)


def _fit(found: re.Match[str]) -> str:
    attributes = found["attributes"]
    text = unescape(found["text"]).replace("\u00a0", " ")
    size = _SIZE.search(attributes)
    if not size or not text.strip() or not all(" " <= c <= "~" for c in text):
        return found[0]
    length = width(text, float(size[1]), 'font-weight="bold"' in attributes)
    return (
        f'<text{attributes} textLength="{length:.2f}" '
        f'lengthAdjust="spacingAndGlyphs">{found["text"]}</text>'
    )
