// What goes wrong if: beside the right pass the same graph with a deliberate mistake.
//
// The second picture is drawn like the first, for an app that shares all but the
// backward pass. Both are equally far: by the share of all that is sent.

const DIFFERING = 12;

function makeWrong(app) {
  const options = Object.entries(WRONG_PASSES).map(([name, {title}]) => make("option", {value: name}, title));
  const choice = make("select", {"aria-label": "What goes wrong if you", onchange: () => app.notify("mistake")}, ...options);
  const told = make("div");
  const moment = make("div");
  at("wrong-choice").append(choice);
  at("wrong-body").append(told, moment);
  at("picture").addEventListener("scroll", align);
  app.zoomed = align;
  /** The app of the second picture, for one zoom level, and its pass. */
  let other = null;
  let pass = null;

  /** As large as the first picture, and at the same place. */
  function align() {
    if (!other) return;
    const [from, to] = [at("picture"), at("wrong-picture")];
    other.picture.svg.style.width = app.picture.svg.style.width;
    [to.scrollLeft, to.scrollTop] = [from.scrollLeft, from.scrollTop];
  }

  function build() {
    other = Object.create(app);
    other.view = {...app.view};
    other.folded = () => app.folded(app.view);
    other.fold = (_, i) => app.fold(app.view, i);
    other.picture = makePicture(other, other.view);
    at("wrong-picture").replaceChildren(other.picture.svg);
    other.picture.fit();
    for (const part of [...other.picture.cards, ...other.picture.covers]) {
      const [x, y] = part.frame ? [part.corner[0] + 9, part.corner[1] - 5] : [9, -5];
      part.unequal = part.element.appendChild(draw("text", {class: "unequal", x, y}));
    }
    // Wide graphs stand one above the other, high ones side by side.
    const stacked = app.picture.width > 1.6 * app.picture.height;
    at("stage").classList.toggle("stacked", stacked);
    app.share = stacked ? 0.62 : 0.95;
    app.zoom(null);
  }

  function compute() {
    pass = mistaken(app, choice.value);
    other.numbers = pass.numbers;
    other.view.steps = pass.steps;
    say(at("wrong-title"), `What goes wrong if you ${WRONG_PASSES[choice.value].title}`);
    told.replaceChildren(...explained(app, pass, choice.value));
  }

  function update(what) {
    if (!other || what === "view") build();
    if (!["step", "selection", "folds"].includes(what)) compute();
    other.step = pass.moment(app.step);
    other.picture.update();
    const done = app.step === app.view.steps.length;
    const differing = pass.differing.map(other.picture.shown);
    const mark = ({element, unequal}, has, where) => {
      const first = has(differing[0]);
      element.classList.toggle("first-differing", first);
      element.classList.toggle("differing", done && !first && differing.some(has));
      say(unequal, `≠${first ? " first" : ""}${where}`);
    };
    for (const card of other.picture.cards) mark(card, (node) => node === card.node.index, "");
    // A folded frame stands for all that it hides.
    for (const cover of other.picture.covers) mark(cover, (node) => cover.members.has(node) && !showsNode(cover, node), " inside");
    moment.replaceChildren(...nowSent(app, other, pass, choice.value));
    align();
  }

  function enter() {
    at("stage").classList.add("two");
    at("wrong-figure").hidden = false;
    app.step = app.view.steps.length;
  }

  function leave() {
    at("stage").classList.remove("two", "stacked");
    at("wrong-figure").hidden = true;
    app.share = 1;
    other = null;
  }

  return {update, enter, leave};
}

/** A pass with a mistake, as steps and numbers that a picture takes. */
function mistaken(app, name) {
  const {view, numbers} = app;
  const edges = view.edges.map(({parent, child, index}) => ({parent, child, partial: numbers.partials[index]}));
  const graph = {count: app.graph.nodes.length, edges};
  const [right, wrong] = [rightPass(graph), wrongPass(name, graph)];
  const begun = view.steps.findIndex((step) => step.kind === "seed");
  // What was there before the pass is shown as having arrived.
  const held = view.nodes.filter((node) => wrong.held[node]);
  const seeds = begun + held.length;
  const steps = [
    ...view.steps.slice(0, begun),
    ...held.map((node) => ({kind: "held", node})),
    view.steps[begun],
    ...wrong.sends.map(({edge}) => {
      const {parent, child} = view.edges[edge];
      return {kind: "backward", node: parent, child, edge: view.edges[edge]};
    }),
  ].map((step, index) => ({...step, index}));
  const after = Float64Array.from([
    ...numbers.after.slice(0, begun),
    ...held.map((node) => wrong.held[node]),
    numbers.after[begun],
    ...wrong.sends.map((send) => send.after),
  ]);
  return {
    right, wrong, steps,
    numbers: {...numbers, after},
    differing: differences(right, wrong),
    sent: (step) => wrong.sends[step.index - seeds - 1],
    /** The step of this pass that goes with one of the right pass. */
    moment(step) {
      if (step <= begun) return step;
      const share = (step - begun - 1) / Math.max(1, right.sends.length);
      return seeds + 1 + Math.round(share * wrong.sends.length);
    },
  };
}

/** What the pass with the mistake does at this moment, as a formula. */
function nowSent(app, other, pass, name) {
  const step = pass.steps[other.step - 1];
  if (!step?.edge) return [];
  const {before, upstream, after} = pass.sent(step);
  const lines = app.formulas.send(step.edge, upstream, app.numbers.partials[step.edge.index]);
  if (name === "overwrite") lines[0][1] = "=";
  return [
    make("h3", {}, "At this moment, with the mistake"),
    make("div", {class: "formula"}, equations(lines).math),
    make("p", {class: "why"}, `${app.graph.nodes[step.node].name} had ${number(before)} and has ${number(after)}.`),
  ];
}

/** The mistake as code, why it is one, and which gradients differ. */
function explained(app, {right, wrong, differing}, name) {
  const mistake = WRONG_PASSES[name];
  const code = (label, text) => make("div", {class: "source"}, label, make("code", {}, text));
  const parts = [code("wrong", mistake.wrong), code("right", mistake.right), make("p", {class: "why"}, mistake.why)];
  if (wrong.full) {
    const sends = wrong.sends.length.toLocaleString("en");
    parts.push(make("p", {class: "warning"}, `Stopped after ${sends} sends: there are more paths than plain recursion gets through.`));
  }
  if (!right.gradients.every(Number.isFinite)) {
    return [...parts, make("p", {class: "first"}, "Some gradients here are no finite numbers: take other leaves.")];
  }
  if (!differing.length) {
    return [...parts, make("p", {class: "first"}, `Here nothing differs, by luck: ${mistake.luck}`)];
  }
  const called = (node) => app.graph.nodes[node].name;
  const both = (node) => [number(right.gradients[node]), number(wrong.gradients[node])];
  const [first] = differing;
  const slope = `∂${called(app.graph.output)}/∂${called(first)}`;
  const [is, seems] = both(first);
  const rows = differing.slice(0, DIFFERING).map((node) => tableRow("td", called(node), ...both(node)));
  const rest = differing.length - rows.length;
  return [
    ...parts,
    make("p", {class: "first"}, `The first node that differs is ${called(first)}: ${slope} is ${is}, and here ${seems}.`),
    make("div", {class: "result"}, make("table", {}, tableRow("th", "gradient of", "right", "wrong"), ...rows)),
    make("p", {class: "note"}, rest > 0 ? `and ${rest.toLocaleString("en")} more` : ""),
  ];
}
