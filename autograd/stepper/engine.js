// The numbers of a recorded graph, recomputed from its leaves. Pure: needs no page.

/** A graph: nodes with their parents, and an edge for each operand that is a node. */
function makeGraph(payload) {
  const edges = [];
  const nodes = payload.nodes.map((node, index) => {
    const parents = node.op ? node.of.flat().filter(Number.isInteger) : [];
    const first = edges.length;
    parents.forEach((parent, place) => edges.push({parent, child: index, place}));
    return {...node, index, parents, edges: edges.slice(first)};
  });
  edges.forEach((edge, index) => Object.assign(edge, {index}));
  const leaves = nodes.filter((node) => !node.op).map((node) => node.index);
  return {nodes, edges, leaves, output: nodes.length - 1};
}

/** The leaves' numbers as recorded, by index of the node. */
function recordedLeaves(graph) {
  return new Map(graph.leaves.map((leaf) => [leaf, Number(graph.nodes[leaf].data)]));
}

/** Every value, and the local partial of every edge. */
function evaluate(graph, ops, leaves) {
  const values = new Float64Array(graph.nodes.length);
  const partials = new Float64Array(graph.edges.length);
  const read = (operand) => {
    if (Array.isArray(operand)) return operand.map(read);
    return typeof operand === "string" ? Number(operand) : values[operand];
  };
  for (const node of graph.nodes) {
    if (!node.op) {
      values[node.index] = leaves.get(node.index);
      continue;
    }
    const made = ops[node.op](...node.of.map(read));
    values[node.index] = made.out;
    slopes(node, made).forEach((slope, place) => (partials[node.edges[place].index] = slope));
  }
  return {values, partials};
}

/** The partials of what an op made that belong to parents, not to plain numbers. */
function slopes(node, made) {
  const operands = node.of.flat();
  return made.partials.flat().filter((_, i) => Number.isInteger(operands[i]));
}

/** A zoom level: some of the nodes, and edges between them with compound partials. */
function makeView(graph, description) {
  const collapsed = Boolean(description.nodes);
  const nodes = description.nodes ?? graph.nodes.map((node) => node.index);
  const edges = collapsed
    ? description.edges.map(([parent, child], index) => ({parent, child, index}))
    : graph.edges;
  const incoming = new Map(nodes.map((index) => [index, []]));
  const outgoing = new Map(nodes.map((index) => [index, []]));
  for (const edge of edges) {
    incoming.get(edge.child).push(edge);
    outgoing.get(edge.parent).push(edge);
  }
  const view = {...description, nodes, edges, incoming, outgoing, collapsed, graph};
  view.inner = collapsed ? new Map(nodes.map((node) => [node, innerNodes(view, node)])) : null;
  view.steps = makeSteps(view);
  return view;
}

/** The eliminated nodes that a kept one is made of, children before parents. */
function innerNodes(view, node) {
  const met = new Set();
  const stack = [node];
  while (stack.length) {
    for (const parent of view.graph.nodes[stack.pop()].parents) {
      if (!view.incoming.has(parent) && !met.has(parent)) {
        met.add(parent);
        stack.push(parent);
      }
    }
  }
  return [...met].sort((a, b) => b - a);
}

/** The partials of a view's edges; of collapsed ones the sums over the paths inside. */
function viewPartials(view, partials) {
  if (!view.collapsed) return partials;
  const found = new Float64Array(view.edges.length);
  const sums = new Float64Array(view.graph.nodes.length);
  for (const child of view.nodes) {
    sums[child] = 1;
    for (const node of [child, ...view.inner.get(child)]) {
      const arrived = sums[node];
      sums[node] = 0;
      for (const edge of view.graph.nodes[node].edges) {
        sums[edge.parent] += arrived * partials[edge.index];
      }
    }
    for (const edge of view.incoming.get(child)) {
      found[edge.index] = sums[edge.parent];
      sums[edge.parent] = 0;
    }
  }
  return found;
}

/**
 * The passes as steps: a value for each recorded node, the seed, then each edge, from
 * children whose gradient is complete.
 */
function makeSteps(view) {
  const steps = view.nodes
    .filter((node) => view.graph.nodes[node].op)
    .map((node) => ({kind: "forward", node}));
  steps.push({kind: "seed", node: view.graph.output});
  const arrived = new Map();
  for (const child of [...view.nodes].reverse()) {
    for (const edge of view.incoming.get(child)) {
      const arrival = (arrived.get(edge.parent) ?? 0) + 1;
      arrived.set(edge.parent, arrival);
      const arrivals = view.outgoing.get(edge.parent).length;
      steps.push({kind: "backward", node: edge.parent, child, edge, arrival, arrivals});
    }
  }
  steps.forEach((step, index) => Object.assign(step, {index}));
  return steps;
}

/**
 * Everything about one setting of the leaves at one zoom level: values, partials,
 * adjoints, and for each step the number before and after it.
 */
function solve(view, ops, leaves) {
  const {values, partials: local} = evaluate(view.graph, ops, leaves);
  const partials = viewPartials(view, local);
  const adjoints = new Float64Array(values.length);
  const before = new Float64Array(view.steps.length);
  const after = new Float64Array(view.steps.length);
  view.steps.forEach((step, i) => {
    if (step.kind === "forward") {
      after[i] = values[step.node];
      return;
    }
    before[i] = adjoints[step.node];
    const sent = step.edge ? adjoints[step.child] * partials[step.edge.index] : 1;
    after[i] = adjoints[step.node] += sent;
  });
  return {values, partials, local, adjoints, before, after};
}

/** What is there once `done` steps are: values, gradients so far, edges passed. */
function stateAt(view, numbers, done) {
  const size = view.graph.nodes.length;
  const state = {
    valued: new Uint8Array(size),
    arrived: new Uint32Array(size),
    gradients: new Float64Array(size),
    passed: new Uint8Array(view.edges.length),
    noted: new Uint8Array(size),
  };
  for (const leaf of view.graph.leaves) state.valued[leaf] = 1;
  for (let i = 0; i < done; i += 1) {
    const step = view.steps[i];
    if (step.kind === "forward") {
      state.valued[step.node] = state.noted[step.node] = 1;
      continue;
    }
    state.gradients[step.node] = numbers.after[i];
    state.arrived[step.node] += 1;
    if (step.edge) state.passed[step.edge.index] = 1;
  }
  return state;
}

/** How many gradients have to arrive at a node before its own is complete. */
function arrivalsOf(view, node) {
  return node === view.graph.output ? 1 : view.outgoing.get(node).length;
}
