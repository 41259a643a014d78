"""What is composed of several ops, as a textbook writes it: formula, slope, kink.

The texts are in the language of the rows of `autograd/ops.py`, and a test holds each
against what the nodes compute. Only softmax and its logarithm, whose derivatives have
two indices, are written as LaTeX.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markup import definitions, formula

from autograd.expression import parse
from autograd.languages import Latex

ANY = "every number"


@dataclass(frozen=True, slots=True)
class Written:
    """A function of one number, or of the outputs for all classes.

    Attributes:
        variable: the operand: z of an activation, ŷ or the logit z of a loss.
        value: the text of the value.
        slope: the text of the derivative, with respect to one element of several.
        domain: what is taken.
        kink: what was chosen where there is no derivative.
        others: further operands, such as the target y.
        several: whether the variable and y stand for a number for each class.
    """

    variable: str
    value: str
    slope: str
    domain: str = ANY
    kink: str = "none"
    others: tuple[str, ...] = ()
    several: bool = False

    def formulas(self, name: str) -> list[str]:
        """Value and derivative as LaTeX; `name` is f or L."""
        names = (self.variable, *self.others)
        vectors = names if self.several else ()
        latex = Latex({}, vectors)
        value = latex(parse(self.value, names, vectors)).text
        slope = latex(parse(self.slope, names, vectors, for_each=True)).text
        below = latex.name(self.variable).text + ("_{k}" if self.several else "")
        if name == "f":
            return [f"f(z) = {value}", f"f'(z) = {slope}"]
        return [
            f"{name} = {value}",
            rf"\frac{{\partial {name}}}{{\partial {below}}} = {slope}",
        ]

    def shown(self, name: str) -> list[str]:
        """The formulas, and what there is to say of domain and kink, as Markdown."""
        facts = [("Domain", self.domain), ("Kink", self.kink)]
        return [*map(formula, self.formulas(name)), definitions(facts)]


class Table(dict[Any, Written]):
    """Formulas by what they are of."""

    def __missing__(self, key: Any) -> Written:
        raise LookupError(f"no formula of {key!r}: write it in docs/textbook.py")


ACTIVATIONS = Table(
    {
        "linear": Written("z", "z", "1.0"),
        "softsign": Written("z", "z / (1 + abs(z))", "1 / (1 + abs(z)) ** 2"),
        "hard_sigmoid": Written(
            "z",
            "0.0 if z <= -3 else z / 6 + 1 / 2 if z < 3 else 1.0",
            "1 / 12 if z == -3 or z == 3 else 1 / 6 if -3 < z < 3 else 0.0",
            kink="at −3 and 3 the mean of both slopes, 1/12",
        ),
        "hard_tanh": Written(
            "z",
            "-1.0 if z <= -1 else z if z < 1 else 1.0",
            "1 / 2 if z == -1 or z == 1 else 1.0 if -1 < z < 1 else 0.0",
            kink="at −1 and 1 the mean of both slopes, ½",
        ),
        "mish": Written(
            "z",
            "z * tanh(softplus(z))",
            "tanh(softplus(z)) + z * sigmoid(z) * (1 - tanh(softplus(z)) ** 2)",
        ),
    }
)

LAYERS = {
    "softmax": [
        r"f(z)_i = \frac{e^{z_i}}{\sum_{j} e^{z_j}}",
        r"\frac{\partial f_i}{\partial z_k} = f_i \cdot \left(\delta_{ik} - f_k\right),"
        r" \quad \delta_{ik} = \begin{cases} 1 & \text{if } i = k \\"
        r" 0 & \text{otherwise} \end{cases}",
    ],
    "log_softmax": [
        r"f(z)_i = z_i - \ln \sum_{j} e^{z_j}",
        r"\frac{\partial f_i}{\partial z_k} = \delta_{ik} - e^{f_k},"
        r" \quad \delta_{ik} = \begin{cases} 1 & \text{if } i = k \\"
        r" 0 & \text{otherwise} \end{cases}",
    ],
}

_SQUARE = "(ŷ - y) ** 2 / 2"
_BEYOND = "delta * (abs(ŷ - y) - delta / 2)"
_BINARY = "y in [0, 1]; an error where ŷ is outside [0, 1], or the loss is infinite"
_CLASSES = "y sums to 1; an error where ŷ does not, or the loss is infinite"
_Y = ("y",)

LOSSES = Table(
    {
        ("MSE", "numbers"): Written("ŷ", _SQUARE, "ŷ - y", others=_Y),
        ("MAE", "numbers"): Written(
            "ŷ",
            "abs(ŷ - y) / 2",
            "-(1 / 2) if ŷ < y else 0.0 if ŷ == y else 1 / 2",
            kink="at ŷ = y the slope is 0; each number from −½ to ½ is a subgradient",
            others=_Y,
        ),
        ("Huber", "numbers"): Written(
            "ŷ",
            f"{_SQUARE} if abs(ŷ - y) <= delta else {_BEYOND}",
            "ŷ - y if abs(ŷ - y) <= delta else delta if ŷ > y else -delta",
            kink="none: at |ŷ − y| = δ both formulas have the same value and slope",
            others=("y", "delta"),
        ),
        ("LogCosh", "numbers"): Written(
            "ŷ", "log(cosh(ŷ - y))", "tanh(ŷ - y)", others=_Y
        ),
        ("Hinge", "scores"): Written(
            "ŷ",
            "1 - y * ŷ if y * ŷ < 1 else 0.0",
            "-y if y * ŷ < 1 else 0.0",
            domain="ŷ: every number; y: −1 or 1",
            kink="at y ŷ = 1 the slope is 0",
            others=_Y,
        ),
        ("BinaryCrossEntropy", "probabilities"): Written(
            "ŷ",
            "-y * log(ŷ) - (1 - y) * log(1 - ŷ)",
            "(ŷ - y) / (ŷ * (1 - ŷ))",
            domain=_BINARY,
            others=_Y,
        ),
        ("BinaryCrossEntropy", "logits"): Written(
            "z",
            "log(1 + exp(z)) - y * z",
            "sigmoid(z) - y",
            domain="z: every number; y in [0, 1]",
            others=_Y,
        ),
        ("CategoricalCrossEntropy", "probabilities"): Written(
            "ŷ",
            "-sum(y * log(ŷ))",
            "-y / ŷ",
            domain=_CLASSES,
            others=_Y,
            several=True,
        ),
        ("CategoricalCrossEntropy", "logits"): Written(
            "z",
            "log(sum(exp(z))) - sum(y * z)",
            "exp(z) / sum(exp(z)) - y",
            domain="z: every number; y sums to 1",
            others=_Y,
            several=True,
        ),
        ("KLDivergence", "probabilities"): Written(
            "ŷ",
            "sum(y * (log(y) - log(ŷ)))",
            "-y / ŷ",
            domain=_CLASSES,
            others=_Y,
            several=True,
        ),
        ("KLDivergence", "logits"): Written(
            "z",
            "sum(y * (log(y) - z)) + log(sum(exp(z)))",
            "exp(z) / sum(exp(z)) - y",
            domain="z: every number; y sums to 1",
            others=_Y,
            several=True,
        ),
    }
)
"""Of one record, by the name of the loss and what it takes."""
