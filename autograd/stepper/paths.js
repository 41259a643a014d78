// A gradient as the sum over all paths from the output to a node. Pure.

/** The number of paths from the output to every node, exactly. */
function countPaths(view) {
  const ways = new Map(view.nodes.map((node) => [node, 0n]));
  ways.set(view.graph.output, 1n);
  for (const child of [...view.nodes].reverse()) {
    for (const edge of view.incoming.get(child)) {
      ways.set(edge.parent, ways.get(edge.parent) + ways.get(child));
    }
  }
  return ways;
}

/** The nodes from which a source can be reached, itself included. */
function aboveNode(view, source) {
  const met = new Set([source]);
  for (const node of view.nodes) {
    if (view.incoming.get(node).some((edge) => met.has(edge.parent))) met.add(node);
  }
  return met;
}

/**
 * The k paths with the largest |product|, from the output down to the source. Every
 * node keeps its k best ways from the output, so the others are never enumerated.
 */
function topPaths(view, partials, source, k) {
  const leading = aboveNode(view, source);
  const ways = new Map([[view.graph.output, [{product: 1, edge: null, before: null}]]]);
  for (const child of [...view.nodes].reverse()) {
    const found = ways.get(child);
    if (child === source || !found || !leading.has(child)) continue;
    const best = largest(found, k);
    for (const edge of view.incoming.get(child)) {
      if (!leading.has(edge.parent)) continue;
      if (!ways.has(edge.parent)) ways.set(edge.parent, []);
      const slope = partials[edge.index];
      for (const way of best) {
        const product = way.product * slope;
        ways.get(edge.parent).push({product, edge, before: way});
      }
    }
  }
  return largest(ways.get(source) ?? [], k).map((way) => {
    const edges = [];
    for (let at = way; at.edge; at = at.before) edges.unshift(at.edge);
    return {edges, product: way.product};
  });
}

function largest(ways, k) {
  const size = (way) => Math.abs(way.product);
  return [...ways].sort((a, b) => size(b) - size(a)).slice(0, k);
}
