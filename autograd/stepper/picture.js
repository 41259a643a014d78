// The graph as SVG: drawn once per zoom level, then only texts and classes change.

/** A picture of a view; `update` shows the state of the app in it. */
function makePicture(app, view) {
  const {graph} = app;
  const host = new Map(view.hosts);
  const shown = (node) => host.get(node) ?? node;
  const nodes = new Map();
  const lines = new Map();
  const [width, height] = view.size;
  const svg = draw("svg", {viewBox: `0 0 ${width} ${height}`, role: "group"});
  if (view.lines.filter(Boolean).length > 150) svg.setAttribute("class", "crowded");
  svg.setAttribute("aria-label", `The graph of ${graph.nodes[graph.output].name}`);
  const layers = ["frames", "edges", "heads", "cards", "covers"].map((name) => draw("g", {class: name}));
  // The lit tip is larger, and ends before the ring of the node that it points to.
  svg.append(draw("defs", {}, arrowhead("arrow", 7, 8), arrowhead("lit", 11, 12)), ...layers);
  const [frames, edges, heads, cards, covers] = layers;
  view.edges.forEach((edge, i) => {
    if (!view.lines[i]) return;
    const line = drawLine(app, edge, view.lines[i], view.labels[i]);
    edges.append(line.element);
    lines.set(i, line);
  });
  const parameters = new Map();
  for (const [, neuron] of view.hosts) parameters.set(neuron, (parameters.get(neuron) ?? 0) + 1);
  for (const [index, ...box] of view.boxes) {
    const card = drawCard(app, graph.nodes[index], box, view, parameters.get(index));
    cards.append(card.element);
    nodes.set(index, card);
  }
  const clusters = view.clusters.map((cluster, i) => {
    const drawn = drawCluster(app, view, cluster, i);
    frames.append(drawn.frame);
    heads.append(drawn.open);
    covers.append(drawn.cover);
    return drawn;
  });

  function update() {
    const state = stateAt(view, app.numbers, app.step);
    const step = view.steps[app.step - 1];
    const current = marked(app, view, step, shown);
    const folded = foldedNodes(view, app.folded(view));
    for (const [index, card] of nodes) updateCard(card, app, view, state, current, folded.has(index));
    for (const [i, line] of lines) updateLine(line, app, view.edges[i], state, current, folded);
    clusters.forEach((cluster, i) => updateCluster(cluster, i, app, view, state, current));
  }

  return {
    svg, width, height, update, shown,
    fit() {
      this.cards.forEach(fitCard);
    },
    cards: [...nodes.values(), ...clusters.flatMap((cluster) => cluster.cards)],
    covers: clusters,
    box: (node) => view.boxes.find(([index]) => index === shown(node)).slice(1),
    focusable: () => [...svg.querySelectorAll("[data-stop]")].filter((each) => !each.closest(".under")),
  };
}

/** Which nodes and edges the current step, the selection and a lit path mark. */
function marked(app, view, step, shown) {
  const nodes = new Map();
  const edges = new Map();
  const add = (table, key, word) => table.set(key, `${table.get(key) ?? ""} ${word}`);
  if (step) {
    add(nodes, shown(step.node), `current ${step.kind}`);
    if (step.kind === "forward") {
      for (const edge of view.incoming.get(step.node)) {
        add(edges, edge.index, "lit forward");
        add(nodes, shown(edge.parent), "operand");
      }
    } else if (step.edge) {
      add(edges, step.edge.index, "lit backward");
      add(nodes, shown(step.child), "sender");
    }
  }
  const {selection, lit} = app;
  if (selection?.node !== undefined) add(nodes, shown(selection.node), "selected");
  if (selection?.edge) add(edges, selection.edge.index, "selected");
  if (lit) {
    for (const edge of lit.edges) {
      add(edges, edge.index, `path p${lit.colour}`);
      add(nodes, shown(edge.parent), `path p${lit.colour}`);
      add(nodes, shown(edge.child), `path p${lit.colour}`);
    }
  }
  return {nodes, edges, dimmed: Boolean(lit), result: app.concealed ? step?.node : undefined, step};
}

function arrowhead(id, refX, size) {
  const place = {viewBox: "0 0 8 8", refX, refY: 4, markerWidth: size, markerHeight: size};
  const turned = {markerUnits: "userSpaceOnUse", orient: "auto-start-reverse"};
  const tip = draw("path", {d: "M0 .8 8 4 0 7.2Z"});
  return draw("marker", {id, ...place, ...turned}, tip);
}

function drawLine(app, edge, path, label) {
  const names = [edge.child, edge.parent].map((node) => app.graph.nodes[node].name);
  const text = draw("text", label ? {x: label[0], y: label[1] + 2} : {});
  const curve = draw("path", {d: path, class: "curve"});
  const element = draw(
    "g",
    {onclick: () => app.select({edge}), "data-edge": edge.index},
    draw("title", {}, `∂${names[0]}/∂${names[1]}`),
    draw("path", {d: path, class: "reach"}),
    curve,
    text,
  );
  return {element, text, label, said: "", classes: ""};
}

function updateLine(line, app, edge, state, current, folded) {
  const partial = app.numbers.partials[edge.index];
  const asked = current.step?.kind === "forward" && current.result === edge.child;
  const noted = state.noted[edge.child] && !asked; // a partial may be the number asked for
  const under = folded.has(edge.child) && folded.get(edge.child) === folded.get(edge.parent);
  const waits = noted ? "" : " waiting";
  const negative = noted && partial < 0 ? " negative" : "";
  const passed = state.passed[edge.index] ? " passed" : "";
  const marks = current.edges.get(edge.index) ?? "";
  const dimmed = current.dimmed && !marks.includes("path") ? " dimmed" : "";
  const hidden = under ? " under" : "";
  setClass(line, `line${waits}${negative}${passed}${marks}${dimmed}${hidden}`);
  if (line.label) setText(line, "text", noted ? signed(partial) : "");
}

function setClass(part, classes) {
  if (part.classes === classes) return;
  part.classes = classes;
  part.element.setAttribute("class", classes);
}

function setText(part, key, text) {
  const said = `said ${key}`;
  if (part[said] === text) return;
  part[said] = text;
  part[key].textContent = text;
}
