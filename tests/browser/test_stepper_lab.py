"""A stepper in a real JupyterLab: run, saved, opened again, not trusted, exported."""

import json
import os
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "of-this-test"
SECONDS = 120
SOURCE = """\
from autograd import Value, stepper
a, b = Value(3.0, label="a"), Value(5.0, label="</script><b>")
L = a * b + a
stepper(L)"""
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "steps",
            "metadata": {},
            "outputs": [],
            "source": SOURCE,
        }
    ],
    "metadata": {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        }
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}

pytestmark = pytest.mark.skipif(
    find_spec("jupyterlab") is None and os.environ.get("REQUIRE_BROWSER") != "1",
    reason="there is no JupyterLab: pip install '.[dev]'",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the notebook is, with Jupyter's own folders beside it."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "steps.ipynb").write_text(json.dumps(NOTEBOOK), "utf-8")
    return folder


@pytest.fixture(scope="module")
def environment(folder):
    """Jupyter without the settings of whoever runs the tests, and our own code."""
    own = {
        f"JUPYTER_{kind}_DIR": str(folder / kind.lower())
        for kind in ("CONFIG", "DATA", "RUNTIME")
    }
    own |= {"IPYTHONDIR": str(folder / "ipython"), "PYTHONPATH": str(ROOT)}
    return {**os.environ, **own}


@pytest.fixture(scope="module")
def lab(folder, environment):
    """The address of a running JupyterLab."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    options = {
        "IdentityProvider.token": TOKEN,
        "ServerApp.port": port,
        "ServerApp.root_dir": folder / "notebooks",
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    given = [f"--{key}={value}" for key, value in options.items()]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *given],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(f"{address}/api?token={TOKEN}"))
        yield address
    finally:
        server.terminate()
        server.wait(SECONDS)


def answers(address):
    try:
        with urlopen(address, timeout=5) as said:
            return said.status == 200
    except (URLError, OSError):
        return False


def wait_for(true):
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


@pytest.fixture
def shown(browser, lab):
    """A function that opens a notebook in JupyterLab."""
    context = browser.new_context(viewport={"width": 1300, "height": 1000})
    context.set_default_timeout(1000 * SECONDS)

    def open_(name):
        page = context.new_page()
        page.goto(f"{lab}/doc/tree/{name}?token={TOKEN}&reset")
        page.wait_for_selector(".jp-CodeCell")
        return page

    yield open_
    context.close()


@pytest.fixture(scope="module")
def saved(browser, lab, folder):
    """The notebook after its cell was run and it was saved; how its stepper did."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(1000 * SECONDS)
    page.goto(f"{lab}/doc/tree/steps.ipynb?token={TOKEN}&reset")
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    did = stepped(page)
    page.locator(".jp-CodeCell .cm-content").first.click()  # out of the frame
    page.keyboard.press("Control+s")
    path = folder / "notebooks" / "steps.ipynb"
    wait_for(lambda: "iframe" in path.read_text("utf-8"))
    page.close()
    return path, did


def stepped(page):
    """Step on and to the end in the page of an output, by mouse and by keyboard."""
    frame = page.frame_locator(".jp-OutputArea-output iframe")
    frame.locator("#next").click()
    places = [frame.locator("#place").inner_text()]
    frame.locator("#next").press("End")
    places.append(frame.locator("#place").inner_text())
    return places


def test_stepper_steps_after_its_cell_was_run(saved):
    assert saved[1] == ["1 / 7", "7 / 7"]


def test_stepper_steps_in_the_notebook_opened_again(saved, shown):
    assert stepped(shown(saved[0].name)) == ["1 / 7", "7 / 7"]


def test_untrusted_notebook_shows_the_picture_instead(saved, shown):
    content = json.loads(saved[0].read_text("utf-8"))
    content["metadata"]["changed"] = "by another hand, so no signature fits"
    content["cells"][0]["source"] += "\n"
    other = saved[0].with_name("other.ipynb")
    other.write_text(json.dumps(content), "utf-8")
    page = shown(other.name)
    picture = page.locator(".jp-OutputArea-output img")
    picture.wait_for()
    assert picture.evaluate("each => each.complete && each.naturalWidth") > 100
    assert page.locator(".jp-OutputArea-output iframe").count() == 0
    assert page.locator(".jp-OutputArea-output b").count() == 0


def test_notebook_exported_as_html_steps_without_a_network(saved, environment, page):
    command = [sys.executable, "-m", "nbconvert", "--to", "html", str(saved[0])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    page.goto(saved[0].with_suffix(".html").as_uri(), wait_until="domcontentloaded")
    assert stepped(page) == ["1 / 7", "7 / 7"]
