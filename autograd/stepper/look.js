// The panel of what was clicked: a node with its paths, or an edge and what flows.

const PATHS = 6;

function makeLook(app) {
  let drawn = "";
  let most = PATHS;
  const more = () => {
    most *= 4;
    update();
  };

  function update(what) {
    const {selection, view} = app;
    if (what === "step" || what === "folds") return;
    const body = at("look-body");
    // A new look opens at its top; new numbers in the same one stay where they were.
    const key = `${view.name} ${selection?.node} ${selection?.edge?.index}`;
    const focus = key === drawn ? body.querySelector(":focus")?.dataset.key : null;
    if (key !== drawn) most = PATHS;
    drawn = key;
    const told = selection?.edge
      ? lookAtEdge(app, selection.edge)
      : selection
        ? lookAtNode(app, view.graph.nodes[selection.node], most, more)
        : hint();
    say(at("look-title"), told.title);
    body.replaceChildren(...told.parts.filter(Boolean));
    if (focus) body.querySelector(`[data-key="${focus}"]`)?.focus();
  }

  return {update};
}

function hint() {
  const words = "Click a node for its value, its gradient and all its paths to the output; click an edge for what flows through it.";
  return {title: "Look closer", parts: [make("p", {class: "why"}, words)]};
}

function lookAtNode(app, node, most, more) {
  const {view, numbers, formulas} = app;
  const [into, out] = [view.incoming.get(node.index), view.outgoing.get(node.index)];
  const inner = view.collapsed ? view.inner.get(node.index) : [];
  const made = [...inner].reverse().slice(-3).concat(node.index);
  const rules = view.collapsed ? [] : into.slice(0, 4);
  return {
    title: `${node.name}${node.op ? ` = ${node.op}(…)` : ", a leaf"}`,
    parts: [
      facts(app, node),
      source(app, node),
      node.op && made.length && formula(made.flatMap((index) => formulas.value(index, numbers.values))),
      ...rules.map((edge) => make("div", {class: "formula small"}, rule(app, edge).math)),
      kink(app, node),
      edgeButtons(app, "Made of", into, "parent"),
      edgeButtons(app, "Used by", out, "child"),
      pathList(app, node, most, more),
      parameters(app, node),
    ],
  };
}

function formula(lines) {
  return make("div", {class: "formula"}, equations(lines).math);
}

/** Value and gradient, of the whole pass. */
function facts(app, node) {
  const {values, adjoints} = app.numbers;
  return make(
    "p",
    {class: "facts"},
    make("span", {class: "value"}, make("small", {}, "value"), number(values[node.index])),
    make("span", {class: "grad"}, make("small", {}, "gradient"), number(adjoints[node.index])),
  );
}

function kink(app, node) {
  const words = node.op && app.payload.ops[node.op].kink;
  return words ? make("p", {class: "note"}, `At the kink: ${words}.`) : null;
}

function edgeButtons(app, heading, edges, end) {
  if (!edges.length) return null;
  const shown = edges.slice(0, 12).map((edge) => {
    const {name} = app.graph.nodes[edge[end]];
    const act = () => app.select({edge});
    const slope = signed(app.numbers.partials[edge.index]);
    return make("button", {class: "chip", onclick: act, "data-key": `e${edge.index}`}, `${name} `, make("span", {class: "partial"}, slope));
  });
  const more = edges.length > shown.length ? ` and ${edges.length - shown.length} more` : "";
  return make("div", {class: "chips"}, make("small", {}, heading), ...shown, more);
}

/** The gradient as a sum over paths: the largest, on demand more, their number and sum. */
function pathList(app, node, most, more) {
  const {view, numbers, formulas} = app;
  const count = countPaths(view).get(node.index);
  const total = numbers.adjoints[node.index];
  const found = topPaths(view, numbers.partials, node.index, most);
  const whole = count === 1n ? "One path" : `${count.toLocaleString("en")} paths`;
  const items = found.map((path, i) => pathItem(app, path, i, total));
  const rest = count - BigInt(found.length);
  const sum = [[formulas.gradient(node.index), "=", sumOf(found, rest)], [null, "=", numberPiece(total)]];
  return make(
    "div",
    {class: "paths"},
    make("h3", {}, `${whole} from ${app.graph.nodes[app.graph.output].name} to ${node.name}`),
    make("ol", {}, ...items),
    rest > 0n ? make("button", {class: "chip", onclick: more, "data-key": "more"}, "Show more") : null,
    count ? make("div", {class: "formula small"}, equations(sum).math) : make("p", {}, "so its gradient is 0."),
  );
}

function sumOf(paths, rest) {
  const pieces = paths.slice(0, PATHS).map((path) => numberPiece(path.product));
  rest += BigInt(paths.length - pieces.length);
  if (rest > 0n) pieces.push(textPiece(`… (${rest.toLocaleString("en")} more)`));
  return pieces.length ? pieces.reduce(plus) : numberPiece(0);
}

function pathItem(app, path, i, total) {
  const colour = i % PATHS;
  const light = () => app.light({edges: path.edges, colour});
  const dark = () => app.light(null);
  const names = [app.graph.nodes[app.graph.output].name, ...path.edges.map((edge) => endOf(app.view, edge))];
  const share = total && Number.isFinite(path.product / total) ? `${number(Number((100 * path.product / total).toPrecision(3)))} %` : "";
  const shown = names.length > 16 ? [...names.slice(0, 9), "…", ...names.slice(-6)] : names;
  const item = make(
    "li",
    {class: `path p${colour}`, tabindex: 0, onmouseenter: light, onmouseleave: dark, onfocus: light, onblur: dark, "data-key": `p${i}`},
    make("span", {class: "names"}, shown.join(" ← ")),
    make("span", {class: "product"}, number(path.product)),
    make("span", {class: "share"}, share),
  );
  if (path.edges.length && path.edges.length < 7) item.append(chain(app, path));
  return item;
}

/** The product of a path, with symbols and with numbers. */
function chain(app, path) {
  const symbols = path.edges.map((edge) => app.formulas.partial(edge));
  const numbers = path.edges.map((edge) => numberPiece(app.numbers.partials[edge.index]));
  const set = equations([[null, "=", product(symbols)], [null, "=", product(numbers)]]);
  return make("div", {class: "formula small"}, set.math);
}

/** The parameters that a neuron's box stands for. */
function parameters(app, node) {
  const held = app.view.hosts.filter(([, host]) => host === node.index).map(([leaf]) => leaf);
  if (!held.length) return null;
  const buttons = held.slice(0, 40).map((leaf) =>
    make("button", {class: "chip", onclick: () => app.select({node: leaf}), "data-key": `n${leaf}`},
      `${app.graph.nodes[leaf].name} `, make("span", {class: "grad"}, signed(app.numbers.adjoints[leaf]))));
  return make("div", {class: "chips"}, make("small", {}, "Its parameters"), ...buttons);
}

/** What flows through an edge: the gradient above it times its local partial. */
function lookAtEdge(app, edge) {
  const {numbers, formulas, view} = app;
  const [parent, child] = [edge.parent, edge.child].map((index) => app.graph.nodes[index]);
  const [upstream, slope] = [numbers.adjoints[edge.child], numbers.partials[edge.index]];
  const sent = upstream * slope;
  const total = numbers.adjoints[edge.parent];
  const uses = view.outgoing.get(edge.parent).length;
  const share = uses > 1 && total ? `, ${number(Number((100 * sent / total).toPrecision(3)))} % of ${number(total)}` : "";
  const ends = [parent, child].map((node) =>
    make("button", {class: "chip", onclick: () => app.select({node: node.index})}, node.name));
  return {
    title: `From ${child.name} to ${endOf(view, edge)}`,
    parts: [
      view.collapsed ? compound(app, edge) : make("div", {class: "formula"}, rule(app, edge).math),
      make("h3", {}, "What flows back through it"),
      formula(formulas.send(edge, upstream, slope)),
      make("p", {class: "why"},
        `A small change d of ${parent.name} changes ${child.name} by ${number(slope)} · d along this edge, ` +
        `and so ${app.graph.nodes[app.graph.output].name} by ${number(sent)} · d${share}.`),
      make("div", {class: "chips"}, make("small", {}, "Its ends"), ...ends),
    ],
  };
}
