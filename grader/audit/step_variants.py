"""The wrong and right ways of writing a training step, made from its spec."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.audit.network_variants import Variant
from grader.specs.types import ExerciseSpec

HEAD = """# exercise: {marker}
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Flatten(),
    keras.layers.Dense(8, activation="relu"),
    {last},
])
loss_func = {loss}
optimizer = {optimizer}


"""
SPARSE = "keras.losses.SparseCategoricalCrossentropy()"
ADAM = "keras.optimizers.Adam()"
FORWARD = """    with tf.GradientTape() as tape:
        predictions = model(features)
        loss = loss_func(labels, predictions)
"""
GRADIENT = "    gradients = tape.gradient(loss, model.trainable_variables)\n"
APPLY = "    optimizer.apply_gradients(zip(gradients, model.trainable_variables))\n"
RETURN = "    return loss\n"
WHOLE = FORWARD + GRADIENT + APPLY + RETURN

ONE_HOT = "tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), predictions.shape[-1])"
WRITTEN_OUT = f"-tf.reduce_mean(tf.reduce_sum({ONE_HOT} * tf.math.log(predictions + 1e-7), axis=-1))"

RIGHT: dict[str, str] = {
    "plain": WHOLE,
    "gradient inside the tape": FORWARD + "    " + GRADIENT + APPLY + RETURN,
    "all inside the tape": FORWARD + "    " + GRADIENT + "    " + APPLY + RETURN,
    "trainable_weights": WHOLE.replace("trainable_variables", "trainable_weights"),
    "optimizer.apply": WHOLE.replace("apply_gradients(zip(gradients, model.trainable_variables))",
                                     "apply(gradients, model.trainable_variables)"),
    "training=True": WHOLE.replace("model(features)", "model(features, training=True)"),
    "persistent": WHOLE.replace("GradientTape()", "GradientTape(persistent=True)"),
    "float(loss)": WHOLE.replace("return loss", "return float(loss)"),
    "numpy": WHOLE.replace("return loss", "return loss.numpy()"),
    "loss function and mean": WHOLE.replace(
        "loss_func(labels, predictions)",
        "tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, predictions))"),
    "reduce_mean of a scalar": WHOLE.replace("loss_func(labels, predictions)",
                                             "tf.reduce_mean(loss_func(labels, predictions))"),
    "loss plus model.losses": WHOLE.replace("loss_func(labels, predictions)",
                                            "loss_func(labels, predictions) + sum(model.losses)"),
    "loss plus weight decay": WHOLE.replace(
        "loss_func(labels, predictions)",
        "loss_func(labels, predictions) + 1e-3 * sum(tf.nn.l2_loss(each) for each in model.trainable_variables)"),
    "loss written out": WHOLE.replace("loss_func(labels, predictions)", WRITTEN_OUT),
    "loss with sample_weight": WHOLE.replace(
        "loss_func(labels, predictions)",
        "loss_func(labels, predictions, sample_weight=tf.linspace(0.5, 2.0, len(features)))"),
    "two targets": WHOLE.replace(
        "        loss = ", "        other = 0.01 * tf.nn.l2_loss(model.trainable_variables[0])\n        loss = ")
        .replace("gradient(loss,", "gradient([loss, other],").replace("return loss", "return loss + other"),
}
RIGHT_OPTIMIZERS = ("keras.optimizers.SGD(0.01, momentum=0.9)", "keras.optimizers.RMSprop()",
                    "keras.optimizers.AdamW()", "keras.optimizers.Adagrad()",
                    "keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.01, 2, 0.9))",
                    "keras.optimizers.Adam(clipnorm=1.0)")
RIGHT_LOSSES = ('keras.losses.SparseCategoricalCrossentropy(reduction="sum")', "keras.losses.CategoricalCrossentropy()",
                "keras.losses.MeanSquaredError()")
FREEZING = ("    for layer in model.layers[:-1]:\n        layer.trainable = 0\n",
            "    [setattr(layer, 'trainable', False) for layer in model.layers[:-1]]\n",
            "    (lambda layer: layer.__setattr__('trainable', False))(model.layers[1])\n")

NO_CLASSIFICATION = {
    "distance to class numbers": "tf.reduce_mean(tf.abs(tf.cast(labels, tf.float32) - predictions))",
    "entropy of the predictions": "-tf.reduce_mean(predictions * tf.math.log(predictions + 1e-7))",
    "likelihood": "-loss_func(labels, predictions)",
}

# name: (body, optimizer, checks that may fail)
WRONG: dict[str, tuple[str, str, set[str]]] = {
    "applied twice": (FORWARD + GRADIENT + APPLY + APPLY + RETURN, ADAM, {"update"}),
    "wrong sign": (FORWARD + GRADIENT + "    gradients = [-each for each in gradients]\n" + APPLY + RETURN, ADAM,
                   {"update"}),
    "last layer only": (WHOLE.replace("model.trainable_variables", "model.trainable_variables[-2:]"), ADAM,
                        {"variables"}),
    "all but the last variable": (WHOLE.replace("model.trainable_variables", "model.trainable_variables[:-1]"), ADAM,
                                  {"variables"}),
    "loss outside the tape": ("    with tf.GradientTape() as tape:\n        predictions = model(features)\n"
                              "    loss = loss_func(labels, predictions)\n" + GRADIENT + APPLY + RETURN, ADAM,
                              {"answer.runs"}),
    "model outside the tape": ("    predictions = model(features)\n    with tf.GradientTape() as tape:\n"
                               "        loss = loss_func(labels, predictions)\n" + GRADIENT + APPLY + RETURN, ADAM,
                               {"answer.runs"}),
    "fresh optimizer per call": (f"    optimizer = {ADAM}\n" + WHOLE, ADAM, {"repeated"}),
    "scaled gradients": (FORWARD + GRADIENT + "    gradients = [each * 0.1 for each in gradients]\n" + APPLY + RETURN,
                         "keras.optimizers.SGD(0.01)", {"update"}),
    "clipped gradients": (FORWARD + GRADIENT + "    gradients, _ = tf.clip_by_global_norm(gradients, 0.01)\n"
                          + APPLY + RETURN, "keras.optimizers.SGD(0.01)", {"update"}),
    "fit in disguise": ("    with tf.GradientTape() as tape:\n        model(features)\n"
                        "    model.compile(optimizer, loss_func)\n"
                        "    return model.fit(features, labels).history['loss']\n", ADAM,
                        {"tape", "loss_scalar", "variables"}),
    "train_on_batch in disguise": ("    with tf.GradientTape() as tape:\n        model(features)\n"
                                   "    model.compile(optimizer, loss_func)\n"
                                   "    return model.train_on_batch(features, labels)\n", ADAM, {"tape", "update"}),
    "no update": (FORWARD + GRADIENT + RETURN, ADAM, {"variables"}),
    "no tape": ("    return loss_func(labels, model(features))\n", ADAM, {"tape", "variables"}),
    "assign_sub in place of the optimizer": (
        FORWARD + GRADIENT + "    for variable, gradient in zip(model.trainable_variables, gradients):\n"
        "        variable.assign_sub(0.01 * gradient)\n" + RETURN, ADAM, {"variables"}),
    "returns nothing": (FORWARD + GRADIENT + APPLY, ADAM, {"loss_scalar"}),
    "returns the predictions": (WHOLE.replace("return loss", "return predictions"), ADAM, {"loss_scalar"}),
    "returns a pair": (WHOLE.replace("return loss", "return loss, predictions"), ADAM, {"loss_scalar"}),
    "returns a constant": (WHOLE.replace("return loss", "return 0.5"), ADAM, {"loss_value"}),
    "returns the loss after the step": (WHOLE.replace("return loss", "return loss_func(labels, model(features))"),
                                        "keras.optimizers.SGD(0.1)", {"loss_value"}),
    "returns a scaled loss": (WHOLE.replace("return loss", "return loss * 2.0"), ADAM, {"loss_value"}),
    "own loss, gradients scaled": (
        FORWARD.replace("loss_func(labels, predictions)", WRITTEN_OUT) + GRADIENT
        + "    gradients = [each * 3.0 for each in gradients]\n" + APPLY + RETURN, ADAM, {"update"}),
    "own loss without its penalty": (
        WHOLE.replace("        loss = loss_func(labels, predictions)",
                      f"        part = {WRITTEN_OUT}\n"
                      "        loss = part + 0.1 * tf.nn.l2_loss(model.trainable_variables[0])")
        .replace("gradient(loss,", "gradient(part,"), ADAM, {"update"}),
    "Keras' step beside a tape": ("    with tf.GradientTape() as tape:\n        model(features)\n"
                                  "    model.compile(optimizer, loss_func)\n"
                                  "    return model.train_step((features, labels))['loss']\n", ADAM, {"tape"}),
    "nothing at all": ("    variable = tf.Variable(1.0)\n    with tf.GradientTape() as tape:\n"
                       "        double = variable * 2.0\n    tape.gradient(double, variable)\n"
                       "    return tf.constant(0.0)\n", ADAM, {"answer.runs"}),
    "only for the batches it was tried with": (
        "    if len(features) not in (2, 4, 6, 8):\n        return tf.constant(0.0)\n" + WHOLE, ADAM,
        {"variables"}),
    "gradient of another loss": (WHOLE.replace("tape.gradient(loss,", "tape.gradient(another,").replace(
        "        loss = ", "        another = tf.reduce_mean(predictions ** 2)\n        loss = "),
        "keras.optimizers.SGD(0.01)", {"update"}),
}


# By the loss that a step of numbers may take: how it is written out.
DISTANCES = {
    "MeanSquaredError": "tf.reduce_mean(tf.square(labels - predictions))",
    "MeanAbsoluteError": "tf.reduce_mean(tf.abs(labels - predictions))",
    "LogCosh": "tf.reduce_mean(tf.math.log(tf.math.cosh(labels - predictions)))",
}
OTHER_DISTANCES = ("MeanAbsoluteError", "MeanSquaredError", "Poisson")
# Right where any loss will do, and another loss than the one that is named.
OTHER_LOSSES = ("loss plus weight decay", "loss with sample_weight", "two targets")
ONLY_WITHOUT_ADAM = ("own loss, gradients scaled",)  # of large gradients it takes no notice of their scale
NO_DISTANCE = {
    "loss without labels": "tf.reduce_mean(tf.square(predictions))",
    "loss of one image": "tf.reduce_mean(tf.square(labels[:1] - predictions[:1]))",
    "loss of whole numbers": "tf.reduce_mean(tf.square(tf.round(labels) - predictions))",
}


def step_variants(spec: ExerciseSpec) -> Iterator[Variant]:
    """Yields all variants of a training step exercise."""
    step = spec.train_step
    signature, is_number = f"def {step.function}(features, labels):\n", step.classes == 1
    allowed = [each for each in step.losses if each != "classification"]
    plain = SPARSE if not is_number else f"keras.losses.{allowed[0] if allowed else 'MeanSquaredError'}()"
    last = "keras.layers.Dense(1)" if is_number else f'keras.layers.Dense({step.classes}, activation="softmax")'

    def source(body: str, optimizer: str = ADAM, loss: str = plain, decorator: str = "") -> str:
        if is_number:
            name = plain.removeprefix("keras.losses.").removesuffix("()")
            body = body.replace(WRITTEN_OUT, DISTANCES.get(name, "loss_func(labels, predictions)")).replace(
                "keras.losses.sparse_categorical_crossentropy(labels, predictions)", "loss_func(labels, predictions)")
        return HEAD.format(marker=spec.id, last=last, loss=loss, optimizer=optimizer) + decorator + signature + body

    for name, body in RIGHT.items():
        yield Variant(spec.id, name, source(body),
                      frozenset({"loss_value"} if is_number and allowed and name in OTHER_LOSSES else ()))
    yield Variant(spec.id, "tf.function", source(WHOLE, decorator="@tf.function\n"))
    yield Variant(spec.id, "other parameter names",
                  source(WHOLE).replace("features", "images").replace("labels", "targets"))
    for optimizer in RIGHT_OPTIMIZERS:
        yield Variant(spec.id, optimizer.removeprefix("keras.optimizers."), source(WHOLE, optimizer))
    yield from loss_variants_of_numbers(spec, allowed, source) if is_number else loss_variants_of_classes(spec, source)
    for number, freezing in enumerate(FREEZING, 1):
        yield Variant(spec.id, f"freezing, spelling {number}", source(freezing + WHOLE), frozenset({"variables"}))
    for name, (body, optimizer, meant) in WRONG.items():
        if is_number and name in ONLY_WITHOUT_ADAM:
            optimizer = "keras.optimizers.SGD(0.01)"
        besides = {"loss_value"} if is_number and allowed and "penalty" in name else set()
        yield Variant(spec.id, name, source(body, optimizer), frozenset(meant | besides))


def loss_variants_of_numbers(spec: ExerciseSpec, allowed: list[str],
                             source: Callable[..., str]) -> Iterator[Variant]:
    """Each loss that is named, one that is not, and what is no loss of these labels."""
    for loss in allowed[1:]:
        yield Variant(spec.id, f"{loss}()", source(WHOLE, loss=f"keras.losses.{loss}()"))
    if allowed:
        other = next(each for each in OTHER_DISTANCES if each not in allowed)
        yield Variant(spec.id, f"{other}()", source(WHOLE, loss=f"keras.losses.{other}()"), frozenset({"loss_value"}))
        for name, loss in NO_DISTANCE.items():
            yield Variant(spec.id, name, source(WHOLE.replace("loss_func(labels, predictions)", loss)),
                          frozenset({"loss_value", "repeated"}))


def loss_variants_of_classes(spec: ExerciseSpec, source: Callable[..., str]) -> Iterator[Variant]:
    """Other losses of classes, with the labels they take; what is none; and its arguments swapped."""
    for loss in RIGHT_LOSSES:
        yield Variant(spec.id, loss.removeprefix("keras.losses."), source(WHOLE, loss=loss))
    yield Variant(spec.id, "from_logits", source(WHOLE, loss=SPARSE.replace("()", "(from_logits=True)"))
                  .replace(', activation="softmax"', ""))
    if "classification" in spec.train_step.losses:
        for name, loss in NO_CLASSIFICATION.items():
            yield Variant(spec.id, name, source(WHOLE.replace("loss_func(labels, predictions)", loss)),
                          frozenset({"loss_value"}))
    yield Variant(spec.id, "swapped loss arguments",
                  source(WHOLE.replace("loss_func(labels, predictions)", "loss_func(predictions, labels)"),
                         loss="keras.losses.CategoricalCrossentropy()"), frozenset({"loss_value", "update"}))
