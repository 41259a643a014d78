// Predict first: the number of the current step is hidden until it has been answered.

function makePredict(app) {
  /** By view and step: {tries, done, shown}. */
  let answers = new Map();
  let tally = new Map();
  const question = make("p", {class: "question", id: "question"});
  const field = make("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
    "aria-label": "Your answer", "aria-describedby": "question", onkeydown: typed,
  });
  const check = make("button", {class: "go", onclick: answer}, "Check");
  const reveal = make("button", {onclick: give}, "Show me");
  const next = make("button", {class: "go", onclick: on}, "Next");
  const row = make("div", {class: "row"}, field, check, reveal, next);
  const verdict = make("p", {class: "verdict", "aria-live": "polite"});
  const score = make("p", {class: "note"});
  const again = make("button", {onclick: restart}, "Start again");
  at("predict-body").append(question, row, verdict, score, again);

  const current = () => app.view.steps[app.step - 1];
  const key = () => `${app.view.name} ${app.step}`;
  const record = () => answers.get(key()) ?? {tries: 0, done: false, shown: false};

  function typed(event) {
    if (event.key === "Enter") {
      event.preventDefault(); // or it presses the button that gets the focus
      answer();
    }
    if (event.key === "Escape") field.blur();
  }

  function answer() {
    const found = diagnose(questionOf(app, current()), field.value);
    tell(found.verdict, found.said);
    field.classList.toggle("bad", found.verdict !== "right");
    if (found.verdict === "unreadable" || found.verdict === "near") return field.select();
    const kept = record();
    kept.tries += 1;
    answers.set(key(), kept);
    if (found.verdict === "right") return finish(kept, found.said);
    const words = MISTAKE_NAMES[found.name];
    if (words) tally.set(words, (tally.get(words) ?? 0) + 1);
    keepScore();
    field.select();
  }

  function give() {
    const kept = record();
    kept.shown = true;
    finish(kept, "It is shown in the picture and below.");
  }

  function finish(kept, words) {
    kept.done = true;
    answers.set(key(), kept);
    app.notify("step");
    tell(kept.shown ? "shown" : "right", words);
    next.focus();
  }

  function on() {
    app.go(app.step === app.view.steps.length ? 1 : app.step + 1);
    if (app.concealed) field.focus();
    else next.focus();
  }

  function restart() {
    answers = new Map();
    tally = new Map();
    app.go(1);
    app.notify("step");
    field.focus();
  }

  function tell(kind, words) {
    verdict.className = `verdict is-${kind}`;
    say(verdict, words);
  }

  function keepScore() {
    const here = `${app.view.name} `;
    const done = [...answers].filter(([at, each]) => each.done && at.startsWith(here)).map(([, each]) => each);
    const first = done.filter((each) => each.tries === 1 && !each.shown).length;
    const made = [...tally].map(([words, times]) => (times > 1 ? `${words} (${times} times)` : words));
    const answered = `${done.length} of ${app.view.steps.length} answered, ${first} of them at the first try.`;
    say(score, made.length ? `${answered} Watch out for: ${made.join(", ")}.` : answered);
    again.hidden = !answers.size;
  }

  function update(what) {
    if (what === "numbers") answers = new Map();
    const step = current();
    const asks = Boolean(step) && Number.isFinite(app.numbers.after[step.index]);
    app.concealed = asks && !record().done;
    if (what !== "selection" && what !== "folds") {
      field.value = "";
      field.classList.remove("bad");
      tell("", app.concealed ? "" : step ? "This number is known." : "");
    }
    question.replaceChildren(...(step ? asked(app, step) : ["Every number that comes next is asked for."]));
    for (const each of [field, check, reveal]) each.hidden = !app.concealed;
    next.hidden = app.concealed;
    say(next, step ? (app.step === app.view.steps.length ? "From the beginning" : "Next") : "Begin");
    keepScore();
  }

  function enter() {
    if (app.step === app.view.steps.length) app.go(0);
    app.go(app.step + 1);
    field.focus({preventScroll: true});
  }

  function leave() {
    app.concealed = false;
  }

  return {update, enter, leave};
}

/** The numbers that `diagnose` needs to know of a step. */
function questionOf(app, step) {
  const {view, graph, numbers} = app;
  const {values, partials, adjoints} = numbers;
  const told = {kind: step.kind, after: numbers.after[step.index]};
  if (step.kind === "seed") return {...told, out: values[step.node]};
  if (step.kind === "forward") {
    const operands = view.collapsed
      ? view.incoming.get(step.node).map(({parent}) => values[parent])
      : graph.nodes[step.node].of.flat().map((each) => (Number.isInteger(each) ? values[each] : Number(each)));
    return {...told, operands};
  }
  const {edge, child} = step;
  const others = view.incoming.get(child).filter((each) => each !== edge);
  return {
    ...told,
    before: numbers.before[step.index],
    upstream: adjoints[child],
    local: partials[edge.index],
    others: others.map((each) => partials[each.index]),
    value: values[step.node],
    out: values[child],
  };
}

/** The question in words. */
function asked(app, step) {
  const {formulas} = app;
  const math = (piece) => mathElement(["math", piece.math]);
  if (step.kind === "forward") return ["What is the value of ", math(formulas.name(step.node)), "?"];
  const slope = math(formulas.gradient(step.node));
  if (step.kind === "seed") return ["The backward pass begins at the output. What is ", slope, "?"];
  const before = app.numbers.before[step.index];
  if (step.arrival === 1) return ["A gradient arrives. What is ", slope, " now?"];
  return [
    "Another gradient arrives at ", math(formulas.name(step.node)), ". Until now ", slope,
    ` was ${number(before)}. What is it after this step?`,
  ];
}
