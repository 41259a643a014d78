"""Executes the notebooks: `--write` keeps their outputs, `--check` compares them.

Each runs from a clean kernel of the Python that runs this file, in its own folder.
Writing twice gives the same bytes: times and versions are left out. Both ways a cell
that raises or writes to stderr is named and nothing is written; the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

try:
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient, exceptions
    from nbformat import NotebookNode
    from traitlets import default
except ImportError as error:
    sys.exit(
        f"execute.py: no {error.name}; use the .venv that `python3 run.py lab` makes"
    )

HERE = Path(__file__).resolve().parent
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}

SETTINGS = """
# A picture must not change with the version of matplotlib that it would name.
c.InlineBackend.print_figure_kwargs = {
    "bbox_inches": "tight",
    "metadata": {"Software": None},
}
"""


def main(arguments: list[str]) -> int:
    """Write or check the notebooks that `arguments` name; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", action="store_true", help="keep the new outputs")
    action.add_argument("--check", action="store_true", help="compare with the file")
    parser.add_argument("notebooks", nargs="*", help="names or paths; default: all")
    options = parser.parse_args(arguments)
    every = sorted(HERE.glob("*.ipynb"))
    by_name = {name: path for path in every for name in (path.name, path.stem)}
    chosen = [by_name.get(name, Path(name)) for name in options.notebooks] or every
    if missing := [str(path) for path in chosen if not path.is_file()]:
        known = ", ".join(path.name for path in every)
        parser.error(f"no notebook {', '.join(missing)}; there are: {known}")
    with suppress(ImportError):  # else a cell builds its cache, and says so on stderr
        import matplotlib.font_manager  # noqa: F401
    code = 0
    for path in chosen:
        problems = process(path, options.write)
        code = 1 if problems else code
        print(f"{path.name}: {'failed' if problems else 'ok'}", flush=True)
        for problem in problems:
            print(f"{path.name}, {problem}", file=sys.stderr)
    return code


def process(path: Path, write: bool) -> list[str]:
    """Execute a notebook, then write or compare it; return what went wrong."""
    text = path.read_text(encoding="utf-8")
    committed, fresh = (nbformat.reads(text, as_version=4) for _ in range(2))
    if problems := [*execute(fresh, path.resolve().parent), *unwanted(fresh)]:
        return problems
    fresh.metadata.kernelspec = KERNELSPEC
    fresh.metadata.language_info.pop("version")
    for cell in fresh.cells:
        cell.metadata.pop("execution", None)
    written = nbformat.writes(fresh) + "\n"
    if write:
        path.write_text(written, encoding="utf-8", newline="\n")
    elif written != text:
        return [*differences(committed, fresh)] or ["its layout: run --write"]
    return []


class RunningPython(AsyncKernelManager):
    """Starts kernels of the running Python, whatever kernels are installed."""

    @default("kernel_spec_manager")
    def _none_installed(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])  # what is left is ipykernel's own


def execute(notebook: NotebookNode, folder: Path) -> Iterator[str]:
    """Put fresh outputs into a notebook; say so where its kernel had to be stopped."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    begun: list[tuple[int, NotebookNode]] = []
    client = NotebookClient(
        notebook,
        kernel_manager_class=RunningPython,
        kernel_name=KERNELSPEC["name"],
        timeout=120,  # seconds, for one cell
        record_timing=False,
        coalesce_streams=True,  # how output is cut into messages is chance
        on_cell_start=lambda cell, cell_index: begun.append((cell_index + 1, cell)),
        extra_arguments=["--log-level=ERROR"],  # else how it is reached is a warning
    )
    roots = [str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    own = {"PYTHONPATH": os.pathsep.join(roots), "GLASSGRAD_DOT": ""}  # our engine
    with TemporaryDirectory() as own["IPYTHONDIR"]:  # no start-up files of the user's
        profile = Path(own["IPYTHONDIR"], "profile_default")
        profile.mkdir()
        (profile / "ipython_kernel_config.py").write_text(SETTINGS, encoding="utf-8")
        try:
            client.execute(cwd=str(folder), env={**os.environ, **own})
        except exceptions.CellExecutionError:
            pass  # the cell has the error among its outputs
        except (exceptions.CellTimeoutError, exceptions.DeadKernelError) as error:
            yield f"{place(*begun[-1])}: {error}"


def unwanted(notebook: NotebookNode) -> Iterator[str]:
    """The outputs that no notebook may have: errors, stderr, a path of this machine.

    A path stands, for example, in what a picture says that could not be laid out.
    """
    for i, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                yield f"{place(i, cell)}: {output.ename}: {output.evalue}"
            elif output.get("name") == "stderr":
                yield f"{place(i, cell)}: on stderr: {output.text.strip()}"
            elif str(HERE.parent) in str(output):
                yield f"{place(i, cell)}: the output names the folder {HERE.parent}"


def place(number: int, cell: NotebookNode) -> str:
    """Which cell: its number among all, from 1, its id and its first line."""
    return f"cell {number} ({cell.get('id')}) `{cell.source.partition(chr(10))[0]}`"


def differences(committed: NotebookNode, fresh: NotebookNode) -> Iterator[str]:
    """For each cell with other outputs: which, and the first line that differs."""
    for i, pair in enumerate(zip(committed.cells, fresh.cells, strict=True), 1):
        lines = zip_longest(*map(lines_of, pair), fillvalue="nothing more")
        for old, new in ((old, new) for old, new in lines if old != new):
            at = next(k for k, (a, b) in enumerate(zip_longest(old, new)) if a != b)
            cut = slice(max(0, at - 40), at + 60)
            what = f"committed: {old[cut]}\n    now:       {new[cut]}"
            yield f"{place(i, pair[1])}: other outputs than committed\n    {what}"
            break


def lines_of(cell: NotebookNode) -> list[str]:
    """The outputs of a cell as text."""
    text = json.dumps(cell.get("outputs"), sort_keys=True, indent=1, ensure_ascii=False)
    return text.replace(r"\n", "\n").splitlines()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
