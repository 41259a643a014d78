"""Several threads for one function of many contexts.

The machine code runs without Python's lock, so the threads are Python's own. Each takes
the next context as soon as it is free; where other programs keep the processors busy,
the caller itself does most of them and waits for nobody who has not begun.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache


def side_by_side(function: Callable[[int], None], contexts: Iterable[int]) -> None:
    """Call a function for each context, in any order, and return when all are done."""
    left = deque(contexts)

    def work() -> None:
        while left:
            try:
                context = left.popleft()
            except IndexError:  # another was quicker
                return
            function(context)

    helpers = min(processors(), len(left)) - 1
    waiting = [_pool().submit(work) for _ in range(helpers)]
    work()
    for each in waiting:
        if not each.cancel():
            each.result()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(processors(), thread_name_prefix="glassgrad")


if hasattr(os, "register_at_fork"):  # threads do not live on in a forked process
    os.register_at_fork(after_in_child=_pool.cache_clear)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
