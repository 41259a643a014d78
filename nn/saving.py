"""Parameters on disk: a JSON file of names and numbers, read without trusting it.

`write_state` takes {name: number} and writes it so that a crash in between leaves the
old file as it was; `read_state` gives it back, exactly, or says what is wrong with the
file. Nothing in a file is ever executed.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

Method = TypeVar("Method", bound=Callable[..., Any])

FORMAT = "glassgrad parameters 1"
LARGEST = 64 * 1024 * 1024
"""Bytes of a file, about 1.5 million parameters: more is not read."""

GIVEN = ("", "numbers", "probabilities", "logits", "scores")
"""What the outputs of a model may be; "" if nothing is known."""

OTHERS = tuple(".npz .npy .pkl .pickle .pt .pth .h5 .hdf5 .keras .safetensors".split())
"""Endings that promise another format than the one that is written."""


def not_of_a_class(method: Method) -> Method:
    """Let a method say what to write, where `MLP.load(path)` passes a path as self."""

    @wraps(method)
    def checked(module: Any, *rest: Any, **options: Any) -> Any:
        if isinstance(module, str | os.PathLike):
            name = method.__name__
            raise TypeError(
                f"{name} is for a module that was built, not for its class: write "
                f"model = MLP(…), with the sizes it has, then model.{name}({module!r})"
            )
        return method(module, *rest, **options)

    return cast(Method, checked)


def write_state(
    state: Mapping[str, float], path: str | os.PathLike[str], gives: str = ""
) -> None:
    """Write numbers by name; the file is replaced in one piece or not at all.

    Args:
        state: the numbers.
        path: of the file; its folder must exist.
        gives: what the outputs of the model are, see `Module`.

    Raises:
        ValueError: a number is infinite or NaN, they are too many for a file, or the
            path ends as files of another format do.
        OSError: the file cannot be written; what stood there is as it was.
    """
    suffix = os.path.splitext(os.fspath(path))[1].lower()
    if suffix in OTHERS:
        raise ValueError(
            f"{os.fspath(path)}: parameters are written as JSON, which a {suffix} file "
            'is not: write model.save("model.json")'
        )
    for name, number in state.items():
        if not isfinite(number):
            raise ValueError(
                f"the parameter {name} is {number}, which no model can be used with: "
                "nothing was saved; see autograd.explain_nonfinite"
            )
    known = {"gives": gives} if gives else {}
    content = {"format": FORMAT, **known, "parameters": dict(state)}
    text = json.dumps(content, indent=1)
    if len(text) > LARGEST:
        raise ValueError(f"{len(state)} parameters are too many for a file")
    whole = Path(os.path.realpath(path))
    if not whole.parent.is_dir():
        raise FileNotFoundError(
            f"{os.fspath(path)}: there is no folder {whole.parent} to save it in: make "
            "it first, with os.makedirs"
        )
    _replace(whole, text + "\n")


def read_state(path: str | os.PathLike[str]) -> tuple[dict[str, float], str]:
    """The numbers by name and what the model gives, as `write_state` got them.

    Raises:
        ValueError: it is no such file, or it is damaged.
        OSError: there is no file, or it cannot be read.
    """
    with open(path, "rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        _refuse(path, f"it is larger than {LARGEST} bytes")
    try:
        found = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        _refuse(path, f"it is not whole JSON ({error})", error)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        _refuse(path, f'it does not begin with "format": "{FORMAT}"')
    state = found.get("parameters")
    if not isinstance(state, dict):
        _refuse(path, 'it has no "parameters" by name')
    for name, number in state.items():
        if not _finite(number):
            _refuse(path, f"the parameter {name} is {str(number)[:40]}")
    gives = found.get("gives", "")
    if not isinstance(gives, str) or gives not in GIVEN:
        _refuse(path, f"a model gives {', '.join(GIVEN[1:])}, not {str(gives)[:40]}")
    return {name: float(number) for name, number in state.items()}, gives


def checked_state(owner: str, names: Collection[str], state: Any) -> dict[str, float]:
    """The numbers of a state, checked to have the names of the parameters.

    Args:
        owner: the kind of module, for the message.
        names: of its parameters.
        state: as it was given.

    Raises:
        ValueError: a name is missing or one too many, or a number is not finite.
        TypeError: it is no dict, or something is not a number.
    """
    if not isinstance(state, Mapping):
        raise TypeError(
            "a state is a dict of numbers by name, such as state_dict() gives, not "
            f"{state!r}"
        )
    missing = [name for name in names if name not in state]
    unknown = [name for name in state if name not in names]
    if missing or unknown:
        raise ValueError(
            f"this {owner} has {len(names)} parameters and the state {len(state)}: the "
            f"state lacks {_some(missing)}, and has {_some(unknown)} too many; build "
            "the module with the sizes and names that it had when it was saved"
        )
    return {name: _number(name, state[name]) for name in names}


def _number(name: str, given: object) -> float:
    if isinstance(given, (bool, str)) or not hasattr(given, "__float__"):
        raise TypeError(f"the state's {name} is {given!r}: it must be a number")
    number = float(given)
    if not isfinite(number):
        raise ValueError(f"the state's {name} is {number}: it must be a finite number")
    return number


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(map(str, names[:3])) + more if names else "none"


def _replace(path: Path, text: str) -> None:
    """Write beside the file, then rename: a reader sees the old one or the new one."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(beside, "x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        os.replace(beside, path)
    except BaseException:  # Ctrl-C too must not leave half a file
        beside.unlink(missing_ok=True)
        raise


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _finite(number: object) -> bool:
    if isinstance(number, int) and not isinstance(number, bool):
        return abs(number) < 2**1023
    return isinstance(number, float) and isfinite(number)


def _refuse(
    path: str | os.PathLike[str], why: str, cause: BaseException | None = None
) -> NoReturn:
    raise ValueError(
        f"{os.fspath(path)} is no file of saved parameters, or it is damaged: {why}; "
        "nothing was loaded"
    ) from cause
