// Buttons, scrubber, keys, play, size, and the place in the address.

function makeControls(app) {
  const scrubber = at("scrubber");
  let timer = null;
  let writing = null;

  function play(on) {
    clearInterval(timer);
    timer = null;
    if (on) {
      if (app.step === app.view.steps.length) app.go(0);
      timer = setInterval(() => {
        if (app.step >= app.view.steps.length) play(false);
        else app.go(app.step + 1);
      }, 1000 / 2 ** Number(at("speed").value));
    }
    document.body.classList.toggle("playing", on);
    at("play").setAttribute("aria-pressed", String(on));
    at("play").setAttribute("aria-label", on ? "Pause" : "Play");
  }

  const move = (step) => {
    play(false);
    app.go(step);
  };
  const acts = {
    first: () => move(0),
    previous: () => move(app.step - 1),
    play: () => play(!timer),
    next: () => move(app.step + 1),
    last: () => move(app.view.steps.length),
    smaller: () => app.zoom(app.scale / 1.25),
    fit: () => app.zoom(null),
    larger: () => app.zoom(app.scale * 1.25),
    fold: () => app.foldAll(),
  };
  for (const [id, act] of Object.entries(acts)) at(id).addEventListener("click", act);
  scrubber.addEventListener("input", () => move(Number(scrubber.value)));
  at("speed").addEventListener("input", () => timer && play(true));
  for (const view of app.views) {
    const button = make("button", {onclick: () => app.show(view.name), "data-view": view.name}, view.name);
    at("views").append(button);
  }
  at("views").hidden = app.views.length < 2;
  document.addEventListener("keydown", (event) => keyed(event, app, acts));
  window.addEventListener("hashchange", () => fromHash(app));

  function update() {
    const {steps} = app.view;
    scrubber.max = steps.length;
    scrubber.value = app.step;
    const forward = steps.filter((step) => step.kind === "forward").length;
    at("forward-part").style.flexGrow = forward;
    at("backward-part").style.flexGrow = steps.length - forward;
    scrubber.setAttribute("aria-valuetext", `step ${app.step} of ${steps.length}`);
    say(at("place"), `${app.step} / ${steps.length}`);
    at("first").disabled = at("previous").disabled = app.step === 0;
    at("last").disabled = at("next").disabled = app.step === steps.length;
    for (const button of at("views").children) {
      button.setAttribute("aria-pressed", String(button.dataset.view === app.view.name));
    }
    at("inside").hidden = !app.view.hosts.length;
    at("fold").hidden = !app.view.clusters.length;
    say(at("fold"), app.folded(app.view).size ? "Unfold all" : "Fold all");
    clearTimeout(writing);
    writing = setTimeout(() => toHash(app), 150);
  }

  return {update, play};
}

const KEYS = {
  ArrowLeft: "previous", ArrowRight: "next", Home: "first", End: "last", " ": "play",
  "-": "smaller", "+": "larger", "=": "larger", 0: "fit",
};

/** Keys work everywhere but in fields, which need them themselves. */
function keyed(event, app, acts) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target.matches("input:not(#scrubber), select, textarea")) return;
  const stop = target.closest("[data-stop]");
  if (event.key === "Escape") return app.select(null);
  if (stop && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    stop.dispatchEvent(new MouseEvent("click"));
    return;
  }
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    if (target.id === "scrubber") return;
    const away = document.activeElement === document.body;
    if (stop || away) {
      event.preventDefault();
      roam(app, stop, event.key === "ArrowUp" ? -1 : 1);
    }
    return;
  }
  const act = KEYS[event.key];
  if (!act || (event.key === " " && target.matches("button, summary"))) return;
  event.preventDefault();
  if (target.matches("button:disabled")) at("play").focus();
  acts[act]();
}

/** Move the focus among the nodes; one of them is where Tab goes. */
function roam(app, from, by) {
  const stops = app.picture.focusable();
  const next = stops[(stops.indexOf(from) + by + stops.length) % stops.length];
  stops.forEach((stop) => stop.setAttribute("tabindex", stop === next ? 0 : -1));
  next?.focus();
}

/**
 * The place in the address, where the page has one of its own. Written once things
 * have settled: browsers stop a page that writes hundreds of addresses in a row.
 */
function toHash(app) {
  const hash = `#step=${app.step}&view=${app.view.name}${app.mode === "explore" ? "" : `&mode=${app.mode}`}`;
  try {
    if (location.hash !== hash) history.replaceState(null, "", hash);
  } catch {
    // Inside another page's frame there is no address to write to.
  }
}

function fromHash(app) {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.has("view")) app.show(asked.get("view"));
  if (asked.has("mode")) app.enter(asked.get("mode"));
  if (asked.has("step")) app.go(Number(asked.get("step")));
}
