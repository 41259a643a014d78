"""Formulas read back as Python, and random ones with numbers that tell them apart.

Plain text, LaTeX and MathML keep their own precedence: only what groups by its form,
a fraction or a superscript, gets parentheses. `Exact` numbers are taken modulo a prime:
equal ones mean, but for odds of 1 in 10^18, that two expressions are the same.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from hypothesis import strategies as st

SIGNS = str.maketrans(
    {
        "−": "-",
        "·": "*",
        "^": "**",
        "√": "sqrt",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "=": "==",
        "π": "pi",
        "∞": "inf",
        "σ": "sigmoid",
        "α": "alpha",
        "\xa0": " ",
        "\u2061": "",
    }
)


def read_plain(text):
    """Plain text as Python."""
    while text != (text := re.sub(r"\|([^|]*)\|", r"abs(\1)", text)):
        pass
    return text.translate(SIGNS)


def read_mathml(text):
    """MathML as Python: only what groups by its form gets parentheses."""
    return _python(ElementTree.fromstring(text)).translate(SIGNS)


def _python(element):
    parts = [_python(child) for child in element]
    match element.tag, parts:
        case "mfrac", [above, below]:
            return f"(({above})/({below}))"
        case "msup", [base, exponent]:
            return f"{base}^({exponent})"
        case "msub", [name, subscript]:
            return f"{name}_{subscript}"
        case "msqrt", _:
            return f"sqrt({''.join(parts)})"
        case "mtr", [value, "otherwise"]:
            return f"({value})"
        case "mtr", [value, test]:
            return f"({value}) {test} else "
        case "mrow", ["|", *inner, "|"]:
            return f"abs({''.join(inner)})"
        case "mrow", ["{", table]:
            return table
        case "mi" | "mn" | "mo" | "mtext", _:
            return element.text
    assert element.tag in ("mrow", "mtable", "mtd")
    return "".join(parts)


CASES = re.compile(r"\\begin\{cases\} ((?:(?!\\begin|\\end).)*) \\end\{cases\}")
LATEX = {
    r"\\(?:left|right)([()])": r"\1",
    r"\\left\|((?:(?!\\left\||\\right\|).)*)\\right\|": r"abs(\1)",
    r"\\text\{ (and|or) \}": r" \1 ",
    r"\\(?:mathrm|operatorname)\{([^{}]*)\}": r"\1",
    r"\\sqrt\{([^{}]*)\}": r"sqrt(\1)",
    r"\\frac\{([^{}]*)\}\{([^{}]*)\}": r"((\1)/(\2))",
    r"_\{([^{}]*)\}": r"_\1",
    r"\^\{([^{}]*)\}": r"^(\1)",
    r"\\cdot": "*",
    r"\\le ": "≤ ",
    r"\\ge ": "≥ ",
    r"\\ne ": "≠ ",
    r"\\infty": "inf",
}


def read_latex(text):
    """LaTeX as Python, from the innermost braces outwards."""
    before = ""
    while text != before:
        before, text = text, CASES.sub(_python_of_cases, text)
        for pattern, python in LATEX.items():
            text = re.sub(pattern, python, text)
    return re.sub(r"\\([a-z]+)", r"\1", text).translate(SIGNS)


def _python_of_cases(found):
    *rows, last = (row.split(" & ") for row in found[1].split(r" \\ "))
    tests = [test.removeprefix(r"\text{if }") for _, test in rows]
    chosen = [f"({row[0]}) if {test}" for row, test in zip(rows, tests, strict=True)]
    return " else ".join([*chosen, f"({last[0]})"])


# ------------------------------------------------------------ parentheses, exactly


@dataclass(frozen=True)
class Exact:
    """A number modulo a prime: + - * / without rounding, other functions made up."""

    n: int
    prime = 2**61 - 1

    def __add__(self, other):
        return Exact((self.n + other.n) % self.prime)

    def __sub__(self, other):
        return self + -other

    def __neg__(self):
        return Exact(-self.n % self.prime)

    def __mul__(self, other):
        return Exact(self.n * other.n % self.prime)

    def __truediv__(self, other):
        return self * Exact(pow(other.n, self.prime - 2, self.prime))

    def __pow__(self, other):
        if other.n == 2:
            return self * self
        return Exact(pow(self.n, 3, self.prime)) + other * Exact(7) + self * other

    def __lt__(self, other):
        return self.n < other.n

    def __le__(self, other):
        return self.n <= other.n


def made_up(k):
    return lambda x: Exact(k) * x * x * x + Exact(k + 1)


E = Exact(271828)
EXACTLY = {name: made_up(k) for k, name in enumerate(["sin", "sqrt", "abs", "log"], 3)}
EXACTLY |= {"exp": lambda x: E**x, "e": E, "ln": EXACTLY["log"]}
EXACTLY |= {
    "log1p": lambda x: EXACTLY["log"](Exact(1) + x),
    "expm1": lambda x: E**x - Exact(1),
    "Exact": Exact,
}


def exactly(text, names):
    """A text's number modulo the prime."""
    return eval(re.sub(r"(?<!\w)(\d+)", r"Exact(\1)", text), EXACTLY | names)


def grown(parts):
    arithmetic = st.sampled_from(["+", "-", "*", "/", "**"])
    called = st.sampled_from(["exp", "log", "sqrt", "abs", "log1p", "expm1", "sin"])
    compared = st.sampled_from(["{} < {}", "{} <= {}", "{} == {}", "{} != {}"])
    tests = st.builds(str.format, compared, parts, parts)
    joined = st.builds(
        "({} {} {})".format, tests, st.sampled_from(["and", "or"]), tests
    )
    return st.one_of(
        st.builds("({} {} {})".format, parts, arithmetic, parts),
        st.builds("(-{})".format, parts),
        st.builds("{}({})".format, called, parts),
        st.builds("({} if {} else {})".format, parts, tests | joined, parts),
    )


TEXTS = st.recursive(
    st.sampled_from(["a", "b", "c", "0", "2", "7"]), grown, max_leaves=8
)
