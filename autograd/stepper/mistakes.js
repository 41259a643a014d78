// What a learner's wrong number looks like. Pure: no page here.
//
// In goes a question, with the numbers of one step, and the number that was written;
// out comes whether it is right, and if not, which common mistake gives that number.
// A number counts if it is right to 0.5 %, or to its own digits, of which it needs two.

/** A number from what was typed: decimal comma, typographic minus and a/b included. */
function readNumber(typed) {
  const text = typed.trim().replace(/[−–]/g, "-").replace(",", ".").replace(/\s+/g, "");
  const parts = text.split("/");
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  if (parts.length > 2 || !parts.every((part) => number.test(part))) return null;
  const [over, under] = parts.map(Number);
  const digits = parts[0].toLowerCase().split("e")[0].replace(/^[+-]|\./g, "");
  return {
    value: under === undefined ? over : over / under,
    digits: under === undefined ? digits.replace(/^0+/, "").length : Infinity,
  };
}

/** How far a written number may be off: pictures show three digits, and these add up. */
const ROUNDING = 0.005;

/** Whether a written number stands for an exact one, of a sum of numbers as large as scale. */
function standsFor(written, exact, scale) {
  if (Math.abs(written.value - exact) <= ROUNDING * Math.max(scale, Math.abs(exact))) return true;
  return rounds(written, exact, 2);
}

/** Whether a number of at least so many digits is an exact one, rounded to as many. */
function rounds(written, exact, digits) {
  return written.digits >= digits && written.value === Number(exact.toPrecision(Math.min(written.digits, 17)));
}

/** Wrong answers to what a gradient is after an arrival, the likeliest first. */
function backwardMistakes({ before, upstream, local, others, value, out }) {
  const share = upstream * local;
  const both = (name, number, said) => [
    { name, number: before + number, said },
    { name, number, said: `${said} And it is to be added to what is there.` },
  ];
  return [
    {
      name: "overwrote",
      number: share,
      said: "That is the new share alone. It is added to what was there before, "
        + "not put in its place.",
    },
    {
      name: "kept",
      number: before,
      said: "That is what was there before: this step adds a share to it.",
    },
    ...both("upstream", local,
      "That is the local partial alone: multiply it by the gradient from above."),
    ...both("sign", -share, "The size of the share is right and its sign is not."),
    ...others.flatMap((other) => both("operand", upstream * other,
      "That takes the partial of the other operand.")),
    ...both("local", upstream,
      "That is the gradient from above alone: multiply it by the local partial."),
    ...both("value", upstream * value,
      "That takes the value of the node in place of the local partial."),
    ...both("out", upstream * out,
      "That takes the value of the result in place of the local partial."),
    ...both("added", upstream + local,
      "Gradient and local partial are multiplied along a path; only paths are added."),
    { name: "sign", number: -(before + share), said: "The sign is wrong." },
  ];
}

/** Wrong answers to what the value of a node is. */
function forwardMistakes({ after, operands }) {
  const mistakes = [{ name: "sign", number: -after, said: "The sign is wrong." }];
  if (operands.length === 2) {
    const [x, y] = operands;
    const done = (name, number) =>
      ({ name: "operation", number, said: `That is ${name} of the two operands.` });
    mistakes.push(
      done("the sum", x + y),
      done("the product", x * y),
      done("the difference", x - y),
      done("the difference, the wrong way round,", y - x),
      done("the quotient", x / y),
      done("the quotient, the wrong way round,", y / x),
    );
  }
  for (const x of operands) {
    mistakes.push({ name: "undone", number: x,
      said: "That is an operand: the operation is still to be done." });
  }
  return mistakes;
}

/** Wrong answers to where a backward pass starts. */
function seedMistakes({ out }) {
  return [
    { name: "zero", number: 0,
      said: "If the output moves, it moves by as much itself: it is not 0." },
    { name: "out", number: out,
      said: "That is the value of the output, not its slope with respect to itself." },
  ];
}

/** What mistakes are called when they are counted. */
const MISTAKE_NAMES = {
  overwrote: "overwriting instead of adding",
  kept: "leaving what was there",
  upstream: "forgetting the gradient from above",
  operand: "taking the other operand's partial",
  local: "forgetting the local partial",
  value: "a value in place of the local partial",
  out: "a value in place of the local partial",
  added: "adding along a path",
  sign: "signs",
  operation: "taking another operation",
  undone: "an operand in place of the result",
};

const MISTAKES_OF = {
  forward: forwardMistakes,
  seed: seedMistakes,
  backward: backwardMistakes,
};

/**
 * What an answer looks like: {verdict, name, said}.
 *
 * The verdict is "right", "near" (rounded too far), "wrong" or "unreadable". Of several
 * mistakes that give about the same number the nearest is named, then the likeliest.
 */
function diagnose(question, typed) {
  const written = readNumber(typed);
  if (written === null) {
    return { verdict: "unreadable", name: "",
      said: "Write a number, such as -0.25, 1e-3 or 1/3." };
  }
  const { after } = question;
  const share = question.kind === "backward" ? question.upstream * question.local : 0;
  const scale = question.kind === "backward"
    ? Math.abs(question.before) + Math.abs(share) : Math.abs(after);
  // Two numbers that differ by rounding alone, such as 0 and what is left of it, are one.
  const far = (number) => {
    const distance = Math.abs(written.value - number);
    return distance <= 1e-9 * scale ? 0 : distance;
  };
  const matching = MISTAKES_OF[question.kind](question)
    .filter(({ number }) => standsFor(written, number, scale));
  const nearest = Math.min(...matching.map(({ number }) => far(number)));
  if (rounds(written, after, 3) || (standsFor(written, after, scale) && !(nearest < far(after)))) {
    return { verdict: "right", name: "", said: "Right." };
  }
  const mistake = matching.find(({ number }) => far(number) === nearest);
  if (mistake) return { verdict: "wrong", name: mistake.name, said: mistake.said };
  if (written.digits === 1 && written.value === Number(after.toPrecision(1))) {
    return { verdict: "near", name: "rounded",
      said: "Near: write at least two digits." };
  }
  return { verdict: "wrong", name: "", said: "That is another number." };
}
