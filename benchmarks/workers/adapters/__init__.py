"""One file for each implementation: how it trains the moons and records the chain.

An adapter has two functions, `training(rows, labels)` and `chain()`. It holds what a
peer's interface does differently from micrograd's and nothing else.
"""
