"""The page: payload, template, style and script in one file that needs nothing else.

A Content-Security-Policy allows just this script and this style, by their hashes, and
no network at all. What users name is in the JSON only, in which no character can end
the element. Style and script are packed to half their length; a few lines unpack them,
and the developer tools of the browser show the script as `stepper.js`.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from string import Template
from typing import Any

from autograd.languages import javascript_source
from autograd.ops import Op
from autograd.stepper.packing import DIGITS, MARKS, UNPACK, packed

SCRIPTS = (
    "engine",
    "paths",
    "formulas",
    "words",
    "elements",
    "picture",
    "cards",
    "panel",
    "look",
    "what_if",
    "passes",
    "mistakes",
    "predict",
    "wrong",
    "modes",
    "controls",
    "main",
)
"""The script files, in the order in which they are put together."""

STYLES = ("style", "modes")

BETWEEN = "\n\n"
"""Between style and script, neither of which has an empty line once it is bare."""

AT = "§"
"""In place of @ in the style, for that is a mark of the packing."""


def page(data: Mapping[str, Any], ops: Sequence[Op], title: str) -> str:
    """One HTML file.

    Args:
        data: what `payload` gives.
        ops: the rows that occur in the graph.
        title: what the window is called.
    """
    style = _bare("\n".join(_file(f"{name}.css") for name in STYLES))
    script = _script(ops)
    loader = _loader()
    sources = {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": _hash(style),
        "script-src": f"{_hash(loader)} {_hash(script)}",
    }
    policy = "; ".join(f"{key} {value}" for key, value in sources.items())
    return Template(_file("template.html")).substitute(
        policy=policy,
        title=escape(title),
        packed=_inside(packed(f"{style.replace('@', AT)}{BETWEEN}{script}")),
        loader=loader,
        payload=embedded(data),
    )


def embedded(data: Mapping[str, Any]) -> str:
    """JSON that stays inside its element, whatever texts it holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _script(ops: Sequence[Op]) -> str:
    files = [_file(f"{name}.js") for name in SCRIPTS]
    parts = [f"const OPS = {javascript_source(ops)};", *files]
    inner = "\n".join(_bare(part) for part in parts)
    return f'(() => {{\n"use strict";\n{inner}\n}})();\n//# sourceURL=stepper.js\n'


def _loader() -> str:
    """The few lines that unpack style and script and put them to use."""
    marks, digits, between = map(json.dumps, (MARKS, DIGITS, BETWEEN))
    return (
        f"{UNPACK}"
        'const found = document.getElementById("packed").textContent;\n'
        f"const parts = unpack(found, {marks}, {digits}).split({between});\n"
        f'parts[0] = parts[0].replaceAll("{AT}", "@");\n'
        'for (const tag of ["style", "script"]) {\n'
        "  const part = document.createElement(tag);\n"
        "  part.textContent = parts.shift();\n"
        "  document.body.append(part);\n"
        "}\n"
    )


def _inside(text: str) -> str:
    """The text, which does not end the script element that it is in."""
    assert "</" not in text and "<!--" not in text, "a script holds markup"
    return text


def _bare(text: str) -> str:
    """The text without comments and indentation, which a reader finds in the file."""
    bare = re.sub(r"^\s*(/\*.*?\*/|//[^\n]*)", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip())


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
