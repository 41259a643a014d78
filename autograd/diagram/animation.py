"""The steps of a pass as an animation for slides: GIF, or PNG that moves (APNG).

Frames are pictures of `frames`, put together by Pillow (extra `animate`), which is well
kept, has wheels for every system and writes both formats; the standard library neither.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd.diagram.engine import LayoutError, render
from autograd.diagram.frames import Frames
from autograd.diagram.picture import Diagram
from autograd.diagram.theme import Theme, theme_named
from autograd.elimination import at_view
from autograd.graph import Graph
from autograd.stepping import Steps, steps
from autograd.value import Value

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = {".gif": "GIF", ".png": "PNG", ".apng": "PNG"}
NODES, STEPS = 100, 300
"""What an animation shows at most; beyond it nobody could follow."""

HELD = 3.0
"""How long the last frame stays, in seconds."""


@dataclass(frozen=True, slots=True, repr=False)
class Animation:
    """Frames one after the other; `save` writes a file, a notebook shows it moving.

    A whole pass begins with a frame of what there is before it, the leaves' numbers.

    Attributes:
        steps: what is shown, a frame for each.
        seconds: how long each stays.
        width: the most pixels from left to right.
        direction: of the graphs, "LR" from left to right or "TB" from top to bottom.
        theme: "light" or "dark".
    """

    steps: Steps
    seconds: float
    width: int
    direction: str
    theme: str

    def save(self, path: str | Path) -> Path:
        """Write the animation; the format is the suffix of the name.

        Args:
            path: ends in .gif, .png or .apng; folders that are missing are made.

        Returns:
            The path written to.

        Raises:
            ValueError: no such format.
            ImportError: Pillow is not installed.
            LayoutError: no layout engine was found, or it failed.
        """
        path = Path(path)
        format = SUFFIXES.get(path.suffix.lower())
        if format is None:
            raise ValueError(
                f"cannot save an animation as {path.name!r}: name it with one of "
                f"{', '.join(SUFFIXES)}"
            )
        content = self._written(format)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def _written(self, format: str) -> bytes:
        frames = self._frames()
        out = BytesIO()
        frames[0].save(
            out,
            format,
            save_all=True,
            append_images=frames[1:],
            duration=[round(1000 * each) for each in self._durations(len(frames))],
            loop=0,
        )
        return out.getvalue()

    def _durations(self, frames: int) -> list[float]:
        return [self.seconds] * (frames - 1) + [max(HELD, self.seconds)]

    def _pictures(self) -> list[Diagram]:
        drawn = Frames(self.steps, direction=self.direction, theme=self.theme)
        start = [drawn.start()] if not self.steps[0].index else []
        return start + [drawn.draw(step) for step in self.steps]

    def _frames(self) -> list[Image]:
        """The pictures, each as large as the first, in one set of 256 colours.

        With sets of their own, which a GIF could have, colours would flicker. Each is
        drawn as large as it is shown: larger and made smaller took twice as long.
        """
        images = _pillow()
        pictures = self._pictures()
        frame = partial(_frame, dpi=self._resolution(pictures[0]))
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # the engine's own processes
            frames = [*pool.map(frame, pictures)]
        # Layouts of one pass may differ by a pixel, where they are rounded otherwise.
        size = min(self.width, frames[0].width), frames[0].height
        frames = [each.crop((0, 0, *size)) for each in frames]
        samples = [frames[0], frames[len(frames) // 2], frames[-1]]
        colours = _colours(samples, theme_named(self.theme))
        none = images.Dither.NONE
        return [each.quantize(palette=colours, dither=none) for each in frames]

    def _resolution(self, picture: Diagram) -> float:
        """The pixels of an inch at which a picture is as wide as it may be."""
        points = float(picture.svg().split('viewBox="', 1)[1].split()[2])
        return min(96.0, 72.0 * self.width / points)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self)}
        try:
            bundle["image/png"] = self._written("PNG")
        except (ImportError, LayoutError) as error:
            bundle["text/plain"] = f"{error}\n\n{self.steps}"
        return bundle

    def __repr__(self) -> str:
        return f"Animation({self.steps!r}, {self.seconds:g} s each)"


def animate(
    output: Value | Graph | Steps,
    view: str = "ops",
    *,
    seconds: float = 1.0,
    width: int = 1600,
    direction: str = "LR",
    theme: str = "light",
) -> Animation:
    """The forward and the backward pass as an animation, a frame for each step.

    Args:
        output: the last node; or its Graph; or Steps, for example a slice of a pass.
        view: "ops" every node, "neurons" or "layers", as in `draw`; Steps are shown as
            they are.
        seconds: how long a frame stays; the last one longer.
        width: pixels from left to right; a wider picture is made smaller.
        direction: where the graph runs: "LR" left to right, "TB", "RL", "BT".
        theme: "light" or "dark".

    Raises:
        TypeError: the output is not one Value.
        ValueError: too many nodes or steps to follow, or none; an unknown option.
    """
    found = output if isinstance(output, Steps) else steps(at_view(output, view))
    nodes = len(found.graph)
    if not len(found):
        raise ValueError("an animation needs a step at least, and this slice has none")
    if nodes > NODES:
        raise ValueError(
            f"an animation of {nodes:,} nodes, more than {NODES}, could not be read: "
            "pass view='neurons', or a smaller network"
        )
    if len(found) > STEPS:
        raise ValueError(
            f"an animation of {len(found):,} steps, more than {STEPS}, would be too "
            "long: pass a slice, such as steps(output)[:100]"
        )
    if not 0.02 <= seconds <= 60.0:
        raise ValueError(f"seconds, of one frame, are 0.02 to 60, not {seconds!r}")
    if not 100 <= width <= 10_000:
        raise ValueError(f"width is 100 to 10,000 pixels, not {width!r}")
    Frames(found[:1], direction=direction, theme=theme)  # says what is unknown, now
    return Animation(found, seconds, width, direction, theme)


def _frame(picture: Diagram, dpi: float) -> Image:
    with _pillow().open(
        BytesIO(render(picture.source, "png", picture.effort, dpi))
    ) as opened:
        frame: Image = opened.convert("RGB")
    return frame


def _colours(samples: Sequence[Image], theme: Theme) -> Image:
    """A picture that holds the theme's colours and those of blurred edges, 256 in all.

    Without its own colours, what is filled faintly would be white or all alike.
    """
    images = _pillow()
    wide, high = samples[0].size
    strip = images.new("RGB", (wide, high * len(samples)))
    for i, sample in enumerate(samples):
        strip.paste(sample, (0, i * high))
    own = [bytes.fromhex(c[1:]) for c in astuple(theme) if isinstance(c, str)]
    blurred = strip.quantize(256 - len(own), images.Quantize.FASTOCTREE)
    found = bytes(blurred.getpalette("RGB"))
    others = [found[i : i + 3] for i in range(0, len(found), 3)]
    palette: Image = images.new("P", (1, 1))
    palette.putpalette(b"".join([*own, *(c for c in others if not _near(c, own))]))
    return palette


def _near(colour: bytes, others: Sequence[bytes]) -> bool:
    """Whether Pillow could take a colour for one of the others."""
    return any(
        all(abs(x - y) < 6 for x, y in zip(colour, other, strict=True))
        for other in others
    )


def _pillow() -> Any:
    try:
        from PIL import Image
    except ImportError:
        raise ImportError(
            "Pillow, which puts the frames together, is not installed: "
            'pip install "glassgrad[animate]"'
        ) from None
    return Image
