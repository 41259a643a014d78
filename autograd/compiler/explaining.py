"""Which recorded nodes became which instruction, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from autograd.compiler.grouping import Grouped
from autograd.compiler.lanes import Laned
from autograd.compiler.program import Program
from autograd.compiler.simplifying import Simplified
from autograd.value import Value

SHOWN = 3
"""How many labels are named on each side of a long list."""


def explained(laned: Laned, simplified: Simplified, grouped: Grouped) -> str:
    """A line for each instruction, and below it the nodes that it computes."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    labels: dict[int, list[str]] = defaultdict(list)
    for node, home in enumerate(simplified.homes):
        op = laned.scalars.ops[node]
        if op is None:
            continue
        counts[home][op] += laned.copies[node] if node < len(laned.copies) else 0
        value = laned.scalars.values[node]
        if value is not None and value.label:
            labels[home].append(value.label)
    lines: list[str] = []
    members = iter(grouped.members)
    for instruction, nodes in zip(grouped.program.instructions, members, strict=True):
        taken = sum((counts[node] for node in nodes.tolist()), Counter())
        names = [name for node in nodes.tolist() for name in labels[node]]
        said = ", ".join(
            f"{count:,} {op}" for op, count in taken.most_common() if count
        )
        lines += [str(instruction), f"    {said or 'nothing recorded'}{_named(names)}"]
    lines += [str(total) for total in grouped.program.totals]
    return "\n".join(lines)


def counted(
    parameters: Sequence[Value], inputs: Sequence[Value], laned: Laned, program: Program
) -> str:
    """How much there is of what a compiled graph consists of, in words."""
    parts = [
        f"{len(parameters):,} parameters",
        f"{len(inputs):,} inputs" if inputs else "",
        f"{laned.lanes:,} records found" if laned.lanes else "",
        f"{len(list(program.instructions)):,} instructions",
    ]
    return ", ".join(filter(None, parts))


def _named(names: Sequence[str]) -> str:
    if not names:
        return ""
    if len(names) > 2 * SHOWN:
        names = [*names[:SHOWN], "…", *names[-SHOWN:]]
    return f": {', '.join(names)}"
