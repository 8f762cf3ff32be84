"""What only compiles, trains, saves or shows may fail in the code of a network."""

from __future__ import annotations

import ast

import pytest

from grader.submissions.python import parse
from grader.submissions.uses import LenientUses


def leniently(source: str) -> str:
    return ast.unparse(LenientUses().visit(parse(source)))


@pytest.mark.parametrize("source", [
    "model.compile(optimizer=Adam(lr=1))", "model.fit(x, y)", "a.b.summary()", "keras.utils.plot_model(model)",
])
def test_uses_may_fail(source: str) -> None:
    assert leniently(source) == f"try:\n    {source}\nexcept Exception:\n    pass"


def test_a_use_in_a_function_may_fail_and_its_other_lines_not() -> None:
    source = "def build():\n    model = Sequential()\n    gone.compile()\n    return model"
    namespace = {"Sequential": list}
    exec(compile(leniently(source), "", "exec"), namespace)
    assert namespace["build"]() == []
    with pytest.raises(NameError):
        exec(compile(leniently(source.replace("Sequential", "Sequental") + "\nbuild()"), "", "exec"), {})


def test_training_whose_result_is_kept_is_given_nothing_and_what_is_called_for_it_may_fail() -> None:
    assert leniently("history = model.fit(x, callbacks=[gone()])") == \
        "try:\n    [gone()]\nexcept Exception:\n    pass\nhistory = model.fit()"


@pytest.mark.parametrize("source", ["opt = keras.optimizers.Adam(lr=1)", "stop = EarlyStopping()",
                                    "loss = tf.keras.losses.Huber()", "opt = optimizers.legacy.SGD()"])
def test_what_serves_training_may_fail(source: str) -> None:
    name = source.split(" ")[0]
    assert leniently(source) == f"try:\n    {source}\nexcept Exception:\n    {name} = None"


@pytest.mark.parametrize("source", ["model.add(Dense(1))", "model.pop()", "model = build(x)", "h = Dense(1)(h)",
                                    "model.build((None, 2))"])
def test_what_makes_the_model_stays(source: str) -> None:
    assert leniently(source) == source
