"""The colours of pictures: the same marks in light and in dark.

Values are blue, gradients orange, local partials teal. Colour is never the only sign:
a gradient and a partial carry their sign, a negative partial a dashed line, and a value
stands above its gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Helvetica"  # one name, not a list: the layout engine measures a list as Times


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours; those of text stand out by 4.5 : 1 from all they are written on.

    `faded` is what is left of marks that a picture of paths does not speak of; the box
    whose value or gradient changes in a step is filled with `value_lit` or
    `gradient_lit`; `paths` differ for colour-blind readers too (after Okabe and Ito).
    """

    paper: str
    ink: str
    faint: str
    line: str
    box: str
    leaf: str
    cluster: str
    value: str
    gradient: str
    partial: str
    faded: str
    value_lit: str
    gradient_lit: str
    paths: tuple[str, ...]


THEMES = {
    "light": Theme(
        paper="#ffffff",
        ink="#1f2328",
        faint="#59636e",
        line="#8c959f",
        box="#ffffff",
        leaf="#eef4fb",
        cluster="#f6f8fa",
        value="#0550ae",
        gradient="#bc4c00",
        partial="#0f6b66",
        faded="#b6bdc5",
        value_lit="#ddedff",
        gradient_lit="#fff1e5",
        paths=("#0072b2", "#d55e00", "#008060", "#b0568c", "#8a6a00", "#4b4b9b"),
    ),
    "dark": Theme(
        paper="#0d1117",
        ink="#e6edf3",
        faint="#9aa4af",
        line="#6e7681",
        box="#161b22",
        leaf="#14273d",
        cluster="#11161d",
        value="#79c0ff",
        gradient="#ffa657",
        partial="#56d4c4",
        faded="#424a53",
        value_lit="#122d4d",
        gradient_lit="#40260f",
        paths=("#56b4e9", "#ff8c42", "#3ddc97", "#e69fc8", "#e6c229", "#a9a9ff"),
    ),
}


def theme_named(name: str) -> Theme:
    """A theme by its name.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in tuple(THEMES):
        raise ValueError(f"unknown theme {name!r}; the themes are {', '.join(THEMES)}")
    return THEMES[name]
