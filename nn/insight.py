"""Why a network learns or does not: how its gradient fares from layer to layer.

`gradient_flow` takes a model and a recorded loss and says, layer by layer, how large
the gradients of the parameters are. `vanishing_ledger` takes one gradient apart: the
links of its leading path, each split into σ′(z) · w, and their running product. Neither
touches the `grad` of any node; both print themselves as tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, log10

from autograd import Graph, Value, at_view, grad, paths
from nn.module import Module
from nn.units import pre_activation


@dataclass(frozen=True, slots=True)
class LayerGradient:
    """The gradients of the parameters of one layer.

    Attributes:
        name: the layer, such as "layer 1".
        count: how many parameters.
        mean: the mean of |∂L/∂w| over them.
        largest: the largest |∂L/∂w|.
        zeros: the share of them with a gradient of exactly 0.
    """

    name: str
    count: int
    mean: float
    largest: float
    zeros: float


@dataclass(frozen=True, slots=True, repr=False)
class GradientFlow:
    """How large gradients are in each layer, first layer first."""

    layers: tuple[LayerGradient, ...]

    def __repr__(self) -> str:
        head = ("layer", "parameters", "mean |∂L/∂w|", "max |∂L/∂w|", "zeros")
        rows = [
            (
                layer.name,
                str(layer.count),
                f"{layer.mean:.3g}",
                f"{layer.largest:.3g}",
                f"{layer.zeros:.0%}",
            )
            for layer in self.layers
        ]
        return _table([head, *rows])


def gradient_flow(model: Module, loss: Value) -> GradientFlow:
    """How large the gradients of a loss are in each layer of a model.

    A layer is what parameters have as their outermost scope, such as "layer 1"; without
    a scope, the module in a list that holds them, or the module. A parameter on which
    the loss does not depend has the gradient 0.

    Args:
        model: whose parameters to look at.
        loss: recorded with them.

    Raises:
        TypeError: the loss is not one Value.
        ValueError: it depends on none of the parameters.

    >>> import random
    >>> from nn import MLP, MSE
    >>> random.seed(1)
    >>> model = MLP(2, [3, 1], activation="relu")
    >>> print(gradient_flow(model, MSE()(model([0.5, -1.0]), 0.25)))
    layer    parameters  mean |∂L/∂w|  max |∂L/∂w|  zeros
    layer 1           9        0.0412       0.0868    33%
    layer 2           4        0.0494        0.107    25%
    """
    named = dict(model.named_parameters())
    recorded = {node.value for node in Graph.of(loss).nodes}
    inside = [value for value in named.values() if value in recorded]
    if not inside:
        raise ValueError(
            "the loss depends on no parameter of this model: record it with the "
            "model's own outputs, loss = MSE()(model(x), y)"
        )
    gradients = dict(zip(inside, grad(loss, inside), strict=True))
    return GradientFlow(
        tuple(
            _layer(name, [float(gradients.get(value, 0.0)) for value in values])
            for name, values in _by_layer(named).items()
        )
    )


def _by_layer(named: dict[str, Value]) -> dict[str, list[Value]]:
    """The parameters of each layer by its name, with its owner's where names repeat."""
    groups: dict[tuple[str, str], list[Value]] = {}
    for path, value in named.items():
        owner, place = _owner_and_place(path)
        name = value.scope[0] if value.scope else place
        groups.setdefault((owner, name), []).append(value)
    names = [name for _, name in groups]
    return {
        f"{owner}: {name}" if names.count(name) > 1 else name: values
        for (owner, name), values in groups.items()
    }


def _owner_and_place(path: str) -> tuple[str, str]:
    """What holds the layers, and the layer that a parameter belongs to, by its path.

    >>> _owner_and_place("encoder.layers.0.neurons.1.w.0")
    ('encoder.layers', 'encoder.layers.0')
    >>> _owner_and_place("norm.gains.3"), _owner_and_place("scale")
    (('norm', 'norm'), ('', 'scale'))
    """
    parts = path.split(".")
    while parts[-1].isdigit():
        parts.pop()
    *module, attribute = parts
    for i, part in enumerate(module):
        if part.isdigit():
            return ".".join(module[:i]), ".".join(module[: i + 1])
    return ".".join(module), ".".join(module) or attribute


def _layer(name: str, gradients: Sequence[float]) -> LayerGradient:
    sizes = [abs(gradient) for gradient in gradients]
    return LayerGradient(
        name,
        len(sizes),
        sum(sizes) / len(sizes),
        max(sizes),
        sizes.count(0.0) / len(sizes),
    )


@dataclass(frozen=True, slots=True)
class Link:
    """One factor of the chain rule, and the product of all factors so far.

    Attributes:
        name: such as "∂O31/∂O21".
        partial: its number.
        slope: σ′(z) of the unit; None where it has not the form O = σ(z).
        weight: ∂z/∂(the node below): w, or x for the link to a weight; else None.
        product: of this link and those above it.
    """

    name: str
    partial: float
    slope: float | None
    weight: float | None
    product: float

    @property
    def exponent(self) -> float:
        """The logarithm of |product| to base 10; -inf for 0."""
        return log10(abs(self.product)) if self.product else -inf


@dataclass(frozen=True, slots=True, repr=False)
class VanishingLedger:
    """The leading path of a gradient, link by link, output first.

    Attributes:
        links: the factors and their running product.
        share: the part of the gradient that this path gives.
        gradient: the whole, over all paths.
    """

    links: tuple[Link, ...]
    share: float
    gradient: float

    @property
    def product(self) -> float:
        """What the leading path adds to the gradient."""
        return self.links[-1].product

    def __repr__(self) -> str:
        head = ("link", "partial", "σ′(z)", "w", "product", "log10")
        rows = [
            (
                link.name,
                f"{link.partial:.4g}",
                "" if link.slope is None else f"{link.slope:.4g}",
                "" if link.weight is None else f"{link.weight:.4g}",
                f"{link.product:.4g}",
                f"{link.exponent:.2f}",
            )
            for link in self.links
        ]
        share = f"{self.share:.1%} of " if self.gradient else ""
        return (
            f"{_table([head, *rows])}\n"
            f"this path gives {share}the gradient {self.gradient:.4g}"
        )


def vanishing_ledger(output: Value, source: Value) -> VanishingLedger:
    """How a gradient shrinks or grows on its way down, along its leading path.

    The path is the one with the largest |product| through the outputs of neurons. Where
    a link is that of a unit O = σ(z), it is split into σ′(z) · w: for sigmoid σ′(z) is
    at most 0.25, but the product with w may be larger. The first factor belongs to the
    loss.

    Args:
        output: what is differentiated, the loss.
        source: with respect to what, a weight.

    Raises:
        TypeError: the output or source is not one Value.
        ValueError: the output does not depend on the source.

    >>> from autograd import sigmoid
    >>> w, x, O1 = Value(0.8, "w"), Value(1.0, "x"), Value(0.0)
    >>> O1 = sigmoid(w * x); O1.label = "O1"
    >>> O2 = sigmoid(0.6 * O1 + 0.1); O2.label = "O2"
    >>> print(vanishing_ledger(O2, w))
    link     partial   σ′(z)    w  product  log10
    ∂O2/∂O1   0.1405  0.2342  0.6   0.1405  -0.85
    ∂O1/∂w    0.2139  0.2139    1  0.03006  -1.52
    this path gives 100.0% of the gradient 0.03006
    """
    if output is source:
        raise ValueError(f"{output!r} is output and source: give a source below it")
    found = paths(output, source, view="neurons")
    (leading,) = found.top(1)
    partials = _split_partials(found.graph, output, source)
    links: list[Link] = []
    product = 1.0
    for edge in leading.edges:
        child, parent = found.graph.nodes[edge.child], found.graph.nodes[edge.parent]
        product *= edge.partial
        z = pre_activation(child.value)
        parts = [partials.get((child.value, z)), partials.get((z, parent.value))]
        if None in parts or (child.value, parent.value) in partials:
            parts = [None, None]
        name = f"∂{child.name}/∂{parent.name}"
        links.append(Link(name, edge.partial, parts[0], parts[1], product))
    return VanishingLedger(tuple(links), leading.share, found.total)


def _split_partials(
    graph: Graph, output: Value, source: Value
) -> dict[tuple[Value | None, Value | None], float]:
    """∂child/∂parent by (child, parent), with pre-activations between the neurons."""
    sums = (pre_activation(node.value) for node in graph.nodes)
    keep = [source, *(z for z in sums if z is not None)]
    split = at_view(Graph.of(output), "neurons", keep=keep)
    values = [node.value for node in split.nodes]
    return {(values[e.child], values[e.parent]): e.partial for e in split.edges}


def _table(rows: Iterable[Sequence[str]]) -> str:
    """Rows of texts as columns: the first to the left, the others to the right."""
    rows = list(rows)
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    return "\n".join(
        "  ".join(
            [f"{row[0]:<{first}}"]
            + [f"{text:>{wide}}" for text, wide in zip(row[1:], others, strict=True)]
        ).rstrip()
        for row in rows
    )
