"""Chromium for the tests of pages: skipped without one, but not where it must be."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.stepping import Opened, saved

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser():
    """A running Chromium, one for the tests of a module."""
    path = shutil.which("chromium")
    if path is None:
        said = "there is no chromium: apt-get install chromium"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(said)
        pytest.skip(said)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """An empty page that reaches no network."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(browser, tmp_path):
    """A function that opens a stepper's page; complaints of a page fail the test."""
    pages = []

    def open_(output, hash="", view=None, **context):
        path = saved(output, tmp_path, view=view)
        pages.append(Opened(browser, path, hash, **context))
        return pages[-1]

    yield open_
    for page in pages:
        page.context.close()
        assert not page.complaints
