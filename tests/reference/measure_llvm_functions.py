"""How far LLVM's functions are from the C library's, on a million points each.

python tests/reference/measure_llvm_functions.py [points]
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from llvm_functions import ARITIES, by_libm, by_llvm, distances, points  # noqa: E402


def main(count: int) -> None:
    """Print for each function the largest distance, in units of the last place."""
    for name in ARITIES:
        operands = points(name, count)
        far = distances(by_llvm(name, *operands), by_libm(name, *operands))
        worst = far.argmax()
        where = ", ".join(repr(float(x[worst])) for x in operands)
        print(f"{name:6} {len(far):9,} points: {far[worst]} at {where}", flush=True)


if __name__ == "__main__":
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
