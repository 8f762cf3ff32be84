"""A network answer: recording it, and putting it to a challenge."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.models.functional import Functional
from msgspec.structs import replace

from grader.challenge.compiling import train_compiled
from grader.challenge.drawing import draw_inputs, values_given, vocabularies
from grader.challenge.training import draw_weights, train
from grader.evidence.claims import (
    LOOKS_UP,
    AnswerCode,
    BuilderCode,
    CallClaim,
    Challenge,
    Claim,
    CompileChallenge,
    CompileClaim,
    Failure,
    InputValues,
    LayerClaim,
    ModelKind,
    NetworkClaim,
    PartClaim,
    Response,
    Shape,
)
from grader.guest.building import build
from grader.guest.compiled import Compilations, reset_optimizer
from grader.guest.execution import AnswerFailed, absent_package, describe_failure
from grader.guest.pretrained import tell_applications
from grader.guest.recording import (
    Birthplaces,
    Recorder,
    default_mode,
    describe_layer,
    stock_class,
    takes_mode,
    tensors_in,
)
from grader.guest.stand_ins import Absent
from grader.guest.surroundings import note

RECORDED_BATCH = 2
MOST_PARTS = 16


class NetworkAnswer:
    """One network of the student, ready to be recorded and challenged."""

    def __init__(self, model: Any, input_shapes: tuple[Shape, ...], birthplaces: Birthplaces,
                 names: tuple[str, ...] = (), values: tuple[InputValues, ...] = (), *, parts: bool = False) -> None:
        """Takes a model, what to feed it if it does not say so itself, and what the exercise calls its inputs.

        `values`: what these hold. `parts`: other models that do a part of it are to be told.
        """
        self.parts = parts
        self.model = model
        self.names = names
        order = own_order(input_names(model), names) or range(len(input_shapes))
        self.input_shapes = filled(own_input_shapes(model), [input_shapes[number] for number in order]) or input_shapes
        self.values = [values[number] for number in order] if len(values) == len(self.input_shapes) else []
        self.birthplaces = birthplaces
        self.recorder: Recorder | None = None
        self.large_inputs: list[np.ndarray] | None = None
        self.compiled: CompileClaim | None = None
        self.keys: tuple[str, ...] = ()

    @classmethod
    def made_by(cls, code: AnswerCode, namespace: dict[str, Any], birthplaces: Birthplaces) -> NetworkAnswer:
        """Returns the network that the code made."""
        made = look_up(code.name, namespace)
        model = build(made, code) if isinstance(code, BuilderCode) else instantiate(made, call=code.call)
        return cls(model, code.input_shapes, birthplaces, code.input_names, code.input_values, parts=code.parts)

    def claim(self, compilations: Compilations | None) -> Claim:
        """Returns what was called, and what the model was compiled with, where that is asked for."""
        network = self.record()
        if compilations is not None:
            shapes = [network.calls[number].output_shape if number >= 0 else network.input_shapes[-1 - number]
                      for number in network.outputs]
            self.compiled = compilations.claim(self.model, network.output_names, shapes)
        return Claim(network=network, compiled=self.compiled)

    def record(self) -> NetworkClaim:
        """Runs a forward pass, and one of training where that may differ, and returns what was called in it.

        What is called in training alone belongs to the network too: `if training: x = self.dropout(x)`. A mode that
        the code itself fixes shows in the pass of the other mode.
        """
        network = self._record_pass(training=False)
        if (chain := around_one_chain(self.model)) is not None:
            note("sequential_in_class", self.birthplaces.of(chain))
        assert self.recorder is not None
        if self.parts:
            network = replace(network, parts=tuple(self._find_parts(self.recorder)))
        if network.model_kind == "Model" and sees_training(self.model, self.recorder.layers):
            inference, network_in_training = self.recorder, self._record_pass(training=True)
            if len(network_in_training.layers) > len(network.layers):
                return network_in_training
            self.recorder = inference
            return replace(network, calls=fixing_modes(network.calls, network_in_training.calls))
        return network

    def record_in(self, mode: bool) -> NetworkClaim:
        """Runs a forward pass in a mode, which then is a fact of each call."""
        network = self._record_pass(training=mode)
        assert self.recorder is not None
        layers = self.recorder.layers
        return replace(network, calls=tuple(
            replace(call, training=mode) if call.training is None and takes_mode(layers[call.layer]) else call
            for call in network.calls))

    def _find_parts(self, recorder: Recorder) -> Iterator[PartClaim]:
        """Yields the other models with one input that make of a value of the forward pass another one of it."""
        models = [each for each, _ in self.birthplaces.layers if isinstance(each, keras.Model)]
        for model in [each for each in models if each is not self.model][:MOST_PARTS]:
            shapes = own_input_shapes(model)
            for source, value in list(recorder.values.items()):
                if shapes is None or [tuple(value.shape[1:])] == [*shapes]:
                    output = recorder.source_of_values(given_by(model, value))
                    if output is not None and output != source:
                        yield PartClaim(source, output)

    def _record_pass(self, *, training: bool) -> NetworkClaim:
        if self.large_inputs is None:
            self.large_inputs = self._draw_large(self._look_up())
        return self._run(self.large_inputs, training=training)

    def _look_up(self) -> tuple[int | None, ...]:
        """Finds which inputs are looked up, in a pass on numbers that any vocabulary has."""
        if all(type(layer).__name__ not in LOOKS_UP for layer, _ in self.birthplaces.layers):
            return (None,) * len(self.input_shapes)
        dtypes = [each.dtype for each in values_given(self.values, (None,) * len(self.input_shapes))]
        small = [np.full((RECORDED_BATCH, *(axis or 8 for axis in shape)), number, dtype)
                 for number, (shape, dtype) in enumerate(zip(self.input_shapes, dtypes, strict=True))]
        network = self._run(small, training=False)
        return vocabularies(network.layers, network.calls, len(self.input_shapes))

    def _draw_large(self, looked_up: tuple[int | None, ...]) -> list[np.ndarray]:
        """Draws inputs, of which the first is large where it is numbers.

        So limits show (relu6 is relu below 6), and beside it what is lost in them (the sigmoid of any large number).
        """
        values = values_given(self.values, looked_up)
        drawn = draw_inputs(0, self.input_shapes, RECORDED_BATCH, values)
        for each, held in zip(drawn, values, strict=True):
            if held.values == "numbers":
                each[0] *= 100.0
        return drawn

    def _run(self, arrays: list[np.ndarray], *, training: bool) -> NetworkClaim:
        inputs = [tf.constant(each) for each in arrays]
        self.recorder = Recorder(inputs, self.birthplaces, training=training)
        tf.config.run_functions_eagerly(True)  # what runs as a graph cannot be watched
        try:
            with self.recorder:
                returned = call_model(self.model, inputs, self.names, training=training)
                outputs = self.recorder.outputs(returned)
        except BaseException as error:
            raise AnswerFailed(describe_failure(error, "call")) from None
        finally:
            tf.config.run_functions_eagerly(False)
        if not outputs:
            raise AnswerFailed(Failure(type="TypeError", message=kind_of(returned), frames=(), stage="return"))
        names = output_names(self.model, returned)
        self.keys = names if isinstance(returned, dict) else ()
        return describe_network(self.model, self.recorder, outputs, self.input_shapes, names)

    def respond(self, challenge: Challenge | CompileChallenge) -> Response:
        """Draws weights and inputs, and returns what the model gives for them before and after a short training."""
        assert self.recorder is not None
        draw_weights(challenge.seed, self.recorder.layers)
        try:
            if isinstance(challenge, CompileChallenge):
                return self._train_compiled(challenge, self.recorder.layers)
            return train(lambda inputs, *, training: call_model(self.model, inputs, self.names, training=training),
                         self.input_shapes, self.recorder.layers, self._penalties, challenge, challenge.input_values)
        except BaseException as error:
            return Response(failure=describe_failure(error, "train"))

    def _train_compiled(self, challenge: CompileChallenge, layers: list[Any]) -> Response:
        assert self.compiled is not None
        if self.model.optimizer.built:
            reset_optimizer(self.model.optimizer)
        losses = [each.type if each is not None else "" for each in self.compiled.losses]
        return train_compiled(self.model, challenge, self.input_shapes, losses, layers, self.keys,
                              challenge.input_values, self._arranged)

    def _arranged(self, inputs: list[Any]) -> Any:
        """Returns several inputs as one thing, as `train_on_batch` takes them."""
        arguments = arguments_of(self.model, inputs, self.names)
        return arguments[0] if len(arguments) == 1 else list(arguments)

    def _penalties(self) -> list[Any]:
        return list(getattr(self.model, "losses", ()))


def given_by(model: Any, value: tf.Tensor) -> np.ndarray | None:
    """Returns what a model gives for a value, if it can be called on it and gives a single tensor."""
    try:
        given = tensors_in(model(value, training=False))
    except Exception:
        return None
    return np.asarray(given[0]) if len(given) == 1 else None


def kind_of(returned: Any) -> str:
    """Returns what a model gave that gave no tensor."""
    return "None" if returned is None else type(returned).__name__[:200]


def sees_training(model: Any, called: list[Any]) -> bool:
    """Whether the student's own code is told the mode, or called a layer that has modes.

    What asks Keras behind its back, the challenge shows.
    """
    return any(map(takes_mode, called)) or any(
        takes_training(each) for each in model._flatten_layers(include_self=True)
        if not type(each).__module__.startswith("keras."))


def fixing_modes(inference: tuple[CallClaim, ...], training: tuple[CallClaim, ...]) -> tuple[CallClaim, ...]:
    """Adds to the calls of one pass the modes that show in the same calls of the other."""
    if [call.layer for call in inference] != [call.layer for call in training]:
        return inference
    return tuple(replace(call, training=other.training) if call.training is None else call
                 for call, other in zip(inference, training, strict=True))


def takes_training(layer: Any) -> bool:
    """Whether a layer's `call` has a parameter that the mode can arrive by; one that does not tell may have it."""
    try:
        parameters = inspect.signature(layer.call).parameters
    except (TypeError, ValueError):
        return True
    return any(each.name == "training" or each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values())


def describe_network(model: Any, recorder: Recorder, outputs: tuple[int, ...], input_shapes: tuple[Shape, ...],
                     output_names: tuple[str, ...] = ()) -> NetworkClaim:
    """Tells a recorded network: the model's kind, and the layers and calls of the record."""
    pretrained, members = tell_applications(recorder.layers)
    return NetworkClaim(
        model_kind="Sequential" if rewrapped(model, recorder.birthplaces) else model_kind(model),
        bases=tuple(each.__name__[:200] for each in type(model).__mro__[:50]),
        own_methods=own_methods(type(model)),
        input_shapes=input_shapes,
        layers=tuple(replace(claim, training=written_mode(layer, model), member=members.get(index))
                     for index, (layer, claim) in enumerate(zip(recorder.layers, recorder.layer_claims, strict=True))),
        applications=pretrained,
        calls=tuple(recorder.calls),
        outputs=outputs,
        input_names=input_names(model),
        output_names=output_names,
        unused=unused_layers(model, recorder),
        loose_variables=loose_variables(model, recorder),
    )


def written_mode(layer: Any, model: Any) -> bool | None:
    """Returns the mode that the call of a layer of a functional model fixes, other than that of an untold call."""
    if not takes_mode(layer) or not isinstance(model, keras.Model):
        return None
    graphs = [each._nodes_by_depth for each in model._flatten_layers() if isinstance(each, Functional)]
    nodes = [node for graph in graphs for level in graph.values() for node in level]
    modes = [node.arguments.kwargs.get("training") for node in nodes if node.operation is layer]
    return next((mode for mode in modes if isinstance(mode, bool) and mode is not default_mode(layer)), None)


def loose_variables(model: Any, recorder: Recorder) -> int:
    """Counts the trainable variables of a model that belong to no stock layer, called or not."""
    if not isinstance(model, keras.Model):
        return 0
    layers = [*recorder.layers, *(each for each in model._flatten_layers(include_self=False) if stock_class(each))]
    held = {id(getattr(variable, "variable", variable)) for layer in layers if layer is not None
            for variable in layer.variables}
    of_keras = [variable for variable in model.trainable_variables if id(variable) not in held]
    owners = model._flatten_layers(include_self=True)
    plain = [value for owner in owners for value in vars(owner).values()
             if isinstance(value, tf.Variable) and value.trainable and id(value) not in held]
    return len(of_keras) + len(plain)


def unused_layers(model: Any, recorder: Recorder) -> tuple[LayerClaim, ...]:
    """Returns the stock layers the model holds that were not called; what a layer is made of is not told for itself."""
    held = model._flatten_layers(include_self=False) if isinstance(model, keras.Model) else ()
    stock = [(layer, layer_class) for layer in held if (layer_class := stock_class(layer)) is not None]
    parts = {id(part) for layer, _ in stock for part in layer._flatten_layers(include_self=False)}
    passed_over = parts | {id(layer) for layer in recorder.layers}
    return tuple(describe_layer(layer, layer_class, recorder.birthplaces.of(layer))
                 for layer, layer_class in stock if id(layer) not in passed_over)[:100]


def look_up(name: str, namespace: dict[str, Any]) -> Any:
    """Returns what a name, or an expression like `models["mnist"]`, stands for."""
    try:
        return eval(name, namespace)  # noqa: S307 - the student's own expression, where student code runs
    except BaseException as error:
        raise AnswerFailed(describe_failure(error, "code")) from None


def instantiate(made: Any, *, call: bool) -> Any:
    """Returns the model itself: a class or function that the code never calls is called here."""
    if isinstance(made, Absent):
        raise AnswerFailed(describe_failure(absent_package(), "code"))
    if call or inspect.isclass(made):
        try:
            return made()
        except BaseException as error:
            raise AnswerFailed(describe_failure(error, "code")) from None
    return made


def call_model(model: Any, inputs: list[tf.Tensor], names: tuple[str, ...] = (), *, training: bool = False) -> Any:
    """Calls a model on its inputs."""
    arguments = arguments_of(model, inputs, names)
    if isinstance(model, keras.layers.Layer):
        return model(*arguments, training=training)
    return model(*arguments)


def arguments_of(model: Any, inputs: list[tf.Tensor], names: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """Returns what a model is called with: one input as it is, several as a list.

    Where the student's `call` asks so, they go one by one (by their `names`, if it has these), or as a dict.
    """
    taken = own_parameters(model)
    if isinstance(keys := getattr(model, "_inputs_struct", None), dict):
        return (dict(zip(sorted(keys), inputs, strict=True)),)
    if len(inputs) == 1:
        return (inputs[0],)
    if len(taken) > 1:
        order = [names.index(name) for name in taken] if sorted(taken) == sorted(names) else range(len(inputs))
        return tuple(inputs[number] for number in order)
    if taken and len(names) == len(inputs) and set(names) <= constants_of(model.call):
        return (dict(zip(names, inputs, strict=True)),)
    return (inputs,)


def own_parameters(model: Any) -> list[str]:
    """Returns the parameters by which the student's `call` takes inputs; none of a model that Keras calls."""
    if model_kind(model) in ("Sequential", "Functional"):
        return []
    return [name for name in inspect.signature(model.call).parameters if name not in ("training", "mask")]


def constants_of(function: Any) -> set[Any]:
    """Returns the constants in the code of a function: what a dict is asked for is among them."""
    code = getattr(inspect.unwrap(getattr(function, "python_function", function)), "__code__", None)
    return set(code.co_consts) if code is not None else set()


def own_input_shapes(model: Any) -> tuple[tuple[int | None, ...], ...] | None:
    """Returns the input shapes the model itself states (batch left out), or None."""
    try:
        inputs = model.inputs
        return tuple(tuple(each.shape[1:]) for each in inputs) if inputs else None
    except Exception:
        return None


def own_order(own: tuple[str, ...], asked: tuple[str, ...]) -> list[int]:
    """Returns which of the exercise's inputs each of a model's is by its name; nothing where it has other names."""
    return [*map(asked.index, own)] if sorted(own) == sorted(asked) else []


def filled(own: tuple[Shape, ...] | None, wanted: list[Shape]) -> tuple[Shape, ...] | None:
    """Returns the shapes that a model states, with the axes that it leaves open as the exercise has them."""
    if own is None or len(own) != len(wanted):
        return own
    return tuple(tuple(size or other for size, other in zip(shape, like, strict=True)) if len(shape) == len(like)
                 else shape for shape, like in zip(own, wanted, strict=True))


def input_names(model: Any) -> tuple[str, ...]:
    """Returns what a functional model calls its inputs, in order: the keys of a dict, or the names of `Input`."""
    taken = getattr(model, "_inputs_struct", None)
    if isinstance(taken, dict):
        return tuple(str(name)[:200] for name in sorted(taken))
    return tuple(str(each.name)[:200] for each in model.inputs) if isinstance(model, Functional) else ()


def output_names(model: Any, returned: Any) -> tuple[str, ...]:
    """Returns what a model calls its outputs, in order: the keys of a dict, or the names of their layers."""
    if isinstance(returned, dict):
        return tuple(str(name)[:200] for name in sorted(returned))
    return tuple(str(name)[:200] for name in model.output_names) if isinstance(model, Functional) else ()


def model_kind(model: Any) -> ModelKind:
    """Returns which of Keras' kinds of model it is, by its exact class."""
    if type(model) is keras.Sequential:
        return "Sequential"
    if type(model) is keras.Model or (isinstance(model, Functional) and all(
            getattr(type(model), name) is getattr(Functional, name) for name in ("__init__", "call"))):
        return "Functional"
    if isinstance(model, keras.Model):
        return "Model"
    return "Layer" if isinstance(model, keras.layers.Layer) else "other"


def rewrapped(model: Any, birthplaces: Birthplaces) -> bool:
    """Whether a functional model is around what a Sequential put together, with no call of its own."""
    chains = (each for each, _ in birthplaces.layers if type(each) is keras.Sequential)
    return model_kind(model) == "Functional" and any(
        [*map(id, getattr(each, "outputs", ()))] == [*map(id, model.outputs)] for each in chains)


def around_one_chain(model: Any) -> Any:
    """Returns the Sequential that is all there is in a class of a model; None if there is more, or none."""
    inner = list(model._flatten_layers(include_self=False, recursive=False)) if model_kind(model) == "Model" else []
    return inner[0] if len(inner) == 1 and type(inner[0]) is keras.Sequential else None


def own_methods(model_class: type) -> tuple[str, ...]:
    """Returns which of `__init__` and `call` are defined in classes outside Keras."""
    own = [each for each in model_class.__mro__ if not each.__module__.startswith(("keras.", "builtins"))
           and issubclass(each, keras.layers.Layer)]
    return tuple(name for name in ("__init__", "call") if any(name in vars(each) for each in own))


def as_number(value: Any) -> np.ndarray | None:
    """Returns a value as an array of numbers, or None if it is none."""
    try:
        array = np.asarray(value)
    except Exception:
        return None
    return array.astype(np.float64) if array.dtype.kind in "fiub" else None
