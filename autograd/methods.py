"""What the table gives to `Value`: its generated methods, as editors see them.

At run time the methods are set by `recording`, and this class is empty; `methods.pyi`,
written by `python -m autograd.stubs`, says which there are.
"""


class Methods:
    """Base of `Value`, for the methods of the ops."""

    __slots__ = ()
