// The boxes of the picture: a card for each node, and frames that fold.

const BAR = {height: 15, margin: 3};

/** A node: its name and op, its value, below it its gradient on a bar that fills up. */
function drawCard(app, node, [x, y, width, height], view, parameters = 0) {
  const middle = width / 2;
  const note = parameters ? `+${parameters} w` : view.collapsed ? "" : node.sign ?? node.op ?? "";
  const room = (width - 8) / 6.6 - note.length;
  const name = draw("tspan", {class: node.auto ? "name auto" : "name"}, cut(node.name, room));
  const title = draw("text", {x: middle, y: 14}, name);
  if (note) title.append(draw("tspan", {class: "sign", dx: 5}, note));
  const value = draw("text", {class: "value", x: middle, y: 29});
  const grad = draw("text", {class: "grad", x: middle, y: height - 6});
  const count = draw("text", {class: "count", x: width - 5, y: height - 7});
  const {height: high, margin} = BAR;
  const bar = draw("rect", {class: "fill", x: margin, y: height - high - margin, height: high, rx: 4});
  const said = [node.name, node.op, parameters ? `with ${parameters} parameters` : ""];
  const element = draw(
    "g",
    {
      transform: `translate(${x} ${y})`,
      role: "button", tabindex: -1, "data-stop": "", "data-node": node.index,
      onclick: () => app.select({node: node.index}),
    },
    draw("title", {}, said.filter(Boolean).join(", ")),
    draw("rect", {class: "ring", x: -4, y: -4, width: width + 8, height: height + 8, rx: 10}),
    draw("rect", {class: "paper", width, height, rx: 7}),
    bar, title, value, grad, count,
    draw("rect", {class: "border", width, height, rx: 7}),
  );
  return {element, title, value, grad, count, bar, node, width, classes: "", share: 0};
}

/** Keep a name in its box, whatever font there is; needs the card on the page. */
function fitCard(card) {
  const room = card.width - 8;
  if (card.title.getComputedTextLength() <= room) return;
  card.title.setAttribute("textLength", room);
  card.title.setAttribute("lengthAdjust", "spacingAndGlyphs");
}

function updateCard(card, app, view, state, current, under) {
  const {index, op} = card.node;
  const needed = arrivalsOf(view, index);
  const arrived = state.arrived[index];
  const partly = arrived > 0 && arrived < needed;
  const words = [
    "card", op ? "" : "leaf", index === app.graph.output ? "output" : "",
    state.valued[index] ? "valued" : "waiting", partly ? "partly" : "",
    current.nodes.get(index) ?? "", under ? "under" : "",
    current.dimmed && !current.nodes.get(index)?.includes("path") ? "dimmed" : "",
  ];
  setClass(card, words.filter(Boolean).join(" "));
  const asked = current.result === index ? current.step.kind : "";
  const value = asked === "forward" ? "?" : state.valued[index] ? short(app.numbers.values[index]) : "·";
  const grad = asked && asked !== "forward" ? "?" : arrived ? signed(state.gradients[index]) : "";
  const count = partly ? `${arrived}/${needed}` : "";
  setText(card, "value", value);
  setText(card, "grad", grad);
  setText(card, "count", count);
  const share = needed ? Math.min(1, arrived / needed) : 0;
  if (card.share !== share) {
    card.share = share;
    card.bar.setAttribute("width", Math.max(0, share * (card.width - 2 * BAR.margin)));
    card.grad.setAttribute("x", card.width / 2 - 2.6 * count.length);
  }
  const so = count ? ` so far, ${arrived} of ${needed} gradients` : "";
  const label = `${card.node.name}, ${op ?? "leaf"}, value ${value}${grad ? `, gradient ${grad}${so}` : ""}`;
  if (card.label !== label) card.element.setAttribute("aria-label", (card.label = label));
}

/** The frame of a scope, and the card that covers it when it is folded. */
function drawCluster(app, view, {name, frame, members}, i) {
  const [x, y, width, height] = frame;
  const toggle = () => app.fold(view, i);
  const chevron = () => draw("path", {class: "chevron", d: "M0 0l4 4 4-4"});
  const head = (words) =>
    draw(
      "g",
      {class: `head ${words}`, role: "button", tabindex: -1, "data-stop": "", "data-cluster": i, onclick: toggle},
      draw("title", {}, "fold or unfold"),
      draw("rect", {x: x + 2, y: y + 2, width: width - 4, height: 18, rx: 6}),
      draw("text", {x: x + 22, y: y + 15}, cut(name, (width - 26) / 6.4)),
    );
  const open = head("open");
  const closed = head("closed");
  for (const each of [open, closed]) {
    const mark = chevron();
    mark.setAttribute("transform", each === open ? `translate(${x + 9} ${y + 9})` : `translate(${x + 11} ${y + 7}) rotate(-90 2 2)`);
    each.append(mark);
  }
  const box = (words) => draw("rect", {class: words, x, y, width, height, rx: 9});
  const outputs = givenOutside(view, members);
  const fits = Math.min(4, Math.max(1, Math.floor((height - 26) / 58)));
  const shown = outputs.slice(0, fits).map((node, k, all) => {
    const [, , , wide, high] = view.boxes.find(([index]) => index === node);
    const top = y + 22 + ((height - 26) * (k + 0.5)) / all.length - high / 2;
    return drawCard(app, app.graph.nodes[node], [x + (width - wide) / 2, top, wide, high], view);
  });
  const rest = outputs.length - shown.length;
  const more = draw("text", {class: "more", x: x + width - 8, y: y + 15}, rest ? `and ${rest} more` : "");
  const cards = shown.map((card) => card.element);
  const cover = draw("g", {class: "cover"}, box("paper"), closed, more, box("border"), ...cards);
  const element = draw("g", {class: "frame"}, box("paper"));
  return {frame: element, cover, open, closed, cards: shown, members: new Set(members), classes: "", element: cover, corner: [x, y]};
}

function cut(text, length) {
  const most = Math.max(3, Math.floor(length));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The members that something outside uses, or the output itself. */
function givenOutside(view, members) {
  const among = new Set(members);
  return members.filter(
    (node) =>
      node === view.graph.output ||
      view.outgoing.get(node).some((edge) => !among.has(edge.child)),
  );
}

/** For each node under a cover, the outermost folded cluster it is in. */
function foldedNodes(view, folded) {
  const found = new Map();
  view.clusters.forEach((cluster, i) => {
    if (!folded.has(i)) return;
    for (const node of cluster.members) if (!found.has(node)) found.set(node, i);
  });
  return found;
}

/** Whether the cover of a folded cluster has a card for a node. */
function showsNode(cluster, node) {
  return cluster.cards.some((card) => card.node.index === node);
}

function updateCluster(cluster, i, app, view, state, current) {
  const folded = app.folded(view);
  const inside = view.clusters.some(
    (outer, k) => k < i && folded.has(k) && outer.members.includes(view.clusters[i].members[0]),
  );
  const shut = folded.has(i);
  const under = inside || shut ? " under" : "";
  cluster.frame.setAttribute("class", `frame${under}`);
  cluster.open.setAttribute("class", `head open${under}`);
  const active = [...current.nodes].find(
    ([node, words]) => cluster.members.has(node) && words.includes("current") && !showsNode(cluster, node),
  );
  setClass(cluster, `cover${shut && !inside ? "" : " under"}${active ? ` ${active[1]}` : ""}`);
  for (const each of [cluster.open, cluster.closed]) {
    each.setAttribute("aria-expanded", String(!shut));
    each.setAttribute("aria-label", `${view.clusters[i].name}, ${view.clusters[i].members.length} nodes`);
  }
  for (const card of cluster.cards) updateCard(card, app, view, state, current, false);
}
