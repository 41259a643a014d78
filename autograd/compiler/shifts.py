"""The shift of softmax and logsumexp, which a recorded graph holds as a plain number.

exp(z - shift) / Σ exp(z - shift) and log Σ exp(z - shift) + shift are the same for any
shift; the largest z, which was taken when the graph was recorded, keeps exp from
overflow, but for other numbers it may be far from the largest. Where such a call goes
wrong, `replaying` computes it again with the shift that these numbers need.
"""

from __future__ import annotations

from collections import defaultdict

from autograd.compiler.reading import Scalars

Shifts = dict[int, tuple[int, ...]]
"""For each node with a shift among its operands: of which nodes it is the largest."""


def shifts(scalars: Scalars) -> Shifts:
    """Where plain numbers are shifts that do not matter to any output."""
    users: dict[int, list[int]] = defaultdict(list)
    for node, operands in enumerate(scalars.operands):
        for each in set(operands):
            users[each].append(node)
    for output in scalars.outputs:
        users[output].append(-1)
    found: Shifts = {}
    for node, op in enumerate(scalars.ops):
        if op == "sum":
            found.update(_of_sum(scalars, node, users))
    return found


def _of_sum(scalars: Scalars, total: int, users: dict[int, list[int]]) -> Shifts:
    """The shifted nodes of one Σ exp(z - shift), if it is one and all else divides."""
    ops, operands = scalars.ops, scalars.operands
    *powers, start = operands[total]
    if _number(scalars, start) != 0.0 or any(
        [each < 0 or ops[each] != "exp" for each in powers]
    ):
        return {}
    differences = [operands[each][0] for each in powers]
    if any([each < 0 or ops[each] != "sub" for each in differences]):
        return {}
    taken = [operands[each] for each in differences]
    numbers = {_number(scalars, shift) for _, shift in taken}
    if len(numbers) != 1 or None in numbers or any([z < 0 for z, _ in taken]):
        return {}
    back: list[int] = []
    for user in users[total]:
        if user >= 0 and ops[user] == "log":
            back += users[user]
        elif user < 0 or ops[user] != "div" or operands[user][0] not in powers:
            return {}
    if not all([_adds(scalars, user, numbers) for user in back]):
        return {}
    inside = {total, *(user for user in users[total] if ops[user] == "div")}
    if not all([inside.issuperset(users[power]) for power in powers]):
        return {}
    if any([users[q] != [e] for q, e in zip(differences, powers, strict=True)]):
        return {}
    of = tuple([z for z, _ in taken])
    return dict.fromkeys([*differences, *back], of)


def _adds(scalars: Scalars, node: int, numbers: set[float | None]) -> bool:
    """Whether a node adds the shift to the logarithm."""
    if node < 0 or scalars.ops[node] != "add":
        return False
    return _number(scalars, min(scalars.operands[node])) in numbers


def _number(scalars: Scalars, operand: int) -> float | None:
    """The plain number that an operand is, if it is one."""
    return scalars.constants[-1 - operand] if operand < 0 else None


def ordered(scalars: Scalars, found: Shifts) -> list[int]:
    """All nodes, each after its operands, and after those that say its shift."""
    order: list[int] = []
    done = [False] * len(scalars)
    for root in range(len(scalars)):
        stack = [root]
        while stack:
            node = stack[-1]
            needs = (*scalars.operands[node], *found.get(node, ()))
            missing = [each for each in needs if each >= 0 and not done[each]]
            stack += missing
            if not missing:
                stack.pop()
                if not done[node]:
                    done[node] = True
                    order.append(node)
    return order
