/* MLP(2, [16, 16, 1]) with tanh, mean of (1/2)(out - y)^2, gradient descent, by hand.

   Records come in blocks of LANES, the innermost loop runs over them, and the compiler
   makes vector code of it, tanh included (-ffast-math and the C library's vectors).
   Parameters: neuron by neuron, its weights, then its bias. */

#include <math.h>
#include <string.h>

#define H 16
#define LANES 32
#define W1(i, j) p[(i) * 3 + (j)]
#define G1(i, j) g[(i) * 3 + (j)]
#define W2(i, j) p[48 + (i) * 17 + (j)]
#define G2(i, j) g[48 + (i) * 17 + (j)]
#define W3(j) p[320 + (j)]
#define G3(j) g[320 + (j)]
#define SIZE 337

static void block(const double *restrict p, double *restrict g, int n,
                  const double *restrict x0, const double *restrict x1,
                  const double *restrict y, double scale) {
  double h1[H][LANES], h2[H][LANES], d1[H][LANES], d3[LANES];
  for (int i = 0; i < H; i++)
    for (int r = 0; r < n; r++)
      h1[i][r] = tanh(W1(i, 2) + W1(i, 0) * x0[r] + W1(i, 1) * x1[r]);
  for (int r = 0; r < n; r++) d3[r] = W3(H) - y[r];
  for (int i = 0; i < H; i++) {
    double z[LANES];
    for (int r = 0; r < n; r++) z[r] = W2(i, H);
    for (int j = 0; j < H; j++)
      for (int r = 0; r < n; r++) z[r] += W2(i, j) * h1[j][r];
    for (int r = 0; r < n; r++) h2[i][r] = tanh(z[r]);
    for (int r = 0; r < n; r++) d3[r] += W3(i) * h2[i][r];
  }
  memset(d1, 0, sizeof d1);
  double c3 = 0.0;
  for (int r = 0; r < n; r++) c3 += d3[r] *= scale;
  G3(H) += c3;
  for (int i = 0; i < H; i++) {
    double d2[LANES], c = 0.0, w = 0.0;
    for (int r = 0; r < n; r++) {
      w += d3[r] * h2[i][r];
      d2[r] = d3[r] * W3(i) * (1.0 - h2[i][r] * h2[i][r]);
      c += d2[r];
    }
    G3(i) += w;
    G2(i, H) += c;
    for (int j = 0; j < H; j++) {
      double total = 0.0;
      for (int r = 0; r < n; r++) {
        total += d2[r] * h1[j][r];
        d1[j][r] += d2[r] * W2(i, j);
      }
      G2(i, j) += total;
    }
  }
  for (int j = 0; j < H; j++) {
    double c = 0.0, a = 0.0, b = 0.0;
    for (int r = 0; r < n; r++) {
      double d = d1[j][r] * (1.0 - h1[j][r] * h1[j][r]);
      c += d;
      a += d * x0[r];
      b += d * x1[r];
    }
    G1(j, 0) += a;
    G1(j, 1) += b;
    G1(j, 2) += c;
  }
}

/* x: (2, records). */
void run(double *p, const double *x, const double *y, int records, double rate,
         int steps) {
  double g[SIZE];
  for (int s = 0; s < steps; s++) {
    memset(g, 0, sizeof g);
    int r = 0;
    for (; r + LANES <= records; r += LANES)
      block(p, g, LANES, x + r, x + records + r, y + r, 1.0 / records);
    if (r < records)
      block(p, g, records - r, x + r, x + records + r, y + r, 1.0 / records);
    for (int i = 0; i < SIZE; i++) p[i] -= rate * g[i];
  }
}
