// The app: what is shown, and who is told when it changes.

function makeApp(payload, ops) {
  const graph = makeGraph(payload);
  const views = payload.views.map((view) => makeView(graph, view));
  const app = {
    payload, graph, ops, views,
    formulas: makeFormulas(payload, graph, ops),
    view: views.find((view) => view.name === payload.view) ?? views[0],
    step: 0,
    leaves: recordedLeaves(graph),
    numbers: null,
    selection: null,
    /** A path to light: {edges, colour}. */
    lit: null,
    /** Whether the result of the current step is hidden, as when it is asked for. */
    concealed: false,
    scale: 1,
    /** How much of its usual height the picture has. */
    share: 1,
    parts: [],
  };
  const folds = new Map(views.map((view) => [view, new Set()]));
  const pictures = new Map();
  let fitted = true;

  /** Tell every part; `what` is "step", "numbers", "view", "selection", "folds". */
  app.notify = (what) => app.parts.forEach((part) => part.update(what));

  app.solve = () => {
    app.numbers = solve(app.view, ops, app.leaves);
  };
  app.go = (step) => {
    const whole = Number.isFinite(step) ? Math.round(step) : 0;
    app.step = Math.min(Math.max(whole, 0), app.view.steps.length);
    app.notify("step");
  };
  app.show = (name) => {
    const view = views.find((each) => each.name === name);
    if (!view || view === app.view) return;
    const step = sameStep(app.view, view, app.step);
    app.view = view;
    app.selection = kept(app.selection, view);
    app.lit = null;
    app.solve();
    app.place();
    app.step = step;
    app.notify("view");
  };
  app.select = (selection) => {
    app.selection = selection;
    app.lit = null;
    app.notify("selection");
  };
  app.light = (lit) => {
    app.lit = lit;
    app.picture.update();
  };
  app.setLeaves = (changes) => {
    for (const [leaf, x] of changes) app.leaves.set(leaf, x);
    app.solve();
    app.notify("numbers");
  };
  app.folded = (view) => folds.get(view);
  app.fold = (view, i) => {
    const folded = folds.get(view);
    const held = app.picture.svg.contains(document.activeElement);
    if (!folded.delete(i)) folded.add(i);
    app.notify("folds");
    const stop = keepStop(app, i);
    if (held) stop.focus();
  };
  app.foldAll = () => {
    const folded = folds.get(app.view);
    const all = !folded.size;
    folded.clear();
    if (all) app.view.clusters.forEach((_, i) => folded.add(i));
    app.notify("folds");
    keepStop(app);
  };
  app.zoom = (scale) => {
    fitted = scale === null;
    const {width, height} = app.picture;
    const [wide, high] = [window.innerWidth, Math.max(380, window.innerHeight)];
    const beside = app.mode !== "wrong" && wide >= 1000 && width / height < 1.25 && height > 0.6 * high;
    document.body.classList.toggle("beside", beside);
    const room = at("picture").clientWidth;
    const most = (beside ? 0.84 : 0.6) * app.share * high;
    const least = wide < 600 ? 0.85 : 0.6;
    const fit = Math.max(least, Math.min(room / width, most / height, 1.3));
    app.scale = Math.min(Math.max(scale ?? fit, 0.1), 4);
    app.picture.svg.style.width = `${Math.floor(width * app.scale)}px`;
    at("smaller").disabled = app.scale <= 0.1;
    follow(app);
    app.zoomed?.();
  };
  app.place = () => {
    const fresh = !pictures.has(app.view);
    if (fresh) pictures.set(app.view, makePicture(app, app.view));
    app.picture = pictures.get(app.view);
    at("picture").replaceChildren(app.picture.svg);
    if (fresh) app.picture.fit();
    app.picture.focusable()[0]?.setAttribute("tabindex", 0);
    app.zoom(null);
  };
  window.addEventListener("resize", () => fitted && app.zoom(null));
  return app;
}

/** Folding may hide what Tab leads to: then to the frame itself, or to the first that is seen. */
function keepStop(app, i) {
  const stops = app.picture.focusable();
  const stop = stops.find((each) => each.dataset.cluster === String(i)) ?? stops.find((each) => each.tabIndex === 0) ?? stops[0];
  for (const each of app.picture.svg.querySelectorAll("[data-stop]")) each.setAttribute("tabindex", each === stop ? 0 : -1);
  return stop;
}

/** The step of another view that is about the same moment. */
function sameStep(from, to, done) {
  if (!done || done === from.steps.length) return done && to.steps.length;
  const step = from.steps[done - 1];
  const kinds = ["forward", "seed", "backward"];
  const rank = (each) => [kinds.indexOf(each.kind), each.edge ? -each.child : each.node];
  const [kind, place] = rank(step);
  const reached = to.steps.filter((each) => {
    const [its, where] = rank(each);
    return its < kind || (its === kind && where <= place);
  });
  return reached.length;
}

function kept(selection, view) {
  return view.incoming.has(selection?.node) ? selection : null;
}

/** What a step lights: its node with its operands or its sender, if these fit a frame. */
function litBox(app, step, frame) {
  const own = app.picture.box(step.node);
  const others = step.kind === "forward" ? app.view.incoming.get(step.node).map((edge) => edge.parent) : [step.child ?? step.node];
  const boxes = [own, ...others.map(app.picture.box)];
  const [x, y] = [0, 1].map((i) => Math.min(...boxes.map((box) => box[i])));
  const [width, height] = [Math.max(...boxes.map((box) => box[0] + box[2])) - x, Math.max(...boxes.map((box) => box[1] + box[3])) - y];
  const fits = width * app.scale < frame.clientWidth - 20 && height * app.scale < frame.clientHeight - 20;
  return (fits ? [x, y, width, height] : own).map((each) => each * app.scale);
}

/** Scroll a large picture so that what the step lights is seen. */
function follow(app) {
  const step = app.view.steps[app.step - 1];
  if (!step) return;
  const frame = at("picture");
  const [x, y, width, height] = litBox(app, step, frame);
  const out = (from, size, begin, room) => from - 8 < begin || from + size + 8 > begin + room;
  const left = out(x, width, frame.scrollLeft, frame.clientWidth);
  const top = out(y, height, frame.scrollTop, frame.clientHeight);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = calm || document.body.classList.contains("playing") ? "instant" : "smooth";
  if (left) frame.scrollTo({left: x + width / 2 - frame.clientWidth / 2, behavior});
  if (top) frame.scrollTo({top: y + height / 2 - frame.clientHeight / 2, behavior});
}

/** Whether subscripts stand on the line, as where no font has a table for mathematics. */
function flatScripts() {
  const math = mathElement(["math", ["msub", ["mi", "x"], ["mn", "1"]]]);
  document.body.append(math);
  const [base, script] = [...math.firstChild.children].map((each) => each.getBoundingClientRect());
  math.remove();
  return script.bottom <= base.bottom + 1;
}

function start(ops) {
  document.body.classList.toggle("flat", flatScripts());
  const app = makeApp(JSON.parse(at("payload").textContent), ops);
  app.solve();
  app.place();
  const picture = {update: (what) => {
    app.picture.update();
    if (what === "step" || what === "view") follow(app);
  }};
  const panel = makePanel(app);
  const quiet = ["selection", "folds"];
  app.parts.push(
    makeModes(app),
    picture,
    {update: (what) => quiet.includes(what) || panel.update()},
    makeControls(app),
    makeLook(app),
    makeWhatIf(app),
  );
  fromHash(app);
  app.notify("view");
  return app;
}

/** What tests ask the page. */
function handle(app) {
  return {
    go: app.go,
    show: app.show,
    select: app.select,
    enter: app.enter,
    state: () => ({step: app.step, steps: app.view.steps.length, view: app.view.name}),
    values: () => [...app.numbers.values],
    gradients: () => app.view.nodes.map((node) => app.numbers.adjoints[node]),
    partials: () => [...app.numbers.partials],
    short,
    describe,
    equations,
    signed,
    paths: (node, k) => topPaths(app.view, app.numbers.partials, node, k),
    set: (changes) => app.setLeaves(Object.entries(changes).map(([leaf, x]) => [Number(leaf), x])),
    app,
  };
}

const app = start(OPS);
window.glassgrad = handle(app);
