// The panel of the current step: in words, as mathematics, before and after.

function makePanel(app) {
  const body = at("step-body");

  function update() {
    const view = app.view;
    const step = view.steps[app.step - 1];
    const told = describe(step, view, app.numbers, app.formulas);
    say(at("step-title"), told.title);
    const lines = app.concealed ? told.lines.filter((line) => line[0] && step.kind !== "seed") : told.lines;
    const set = lines.length ? equations(lines) : null;
    body.replaceChildren(
      ...[
        source(app, app.graph.nodes[step?.child ?? step?.node]),
        set && make("div", {class: "formula"}, set.math),
        step && step.kind !== "forward" ? change(app, step) : null,
        make("p", {class: "why"}, app.concealed ? "" : told.why),
        app.concealed ? null : rules(app, told.rules),
        invalid(app, step),
      ].filter(Boolean),
    );
    say(at("said"), spoken(app, told, set));
  }

  return {update};
}

/** What there was before, and what there is after. */
function change(app, step) {
  const i = step.index;
  const {before, after} = app.numbers;
  return make(
    "p",
    {class: "change"},
    make("span", {class: "was"}, make("small", {}, "before"), number(before[i])),
    make("span", {class: "arrow", "aria-hidden": "true"}, "→"),
    make("span", {class: "is"}, make("small", {}, "after"), app.concealed ? "?" : number(after[i])),
  );
}

/** The local rules behind a step, each an equation. */
function rules(app, edges) {
  if (!edges.length) return null;
  const [edge, ...others] = edges;
  if (app.view.collapsed) return others.length ? null : compound(app, edge);
  // Where a node is used twice, ∂child/∂parent may name its whole gradient too.
  const several = app.view.outgoing.get(edge.parent).length > 1;
  const heading = others.length ? "The local partials" : `The local partial${several ? ", along this edge alone" : ""}`;
  return make(
    "div",
    {class: "rules"},
    make("h3", {}, heading),
    ...edges.map((edge) => make("div", {class: "formula small"}, rule(app, edge).math)),
  );
}

/** Where the partial between two boxes comes from. */
function compound(app, edge) {
  const [child, parent] = [edge.child, edge.parent].map((index) => app.graph.nodes[index].name);
  const slope = number(app.numbers.partials[edge.index]);
  return make("p", {class: "note"}, `∂${child}/∂${parent} = ${slope} is the sum over all paths between the two: the ops view shows them.`);
}

function rule(app, edge) {
  const {values, partials} = app.numbers;
  return equations(app.formulas.rule(edge, values, partials[edge.index]));
}

/** The user's own line that made a node. */
function source(app, node) {
  const found = app.payload.sources[node?.source];
  if (!found) return null;
  const [place, text] = found;
  return make("p", {class: "source"}, place, text && make("code", {}, text));
}

/** Where a what-if has left an op's domain: what happened, and what to do. */
function invalid(app, step) {
  const node = app.graph.nodes[step?.node];
  if (!node?.op || Number.isFinite(app.numbers.values[node.index])) return null;
  const {hint} = app.payload.ops[node.op];
  return make("p", {class: "warning"}, `${node.op} has no finite value here${hint ? `: ${hint}` : ""}.`);
}

function spoken(app, told, set) {
  const where = app.step ? `Step ${app.step} of ${app.view.steps.length}. ` : "";
  return `${where}${told.title}. ${set ? `${set.plain}. ` : ""}${app.concealed ? "" : told.why}`;
}
