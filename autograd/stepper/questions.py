"""The questions of a worksheet: formulas with blanks, or with their blanks filled in.

Every question is one or more rows of HTML: symbols as MathML, then blanks. Asked and
answered they are the same rows, so that a key can't differ from its sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograd.formulas.nodes import applied, partial
from autograd.formulas.notation import MathMLNotation
from autograd.graph import Edge, Node
from autograd.languages import Level, Printed
from autograd.step import Step
from autograd.stepping import Steps
from autograd.value import Value

LONGEST = 8, 60
"""An op of more operands, or with longer names in all, is not written out."""

CUT = 14
"""Names of more letters are cut: formulas are not broken into lines."""

SHORT = 5
"""Names of so many letters leave room for two columns."""

Rows = list[str]


@dataclass(frozen=True, slots=True)
class Section:
    """Questions of one kind, each of one or more rows; narrow ones stand in columns."""

    title: str
    said: str
    questions: list[Rows]
    narrow: bool = False


class Questions:
    """Writes the questions about some steps.

    Args:
        steps: the passes that are asked for.
        filled: whether the blanks hold their answers.
    """

    def __init__(self, steps: Steps, filled: bool) -> None:
        self.steps = steps
        self.graph = steps.graph
        self.filled = filled
        self.notation = MathMLNotation(4)
        self.names = {
            node.value: self.notation.name(_cut(node.name)) for node in self.graph.nodes
        }
        self.numbers = {
            node.value: self.notation.number(node.data) for node in self.graph.nodes
        }

    def sections(self) -> Iterator[Section]:
        """The sections in the order in which they are worked on."""
        if not self.graph.collapsed:
            yield Section(
                "Forward: the values",
                "Put the numbers in, then work the value out.",
                [[self._value(n)] for n in self.graph.nodes if n.op is not None],
            )
            yield Section(
                "Local partials",
                "The number in brackets is that of the line in the picture.",
                [
                    [self._partial(place, edge)]
                    for place, edge in enumerate(self.graph.edges)
                ],
                narrow=self._short(),
            )
        yield Section(
            "Backward: the gradients",
            "A node sends its gradient on when all its arrivals are there. "
            "Arrivals are added.",
            [self._arrival(step) for step in self.steps if step.kind != "forward"],
        )
        yield Section(
            "What the gradients mean",
            "Gradient descent moves a number against its gradient. Does it get larger?",
            [[self._meaning(node)] for node in self.graph.nodes if node.op is None],
            narrow=self._short(),
        )

    def _short(self) -> bool:
        return all(len(node.name) <= SHORT for node in self.graph.nodes)

    def _value(self, node: Node) -> str:
        left = self.names[node.value].text
        symbols = self._math(f"{left}<mo>=</mo>{self._applied(node, self.names)}")
        numbers = self._math(self._applied(node, self.numbers).text)
        work = self._blank(numbers, "work")
        return f"{symbols} = {work} = {self._number(node.data, 'value')}"

    def _applied(self, node: Node, names: dict[Value, Printed]) -> Printed:
        parents = node.value.parents
        letters = sum(len(_cut(self.graph.node(each).name)) for each in parents)
        if len(parents) <= LONGEST[0] and letters <= LONGEST[1]:
            return applied(self.notation, node.value, names)
        assert node.op is not None
        shown = [names[parents[0]], self.notation.name("…"), names[parents[-1]]]
        return self.notation.call(node.op.name, shown)

    def _partial(self, index: int, edge: Edge) -> str:
        child, parent = (self.graph.nodes[i] for i in (edge.child, edge.parent))
        first = next(i for i, e in enumerate(self.graph.edges) if e.child == edge.child)
        out = self.names[child.value]
        below = self.names[parent.value]
        left = self.notation.derivative(out, below).text
        rule = partial(self.notation, child.value, index - first, self.names, out)
        symbols = f"{left}<mo>=</mo>{rule}" if "<mi>" in rule.text else left
        answer = self._number(edge.partial, "partial")
        return f"<small>({index + 1})</small> {self._math(symbols)} = {answer}"

    def _arrival(self, step: Step) -> Rows:
        left = self._slope(step.node)
        if step.kind == "seed":
            return [f"{self._math(left)} = {self._number(step.after, 'gradient')}"]
        assert step.child is not None and step.upstream is not None
        assert step.local is not None and step.before is not None
        share = step.upstream * step.local
        partial = self.notation.derivative(
            self.names[step.child.value], self.names[step.node.value]
        )
        symbols = self._math(
            f"{left}<mo>+=</mo>{self._slope(step.child)}<mo>·</mo>{partial}"
        )
        rows = [
            f"{symbols} = {self._number(step.upstream, 'gradient')} · "
            f"{self._number(step.local, 'partial', later=True)} = "
            f"{self._number(share, 'gradient')}"
        ]
        if step.arrival > 1:
            rows.append(self._sum(step, share))
        return rows

    def _sum(self, step: Step, share: float) -> str:
        assert step.before is not None
        said = f"arrival {step.arrival} of {step.arrivals}: now"
        row = (
            f"<small>{said}</small> {self._math(self._slope(step.node))} = "
            f"{self._number(step.before, 'gradient')} + "
            f"{self._number(share, 'gradient', later=True)} = "
            f"{self._number(step.after, 'gradient')}"
        )
        if self.filled and step.before:
            wrong = self._math(self.notation.number(share).text)
            row += f" <small>({wrong} alone: overwritten, not added)</small>"
        return row

    def _meaning(self, node: Node) -> str:
        slope = {s.node.index: s.after for s in self.steps if s.kind != "forward"}
        found = slope.get(node.index, 0.0)
        choices = (
            ("larger", found < 0),
            ("smaller", found > 0),
            ("neither", not found),
        )
        boxes = " ".join(
            f'<span><span class="box">{"×" if self.filled and right else ""}</span>'
            f"{said}</span>"
            for said, right in choices
        )
        name = self._math(self.names[node.value].text)
        answer = self._number(found, "gradient")
        return f"{self._math(self._slope(node))} = {answer}, so {name} gets " + (
            f'<span class="choices">{boxes}</span>'
        )

    def _slope(self, node: Node) -> str:
        output = self.names[self.graph.output.value]
        return self.notation.derivative(output, self.names[node.value]).text

    def _number(self, x: float, kind: str, later: bool = False) -> str:
        """A blank for a number; a negative one that is not the first needs brackets."""
        number = self.notation.number(x)
        text = self.notation.language().fit(number, Level.PRODUCT) if later else number
        return self._blank(self._math(str(text)), kind)

    def _blank(self, answer: str, kind: str) -> str:
        return f'<span class="blank {kind}">{answer if self.filled else ""}</span>'

    @staticmethod
    def _math(markup: str) -> str:
        return f'<math displaystyle="true"><mrow>{markup}</mrow></math>'


def _cut(name: str) -> str:
    return name if len(name) <= CUT else f"{name[: CUT - 1]}…"
