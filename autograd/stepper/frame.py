"""A page inside a notebook: in a frame, with a picture where frames are taken out.

No kernel and no network is needed. A notebook that is not trusted, or a sanitiser,
strips frames and styles; without that style the picture shows.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd.diagram import Diagram


def framed(page: str, height: int, title: str, still: str) -> str:
    """HTML that shows a page, or what stands still in place of it.

    Args:
        page: a whole HTML document.
        height: of the frame, in pixels.
        title: what the frame is called, for screen readers.
        still: HTML that shows where the frame is taken out.
    """
    return (
        "<style>.glassgrad-still{display:none}</style>"
        f"<iframe srcdoc='{_quoted(page)}' width='100%' height='{height}' "
        f"style='border:0' title='{escape(title)}'></iframe>"
        f"<div class='glassgrad-still'>{still}</div>"
    )


def still(picture: Diagram, title: str) -> str:
    """A picture as HTML that survives every sanitiser; or why there is none."""
    from autograd.diagram import LayoutError  # loaded when asked for, with the picture

    try:
        svg = picture.svg()
    except LayoutError as error:
        return f"<pre>{escape(str(error))}</pre>"
    source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return f'<img alt="{escape(title)}" src="{source}">'


def _quoted(text: str) -> str:
    """The text inside single quotes, as short as may be."""
    return text.replace("&", "&amp;").replace("'", "&#39;")
