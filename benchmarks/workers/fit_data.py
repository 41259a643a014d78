"""Writes the tables of fit.py as JSON to stdout; runs where scikit-learn is installed.

Iris, standardized, and the 1,797 digits of 8×8 pixels, each divided by 16.
"""

import json
import sys

from sklearn.datasets import load_digits, load_iris


def main() -> None:
    """Both tables: rows and classes."""
    iris, digits = load_iris(), load_digits()
    flowers = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
    tables = {
        "iris": [flowers.tolist(), iris.target.tolist()],
        "digits": [(digits.data / 16).tolist(), digits.target.tolist()],
    }
    json.dump(tables, sys.stdout)


if __name__ == "__main__":
    main()
