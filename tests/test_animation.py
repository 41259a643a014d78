"""Animations have a frame for each step, all of one size, in GIF and in PNG."""

import builtins
from io import BytesIO
from itertools import pairwise

import pytest
from lecture import lecture
from PIL import Image, ImageChops

from autograd import Value, animate, scope, steps, sum, tanh
from autograd.diagram.theme import THEMES


def small():
    """The steps of a graph of five nodes, two of them leaves: 3 + 1 + 5."""
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    with scope("unit"):
        c = a * b
    return steps(tanh(c) - a)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The same animation as GIF and as PNG."""
    folder = tmp_path_factory.mktemp("moving") / "made"
    made = animate(small(), seconds=0.5)
    return [made.save(folder / name) for name in ("a.gif", "a.png")]


@pytest.fixture
def moving(saved):
    """Both, opened at the first frame."""
    return [opened(path) for path in saved]


def opened(path):
    """A picture that keeps no file open."""
    return Image.open(BytesIO(path.read_bytes()))


def frames(image):
    for i in range(image.n_frames):
        image.seek(i)
        yield image.convert("RGB")


def test_there_is_a_frame_for_the_start_and_each_step_and_the_last_stays(moving):
    for image in moving:
        assert image.n_frames == 1 + len(small())
        image.seek(1)
        assert image.info["duration"] == 500
        image.seek(image.n_frames - 1)
        assert image.info["duration"] == 3000
        assert image.info["loop"] == 0


def test_frames_are_the_pictures_of_the_steps(moving, tmp_path):
    found = small()
    for i in (0, 5, len(found) - 1):
        drawn = opened(found.draw(i).save(tmp_path / "step.png")).convert("RGB")
        for image in moving:
            image.seek(1 + i)
            shown = image.convert("RGB")
            assert shown.size == drawn.size
            off = ImageChops.difference(shown, drawn).getextrema()
            assert max(high for _, high in off) < 32  # blurred edges of letters


def test_every_frame_differs_from_the_one_before(moving):
    shown = [frame.tobytes() for frame in frames(moving[0])]
    assert all(one != other for one, other in pairwise(shown))


@pytest.mark.parametrize("theme", THEMES)
def test_the_fills_of_boxes_keep_their_colours(theme, tmp_path):
    path = animate(small()[4:6], theme=theme).save(tmp_path / "a.gif")
    image = opened(path)
    image.seek(1)
    there = {colour for _, colour in image.convert("RGB").getcolors(1 << 20)}
    for name in ("paper", "box", "leaf", "gradient_lit", "gradient"):
        colour = getattr(THEMES[theme], name)
        assert tuple(bytes.fromhex(colour[1:])) in there, name


def test_a_wide_picture_is_made_smaller(tmp_path):
    found = steps(lecture().L)[:2]
    image = opened(animate(found, width=400).save(tmp_path / "a.gif"))
    assert image.size[0] == 400 and 100 < image.size[1] < 300


def test_one_step_is_an_animation_too(tmp_path):
    path = animate(steps(Value(1.0, "x"))).save(tmp_path / "a.apng")
    assert opened(path).size[0] > 100


def test_a_notebook_gets_a_png_that_moves():
    bundle = animate(small()[:2])._repr_mimebundle_()
    assert bundle["image/png"].startswith(b"\x89PNG") and b"acTL" in bundle["image/png"]
    assert bundle["text/plain"] == "Animation(Steps(v4: 2 forward), 1 s each)"


def test_a_slice_from_the_middle_has_no_frame_of_the_start(tmp_path):
    path = animate(small()[1:3]).save(tmp_path / "a.gif")
    assert opened(path).n_frames == 2


def test_the_view_is_that_of_draw():
    assert len(animate(lecture().L).steps.graph) == 22
    names = {node.name for node in animate(lecture().L, "neurons").steps.graph.nodes}
    assert {"O11", "O21", "O22", "O31", "L"} < names and len(names) == 16


def chain(length):
    x = Value(1.0, "x")
    for _ in range(length):
        x = x * x
    return x


@pytest.mark.parametrize(
    ("output", "options", "message"),
    [
        (chain(101), {}, "102 nodes, more than 100.*view='neurons'"),
        (steps(chain(99))[:0], {}, "this slice has none"),
        (chain(2), {"view": "neuron"}, "the views are ops, neurons, layers"),
        (chain(2), {"theme": "pink"}, "the themes are light, dark"),
        (chain(2), {"direction": "up"}, "the directions are LR"),
        (chain(2), {"seconds": 0.0}, "0.02 to 60, not 0.0"),
        (chain(2), {"seconds": float("nan")}, "0.02 to 60, not nan"),
        (chain(2), {"width": 10}, "100 to 10,000 pixels, not 10"),
    ],
)
def test_bad_options_are_refused_at_once(output, options, message):
    with pytest.raises(ValueError, match=message):
        animate(output, **options)


def test_too_many_steps_are_refused_with_advice():
    xs = [Value(float(i)) for i in range(40)]
    found = steps(sum([sum(xs) for _ in range(8)]))
    with pytest.raises(ValueError, match=r"338 steps, more than 300.*pass a slice"):
        animate(found)
    assert len(animate(found[50:]).steps) == 288


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"one of \.gif, \.png, \.apng"):
        animate(small()).save(tmp_path / "a.mp4")


def test_without_pillow_it_says_what_to_install(monkeypatch, tmp_path):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("PIL"):
            raise ImportError(name)
        return real(name, *rest)

    made = animate(small())
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r'pip install "glassgrad\[animate\]"'):
        made.save(tmp_path / "new" / "a.gif")
    assert not (tmp_path / "new").exists()
    assert "pip install" in made._repr_mimebundle_()["text/plain"]
