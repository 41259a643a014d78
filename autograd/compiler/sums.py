"""Sums near the outputs of a graph, recorded as one node or as a chain of additions."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from autograd.compiler.reading import Scalars

TRIED = 8
"""How many sums are looked at, from the outputs down."""
LOOKED_AT = 1000
"""And among how many nodes."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum, recorded as one node or as a chain of additions.

    Attributes:
        root: the node that holds the result.
        chain: every node of it.
        terms: what is added.
    """

    root: int
    chain: frozenset[int]
    terms: list[int]


def sums(scalars: Scalars) -> list[Sum]:
    """The sums of several terms that lie nearest to the outputs."""
    uses = _uses(scalars)
    chains = _chain_lengths(scalars, uses)
    met: set[int] = set()
    found: list[Sum] = []
    waiting = deque(scalars.outputs)
    while waiting and len(found) < TRIED and len(met) < LOOKED_AT:
        node = waiting.popleft()
        if node < 0 or node in met:
            continue
        met.add(node)
        if scalars.ops[node] not in ("add", "sum"):
            waiting += scalars.operands[node]
            continue
        whole = _unchained(scalars, node, uses, chains)
        waiting += whole.terms
        if len(whole.terms) > 1:
            found.append(whole)
    return sorted(found, key=lambda each: -len(each.terms))


def _uses(scalars: Scalars) -> list[int]:
    uses = [0] * (len(scalars) + 1)
    for operands in scalars.operands:
        for each in operands:
            uses[each if each >= 0 else -1] += 1
    for output in scalars.outputs:
        uses[output] += 1
    return uses


def _chain_lengths(scalars: Scalars, uses: list[int]) -> list[int]:
    """For each addition how many stand below one another from it."""
    lengths = [0] * len(scalars)
    for node, op in enumerate(scalars.ops):
        if op == "add":
            lengths[node] = 1 + max(
                lengths[each] if each >= 0 and uses[each] == 1 else 0
                for each in scalars.operands[node]
            )
    return lengths


def _unchained(scalars: Scalars, root: int, uses: list[int], chains: list[int]) -> Sum:
    """The terms of a sum; of a chain only the longest one, a term may be a sum too."""
    chain, terms, node = [root], [], root
    while scalars.ops[node] == "add":
        one, other = scalars.operands[node]
        lengths = [
            chains[each] if each >= 0 and uses[each] == 1 else 0
            for each in (one, other)
        ]
        below, term = (one, other) if lengths[0] >= lengths[1] else (other, one)
        terms.append(term)
        goes_on = below >= 0 and uses[below] == 1
        if not goes_on or scalars.ops[below] not in ("add", "sum"):
            terms.append(below)
            break
        chain.append(below)
        node = below
    else:
        terms += reversed(scalars.operands[node])
    return Sum(root, frozenset(chain), terms[::-1])
