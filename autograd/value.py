"""A number that remembers how it was made.

Every op on Values makes a new Value that holds its operands (`parents`) and, taken when
the op was recorded, one number per parent (`partials`): the local partial ∂out/∂parent.
`backward()` walks the recorded graph once, output first, and adds up
∂output/∂parent += ∂output/∂node · ∂node/∂parent over every edge.

The methods of the ops (`+`, `tanh`, …) are generated from `ops.OPS` by `recording`.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, NoReturn

from autograd.lines import Source
from autograd.methods import Methods
from autograd.ops import OPS, Op
from autograd.scalars import as_number
from autograd.tags import Tag, tag_of
from autograd.traversal import (
    FOLDED,
    add_to_group,
    backward_order,
    send,
    topological_order,
)

# How parents are held: no tuple for one or two, which halves the time of a recorded and
# differentiated graph of 65,000 nodes.
#   no parents    _left is None
#   one           _left and _left_partial
#   two           and _right and _right_partial
#   any number    _left is a tuple of what the op takes, Values and groups, and
#                 _left_partial the tuple of their partials. A group is a tuple of
#                 Values; a tuple given to several ops is one group for all of them,
#                 and a backward pass visits it once.
# Where _right is None, _right_partial may hold the operands, if some were plain
# numbers, or FOLDED, see `affine` and `unfold`.


_unfolding = RLock()
_passes: list[Value] = []  # the pass that runs, of the thread that holds the lock


observers: list[Callable[[Value], None]] = []
"""Called with every new Value; empty unless something like `scope` is at work."""


def observe(node: Value) -> None:
    """Show a new Value to everything that watches."""
    for observer in tuple(observers):  # other threads may add and remove theirs
        observer(node)


class Value(Methods):
    """A node of the graph: a number, how it was made, and its gradient.

    Args:
        data: the number; anything with `float()` that is a single number.
        label: a name for pictures, formulas and messages.

    Attributes:
        data: the number. Set it to change a leaf, to a Python float: what is set is not
            looked at, and a numpy float32 would compute on in its own precision.
        grad: ∂output/∂self. Leaves add up over backward passes; the other nodes hold
            the adjoint of the last pass.
        label: the name, or "".
        op: the row of `ops.OPS` that made it; None for a leaf.
        tag: label, scope and source together; the scope says what the node belongs
            to, outermost first, such as ("layer 1", "neuron 2").

    Comparisons look at `data`; `==` and `hash` at identity.

    Numbers are Python's floats: what + - * / sum and dot make too large is inf, and NaN
    passes through; `explain_nonfinite` finds where either began. Dividing by 0 and what
    raises in `math` too, as log(0) and exp(1000), is an error with op, label and value.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> c = a * b + a
    >>> c.backward()
    >>> c.data, a.grad, b.grad
    (-4.0, -2.0, 2.0)
    """

    __slots__ = (
        "_left",
        "_left_partial",
        "_right",
        "_right_partial",
        "data",
        "grad",
        "op",
        "tag",
    )

    # numpy then leaves `array * value` to us, who raise, and builds no object array.
    __array_ufunc__ = None

    _left: Any
    _right: Any
    _left_partial: Any
    _right_partial: Any
    data: float
    grad: float
    op: Op | None
    tag: Tag

    def __init__(self, data: object, label: str = "") -> None:
        self.data = as_number(data)
        self.grad = 0.0
        self.op = None
        self.tag = tag_of(label)
        self._left = self._right = self._left_partial = self._right_partial = None
        if observers:
            observe(self)

    @property
    def scope(self) -> tuple[str, ...]:
        """What the node belongs to, outermost first; () for nothing."""
        return self.tag.scope

    @property
    def source(self) -> Source | None:
        """The user's line that made the node, if `record_source` was at work."""
        return self.tag.source

    @property
    def label(self) -> str:
        """The name, or ""."""
        return self.tag.label

    @label.setter
    def label(self, label: str) -> None:
        self.tag = tag_of(label, self.tag.scope, self.tag.source)

    # ------------------------------------------------------------------ the record

    @property
    def operands(self) -> tuple[Any, ...]:
        """What the op was applied to, in order: Values, plain numbers, vectors."""
        if self._right is not None:
            return (self._left, self._right)
        if self._right_partial is FOLDED:
            unfold(self)
        if self._right_partial is not None:
            return self._right_partial  # type: ignore[no-any-return]
        return self._left if type(self._left) is tuple else self.parents

    @property
    def parents(self) -> tuple[Value, ...]:
        """The operands that are Values, in order; `a + a` has two."""
        if self._right is not None:
            return (self._left, self._right)
        if self._right_partial is FOLDED:
            unfold(self)
        return _flat(self._left)

    @property
    def partials(self) -> tuple[float, ...]:
        """∂self/∂parent for each parent, taken when the op was recorded."""
        if self._right is not None:
            return (self._left_partial, self._right_partial)
        if self._right_partial is FOLDED:
            unfold(self)
        return _flat(self._left_partial)

    @property
    def _prev(self) -> tuple[Value, ...]:
        return self.parents

    @property
    def _op(self) -> str:
        return "" if self.op is None else self.op.symbol or self.op.name

    # ---------------------------------------------------------------- differentiate

    def backward(self, gradient: float = 1.0) -> None:
        """Add ∂self/∂leaf · gradient to the `grad` of every leaf below this node.

        The nodes between hold their adjoint of this pass. A second call adds to the
        leaves again; `zero_grad` clears them.

        Args:
            gradient: the seed gradient, ∂(what is differentiated)/∂self.
        """
        gradient = as_number(gradient)
        if self.op is None:
            self.grad += gradient
            return
        with _unfolding:  # a reader in another thread must not unfold meanwhile
            _passes.append(self)
            try:
                self._backward(gradient)
            finally:
                _passes.pop()

    def _backward(self, gradient: float) -> None:
        order, pending = backward_order(self)
        self.grad = gradient
        for node in order:
            try:
                adjoint = node.grad
            except AttributeError:  # a group; asking each node first would cost 2 %
                add_to_group(node, pending[id(node)])
                continue
            left = node._left
            right = node._right
            if right is not None:
                left.grad += adjoint * node._left_partial
                right.grad += adjoint * node._right_partial
            elif type(left) is not tuple:
                left.grad += adjoint * node._left_partial
            else:
                send(adjoint, node, pending)

    # --------------------------------------------------------------------- a number

    def __float__(self) -> float:
        return float(self.data)

    def __lt__(self, other: object) -> bool:
        return self.data < _data(other)

    def __le__(self, other: object) -> bool:
        return self.data <= _data(other)

    def __gt__(self, other: object) -> bool:
        return self.data > _data(other)

    def __ge__(self, other: object) -> bool:
        return self.data >= _data(other)

    def __pos__(self) -> Value:
        return self

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data}, grad={self.grad}{label})"

    def __array__(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(
            "a Value is one number and does not become an array: use value.data, or "
            "keep Values in a list"
        )


def _data(other: object) -> float:
    return other.data if isinstance(other, Value) else as_number(other)


def _flat(held: Any) -> tuple[Any, ...]:
    """The entries of what a node holds, groups opened."""
    if type(held) is not tuple:
        return () if held is None else (held,)
    flat: list[Any] = []
    for entry in held:
        if type(entry) is tuple:
            flat += entry
        else:
            flat.append(entry)
    return tuple(flat)


def unfold(node: Value) -> None:
    """Let an output of a layer, which nobody had looked at, hold what `dot` records.

    If it has an activation, its pre-activation becomes a node.
    """
    with _unfolding:
        if node._right_partial is not FOLDED:
            return
        if _passes:  # such as a debugger's look; the pass would lose what it holds
            raise RuntimeError(
                "a backward pass is running: look at parents, partials and operands of "
                "this node before or after it"
            )
        start, x, x_partials, weights, z, slope, tag = node._left_partial
        row, dot = node.op, OPS["dot"]
        hidden = node
        if row is not dot:
            hidden = object.__new__(Value)  # recorded long ago: no observer is told
            hidden.data, hidden.op, hidden.tag = z, dot, tag
            hidden.grad = node.grad * slope
            hidden._right = None
        weighted = node._left
        if start is None:
            hidden._left, hidden._left_partial = (weighted, x), (x_partials, weights)
            hidden._right_partial = (weighted, x, 0.0)
        else:
            hidden._left = (weighted, x, start)
            hidden._left_partial = (x_partials, weights, 1.0)
            hidden._right_partial = None
        if hidden is not node:
            node._left, node._left_partial = hidden, slope
            constants = [row.defaults[name] for name in row.names[1:]] if row else []
            node._right_partial = (hidden, *constants) if constants else None


def zero_grad(output: Value) -> None:
    """Set the gradient of every node of an output's graph to 0.

    Raises:
        TypeError: it is not one Value.
    """
    if not isinstance(output, Value):
        raise TypeError(f"zero_grad takes one output, a Value, not {output!r}")
    for node in topological_order([output]):
        node.grad = 0.0
