"""What is checked of each layer by itself: its type, its arguments and defaults, the shape of what it gives."""

from __future__ import annotations

from typing import Any

from grader.checks.check import SKIPPED, Finding, failed, passed
from grader.evidence.questions import DescribedLayer
from grader.facts.alignment import same_type
from grader.facts.folding import OF_ANY_LAYER, FoundLayer
from grader.facts.network import NetworkFacts, is_free
from grader.specs.keras_names import keras_names
from grader.specs.types import LayerSpec, NetworkSpec
from grader.specs.values import bound, fits, is_object, named_settings, whole

# Fixed in training mode, what they make of one image depends on the others of its batch: another network.
NORMALIZE_BY_BATCH = {"BatchNormalization"}
# Arguments that say how much is given out; what of it is taken, the wiring shows.
TELLS_MORE = {"return_state", "return_attention_scores"}
# The one place of a window has nothing beside it.
ONE_PLACE = {"Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D"}
# Types in whose place a function will not do.
NO_FUNCTION = "Pooling"


def left_out(asked: LayerSpec) -> Finding:
    """What is found of a layer that is not there: nothing wrong, if the spec lets it be left out."""
    return passed() if asked.optional else SKIPPED


def type_matches(facts: NetworkFacts, *, asked: int) -> Finding:
    """The layer is of the type the spec names."""
    wanted, found = facts.network.layers[asked], facts.found(asked)
    if found is None:
        return left_out(wanted)
    label = facts.network.labels[asked]
    if not same_type(wanted, found):
        return failed("type_differs", " / ".join(wanted.choices), found.type, found.place, label=label)
    if found.op and NO_FUNCTION in wanted.type:
        return failed("op_in_place_of_layer", wanted.type, "op", found.place, label=label)
    return passed(wanted.type, found.type)


def argument_is_asked(facts: NetworkFacts, *, asked: int, name: str) -> Finding:
    """The argument has the value the spec names, however it is written."""
    layer, found = facts.network.layers[asked], facts.found(asked)
    if found is None:
        return left_out(layer)
    stated = (layer.arguments | layer.call)[name]
    wanted = bound(stated, facts.names)
    value = {"training": found.training, "activation": found.activated}.get(name, found.config.get(name))
    if fits(wanted, value) or is_the_same_axis(facts, found, name, wanted) or changes_nothing(facts, asked, name) or (
            name == "target_shape" and is_the_same_shape(facts, asked, wanted, value)):
        return passed(wanted, wanted)
    value = named_settings(wanted, value if isinstance(wanted, list) else whole(value))
    place = (found.activation.place if name == "activation" and found.activation else None) or found.place
    code = "activation_differs" if name == "activation" else "argument_differs"
    if name == "activation" and value == "linear":
        code = "activation_missing"
    if wanted != stated:
        return failed("not_the_same", wanted, value, place, label=facts.network.labels[asked], type=found.type,
                      argument=name, other_label=binder(facts.network, stated["same"]))
    return failed(code, wanted, value, place, label=facts.network.labels[asked], type=found.type, argument=name)


def changes_nothing(facts: NetworkFacts, asked: int, name: str) -> bool:
    """Whether an argument is of no matter for what a layer gives: a sequence nobody takes, padding of one place."""
    found = facts.found(asked)
    assert found is not None
    if name == "return_sequences":
        return facts.gives_states_alone(asked)
    return name == "padding" and found.type in ONE_PLACE and whole(found.config.get("kernel_size")) == 1 \
        and found.config.get("padding") in ("same", "valid")


def is_the_same_axis(facts: NetworkFacts, found: FoundLayer, name: str, wanted: Any) -> bool:
    """Whether an axis counted from the end is the wanted one, which is counted from the start, or the reverse."""
    value, source = found.config.get(name), found.inputs[0] if found.inputs else -1
    if name not in ("axis", "axes") or type(value) is not int or type(wanted) is not int:
        return False
    shape = facts.structure.layers[source].output_shape if source >= 0 else facts.network.input_shapes[-1 - source]
    return (value - wanted) % (len(shape) + 1) == 0


def is_the_same_shape(facts: NetworkFacts, asked: int, wanted: Any, value: Any) -> bool:
    """Whether a Reshape that leaves a size to Keras (-1), or is asked to, comes to what is asked."""
    found, expected = facts.found(asked), facts.evidence.expected
    left_open = any(isinstance(each, list | tuple) and -1 in each for each in (wanted, value))
    return left_open and found is not None and expected is not None \
        and tuple(expected.layers[asked].output_shape) == tuple(found.output_shape)


def binder(network: NetworkSpec, name: str) -> str:
    """Returns the label of the layer that binds a name."""
    return next(label for label, layer in zip(network.labels, network.layers, strict=True)
                if any(isinstance(each, dict) and each.get("as") == name for each in layer.arguments.values()))


def others_are_default(facts: NetworkFacts, *, asked: int) -> Finding:
    """Arguments the spec does not name keep Keras' default, but for the free ones."""
    wanted, found, expected = facts.network.layers[asked], facts.found(asked), facts.evidence.expected
    if found is None or expected is None:
        return left_out(wanted)
    if found.op or wanted.same_as is not None:  # the layer that is called again is judged where it is called first
        return passed()
    label = facts.network.labels[asked]
    for name, default in standard_config(found, expected.layers[asked]).items():
        if name in (*wanted.arguments, *wanted.call) or name in TELLS_MORE or is_free(name, facts.spec) \
                or changes_nothing(facts, asked, name):
            continue
        if not fits(default, found.config.get(name)) and not is_the_same_axis(facts, found, name, default):
            return failed("default_changed", default, found.config.get(name), found.place,
                          label=label, type=found.type, argument=name)
    for name, value in wanted.arguments.items():
        inner = changed_inside(facts, value, expected.layers[asked].config.get(name), found.config.get(name))
        if inner is not None:
            kind, setting, default, given = inner
            return failed("default_changed", default, given, found.place, label=label, type=kind, argument=setting)
    if found.training and found.type in NORMALIZE_BY_BATCH and "training" not in wanted.call \
            and not is_free("training", facts.spec):
        return failed("default_changed", None, True, found.place,
                      label=label, type=found.type, argument="training")
    return passed()


def changed_inside(facts: NetworkFacts, wanted: Any, expected: Any, found: Any) -> tuple[str, str, Any, Any] | None:
    """Finds what is changed in a layer that another is made of, though the spec does not name it.

    Returns:
        Its type, the setting, Keras' default and what is found; None if there is nothing.
    """
    if not (is_object(found) and is_object(expected)) or found.get("module") != "keras.layers" \
            or found["class_name"] != expected["class_name"]:
        return None
    named = named_settings(wanted, expected)["config"]
    changed = [(name, default, found["config"].get(name)) for name, default in expected["config"].items()
               if name not in named and not is_free(name, facts.spec)
               and not fits(default, found["config"].get(name))]
    return (found["class_name"], *changed[0]) if changed else None


def standard_config(found: FoundLayer, expected: DescribedLayer) -> dict[str, Any]:
    """Returns what Keras tells of a layer that was told no more than asked.

    What it tells besides of the found one was told it (`lora_rank`), or has become of it (`quantize`). A layer that
    may stand for the asked one (`Reshape` for `Flatten`) has arguments of its own.
    """
    if found.type in keras_names().applications:
        return {name: value for name, value in expected.config.items() if name != "input_shape"}
    if found.type != expected.type:
        return {"trainable": True, **OF_ANY_LAYER}
    return dict.fromkeys(found.config) | expected.config


def output_shape_matches(facts: NetworkFacts, *, asked: int) -> Finding:
    """The output of the layer has the shape that follows from the spec."""
    found, expected = facts.found(asked), facts.evidence.expected
    if found is None or expected is None:
        return left_out(facts.network.layers[asked])
    wanted = list(expected.layers[asked].output_shape)
    given = list(found.output_shape)
    if wanted == given or facts.gives_states_alone(asked):
        return passed(wanted, given)
    return failed("output_shape_differs", wanted, given, found.place, label=facts.network.labels[asked])
