"""What only compiles, trains, saves or shows is taken out of the code of a network."""

from __future__ import annotations

import ast

import pytest

from grader.submissions.uses import WithoutUses


def without_uses(source: str) -> str:
    return ast.unparse(WithoutUses().visit(ast.parse(source)))


@pytest.mark.parametrize("source", [
    "model.compile(optimizer=Adam(lr=1))", "model.fit(x, y)", "a.b.summary()", "keras.utils.plot_model(model)",
])
def test_uses_are_taken_out(source: str) -> None:
    assert without_uses(source) == "pass"


def test_a_use_in_a_function_leaves_its_other_lines() -> None:
    source = "def build():\n    model = Sequential()\n    model.compile('adam')\n    return model"
    assert without_uses(source) == source.replace("model.compile('adam')", "pass")


def test_training_whose_result_is_kept_is_given_nothing() -> None:
    assert without_uses("history = model.fit(x, callbacks=[gone()])") == "history = model.fit()"


@pytest.mark.parametrize("source", ["opt = keras.optimizers.Adam(lr=1)", "stop = EarlyStopping()",
                                    "loss = tf.keras.losses.Huber()", "opt = optimizers.legacy.SGD()"])
def test_what_serves_training_may_fail(source: str) -> None:
    name = source.split(" ")[0]
    assert without_uses(source) == f"try:\n    {source}\nexcept Exception:\n    {name} = None"


@pytest.mark.parametrize("source", ["model.add(Dense(1))", "model.pop()", "model = build(x)", "h = Dense(1)(h)",
                                    "model.build((None, 2))"])
def test_what_makes_the_model_stays(source: str) -> None:
    assert without_uses(source) == source
