"""Pictures for tests: matplotlib without a window, and what was drawn as data."""

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: F401


def lines(ax):
    """The labelled lines of a picture, by the first word of the label."""
    return {line.get_label(): line.get_xydata() for line in ax.get_lines()}
