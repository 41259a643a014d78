"""Fits the polynomials of `mathematics.coefficients` and prints that module.

Each is a function that is smooth on an interval, fitted by Remez's exchange on
Chebyshev nodes (Remez 1934; see Muller, Elementary Functions, 3rd ed., ch. 3) in 60
digits, for the smallest relative error of the whole function, then rounded to doubles.
"""

from collections.abc import Callable

import mpmath as mp

mp.mp.dps = 60
ATAN_BREAK = mp.mpf(7) / 16
Real = Callable[[mp.mpf], mp.mpf]


def series(first: int, step: int, terms: Callable[[int], mp.mpf]) -> Real:
    """Σ terms(k) x^((k - first) / step): what is left of a series after some terms."""
    return lambda x: mp.fsum(
        terms(k) * x ** ((k - first) // step) for k in range(first, first + 60, step)
    )


def odd_tail(function: Real, derivative_at_0: float | mp.mpf = 1) -> Real:
    """(f(x) − f'(0) x) / x³ as a function of z = x²."""

    def tail(z: mp.mpf) -> mp.mpf:
        x = mp.sqrt(max(z, mp.mpf(10) ** -16))
        with mp.workdps(120):
            return (function(x) - derivative_at_0 * x) / x**3

    return tail


def erfcx(t: mp.mpf) -> mp.mpf:
    """(1 + 2x) e^(x²) erfc(x) at the x with t = (x − 4)/(x + 4)."""
    if t >= 1:
        return 2 / mp.sqrt(mp.pi)
    x = 4 * (1 + t) / (1 - t)
    with mp.workdps(120):
        if x > 60:  # the asymptotic series; mpmath's erfc of huge numbers is slow
            terms = (
                (-1) ** k * mp.fac2(2 * k - 1) / (2 * x * x) ** k for k in range(12)
            )
            return (1 + 2 * x) / (x * mp.sqrt(mp.pi)) * mp.fsum(terms)
        return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)


def remez(
    function: Real, low: mp.mpf, high: mp.mpf, degree: int, weight: Real
) -> tuple[list[mp.mpf], mp.mpf]:
    """The polynomial whose largest weighted error is smallest, and that error."""
    count = degree + 2
    nodes = [
        (low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * k / (count - 1))
        for k in range(count)
    ]
    grid = [
        (low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * k / 400)
        for k in range(401)
    ]
    values = {x: function(x) for x in grid}
    for _ in range(6):
        matrix, right = mp.matrix(count, count), mp.matrix(count, 1)
        for row, x in enumerate(nodes):
            for k in range(degree + 1):
                matrix[row, k] = x**k
            matrix[row, degree + 1] = (-1) ** row / weight(x)
            right[row] = values[x] if x in values else function(x)
        solved = mp.lu_solve(matrix, right)
        found = [solved[k] for k in range(degree + 1)]
        errors = [
            (weight(x) * (values[x] - mp.polyval(found[::-1], x)), x) for x in grid
        ]
        nodes = alternating(errors, count)
    return found, max(abs(error) for error, _ in errors)


def alternating(errors: list[tuple[mp.mpf, mp.mpf]], count: int) -> list[mp.mpf]:
    """The places of the largest errors of alternating sign."""
    peaks: list[tuple[mp.mpf, mp.mpf]] = []
    for error, x in errors:
        if peaks and (peaks[-1][0] > 0) == (error > 0):
            peaks[-1] = max(peaks[-1], (error, x), key=lambda pair: abs(pair[0]))
        else:
            peaks.append((error, x))
    while len(peaks) > count:
        peaks.pop(0 if abs(peaks[0][0]) < abs(peaks[-1][0]) else -1)
    if len(peaks) < count:  # the fit is exact to the digits; any nodes will do
        return [x for _, x in errors[:: max(1, len(errors) // count)]][:count]
    return [x for _, x in peaks]


def one(x: mp.mpf) -> mp.mpf:
    """Every place counts the same."""
    return mp.mpf(1)


LN2 = mp.log(2)
SQRT2 = mp.sqrt(2)
Z_LOG = ((SQRT2 - 1) / (SQRT2 + 1)) ** 2
Z_SIN = (mp.pi / 4) ** 2 * mp.mpf("1.0001")

FITS = {
    # name: (comment, function, low, high, degree)
    "EXP": (
        "(exp(r) - 1 - r - r²/2) / r³, |r| ≤ ln(2)/2",
        series(3, 1, lambda k: 1 / mp.factorial(k)),
        -LN2 / 2 * mp.mpf("1.001"),
        LN2 / 2 * mp.mpf("1.001"),
        9,
    ),
    "LOG": (
        "(2 artanh(s) - 2s) / s³ of z = s², for numbers from √½ to √2",
        lambda z: mp.fsum(2 * z**k / (2 * k + 3) for k in range(40)),
        mp.mpf(0),
        Z_LOG * mp.mpf("1.01"),
        6,
    ),
    "LOG_REST": (
        "(2 artanh(s) - 2s - 2/3 s³) / s⁵ of z = s², for numbers from √½ to √2",
        lambda z: mp.fsum(2 * z**k / (2 * k + 5) for k in range(40)),
        mp.mpf(0),
        Z_LOG * mp.mpf("1.01"),
        8,
    ),
    "SIN": (
        "(sin(r) - r) / r³ of z = r², |r| ≤ π/4",
        lambda z: mp.fsum(
            (-1) ** (k + 1) * z**k / mp.factorial(2 * k + 3) for k in range(30)
        ),
        mp.mpf(0),
        Z_SIN,
        5,
    ),
    "COS": (
        "(cos(r) - 1 + r²/2) / r⁴ of z = r², |r| ≤ π/4",
        lambda z: mp.fsum(
            (-1) ** k * z**k / mp.factorial(2 * k + 4) for k in range(30)
        ),
        mp.mpf(0),
        Z_SIN,
        5,
    ),
    "ASIN": (
        "(asin(x) - x) / x³ of z = x² ≤ 1/4",
        odd_tail(mp.asin),
        mp.mpf(0),
        mp.mpf(1) / 4,
        12,
    ),
    "ATAN": (
        "(atan(x) - x) / x³ of z = x², |x| ≤ 7/16",
        odd_tail(mp.atan),
        mp.mpf(0),
        ATAN_BREAK**2,
        11,
    ),
    "SINH": (
        "(sinh(x) - x) / x³ of z = x² ≤ 1",
        lambda z: mp.fsum(z**k / mp.factorial(2 * k + 3) for k in range(40)),
        mp.mpf(0),
        mp.mpf(1),
        6,
    ),
    "ERF": (
        "(erf(x) - 2x/√π) / x³ of z = x² ≤ 1",
        odd_tail(mp.erf, 2 / mp.sqrt(mp.pi)),
        mp.mpf(0),
        mp.mpf(1),
        12,
    ),
    "ERFC": (
        "(1 + 2x) exp(x²) erfc(x) of t = (x - 4)/(x + 4), x ≥ 0",
        erfcx,
        mp.mpf(-1),
        mp.mpf(1),
        24,
    ),
}


def main() -> None:
    """Print the module."""
    print('"""Coefficients of polynomials, lowest power first.\n')
    print(
        "Printed by tests/reference/fit_coefficients.py, which says how they are found."
    )
    print('"""')
    for name, (comment, function, low, high, degree) in FITS.items():
        found, error = remez(function, low, high, degree, one)
        print(f"\n# {comment}; error {mp.nstr(error, 2)}")
        print(f"{name} = (")
        for each in found:
            print(f"    {float(each)!r},")
        print(")")


if __name__ == "__main__":
    main()
