// Other numbers for the leaves: sliders, a finite difference, one gradient step.

const LEAVES = 40;

function makeWhatIf(app) {
  const {graph} = app;
  const output = graph.nodes[graph.output].name;
  const recorded = recordedLeaves(graph);
  const leaves = orderedLeaves(graph);
  const rows = new Map();
  const list = make("div", {class: "leaves"});
  const head = make("div", {class: "leaf-row note"}, ...["leaf", "", "value", "gradient"].map((word) => make("span", {}, word)));
  let most = LEAVES;
  const more = make("button", {onclick: () => listed((most = Infinity))});
  const reset = make("button", {onclick: () => app.setLeaves(recorded)}, "Reset all");
  const difference = makeDifference(app);
  const descent = makeDescent(app);
  at("what-if-body").append(list, make("p", {class: "row"}, more, reset), difference.element, descent.element);

  /** A row for each leaf; of very many, until asked, the selected one and the first. */
  function listed() {
    const chosen = app.selection?.node;
    const shown = leaves.slice(0, most);
    if (leaves.includes(chosen) && !shown.includes(chosen)) shown.unshift(chosen);
    const key = shown.join(" ");
    if (list.dataset.shown === key) return;
    list.dataset.shown = key;
    for (const leaf of shown) if (!rows.has(leaf)) rows.set(leaf, leafRow(app, leaf, recorded.get(leaf)));
    list.replaceChildren(head, ...shown.map((leaf) => rows.get(leaf).element));
    more.hidden = shown.length === leaves.length;
    say(more, `Show all ${leaves.length.toLocaleString("en")} leaves`);
    reach();
  }

  /** The gradients that have arrived: none is given away before its step. */
  function reach() {
    const {arrived, gradients} = stateAt(app.view, app.numbers, app.step);
    for (const [leaf, row] of rows) say(row.grad, arrived[leaf] ? signed(gradients[leaf]) : "");
  }

  function update(what) {
    if (what === "folds") return;
    reach();
    if (what === "step") return;
    listed();
    let changed = false;
    for (const [leaf, x] of app.leaves) changed ||= !Object.is(x, recorded.get(leaf));
    reset.disabled = !changed;
    for (const row of rows.values()) row.update();
    difference.update();
    descent.update();
    say(at("what-if-title"), changed ? `What if: ${output} = ${number(app.numbers.values[graph.output])}` : "What if");
  }

  return {update};
}

/** The leaves by name: w2 before w10, and b11, of one digit each, before b1,10. */
function orderedLeaves(graph) {
  const parts = (leaf) => /^(\D*)([\d,]*)(.*)/s.exec(graph.nodes[leaf].name);
  const layered = new Set(graph.leaves.map(parts).filter(([, , numbers]) => numbers.includes(",")).map(([, letter]) => letter));
  const key = (leaf) => {
    const [, letter, numbers, rest] = parts(leaf);
    const each = layered.has(letter) && !numbers.includes(",") ? [...numbers] : [numbers];
    return `${letter} ${each.join()}${rest}`;
  };
  return [...graph.leaves].sort((a, b) => key(a).localeCompare(key(b), "en", {numeric: true}));
}

function leafRow(app, leaf, start) {
  const {name} = app.graph.nodes[leaf];
  const reach = Math.max(1, 2 * Math.abs(start));
  const usable = Number.isFinite(start);
  const slider = make("input", {
    type: "range", min: start - reach, max: start + reach, step: "any", "aria-label": `${name}, slider`,
    oninput: () => app.setLeaves([[leaf, Number(slider.value)]]),
    ondblclick: () => app.setLeaves([[leaf, start]]),
  });
  slider.disabled = !usable;
  const field = make("input", {
    type: "number", step: "any", "aria-label": `${name}, number`,
    oninput: () => {
      const x = field.valueAsNumber;
      field.classList.toggle("wrong", Number.isNaN(x));
      if (!Number.isNaN(x)) app.setLeaves([[leaf, x]]);
    },
  });
  const label = make("button", {class: "link", onclick: () => app.select({node: leaf})}, name);
  const grad = make("span", {class: "grad"});
  const element = make("div", {class: "leaf-row", "data-leaf": leaf}, label, slider, field, grad);
  function update() {
    const x = app.leaves.get(leaf);
    const finite = Number.isFinite(x); // a step too long may leave the numbers
    slider.value = finite ? x : "";
    if (document.activeElement !== field) {
      const rounded = Number(x.toPrecision(5));
      field.value = !finite ? "" : rounded && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : rounded;
      field.classList.remove("wrong");
    }
    element.classList.toggle("chosen", app.selection?.node === leaf);
  }
  return {element, update, grad};
}

/** The output for other leaves, without changing what is shown. */
function outputAt(app, changes) {
  const {values} = evaluate(app.graph, app.ops, new Map([...app.leaves, ...changes]));
  return values[app.graph.output];
}

function leafSelect(app, label) {
  const options = orderedLeaves(app.graph).map((leaf) => make("option", {value: leaf}, app.graph.nodes[leaf].name));
  return make("select", {"aria-label": label}, ...options);
}

/** A finite difference on demand, beside the gradient. */
function makeDifference(app) {
  const output = app.graph.nodes[app.graph.output].name;
  const leaf = leafSelect(app, "Leaf to nudge");
  const sizes = [0.1, 0.01, 1e-3, 1e-4, 1e-6, 1e-8, 1e-12];
  const size = make("select", {"aria-label": "Size of the nudge"}, ...sizes.map((h) => make("option", {value: h}, number(h))));
  size.value = "0.001";
  const result = make("div", {class: "result", "aria-live": "polite"});
  let shown = false;
  let chosen = null;

  function check() {
    shown = true;
    const index = Number(leaf.value);
    const [x, h] = [app.leaves.get(index), Number(size.value)];
    const [here, there, behind] = [x, x + h, x - h].map((each) => outputAt(app, [[index, each]]));
    const {name} = app.graph.nodes[index];
    const gradient = app.numbers.adjoints[index];
    const [ahead, both] = [(there - here) / h, (there - behind) / (2 * h)];
    // What the last digits of these numbers make of a quotient by h.
    const rounding = (Math.abs(here) + Math.abs(x * gradient)) * Number.EPSILON / h;
    const row = (words, x) => tableRow("td", words, number(x));
    result.replaceChildren(
      make("p", {}, `${name} moves from ${number(x)} by ${number(h)}, and ${output} from ${number(here)} by ${number(there - here)}.`),
      make("table", {}, row(`Δ${output}/Δ${name}`, ahead), row("nudged both ways", both), row(`gradient ∂${output}/∂${name}`, gradient)),
      make("p", {class: "note"}, differenceWords(both - gradient, gradient, rounding)),
    );
  }

  function update() {
    const node = app.selection?.node;
    if (node !== chosen && app.graph.leaves.includes(node)) leaf.value = node;
    chosen = node;
    if (shown) check();
  }
  leaf.addEventListener("change", update);
  size.addEventListener("change", update);
  const button = make("button", {onclick: check, id: "nudge"}, "Nudge");
  const row = make("div", {class: "row"}, leaf, "by", size, button);
  return {element: make("div", {}, make("h3", {}, "Does the gradient tell the truth?"), row, result), update};
}

function differenceWords(gap, gradient, rounding) {
  if (!Number.isFinite(gap)) return "Here the function has no finite value: try another leaf, or a smaller nudge.";
  const off = `They differ by ${number(Math.abs(gap))}`;
  if (Math.abs(gap) <= 1e-4 * Math.abs(gradient) + 1e-9) return `${off}: the gradient is right.`;
  if (Math.abs(gap) < 4 * rounding) return `${off}: so small a nudge drowns in the rounding of the numbers. Take a larger one.`;
  return `${off}: the nudge is large, so the curve bends under it, or it crosses a kink. Take a smaller one.`;
}

/** One step of gradient descent on demand: w ← w − η ∂L/∂w. */
function makeDescent(app) {
  const {graph} = app;
  const output = graph.nodes[graph.output].name;
  const ordered = orderedLeaves(graph);
  const rate = make("input", {type: "number", min: 0, step: "any", value: "0.1", "aria-label": "Learning rate η"});
  const which = leafSelect(app, "Leaves that learn");
  const parameters = ordered.filter((leaf) => !/^[xy][\d_,]*$/.test(graph.nodes[leaf].name));
  const data = ordered.filter((leaf) => !parameters.includes(leaf)).map((leaf) => graph.nodes[leaf].name);
  const some = parameters.length && data.length;
  which.prepend(make("option", {value: "every"}, "every leaf"));
  if (some) which.prepend(make("option", {value: "some"}, `every leaf but ${data.length > 4 ? `${data[0]} … ${data.at(-1)}` : data.join(", ")}`));
  which.selectedIndex = 0;
  const result = make("div", {class: "result", "aria-live": "polite"});

  function learners() {
    if (which.value === "every") return ordered;
    return which.value === "some" ? parameters : [Number(which.value)];
  }

  function step() {
    const eta = rate.valueAsNumber;
    rate.classList.toggle("wrong", !(eta > 0));
    if (!(eta > 0)) return;
    const moves = learners().map((leaf) => ({
      leaf, name: graph.nodes[leaf].name, old: app.leaves.get(leaf), slope: app.numbers.adjoints[leaf],
    }));
    const before = app.numbers.values[graph.output];
    app.setLeaves(moves.map(({leaf, old, slope}) => [leaf, old - eta * slope]));
    const actual = app.numbers.values[graph.output] - before;
    const predicted = -eta * moves.reduce((sum, {slope}) => sum + slope * slope, 0);
    result.replaceChildren(...account(moves, eta, output, before, predicted, actual));
  }

  const button = make("button", {onclick: step, id: "descend"}, "Step");
  const row = make("div", {class: "row"}, which, make("label", {}, "η ", rate), button);
  const title = make("h3", {}, "One gradient step: w ← w − η ∂", output, "/∂w");
  return {element: make("div", {}, title, row, result), update: () => {}};
}

/** Each move with the lecture's sentence, and the loss: predicted and actual. */
function account(moves, eta, output, before, predicted, actual) {
  const rows = moves.slice(0, 12).map(({name, old, slope}) => {
    const moved = slope < 0 ? "↑ up" : slope > 0 ? "↓ down" : "stays";
    return tableRow("td", name, short(old), signed(slope), short(old - eta * slope), moved);
  });
  const more = moves.length - rows.length;
  const words = !Number.isFinite(actual)
    ? `There is no finite ${output} to compare: η is too large, or it was so before.`
    : actual > 0
    ? `${output} went up: η is too large, the step went past the valley.`
    : Math.abs(actual - predicted) <= 0.1 * Math.abs(predicted)
      ? "The slope predicted it well."
      : "They part: the curve bends within so long a step. A smaller η follows it better.";
  const head = tableRow("th", "", "old", "slope", "new", "");
  return [
    make("p", {class: "note"}, "Negative slope: the weight goes up. Positive slope: it goes down."),
    make("table", {class: "moves"}, head, ...rows),
    more > 0 ? make("p", {class: "note"}, `and ${more.toLocaleString("en")} more leaves`) : "",
    make("table", {},
      tableRow("td", `${output} before → after`, `${number(before)} → ${number(before + actual)}`),
      tableRow("td", `predicted Δ${output} ≈ −η Σ slope²`, number(predicted)),
      tableRow("td", `actual Δ${output}`, number(actual))),
    make("p", {class: !(actual <= 0) ? "warning" : "note"}, words),
  ];
}

function tableRow(tag, ...cells) {
  return make("tr", {}, ...cells.map((cell) => make(tag, {}, cell)));
}
