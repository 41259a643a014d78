// The modes: look around, predict first, what goes wrong if. One is on at a time.

const MODES = {
  explore: {title: "Explore", shows: ["look", "what-if"]},
  predict: {title: "Predict first", shows: ["predict"]},
  wrong: {title: "What goes wrong if", shows: ["wrong", "look", "what-if"]},
};

/** Buttons for the modes. Comes first of all parts: what is hidden depends on it. */
function makeModes(app) {
  const parts = {predict: makePredict(app), wrong: makeWrong(app)};
  const buttons = Object.entries(MODES).map(([name, {title}]) =>
    make("button", {"data-mode": name, onclick: () => app.enter(name)}, title));
  at("modes").append(...buttons);
  at("modes").setAttribute("aria-label", "Mode");
  at("modes").setAttribute("role", "group");
  app.mode = "explore";
  show();

  /** Change the mode; an unknown one changes nothing. */
  app.enter = (name) => {
    if (!Object.hasOwn(MODES, name) || name === app.mode) return;
    parts[app.mode]?.leave();
    app.mode = name;
    app.selection = app.lit = null;
    show();
    parts[name]?.enter();
    app.zoom(null);
    app.notify("mode");
  };

  function show() {
    const {shows} = MODES[app.mode];
    for (const id of ["predict", "wrong", "look", "what-if"]) at(id).hidden = !shows.includes(id);
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === app.mode));
    }
  }

  return {update: (what) => parts[app.mode]?.update(what)};
}
