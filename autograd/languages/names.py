"""What labels and functions are called in a formula.

A label such as w1,12, O21 or z_max is a letter or a word with a subscript; any other
is shown as it stands. The functions of rows keep their own names, but for the few that
books call otherwise.
"""

from __future__ import annotations

import re
import unicodedata

BOOK_NAMES = {
    "log": "ln",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "sigmoid": "σ",
    "maximum": "max",
    "minimum": "min",
}

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}

LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"}

_SUBSCRIPTED = re.compile(
    r"(?P<head>[^\W\d_]+[\u0302-\u0304]?)"
    r"(?P<numbers>\d+(,\d+)*)?"
    r"(_(?P<words>[^\W_]+(,[^\W_]+)*))?"
)


def split(label: str) -> tuple[str, str] | None:
    """A label's letter or word, and its subscript; None if it is not of this form.

    >>> split("w1,12"), split("z_max"), split("O21_k"), split("loss"), split("a + b")
    (('w', '1,12'), ('z', 'max'), ('O', '21,k'), ('loss', ''), None)
    """
    found = _SUBSCRIPTED.fullmatch(printable(label).translate(LOWERED))
    if not found:
        return None
    subscripts = (found["numbers"], found["words"])
    return found["head"], ",".join(each for each in subscripts if each)


def identity(label: str) -> tuple[str, str]:
    """What formulas set for a label: those with the same one cannot be told apart.

    >>> identity("w2") == identity("w_2") == identity("w₂")
    True
    >>> identity("alpha") == identity("α")
    True
    """
    head, subscript = split(label) or (printable(label), "")
    return GREEK.get(head, head), subscript


def is_word(label: str) -> bool:
    """Whether a label reads as one name wherever it stands in a formula.

    >>> is_word("O21"), is_word("ŷ"), is_word("a+b"), is_word("my loss")
    (True, True, False, False)
    """
    name = printable(label)
    word = split(name) is not None or name.isidentifier()
    return word and name not in ("if", "else", "and", "or")


def accented(head: str) -> tuple[str, str]:
    """A letter and the name of its accent, "" for none that formulas know.

    >>> accented("ŷ"), accented("y"), accented("loss")
    (('y', 'hat'), ('y', ''), ('loss', ''))
    """
    parts = unicodedata.normalize("NFD", head)
    accent = ACCENTS.get(parts[1:], "")
    return (parts[0], accent) if accent else (head, "")


def indexed(label: str, index: str) -> str:
    """A label with one more subscript.

    >>> indexed("x", "i"), indexed("x_in", "i")
    ('x_i', 'x_in,i')
    """
    return f"{label},{index}" if "_" in label else f"{label}_{index}"


def printable(label: str) -> str:
    """A label without characters that have no picture; "·" if nothing is left."""
    if label.isascii() and label.isprintable():
        return label.strip() or "·"
    label = unicodedata.normalize("NFC", label)
    shown = "".join(c if c.isprintable() else " " for c in label).strip()
    return shown or "·"
