"""Pictures of graphs: `draw(output)` → Diagram → SVG, PNG, DOT, PDF."""

from autograd.diagram.animation import Animation, animate
from autograd.diagram.beside import Beside, beside
from autograd.diagram.drawing import draw
from autograd.diagram.engine import LayoutError
from autograd.diagram.frames import Frames, draw_step
from autograd.diagram.geometry import Geometry, geometry
from autograd.diagram.highlight import draw_paths
from autograd.diagram.picture import Diagram

__all__ = [
    "Animation",
    "Beside",
    "Diagram",
    "Frames",
    "Geometry",
    "LayoutError",
    "animate",
    "beside",
    "draw",
    "draw_paths",
    "draw_step",
    "geometry",
]
