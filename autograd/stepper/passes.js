// Backward passes with a deliberate mistake, beside the right one. Pure: no page here.
//
// In go the number of nodes and the edges {parent, child, partial}, as in the payload:
// parents before children, the output last. Out comes what was sent along which edge,
// in which order, and the gradients in the end; so a page can show where a mistake
// begins, and that it grows on the way to the leaves.

/** Plain recursion walks every path for itself; there may be more than anyone waits for. */
const MOST_SENDS = 20000;

/** The gradients of one pass, and a record of each number sent: its account. */
class Account {
  constructor(graph, seed, held = new Array(graph.count).fill(0)) {
    this.edges = graph.edges;
    this.sends = [];
    this.held = held; // what was there before the pass
    this.gradients = [...held];
    this.moved = new Array(graph.count).fill(0); // the sum of what came, without signs
    this.gradients[graph.count - 1] += seed;
  }

  get full() {
    return this.sends.length >= MOST_SENDS;
  }

  /** Child to parent: gradient times partial, added to what is there or put in its place. */
  send(edge, adds = true) {
    const { parent, child, partial } = this.edges[edge];
    const before = this.gradients[parent];
    const upstream = this.gradients[child];
    const after = adds ? before + upstream * partial : upstream * partial;
    this.gradients[parent] = after;
    this.moved[parent] += Math.abs(upstream * partial);
    this.sends.push({ edge, before, upstream, after });
  }
}

/** For each node the numbers of the edges to its parents, in the order of the operands. */
function edgesBelow(graph) {
  const below = Array.from({ length: graph.count }, () => []);
  graph.edges.forEach((edge, i) => below[edge.child].push(i));
  return below;
}

/** Every node sends when all that it will get is there: children before parents. */
function inOrder(account, below, adds = true) {
  for (let node = below.length - 1; node >= 0; node -= 1) {
    for (const edge of below[node]) account.send(edge, adds);
  }
}

/** A node sends all that it has each time something arrives, as plain recursion does. */
function recursively(account, below) {
  const calls = [[below.length - 1, 0]];
  while (calls.length > 0 && !account.full) {
    const call = calls[calls.length - 1];
    const edge = below[call[0]][call[1]];
    if (edge === undefined) {
      calls.pop();
    } else {
      call[1] += 1;
      account.send(edge);
      calls.push([account.edges[edge].parent, 0]);
    }
  }
}

/** Level by level from the output: a node sends once, though more may come later. */
function tooEarly(account, below) {
  const reached = new Set([below.length - 1]);
  for (const node of reached) {
    for (const edge of below[node]) {
      account.send(edge);
      // The loop over a Set goes on with what is added meanwhile.
      reached.add(account.edges[edge].parent);
    }
  }
}

const EACH = "for parent, partial in edges(node):\n";
const SORTED = `for node in reversed(topological_order(L)):\n    ${EACH}        parent.grad += partial * node.grad`;

/** The mistakes by name: what one does, as words and as code, the reason, the pass. */
const WRONG_PASSES = {
  overwrite: {
    title: "overwrite instead of add",
    wrong: "parent.grad = partial * node.grad",
    right: "parent.grad += partial * node.grad",
    why:
      "A node that is used twice gets a share along each use. With = only the share " +
      "that comes last is left.",
    luck: "no node is used twice.",
    run: (account, below) => inOrder(account, below, false),
  },
  recursion: {
    title: "recurse, with no topological order",
    wrong: `def backward(node):\n    ${EACH}        parent.grad += partial * node.grad\n        backward(parent)`,
    right: SORTED,
    why:
      "A node that is called at each arrival sends on all that it has, and with it " +
      "what it has sent before.",
    luck: "no node that is used twice has anything below it.",
    run: recursively,
  },
  early: {
    title: "go level by level, with no topological order",
    wrong: `for node in breadth_first(L):\n    ${EACH}        parent.grad += partial * node.grad`,
    right: SORTED,
    why:
      "A node that is near the output along one path and far along another sends " +
      "before all has arrived, and what comes later is never sent on.",
    luck: "every node has all its gradient before its turn comes.",
    run: tooEarly,
  },
  again: {
    title: "forget zero_grad",
    wrong: "L.backward()\nL.backward()",
    right: "L.backward()\nzero_grad(L)\nL.backward()",
    why:
      "Leaves keep their gradients from pass to pass, and the second is added on top. " +
      "Inner nodes start at 0: each forward pass makes new ones.",
    luck: "the gradients of the leaves are 0.",
    run: inOrder,
    before: (gradients, below) =>
      gradients.map((gradient, node) => (below[node].length === 0 ? gradient : 0)),
  },
};

/** The right pass. */
function rightPass(graph, seed = 1) {
  const account = new Account(graph, seed);
  inOrder(account, edgesBelow(graph));
  return account;
}

/** The pass with one of the mistakes of WRONG_PASSES. */
function wrongPass(name, graph, seed = 1) {
  const { run, before } = WRONG_PASSES[name];
  const below = edgesBelow(graph);
  const held = before?.(rightPass(graph, seed).gradients, below);
  const account = new Account(graph, seed, held);
  run(account, below);
  return account;
}

/** Whether two gradients of a node differ by more than rounding. */
function differ(right, wrong, node) {
  const one = right.gradients[node];
  const other = wrong.gradients[node];
  if (Object.is(one, other)) return false;
  const scale = Math.max(right.moved[node], wrong.moved[node]);
  return !(Math.abs(one - other) <= 1e-9 * scale);
}

/** The nodes whose gradients differ, from the output on: the mistake begins at the first. */
function differences(right, wrong) {
  const nodes = [];
  for (let node = right.gradients.length - 1; node >= 0; node -= 1) {
    if (differ(right, wrong, node)) nodes.push(node);
  }
  return nodes;
}
