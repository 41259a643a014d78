// The boxes of the picture: a card for each node, and frames that fold.

const STRIP = 17;

/** A node: its name and op, its value, below it its gradient. */
function drawCard(app, node, [x, y, width, height], view, parts) {
  const middle = width / 2;
  const name = draw("tspan", {class: node.auto ? "name auto" : "name"}, node.name);
  const title = draw("text", {x: middle, y: 14}, name);
  if (node.sign && !view.collapsed) {
    title.append(draw("tspan", {class: "sign", dx: 6}, node.sign));
  }
  const value = draw("text", {class: "value", x: middle, y: 29});
  const grad = draw("text", {class: "grad", x: middle, y: height - 5});
  const count = draw("text", {class: "count", x: width - 4, y: height - 5});
  const bottom = height - STRIP;
  const element = draw(
    "g",
    {
      transform: `translate(${x} ${y})`,
      role: "button", tabindex: -1, "data-stop": "", "data-node": node.index,
      onclick: () => app.select({node: node.index}),
    },
    draw("title", {}, [node.name, node.op, parts.length ? `with ${parts.length} parameters` : ""].filter(Boolean).join(", ")),
    draw("rect", {class: "ring", x: -4, y: -4, width: width + 8, height: height + 8, rx: 10}),
    draw("rect", {class: "paper", width, height, rx: 7}),
    draw("path", {class: "strip", d: stripPath(width, height, bottom)}),
    title, value, grad, count,
    draw("rect", {class: "border", width, height, rx: 7}),
  );
  if (parts.length) element.append(draw("text", {class: "parts", x: middle, y: -4}, `${parts.length} parameters`));
  return {element, title, value, grad, count, node, width, classes: ""};
}

function stripPath(width, height, top) {
  return `M0 ${top}H${width}V${height - 7}a7 7 0 0 1 -7 7H7a7 7 0 0 1 -7 -7Z`;
}

function updateCard(card, app, view, state, current, under) {
  const {index, op} = card.node;
  const needed = arrivalsOf(view, index);
  const arrived = state.arrived[index];
  const words = [
    "card", op ? "" : "leaf", index === app.graph.output ? "output" : "",
    state.valued[index] ? "valued" : "waiting",
    arrived === 0 ? "" : arrived < needed ? "partly" : "complete",
    current.nodes.get(index) ?? "", under ? "under" : "",
    current.dimmed && !current.nodes.get(index)?.includes("path") ? "dimmed" : "",
  ];
  setClass(card, words.filter(Boolean).join(" "));
  const asked = current.result === index ? current.step.kind : "";
  const value = asked === "forward" ? "?" : state.valued[index] ? short(app.numbers.values[index]) : "·";
  const grad = asked && asked !== "forward" ? "?" : arrived ? signed(state.gradients[index]) : "";
  setText(card, "value", value);
  setText(card, "grad", grad);
  setText(card, "count", arrived && arrived < needed ? `${arrived}/${needed}` : "");
  const label = `${card.node.name}${op ? `, ${op}` : ", leaf"}, value ${value}${grad ? `, gradient ${grad}` : ""}`;
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
  const fits = Math.max(1, Math.floor((height - 26) / 46));
  const rows = outputs.slice(0, outputs.length > fits ? Math.max(1, fits) : fits);
  const drawn = rows.map((node, k) => {
    const middle = y + 22 + ((height - 24) * (k + 0.5)) / rows.length;
    const text = (words, dy) => draw("text", {class: words, x: x + width / 2, y: middle + dy});
    const parts = {node, title: text("name", -10), value: text("value", 5), grad: text("grad", 20)};
    parts.title.textContent = cut(app.graph.nodes[node].name, width / 8);
    return parts;
  });
  const more = outputs.length > rows.length ? `and ${outputs.length - rows.length} more` : "";
  const note = draw("text", {class: "more", x: x + width / 2, y: y + height - 5}, more);
  const cover = draw(
    "g", {class: "cover"}, box("paper"), closed,
    ...drawn.flatMap((each) => [each.title, each.value, each.grad]), note, box("border"),
  );
  const frameElement = draw("g", {class: "frame"}, box("paper"), open);
  return {frame: frameElement, cover, open, closed, rows: drawn, members: new Set(members), classes: "", element: cover};
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

function updateCluster(cluster, i, app, view, state, current) {
  const folded = app.folded(view);
  const inside = view.clusters.some(
    (outer, k) => k < i && folded.has(k) && outer.members.includes(view.clusters[i].members[0]),
  );
  const shut = folded.has(i);
  cluster.frame.setAttribute("class", inside || shut ? "frame under" : "frame");
  const active = [...current.nodes].find(([node, words]) => cluster.members.has(node) && words.includes("current"));
  setClass(cluster, `cover${shut && !inside ? "" : " under"}${active ? ` ${active[1]}` : ""}`);
  for (const each of [cluster.open, cluster.closed]) {
    each.setAttribute("aria-expanded", String(!shut));
    each.setAttribute("aria-label", `${view.clusters[i].name}, ${view.clusters[i].members.length} nodes`);
  }
  for (const row of cluster.rows) {
    const asked = current.result === row.node ? current.step.kind : "";
    setText(row, "value", asked === "forward" ? "?" : state.valued[row.node] ? short(app.numbers.values[row.node]) : "·");
    setText(row, "grad", asked === "backward" ? "?" : state.arrived[row.node] ? signed(state.gradients[row.node]) : "");
  }
}
