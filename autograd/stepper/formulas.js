// Numbers and formulas, as MathML and as plain text, from the payload's templates.
// A piece is {math, plain, signed}: a tree such as ["mi", "x"], a text, and whether
// it begins with a minus sign.

/** A number for a narrow place: at most nine characters. */
function short(x) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 99999.5)) {
    const text = power(x, 3);
    return tidy(text.length > 9 ? power(x, 2) : text);
  }
  return tidy(String(Number(x.toPrecision(4))));
}

/** So many digits at most, and a power of ten. */
function power(x, digits) {
  return Number(x.toPrecision(digits)).toExponential();
}

/** The same with its sign, as gradients and partials have it; at most seven long. */
function signed(x) {
  const size = Math.abs(x);
  let text = short(size);
  if (size >= 1e-3 && size < 99999.5) text = tidy(String(Number(size.toPrecision(3))));
  if (text.includes("e")) text = tidy(power(size, 2));
  return (x < 0 ? "−" : x > 0 ? "+" : "") + text;
}

/** A number with six significant digits, or so many. */
function number(x, digits = 6) {
  if (!Number.isFinite(x)) return short(x);
  const rounded = Number(x.toPrecision(digits));
  const size = Math.abs(rounded);
  return tidy(size && (size < 1e-4 || size >= 1e16) ? rounded.toExponential() : String(rounded));
}

function tidy(text) {
  return text.replace("e+", "e").replaceAll("-", "−");
}

function numberPiece(x, count) {
  const plain = number(x, count);
  const [digits, exponent] = plain.replace(/^−/, "").split("e");
  let math = ["mn", digits];
  if (exponent) {
    const power = exponent.startsWith("−")
      ? ["mrow", ["mo", "−"], ["mn", exponent.slice(1)]]
      : ["mn", exponent];
    math = ["mrow", math, ["mo", "·"], ["msup", ["mn", "10"], power]];
  }
  const minus = plain.startsWith("−");
  if (minus) math = ["mrow", ["mo", "−"], math];
  return {math, plain, signed: minus, number: x};
}

function textPiece(text) {
  return {math: ["mtext", text], plain: text, signed: false};
}

function namePiece(node) {
  const [, letters, index] = /^(\D+)(\d+)$/.exec(node.name) ?? [];
  const usual = index ? ["msub", ["mi", letters], ["mn", index]] : ["mi", node.name];
  return {math: node.math ?? usual, plain: node.name, signed: false};
}

/** ∂of/∂by. */
function derivative(of, by) {
  const above = ["mrow", ["mo", "∂"], of.math];
  const below = ["mrow", ["mo", "∂"], by.math];
  const simple = /^[\p{L}\p{N}_,]+$/u.test(of.plain);
  return {
    math: ["mfrac", above, below],
    plain: `∂${simple ? of.plain : `(${of.plain})`}/∂${by.plain}`,
    signed: false,
  };
}

function product(pieces) {
  return pieces
    .map((piece, i) => (i && piece.signed ? inParentheses(piece) : piece))
    .reduce((left, right) => ({
      math: ["mrow", left.math, ["mo", "·"], right.math],
      plain: `${left.plain} · ${right.plain}`,
      signed: left.signed,
    }));
}

function plus(left, right) {
  const [sign, term] = right.signed ? ["−", numberPiece(-right.number)] : ["+", right];
  return {
    math: ["mrow", left.math, ["mo", sign], term.math],
    plain: `${left.plain} ${sign} ${term.plain}`,
    signed: left.signed,
  };
}

function inParentheses(piece) {
  return {
    math: ["mrow", ["mo", "("], piece.math, ["mo", ")"]],
    plain: `(${piece.plain})`,
    signed: false,
  };
}

/** A template with its gaps filled; `gap(place)` gives a piece, place −1 the node. */
function filled([math, plain], gap) {
  const tree = (part) => {
    if (typeof part === "number") return gap(part).math;
    const [tag, ...rest] = part;
    if (tag !== "()") return [tag, ...rest.map((each) => (typeof each === "string" ? each : tree(each)))];
    const inner = tree(rest[1]);
    return gap(rest[0]).signed ? ["mrow", ["mo", "("], inner, ["mo", ")"]] : inner;
  };
  const text = (part) => {
    if (typeof part === "string") return part;
    if (typeof part === "number") return gap(part).plain;
    const inner = part.slice(2).map(text).join("");
    return gap(part[1]).signed ? `(${inner})` : inner;
  };
  const words = plain.map(text).join("");
  return {math: tree(math), plain: words, signed: words.startsWith("−")};
}

/** A tree as an element; texts stay texts, whatever is in them. */
function mathElement(tree) {
  const [tag, ...rest] = tree;
  const element = document.createElementNS("http://www.w3.org/1998/Math/MathML", tag);
  if (tag === "mover") element.setAttribute("accent", "true");
  for (const part of rest) {
    element.append(typeof part === "string" ? part : mathElement(part));
  }
  return element;
}

/** Equations below each other: [left piece or null, sign, right piece]. */
function equations(lines) {
  const kept = lines.filter(
    (line, i) => !i || line[0] || line[2].plain !== lines[i - 1][2].plain,
  );
  const rows = kept.map(([left, sign, right]) => [
    "mtr",
    ["mtd", left ? left.math : ["mrow"]],
    ["mtd", ["mo", sign]],
    ["mtd", right.math],
  ]);
  const math = mathElement(["math", ["mtable", ...rows]]);
  math.setAttribute("display", "block");
  const said = kept.map(([left, sign, right]) => `${left ? left.plain + " " : ""}${sign} ${right.plain}`);
  math.setAttribute("aria-label", said.join(" "));
  return {math, plain: said.join(" ")};
}
