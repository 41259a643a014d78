"""The pure parts of benchmarks/: numbers to text, agreement, the table of peers."""

import argparse
import doctest
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "benchmarks"))  # its files are scripts beside each other
NAMES = ("harness", "peers", "picture", "report", "results", "summary")
harness, peers, picture, report, results, summary = map(import_module, NAMES)


@pytest.mark.parametrize("module", [harness, picture, report, results])
def test_doctests(module):
    assert doctest.testmod(module).failed == 0


def test_median_of_an_even_count_is_the_middle_of_two():
    assert report.median([9.0, 1.0, 2.0, 4.0]) == 3.0


def test_ratio_says_how_many_times_faster_than_the_baseline():
    assert report.ratio([2.0, 2.0, 50.0], [0.5, 0.1, 0.5]) == "4.00"


def test_what_was_not_timed_is_a_dash():
    assert report.milliseconds([]) == "–"
    assert report.ratio([1.0], []) == "–"
    assert report.ratio([], [1.0]) == "–"


def test_table_aligns_text_left_and_numbers_right():
    lines = report.table(["name", "ms", "note"], [["a", "1,153", ""]]).splitlines()
    assert lines == [
        "| name |    ms | note |",
        "| ---- | ----: | ---- |",
        "| a    | 1,153 |      |",
    ]


def test_table_refuses_a_row_of_another_length():
    with pytest.raises(ValueError, match="zip"):
        report.table(["name", "ms"], [["a"]])


def test_checks_within_the_tolerance_agree():
    expected = {"losses": [1.0, 0.5], "gradients": [0.25]}
    actual = {"losses": [1.0, 0.5 + 1e-12], "gradients": [0.25]}
    assert harness.disagreement(expected, actual) == ""


@pytest.mark.parametrize("wrong", [[0.26], [float("nan")], []])
def test_a_wrong_gradient_disagrees(wrong):
    expected = {"losses": [1.0], "gradients": [0.25]}
    actual = {"losses": [1.0], "gradients": wrong}
    assert harness.disagreement(expected, actual).startswith("DISAGREES by ")


def test_the_baseline_is_always_among_the_selected_peers():
    assert [peer.name for peer in peers.select("xad")] == [peers.BASELINE, "xad"]


def test_an_unknown_peer_is_named():
    with pytest.raises(argparse.ArgumentTypeError, match="nosuchgrad"):
        peers.select("xad,nosuchgrad")


def test_every_row_of_peers_has_an_adapter_and_a_name_of_its_own():
    adapters = harness.SERVE.parent / "adapters"
    assert all((adapters / f"{peer.adapter}.py").exists() for peer in peers.MOONS)
    assert len({peer.name for peer in peers.MOONS}) == len(peers.MOONS)


@pytest.mark.parametrize("table", [peers.REPEATED, peers.FIT, peers.GPT])
def test_every_row_of_other_tables_has_an_adapter(table):
    adapters = harness.SERVE.parent / "adapters"
    names = [peer.adapter.replace(".", "/") for peer in table]
    assert all((adapters / f"{name}.py").exists() for name in names)
    assert peers.select(table[-1].name, table)[0] is table[0]


def test_a_page_says_machine_versions_command_load_and_what_is_left_out(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    monkeypatch.setattr(results, "_versions", lambda: "numpy 9.8.7")
    monkeypatch.setattr(sys, "argv", ["x/moons.py", "--write", "--rounds", "2"])
    page = results.write("Medians.", ["name", "ms"], [["a", "1.5"]], "Left out: rain.")
    text = page.read_text(encoding="utf-8")
    for part in (
        "# moons.py\n\nMedians. Measured on ",
        "    python benchmarks/moons.py --rounds 2\n",
        f"- processor: {report.machine()['processor']}\n",
        "with numpy 9.8.7\n- load: ",
        "| a    | 1.5 |\n\nLeft out: rain.\n",
    ):
        assert part in text
    assert page == tmp_path / "moons.md" and "![" not in text


def test_a_picture_is_sorted_and_the_same_every_time(tmp_path):
    pytest.importorskip("matplotlib")
    points = [
        picture.Point("slow", 500.0, ours=False),
        picture.Point("quick", 2.0, ours=True),
        picture.Point("middle", 30.0, ours=False, hollow=True),
    ]
    files = [tmp_path / name for name in ("a.svg", "b.svg")]
    for file in files:
        picture.draw({"1 record": points}, "Times", "● a call", file)
    text = files[0].read_text(encoding="utf-8")
    assert text == files[1].read_text(encoding="utf-8")
    names = re.findall(r"<!-- (quick|middle|slow) -->", text)
    assert names == ["quick", "middle", "slow"]
    assert picture.OURS in text and picture.OTHERS in text


def test_the_table_in_the_readme_is_what_the_pages_say():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split(summary.BEGIN)[1].split(summary.END)[0]
    assert shown.strip() == summary.table(results.RESULTS)


def test_every_page_of_results_is_of_a_comparison_that_is_there():
    pages = [*results.RESULTS.glob("*.md")]
    assert pages
    assert all((ROOT / "benchmarks" / f"{page.stem}.py").exists() for page in pages)
