// What rows need and JavaScript's Math lacks.

/** x ** y as C and Python have it: 1 ** NaN and (-1) ** Infinity are 1. */
function power(x, y) {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);
}

/** exp(-x * x), with the rounding error of the square put right. */
function gaussian(x) {
  const high = Math.fround(x); // its square is exact
  return Math.exp(-high * high) * Math.exp((high - x) * (high + x));
}

/** erf(x) = 2 / sqrt(pi) exp(-x²) (x + 2 x³ / 3 + 4 x⁵ / 15 + ...), for small |x|. */
function erfSeries(x) {
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * gaussian(x) * total;
}

/** erfc(x) = exp(-x²) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / ...))), large x. */
function erfcFraction(x) {
  let denominator = x;
  for (let n = 200; n > 0; n -= 1) {
    denominator = x + n / 2 / denominator;
  }
  return gaussian(x) / Math.sqrt(Math.PI) / denominator;
}

/** The error function. */
function erf(x) {
  return Math.abs(x) < 1 ? erfSeries(x) : Math.sign(x) * (1 - erfc(Math.abs(x)));
}

/** 1 - erf(x), exact in the tail too. */
function erfc(x) {
  if (x < -1) return 2 - erfc(-x);
  if (x < 1) return 1 - erfSeries(x);
  return x > 28 ? 0 : erfcFraction(x); // 0: below the smallest float
}
