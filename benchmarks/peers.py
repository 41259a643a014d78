"""The one table of what is compared: a row for each implementation.

A row names the distribution and its pinned version, the file in `workers/adapters`
that drives it, and the environment it runs in. A new peer is a row here and an
adapter there. An empty requirement means the code is in this folder.
"""

import argparse
from dataclasses import dataclass

CHECKOUT = "this checkout"
BASELINE = "micrograd"
PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Peer:
    """One implementation: its row's name, adapter, requirement and a fact to know.

    `most` is the number of records above which it is not timed, since it takes minutes.
    """

    name: str
    adapter: str
    requirement: str
    note: str = ""
    most: int = 1_000_000

    @property
    def environment(self) -> str:
        """The folder of the environment, shared by rows of one distribution."""
        if self.requirement == CHECKOUT:
            return "glassgrad"
        return self.requirement.partition("==")[0] or PLAIN

    @property
    def version(self) -> str:
        """The pinned version, or where the code comes from."""
        return self.requirement.partition("==")[2] or self.requirement or "this folder"


GPT = (
    Peer(
        "local-gradients",
        "gpt.by_local_gradients",
        "",
        "tuples of children and local gradients, as in microgpt",
    ),
    Peer("glassgrad", "gpt.by_glassgrad", CHECKOUT, "nn.GPT, recorded anew each step"),
    Peer(
        "glassgrad-numpy",
        "gpt.by_glassgrad_numpy",
        CHECKOUT,
        "recorded once, a call a step",
    ),
    Peer(
        "glassgrad-llvm",
        "gpt.by_glassgrad_llvm",
        CHECKOUT,
        "recorded once, a call a step",
    ),
)
"""What a step of the tiny GPT is timed of; the first is the baseline."""

PEERS = (
    Peer("micrograd", "micrograd", "micrograd==0.1.0", "a node for each * and +"),
    Peer("glassgrad", "glassgrad", CHECKOUT, "a dot node for each neuron"),
    Peer(
        "glassgrad-expanded",
        "glassgrad_expanded",
        CHECKOUT,
        "micrograd's code, another import",
    ),
    Peer(
        "local-gradients",
        "local_gradients",
        "",
        "tuples of children and local gradients, as in microgpt",
    ),
    Peer("learngrad", "learngrad", "learngrad==0.2.1", "its engine, our network"),
    Peer("omnigrad", "omnigrad", "omnigrad==0.2.3", "its engine, our network"),
    Peer("propgrad", "propgrad", "propgrad==0.1.1"),
    Peer("scalargrad", "scalargrad", "scalargrad==1.0.5"),
    Peer("xad", "xad", "xad==1.5.2", "C++ tape, our network"),
    Peer(
        "micrograd-rust",
        "micrograd_rust",
        "micrograd-rust==0.1.0",
        "built from Rust, its engine, our network",
    ),
    Peer(
        "oxigrad",
        "oxigrad",
        "oxigrad==0.3.2",
        "built from Rust, its engine, our network",
    ),
)

MOONS = (
    *PEERS,
    Peer(
        "glassgrad-compiled",
        "glassgrad_compiled",
        CHECKOUT,
        "micrograd's loop recorded once, a call a step",
    ),
)
"""What a step of micrograd's moons network is timed of; the first is the baseline."""

REPEATED = (
    Peer(
        "micrograd",
        "repeated.by_micrograd",
        "micrograd==0.1.0",
        "recorded anew each step",
        most=100,
    ),
    Peer(
        "glassgrad-numpy",
        "repeated.by_glassgrad_numpy",
        CHECKOUT,
        "a gradient a call, update in numpy",
    ),
    Peer(
        "glassgrad-grad",
        "repeated.by_glassgrad_gradient",
        CHECKOUT,
        "llvm, a gradient a call, update in numpy",
    ),
    Peer("glassgrad-llvm", "repeated.by_glassgrad_llvm", CHECKOUT, "a call a step"),
    Peer("glassgrad-run", "repeated.by_glassgrad_run", CHECKOUT, "llvm, one call"),
    Peer("numpy", "repeated.by_numpy", "numpy==2.3.5", "the chain rule by hand"),
    Peer("torch", "repeated.by_torch", "torch==2.13.0", "eager, torch.optim.SGD"),
    Peer("casadi", "repeated.by_casadi", "casadi==3.8.2", "its virtual machine"),
    Peer("casadi-c", "repeated.by_casadi_c", "casadi==3.8.2", "its C code, gcc -O3"),
    Peer("jax", "repeated.by_jax", "jax==0.10.2", "jit, a call a step"),
    Peer("numba", "repeated.by_numba", "numba==0.68.1", "loops by hand, one call"),
    Peer("jax-loop", "repeated.by_jax_loop", "jax==0.10.2", "fori_loop, one call"),
    Peer("c", "repeated.by_c", "", "by hand, gcc -O3 -ffast-math, one call"),
)

FIT = (
    Peer("scikit-learn", "fit.by_sklearn", "scikit-learn==1.9.1", "MLPClassifier"),
    Peer("glassgrad", "fit.by_glassgrad", CHECKOUT, "nn.fit"),
    Peer("glassgrad-numpy", "fit.by_glassgrad_numpy", CHECKOUT, 'compiled="numpy"'),
    Peer("glassgrad-llvm", "fit.by_glassgrad_llvm", CHECKOUT, 'compiled="llvm"'),
    Peer(
        "glassgrad-eager",
        "fit.by_glassgrad_eager",
        CHECKOUT,
        "compiled=False",
        most=150,
    ),
)
"""What whole trainings are timed of; the first is the baseline."""


def select(names: str, table: tuple[Peer, ...] = PEERS) -> tuple[Peer, ...]:
    """The rows named in a comma-separated text, the baseline always first.

    Raises:
        ArgumentTypeError: A name is not in the table.
    """
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    unknown = wanted - {peer.name for peer in table}
    if unknown:
        known = ", ".join(peer.name for peer in table)
        raise argparse.ArgumentTypeError(
            f"no peer named {', '.join(sorted(unknown))}; there are {known}"
        )
    wanted.add(table[0].name)
    return tuple(peer for peer in table if peer.name in wanted)
