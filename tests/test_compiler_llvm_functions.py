"""LLVM's own functions: near the C library's, the extremes included."""

import mpmath
import numpy as np
import pytest

pytest.importorskip("llvmlite")

from llvm_functions import ARITIES, LIMITS, by_libm, by_llvm, distances, points

names = pytest.mark.parametrize("name", ARITIES)


@names
def test_function_is_that_of_the_c_library_to_2_units(name):
    operands = points(name, 30_000)
    far = distances(by_llvm(name, *operands), by_libm(name, *operands))
    worst = far.argmax()
    assert far[worst] <= LIMITS[name], [x[worst] for x in operands]


def test_erfc_is_nearer_to_the_truth_than_the_c_library():
    x = np.linspace(-6.0, 26.0, 400)
    with mpmath.workdps(40):
        wanted = np.array([float(mpmath.erfc(each)) for each in x.tolist()])
    assert distances(by_llvm("erfc", x), wanted).max() <= 2


@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
def test_huge_angles_beside_small_ones(name):
    x = np.array([1e300, 0.5, -2.0, 1e17, 1e8, 99999999.0, 3.0, -1e22])
    assert distances(by_llvm(name, x), by_libm(name, x)).max() <= 2
