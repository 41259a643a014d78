"""Every activation as a Module: to give to a network, to call, to print.

Called with one Value it gives one, with a list of them a list. `PReLU` alone has
parameters; `Softmax` and `LogSoftmax` take the outputs of a whole layer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import autograd
from autograd import Value
from nn.activations import functions
from nn.checks import finite
from nn.initialization import size
from nn.labels import numbered
from nn.module import Module


class Elementwise(Module):
    """Base of the activations of one number: a subclass has a `function`.

    >>> Tanh()(0.0), ReLU()([-1.0, 2.0])
    (0.0, [0.0, 2.0])
    """

    function: Callable[[Any], Any]

    def __call__(self, z: Any) -> Any:
        """The activation of a Value or number, or of each in a list of them."""
        if isinstance(z, list | tuple):
            return [self.function(each) for each in z]
        return self.function(z)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Linear(Elementwise):
    """The number itself; for the output of a regression."""

    function = staticmethod(functions.linear)


class Sigmoid(Elementwise):
    """1 / (1 + e⁻ᶻ), in (0, 1); the slope σ(1 - σ) is at most ¼."""

    function = staticmethod(autograd.sigmoid)


class Tanh(Elementwise):
    """(eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ), in (-1, 1); the slope 1 - tanh² is at most 1."""

    function = staticmethod(autograd.tanh)


class ReLU(Elementwise):
    """max(0, z). At its kink 0 the slope is 0."""

    function = staticmethod(autograd.relu)


class SELU(Elementwise):
    """1.0507 · ELU(z) with alpha = 1.6733, Klambauer et al. 2017.

    Keeps mean 0 and variance 1 through many layers. At its kink 0 the slope is the
    left one, 1.0507 · 1.6733.
    """

    function = staticmethod(autograd.selu)


class GELU(Elementwise):
    """z · Φ(z) with the normal distribution Φ, exactly, not its tanh approximation."""

    function = staticmethod(autograd.gelu)


class SiLU(Elementwise):
    """z · σ(z), also called swish."""

    function = staticmethod(autograd.silu)


class Softplus(Elementwise):
    """ln(1 + eᶻ), a smooth ReLU, above 0; the slope is σ(z)."""

    function = staticmethod(autograd.softplus)


class Softsign(Elementwise):
    """z / (1 + |z|), in (-1, 1)."""

    function = staticmethod(functions.softsign)


class HardSigmoid(Elementwise):
    """z/6 + ½, held in [0, 1]. At its kinks -3 and 3 the slope is 1/12."""

    function = staticmethod(functions.hard_sigmoid)


class HardTanh(Elementwise):
    """The number z, held in [-1, 1]. At its kinks -1 and 1 the slope is ½."""

    function = staticmethod(functions.hard_tanh)


class Mish(Elementwise):
    """z · tanh(softplus(z))."""

    function = staticmethod(functions.mish)


class LeakyReLU(Elementwise):
    """The number z where above 0, slope · z below, with a slope that is chosen.

    At its kink 0 the derivative is `slope`. A slope that is learned: `PReLU`.

    Args:
        slope: below 0.

    Raises:
        ValueError: the slope is not a finite number.

    >>> LeakyReLU(0.5)([-2.0, 3.0])
    [-1.0, 3.0]
    """

    def __init__(self, slope: float = 0.01) -> None:
        self.slope = finite("LeakyReLU", "slope", slope)

    def function(self, z: Any) -> Any:
        """The number z where above 0, slope · z below."""
        return autograd.leaky_relu(z, self.slope)

    def __repr__(self) -> str:
        return f"LeakyReLU({self.slope:g})"


class ELU(Elementwise):
    """The number z where above 0, alpha · (eᶻ - 1) below.

    At 0, a kink unless alpha is 1, the derivative is `alpha`.

    Args:
        alpha: minus the value that it nears for z far below 0.

    Raises:
        ValueError: alpha is not a finite number.

    >>> ELU(2.0)([-1000.0, 3.0])
    [-2.0, 3.0]
    """

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = finite("ELU", "alpha", alpha)

    def function(self, z: Any) -> Any:
        """The number z where above 0, alpha · (eᶻ - 1) below."""
        return autograd.elu(z, self.alpha)

    def __repr__(self) -> str:
        return f"ELU({self.alpha:g})"


class PReLU(Module):
    """The number z where above 0, slope · z below, with a slope that is learned.

    From He et al. 2015; a slope that is chosen: `LeakyReLU`. At its kink 0 the
    derivative is the slope. One PReLU given to several layers is shared by them; the
    name "prelu" makes a new one for each.

    Args:
        neurons: 1 for a slope that all neurons share; else their number, for a slope
            of each.
        slope: where learning begins.

    Attributes:
        slopes: the list of parameters.

    Raises:
        ValueError, TypeError: a number of neurons or a slope that cannot be.

    >>> activation = PReLU(slope=0.5)
    >>> z = Value(-3.0)
    >>> out = activation(z)
    >>> out.backward()
    >>> out.data, z.grad, activation.slopes[0].grad
    (-1.5, 0.5, -3.0)
    """

    def __init__(self, neurons: int = 1, slope: float = 0.25) -> None:
        start = finite("PReLU", "slope", slope)
        count = size("neurons", neurons)
        numbers = [()] if count == 1 else [(i,) for i in range(1, count + 1)]
        self.slopes = [Value(start, numbered("slope", *number)) for number in numbers]

    def __call__(self, z: Any) -> Any:
        """The activation of a Value or number, or of each in a list of them.

        Raises:
            ValueError: there is not a slope for each.
        """
        if not isinstance(z, list | tuple):
            return self([z])[0]
        slopes = self.slopes_for(len(z))
        return [
            autograd.prelu(each, slope) for each, slope in zip(z, slopes, strict=True)
        ]

    def slopes_for(self, count: int) -> Sequence[Value]:
        """The slope of each of so many neurons.

        Raises:
            ValueError: there are several slopes, and not as many.
        """
        if len(self.slopes) == 1:
            return self.slopes * count
        if len(self.slopes) != count:
            raise ValueError(
                f"{self} has a slope for each of {len(self.slopes)} neurons, and there "
                f"are {count}: write PReLU({count}), or PReLU() for one slope"
            )
        return self.slopes

    def of_neurons(self, count: int) -> list[PReLU]:
        """For each neuron of a layer a PReLU of one slope, which is one of these.

        Raises:
            ValueError: there are several slopes, and not as many.
        """
        alone = [PReLU() for _ in range(count)]
        for each, slope in zip(alone, self.slopes_for(count), strict=True):
            each.slopes = [slope]
        return alone

    def __repr__(self) -> str:
        return f"PReLU({len(self.slopes)})"


class Softmax(Module):
    """e^zᵢ / Σⱼ e^zⱼ: of the logits of a layer, probabilities that sum to 1.

    >>> [round(p, 3) for p in Softmax()([0.4, 0.5, 0.6])]
    [0.301, 0.332, 0.367]
    """

    def __call__(self, z: Any) -> list[Any]:
        """The probabilities, one for each of a list of Values or numbers."""
        return autograd.softmax(z)

    def __repr__(self) -> str:
        return "Softmax()"


class LogSoftmax(Module):
    """zᵢ - ln Σⱼ e^zⱼ: the logarithms of `Softmax`, exact where that is 0.

    >>> LogSoftmax()([-1000.0, 0.0])
    [-1000.0, 0.0]
    """

    def __call__(self, z: Any) -> list[Any]:
        """The logarithms, one for each of a list of Values or numbers."""
        return autograd.log_softmax(z)

    def __repr__(self) -> str:
        return "LogSoftmax()"
