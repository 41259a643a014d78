"""Settings of Sphinx for the site that `build.py` builds: stock theme, MathML, MyST."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from markup import labelled, rewritten
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from autograd.diagram.theme import THEMES

logger = getLogger(__name__)

project = "glassgrad"
author = "the glassgrad authors"
copyright = "the glassgrad authors"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
language = "en"
smartquotes = False  # of relu'(0) the prime is no quotation mark

html_theme = "furo"
html_title = "glassgrad"
html_static_path = ["static"]
html_css_files = ["curves.css"]
html_copy_source = False
html_math_renderer = "mathml"
html_theme_options = {
    f"{mode}_css_variables": {"value": theme.value, "partial": theme.partial}
    for mode, theme in THEMES.items()
}

nb_execution_mode = "off"  # the outputs that are committed are the outputs shown
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath", "deflist"]
myst_heading_anchors = 3

linkcheck_timeout = 20  # seconds
linkcheck_retries = 2

default_role = "py:obj"  # `name` in a docstring is a link where there is such a name
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_inherit_docstrings = True
add_module_names = False
python_maximum_signature_line_length = 72
napoleon_use_rtype = False
napoleon_use_ivar = True


def mathml(node: Any, latex: str, as_block: bool = False) -> str:
    """A formula as MathML, which browsers show without a script."""
    try:
        text = labelled(tex2mathml(rewritten(latex), as_block=as_block))
    except MathError as error:
        logger.warning("%s in the formula %s", error, latex, location=node)
        return ""
    return text


def show_math(self: Any, node: nodes.math) -> None:
    """A formula in a line."""
    self.body.append(mathml(node, node.astext()))
    raise nodes.SkipNode


def show_math_block(self: Any, node: nodes.math_block) -> None:
    """A formula of its own; what is too wide for the page scrolls."""
    shown = mathml(node, node.astext().strip(), as_block=True)
    self.body.append(f'<div class="formula">{shown}</div>')
    raise nodes.SkipNode


def as_mathematics(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Keep reStructuredText from reading the |x| of a docstring as its own sign."""
    for i, line in enumerate(lines):
        if not line.lstrip().startswith((">>>", "...")):
            # (1) in a cell of a table would begin a list
            lines[i] = re.sub(r"\((\d)\)$", r"\\(\1)", line.replace("|", "∣"))


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls first."""
    app.add_html_math_renderer("mathml", (show_math, None), (show_math_block, None))
    app.connect("autodoc-process-docstring", as_mathematics)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
