"""A row's tree as lines of numpy calls that write into arrays made before.

A folded tree goes in, lines such as `tanh(v3, out=v4)` are added to a `Lines`. What is
between is kept in a few scratch arrays, which are used again and again; a part that
stands twice in a tree is computed once.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping

from autograd.compiler.arrays import LANE, Lines, Tensor
from autograd.compiler.folding import number_of

_UFUNCS = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
    ast.And: "logical_and",
    ast.Or: "logical_or",
}
_FUNCTIONS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "abs": "absolute"}


class Writer:
    """Writes the lines of one instruction.

    Args:
        lines: where to.
        axes: of the block, those longer than 1, LANE last if it is laned.
        lengths: of the axes.
        operands: tensors by the names of the row.
        inner: the axis of the elements of vectors.
    """

    def __init__(
        self,
        lines: Lines,
        axes: list[str],
        lengths: Mapping[str, int],
        operands: Mapping[str, Tensor],
        inner: str,
    ) -> None:
        self.lines, self.axes, self.lengths = lines, axes, lengths
        self.operands, self.inner = operands, inner
        self.free: dict[str, list[str]] = {}
        self.made = 0
        self.left: Counter[str] = Counter()
        self.known: dict[str, str] = {}
        self.holders: Counter[str] = Counter()
        self.registers: dict[str, tuple[str, str]] = {}
        self.tensors: dict[str, Tensor] = {}

    @property
    def element_axes(self) -> list[str]:
        """The axes of the elements of vectors."""
        at = len(self.axes) - (LANE in self.axes)
        return [*self.axes[:at], self.inner, *self.axes[at:]]

    def write(self, tree: ast.expr, out: str | None, each: bool = False) -> str:
        """Compute a tree into an array, or, with None, into some array."""
        self.left = Counter(
            ast.dump(part)
            for part in ast.walk(tree)
            if isinstance(part, ast.BinOp | ast.Call | ast.UnaryOp | ast.IfExp)
        )
        axes = self.element_axes if each else self.axes
        mask = out is None and self._indicator(tree, axes)
        if mask:
            return mask
        name = self._part(tree, axes, out)
        if out is not None and name != out:
            self.lines.say(f"copyto({out}, {name})")
        for kept in self.known.values():
            self.release(kept)
        self.known.clear()
        return name if out is None else out

    def release(self, name: str) -> None:
        """An array that whoever was given it does not need any more."""
        if name not in self.holders:
            return  # no scratch array
        self.holders[name] -= 1
        if not self.holders[name]:
            del self.holders[name]
            memory, place = self.registers.pop(name)
            self.free[place].append(memory)

    def register(self, axes: list[str], kind: str = "float") -> str:
        """A scratch array."""
        place = f"{kind} {' '.join(axes)}"
        free = self.free.setdefault(place, [])
        if free:
            memory = free.pop()
        else:
            short = "".join(axes)
            memory = f"{kind}_{short}_{self.made}"
            self.made += 1
        tensor = self.lines.dense(memory, axes, self.lengths)
        name = self.lines.view(tensor, axes, self.lengths, kind)
        self.registers[name] = (memory, place)
        self.holders[name] = 1
        self.tensors[name] = tensor
        return name

    def tensor(self, register: str) -> Tensor:
        """A scratch array as a tensor."""
        return self.tensors[register]

    # ------------------------------------------------------------------- the parts

    def _part(self, tree: ast.expr, axes: list[str], out: str | None) -> str:
        number = number_of(tree)
        if number is not None:
            return self.lines.constant(number)
        if isinstance(tree, ast.Name):
            return self.lines.view(self.operands[tree.id], axes, self.lengths)
        text = ast.dump(tree)
        self.left[text] -= 1
        name = self.known.pop(text, "")
        if not name:
            name = self._computed(tree, axes, None if self.left[text] else out)
        if self.left[text] and name in self.holders:
            self.known[text] = name  # which holds it until it is taken again
            self.holders[name] += 1
        return name

    def _computed(self, tree: ast.expr, axes: list[str], out: str | None) -> str:
        match tree:
            case ast.UnaryOp(operand=operand):
                return self._call("negative", [operand], axes, out)
            case ast.BinOp(left=left, op=op, right=right):
                return self._call(_UFUNCS[type(op)], [left, right], axes, out)
            case ast.Call(func=ast.Name(id="sum"), args=[element, *start]):
                return self._sum(element, start, out)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(_FUNCTIONS.get(name, name), arguments, axes, out)
            case ast.IfExp():
                return self._choice(tree, axes, out)
        raise AssertionError(f"folded gave {ast.dump(tree)}")

    def _call(
        self,
        ufunc: str,
        arguments: list[ast.expr],
        axes: list[str],
        out: str | None,
        kind: str = "float",
    ) -> str:
        parts = [self._part(each, axes, None) for each in arguments]
        return self._apply(ufunc, parts, axes, out, kind)

    def _apply(
        self,
        ufunc: str,
        parts: list[str],
        axes: list[str],
        out: str | None,
        kind: str = "float",
    ) -> str:
        for part in parts:
            self.release(part)
        target = self.register(axes, kind) if out is None else out
        self.lines.say(f"{ufunc}({', '.join(parts)}, out={target})")
        return target

    def _sum(self, element: ast.expr, start: list[ast.expr], out: str | None) -> str:
        part = self._part(element, self.element_axes, None)
        if part not in self.holders:  # an operand, which may not have every axis
            whole = self.register(self.element_axes)
            self.lines.say(f"copyto({whole}, {part})")
            part = whole
        self.release(part)
        target = self.register(self.axes) if out is None else out
        axis = self.element_axes.index(self.inner)
        self.lines.say(f"add_reduce({part}, {axis}, None, {target})")
        if start and number_of(start[0]) != 0.0:
            begin = self._part(start[0], self.axes, None)
            self.lines.say(f"add({target}, {begin}, out={target})")
            self.release(begin)
        return target

    def _choice(self, tree: ast.IfExp, axes: list[str], out: str | None) -> str:
        """One of two, by a mask; what the other branch meets is no error."""
        if bound := _bound(tree):
            return self._call("maximum", [tree.orelse, bound], axes, out)
        mask = self._test(tree.test, axes)
        target = self.register(axes) if out is None else out
        computes = any(map(_computes, (tree.body, tree.orelse)))
        if computes:
            with self.lines.within("with errstate(all='ignore'):"):
                self._branches(tree, axes, mask, target)
        else:
            self._branches(tree, axes, mask, target)
        self.release(mask)
        return target

    def _branches(
        self, tree: ast.IfExp, axes: list[str], mask: str, target: str
    ) -> None:
        # Not into the target itself, which may be an operand of the other branch.
        no = self._part(tree.orelse, axes, None)
        yes = self._part(tree.body, axes, None)
        self.lines.say(f"copyto({target}, {no})")
        if number_of(tree.body) is None:
            self.lines.say(f"copyto({target}, {yes}, where={mask})")
        else:
            self.lines.say(f"putmask({target}, {mask}, {yes})")
        self.release(no)
        self.release(yes)

    def _indicator(self, tree: ast.expr, axes: list[str]) -> str:
        """A mask for what is 0 or 1, as a slope of relu; "" for anything else.

        numpy multiplies by it as by a number, in half the time.
        """
        match tree:
            case ast.IfExp(test=test, body=body, orelse=orelse):
                numbers = number_of(body), number_of(orelse)
                if numbers not in ((0.0, 1.0), (1.0, 0.0)):
                    return ""
                mask = self._test(test, axes)
                if numbers[0] == 0.0:
                    self.lines.say(f"logical_not({mask}, out={mask})")
                return mask
        return ""

    def _test(self, test: ast.expr, axes: list[str]) -> str:
        match test:
            case ast.BoolOp(op=op, values=values):
                masks = [self._test(each, axes) for each in values]
                return self._joined(_UFUNCS[type(op)], masks, axes)
            case ast.Compare(left=left, ops=ops, comparators=rights):
                pairs = zip(ops, [left, *rights], rights, strict=False)
                masks = [
                    self._call(_UFUNCS[type(op)], [a, b], axes, None, "bool")
                    for op, a, b in pairs
                ]
                return self._joined("logical_and", masks, axes)
        raise AssertionError(f"folded gave {ast.dump(test)}")

    def _joined(self, ufunc: str, masks: list[str], axes: list[str]) -> str:
        joined = masks[0]
        for mask in masks[1:]:
            joined = self._apply(ufunc, [joined, mask], axes, None, "bool")
        return joined


def _bound(tree: ast.IfExp) -> ast.expr | None:
    """The c of `c if x <= c else x`, which is the maximum, NaN included."""
    match tree:
        case ast.IfExp(
            test=ast.Compare(
                left=ast.Name(id=x),
                ops=[ast.LtE()],
                comparators=[ast.Constant(value=c)],
            ),
            body=ast.Constant(value=b),
            orelse=ast.Name(id=y),
        ) if x == y and b == c:
            return tree.body
    return None


def _computes(tree: ast.expr) -> bool:
    """Whether a branch can go wrong where it is not taken."""
    return any(isinstance(part, ast.Call | ast.BinOp) for part in ast.walk(tree))
