"""What the tests of the stepper page share: opened pages and graphs to open."""

import random

from autograd import OPS, Graph, Value, dot, scope, sigmoid, tanh
from autograd.recording import functions
from autograd.stepper import stepper


class Opened:
    """A stepper's page in a browser, and what it complained of."""

    def __init__(self, browser, path, hash="", **context):
        self.context = browser.new_context(offline=True, **context)
        self.page = self.context.new_page()
        self.complaints = []
        self.requests = []
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self.requests.append(asked.url))
        self.page.goto(f"{path.as_uri()}{hash}")

    def run(self, script):
        return self.page.evaluate(script)

    def state(self):
        return self.run("glassgrad.state()")

    def step(self):
        return self.state()["step"]

    def go(self, step):
        self.run(f"glassgrad.go({step})")

    def address(self):
        """The hash once it is written, which waits for the last step."""
        self.page.wait_for_timeout(300)
        return self.run("location.hash")

    def text(self, selector):
        return self.page.locator(selector).inner_text()

    def card(self, node):
        return self.page.locator(f"g.cards > [data-node='{node}']")

    def formula(self, selector):
        """What a screen reader hears of the first formula."""
        math = self.page.locator(f"{selector} math").first
        return math.get_attribute("aria-label")


def chain(length):
    """x → tanh → … → tanh, of so many nodes, and its leaf."""
    x = node = Value(0.5, "x")
    for _ in range(length - 1):
        node = tanh(node)
    return node, x


def layers(width=3):
    """Two scoped layers over two inputs; every unit has a weight of its own."""
    random.seed(width)
    inputs = [Value(0.4, "x1"), Value(-0.7, "x2")]
    for layer in (1, 2):
        outputs = []
        for unit in range(1, width + 1):
            with scope(f"layer {layer}"), scope(f"neuron {unit}"):
                weights = [
                    Value(random.uniform(-1, 1), f"w{layer}{unit}{i}")
                    for i, _ in enumerate(inputs, 1)
                ]
                bias = Value(0.1, f"b{layer}{unit}")
                out = sigmoid(dot(weights, inputs, bias))
                out.label = f"O{layer}{unit}"
                outputs.append(out)
        inputs = outputs
    loss = dot(inputs, inputs)
    loss.label = "L"
    return loss


def every_op(seed, leaves=None):
    """A graph in which each row of the table occurs, over four leaves that are shared.

    Every operand is squashed into the row's domain, so other leaves stay inside it.
    """
    draw = random.Random(seed)
    start = [draw.uniform(-1.5, 1.5) for _ in range(4)]
    nodes = leaves = [Value(x, f"x{i}") for i, x in enumerate(leaves or start)]

    def operand(low, high):
        one, other = draw.sample(nodes, 2)
        return sigmoid(one * draw.uniform(-1, 1) + other) * (high - low) + low

    results = []
    for op in draw.sample(list(OPS.values()), len(OPS)):
        given = []
        for name, interval in zip(op.operands, op.domain, strict=True):
            if name.endswith("*"):
                given.append([operand(*interval) for _ in range(3)])
            elif draw.random() < 0.2:
                given.append(draw.uniform(*interval))
            else:
                given.append(operand(*interval))
        if all(isinstance(each, float) for each in given):
            given[0] = operand(*op.domain[0])
        result = functions[op.name](*given)
        results.append(result)
        nodes = [*nodes, tanh(result)]
    return dot(results, [draw.uniform(-1, 1) for _ in results]), leaves


def saved(output, folder, **options):
    return stepper(output, **options).save(folder / "steps.html")


def index(net, name):
    return Graph.of(net.L).node(getattr(net, name)).index


def product():
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    out = a * b + a
    out.label = "out"
    return out
