"""The README's table of speed: some rows of the pages in `benchmarks/results/`.

    python benchmarks/summary.py [--write]

Prints the table, or puts it into the README, between its two marks; a test says when
it is not what the pages say.
"""

import argparse
from pathlib import Path

import report

HERE = Path(__file__).resolve().parent
README = HERE.parent / "README.md"
BEGIN, END = "<!-- speed -->\n", "<!-- /speed -->\n"
HEADER = ("a training step", "unit", "glassgrad", "others")
ROWS = (
    (
        "100 records, recorded anew",
        "moons",
        "ms a step",
        ("glassgrad",),
        ("micrograd",),
    ),
    (
        "the same, recorded once",
        "moons",
        "ms a step",
        ("glassgrad-compiled",),
        ("micrograd",),
    ),
    (
        "one record, compiled",
        "repeated",
        "µs, 1 record",
        ("glassgrad-llvm", "glassgrad-numpy"),
        ("casadi-c", "jax", "torch"),
    ),
    (
        "100 records, compiled",
        "repeated",
        "µs, 100 records",
        ("glassgrad-llvm", "glassgrad-numpy"),
        ("c", "jax", "torch"),
    ),
    (
        "10,000 records, compiled",
        "repeated",
        "µs, 10,000 records",
        ("glassgrad-llvm", "glassgrad-numpy"),
        ("c", "jax", "torch"),
    ),
    (
        "a tiny GPT, recorded anew",
        "gpt",
        "ms a step",
        ("glassgrad",),
        ("local-gradients",),
    ),
    (
        "a tiny GPT, compiled",
        "gpt",
        "ms a step",
        ("glassgrad-llvm", "glassgrad-numpy"),
        ("local-gradients",),
    ),
)
"""Of each row: its words, page, column, our rows there, the rows of others."""
SHORT = {
    "glassgrad-llvm": "llvm",
    "glassgrad-numpy": "numpy",
    "glassgrad": "",
    "glassgrad-compiled": "",
    "casadi-c": "CasADi's C",
    "c": "C by hand",
    "jax": "jax.jit",
    "local-gradients": "microgpt's class",
}


def table(results: Path) -> str:
    """The table, from the pages in a folder; what has no page has no row."""
    rows = []
    for words, page, column, ours, others in ROWS:
        file = results / f"{page}.md"
        if not file.exists():
            continue
        numbers = _column(file, column)
        shown = [
            ", ".join(
                f"{SHORT.get(n, n)} {numbers.get(n, report.DASH)}".strip()
                for n in names
            )
            for names in (ours, others)
        ]
        unit = column.partition(" a ")[0].partition(",")[0]
        rows.append([words, unit, *shown])
    return report.table(HEADER, rows)


def _column(page: Path, name: str) -> dict[str, str]:
    """A column of a page's table, by the first."""
    lines = page.read_text(encoding="utf-8").splitlines()
    header, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]
    return {row[0]: row[header.index(name)] for row in rows}


def main() -> None:
    options = argparse.ArgumentParser(description="The README's table of speed.")
    options.add_argument("--write", action="store_true", help="put it into the README")
    text = table(HERE / "results") + "\n"
    if not options.parse_args().write:
        print(text)
        return
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}{text}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
