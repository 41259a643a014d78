// The panel of what was clicked: a node with its paths, or an edge and what flows.

function makeLook(app) {
  return {update: () => {}};
}
