// Other numbers for the leaves.

function makeWhatIf(app) {
  return {update: () => {}};
}
