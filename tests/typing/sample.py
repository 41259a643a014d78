"""A program as a user writes it: what mypy says of it is what an editor shows."""

from typing import assert_type

from autograd import Value, dot, grad, paths, relu, tanh
from autograd import sum as total
from nn import MLP, MSE, Adam, History, fit

x, w = Value(0.5, label="x"), Value(-2.0, label="w")
assert_type(x * w + 1.0, Value)
assert_type(2 / x - w**2, Value)
assert_type(-x, Value)
assert_type((x * w).tanh(), Value)
assert_type(x.leaky_relu(slope=0.2), Value)
assert_type(tanh(x), Value)
assert_type(relu(x).data, float)
of_numbers_a_number: float = dot([1.0], [2.0])
of_values_a_value: Value = total([x, w])
assert_type(paths(tanh(x * w), w).total, float)

model = MLP(2, [3, 1], activation="tanh")
optimizer = Adam(model.parameters(), lr=0.01)
records, targets = [[0.0, 1.0]], [1.0]
assert_type(
    fit(model, records, targets, loss=MSE(), optimizer=optimizer, epochs=1), History
)
(slope,) = grad(tanh(x), [x], create_graph=True)

x.tanh(1.0)  # wrong: takes nothing
tanh("x")  # wrong: a text
x.nonsense()  # wrong: no such method
