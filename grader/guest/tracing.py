"""Notes which op made each tensor, so that a loss can be told as the formula it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.framework import op_callbacks

from grader.evidence.arrays import pack_array
from grader.evidence.claims import MAX_FORMULA_NODES, Formula, FormulaNode

MAX_LITERAL = 100_000
Leaf = Callable[[Any], FormulaNode | None]


class Untellable(Exception):
    """A value is no formula: what it came from was not seen, or there is too much of it."""


class Trace:
    """The ops that ran while it was entered and not paused: what came out of each, and what went in.

    Attributes:
        opaque: tensors that no formula reaches through, such as gradients.
    """

    def __init__(self) -> None:
        self.paused = 0
        self.opaque: dict[int, Any] = {}
        self._made: dict[int, tuple[str, tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]] = {}

    def __enter__(self) -> Trace:
        op_callbacks.add_op_callback(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        op_callbacks.remove_op_callback(self._note)

    def _note(self, op: Any, inputs: Any, attributes: Any, outputs: Any, op_name: Any = None,
              graph: Any = None) -> None:
        if not self.paused and graph is None:
            name = op.decode() if isinstance(op, bytes) else str(op)
            made = (name, tuple(inputs), tuple(attributes or ()), tuple(outputs))
            self._made.update((id(each), made) for each in outputs)

    def maker(self, tensor: Any) -> tuple[str, tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]] | None:
        """Returns (op, inputs, attributes, outputs) of the op that made a tensor; None if none was seen."""
        made = self._made.get(id(tensor))
        return made if made is not None and any(each is tensor for each in made[3]) else None

    def tell(self, op: str, inputs: tuple[Any, ...], outputs: tuple[Any, ...]) -> None:
        """Takes all that lies between inputs and outputs for one op."""
        self._made.update((id(each), (op, inputs, (), outputs)) for each in outputs)

    def descends(self, tensor: Any, ancestors: list[Any]) -> bool:
        """Whether a tensor was worked out from one of the others, or is one of them."""
        wanted, seen, pending = {id(each) for each in ancestors}, set(), [tensor]
        while pending:
            each = pending.pop()
            if id(each) in wanted:
                return True
            if id(each) not in seen and (made := self.maker(each)) is not None:
                pending += made[1]
            seen.add(id(each))
        return False

    def formula(self, results: list[Any], leaf: Leaf) -> Formula:
        """Tells tensors, the sum of which is meant, from the leaves up.

        Raises:
            Untellable: part of it was not seen, or it is too large.
        """
        nodes: list[FormulaNode] = []
        known: dict[int, tuple[int, int]] = {}
        alive: list[Any] = []  # what is known by its id must not go away
        pending = list(results)
        while pending:
            tensor = pending[-1]
            if id(tensor) in known:
                pending.pop()
                continue
            node, made = leaf(tensor), self.maker(tensor)
            if id(tensor) in self.opaque or len(nodes) >= MAX_FORMULA_NODES:
                raise Untellable
            if node is None and made is not None:
                if missing := [each for each in made[1] if id(each) not in known]:
                    pending += missing
                    continue
                node = FormulaNode(op=made[0], inputs=tuple(known[id(each)] for each in made[1]), outputs=len(made[3]),
                                   attributes=plain_attributes(made[2]))
                known.update({id(each): (len(nodes), number) for number, each in enumerate(made[3])})
            known.setdefault(id(tensor), (len(nodes), 0))
            nodes.append(node or literal(tensor))
            alive.append(tensor)
            pending.pop()
        return Formula(nodes=tuple(nodes), results=tuple(known[id(each)] for each in results))


def literal(tensor: Any) -> FormulaNode:
    """Tells a tensor by its values."""
    values = np.asarray(tensor)
    if values.dtype.kind not in "fiub" or values.size > MAX_LITERAL:
        raise Untellable
    told = values.astype(np.float32)
    if values.dtype.kind != "f" and not np.array_equal(told.astype(np.float64), values):
        raise Untellable
    return FormulaNode(op="literal", value=pack_array(told), attributes={"dtype": values.dtype.name})


def plain_attributes(pairs: tuple[Any, ...]) -> dict[str, Any]:
    """Returns an op's attributes as plain JSON; those left to their default are left out."""
    named = dict(zip(pairs[::2], pairs[1::2], strict=True))
    return {str(name): plain_attribute(value) for name, value in named.items() if value is not None}


def plain_attribute(value: Any) -> Any:
    """Returns one attribute as plain JSON: types by their number, text as text."""
    if isinstance(value, (list, tuple)):
        return [plain_attribute(each) for each in value]
    if isinstance(value, tf.DType):
        return int(value.as_datatype_enum)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, (bool, int, float, str)):
        return value
    raise Untellable
