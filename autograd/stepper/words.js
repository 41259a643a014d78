// What happens in a step, in formulas and in words.

const ORDINALS = ["", "first", "second", "third", "fourth", "fifth", "sixth"];

function ordinal(n) {
  const ending = n % 100 < 11 || n % 100 > 13 ? ["th", "st", "nd", "rd"][n % 10] : "th";
  return ORDINALS[n] ?? `${n}${ending ?? "th"}`;
}

/** What a graph's formulas need: the payload's templates and the names of nodes. */
function makeFormulas(payload, graph, ops) {
  const name = (index) => namePiece(graph.nodes[index]);
  const output = name(graph.output);
  const symbols = (node) => (place) => name(place < 0 ? node.index : node.parents[place]);
  const numbers = (node, values, digits) => (place) =>
    numberPiece(values[place < 0 ? node.index : node.parents[place]], digits);
  const template = (place) => payload.templates[place];

  return {
    name,

    /** ∂output/∂node. */
    gradient: (index) => derivative(output, name(index)),

    /** ∂child/∂parent. */
    partial: (edge) => derivative(name(edge.child), name(edge.parent)),

    /** node = op(parents) = op(numbers) = number. */
    value(index, values) {
      const node = graph.nodes[index];
      if (!node.op) return [[name(index), "=", numberPiece(values[index])]];
      return [
        [name(index), "=", filled(template(node.value), symbols(node))],
        [null, "=", filled(template(node.value), numbers(node, values))],
        [null, "=", numberPiece(values[index])],
      ];
    },

    /** ∂child/∂parent = rule = rule with numbers = number, of a recorded edge. */
    rule(edge, values, partial) {
      const node = graph.nodes[edge.child];
      const written = template(node.rules[edge.place]);
      const digits = enoughDigits(node, edge.place, ops, values, partial);
      const lines = [
        [this.partial(edge), "=", filled(written, symbols(node))],
        [null, "=", filled(written, numbers(node, values, digits))],
        [null, "=", numberPiece(partial)],
      ];
      return lines.filter((_, i) => digits || i !== 1);
    },

    /** ∂L/∂parent += ∂L/∂child · ∂child/∂parent, with numbers. */
    send(edge, upstream, partial) {
      return [
        [
          this.gradient(edge.parent),
          "+=",
          product([this.gradient(edge.child), this.partial(edge)]),
        ],
        [null, "=", product([numberPiece(upstream), numberPiece(partial)])],
        [null, "=", numberPiece(upstream * partial)],
      ];
    },
  };
}

/**
 * The fewest digits with which the numbers of a rule give the partial, as
 * formulas/digits.py finds them: rounded to six, a saturated unit's 1 − 1 would be 0.
 */
function enoughDigits(node, place, ops, values, partial) {
  const allowed = 1e-4 * Math.abs(partial);
  return [6, 9, 12, 15, 17].find((digits) => {
    const rounded = (index) => Number(values[index].toPrecision(digits));
    const read = (operand) => {
      if (Array.isArray(operand)) return operand.map(read);
      return typeof operand === "string" ? Number(operand) : rounded(operand);
    };
    const found = slopes(node, ops[node.op](...node.of.map(read), rounded(node.index)))[place];
    return found === partial || Math.abs(found - partial) <= allowed || Number.isNaN(partial);
  });
}

/** The node an edge leads back to; of an op that takes it twice, as which operand. */
function endOf(view, edge) {
  const alike = view.incoming.get(edge.child).filter((each) => each.parent === edge.parent);
  const operand = alike.length > 1 ? ` (operand ${edge.place + 1})` : "";
  return view.graph.nodes[edge.parent].name + operand;
}

/** A step's title, formulas, and why it is so. */
function describe(step, view, numbers, formulas) {
  if (!step) return describeStart(view, formulas);
  if (step.kind === "forward") return describeForward(step, view, numbers, formulas);
  if (step.kind === "seed") return describeSeed(step, formulas);
  return describeBackward(step, view, numbers, formulas);
}

function describeStart(view, formulas) {
  const {name} = view.graph.nodes[view.graph.output];
  return {
    title: "Before the passes",
    lines: [],
    why:
      `The leaves have their numbers. The forward pass fills in the others, from left ` +
      `to right, up to ${name}; the backward pass then carries the gradient of ${name} ` +
      `back along the same edges.`,
    rules: [],
  };
}

function describeForward(step, view, numbers, formulas) {
  const node = view.graph.nodes[step.node];
  const inner = view.collapsed ? view.inner.get(step.node) : [];
  const shown = [...inner].reverse().slice(-3);
  const lines = [...shown, step.node].flatMap((index) => formulas.value(index, numbers.values));
  const edges = view.incoming.get(step.node);
  const one = edges.length === 1;
  return {
    title: `${node.name} gets its value`,
    lines,
    why: one
      ? `Its local partial is noted on the edge, for the way back.`
      : `Its ${edges.length} local partials are noted on the edges, for the way back.`,
    rules: edges.slice(0, 4),
  };
}

function describeSeed(step, formulas) {
  const gradient = formulas.gradient(step.node);
  return {
    title: "The backward pass begins",
    lines: [[gradient, "=", numberPiece(1)]],
    why: "The output changes exactly as much as itself: this 1 is what flows back.",
    rules: [],
  };
}

function describeBackward(step, view, numbers, formulas) {
  const {edge} = step;
  const {nodes} = view.graph;
  const [parent, child] = [nodes[edge.parent], nodes[edge.child]];
  const upstream = numbers.adjoints[edge.child];
  return {
    title: `${child.name} sends its gradient to ${endOf(view, edge)}`,
    lines: formulas.send(edge, upstream, numbers.partials[edge.index]),
    why: why(step, parent, numbers.before[step.index], upstream, numbers.partials[edge.index]),
    rules: [edge],
  };
}

/** As the steps of Python say it: gradients arrive along edges, which many paths share. */
function why({arrival, arrivals}, parent, before, upstream, partial) {
  const nothing = partial === 0 ? "The local partial is 0: nothing comes this way. " : "";
  const leaf = parent.op ? "" : ": a leaf keeps it";
  if (arrivals === 1) {
    return `${nothing}${parent.name} is used once, so this is its whole gradient${leaf}.`;
  }
  const left = arrivals - arrival;
  if (arrival === 1) {
    return (
      `${nothing}The first of ${arrivals} gradients that arrive here: ` +
      `${left} more ${left === 1 ? "is" : "are"} to come.`
    );
  }
  const share = upstream * partial;
  const sum = `${plus(numberPiece(before), numberPiece(share)).plain} = ${number(before + share)}`;
  const end = left ? `${left} more to come.` : `All ${arrivals} are there: the gradient is complete.`;
  return `${nothing}The ${ordinal(arrival)} of ${arrivals} arrives: it is added, not overwritten: ${sum}. ${end}`;
}
