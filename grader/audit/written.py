"""Networks as they are to be written: what they are, and in which of the manners that students have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from grader.specs.activations import asked_activation
from grader.specs.compiling import Choice
from grader.specs.keras_names import keras_names
from grader.specs.types import LayerSpec, NetworkSpec, Shape
from grader.specs.values import bindings, bound, example

WrittenStyle = Literal["sequential", "functional", "subclass"]
STYLES: tuple[WrittenStyle, ...] = get_args(WrittenStyle)


@dataclass(frozen=True)
class WrittenLayer:
    """One layer as it will be written; `inputs` as in `NetworkSpec.resolved_inputs`.

    Attributes:
        parts: which output of each input's layer it takes.
        call: what its call is told beside the inputs.
        instance: the position of the layer that is called, if it is none of its own.
    """

    type: str
    arguments: dict[str, Any]
    inputs: tuple[int, ...]
    parts: tuple[int, ...] = ()
    call: dict[str, Any] = field(default_factory=dict)
    instance: int | None = None

    @property
    def gives_several(self) -> bool:
        """Whether its call gives more than one output."""
        return bool(self.arguments.get("return_state") or self.call.get("return_attention_scores"))

    @property
    def is_activation(self) -> str | None:
        """The activation that it is and nothing else."""
        return asked_activation(self.type, self.arguments)

    @property
    def activation(self) -> Any:
        """What its argument of that name is."""
        return self.arguments.get("activation")

    @property
    def activated_apart(self) -> bool:
        """Whether its activation could as well be written after it."""
        return type(self.activation) is str and self.type != "Activation" \
            and "recurrent_activation" not in keras_names().layers.get(self.type, ())


@dataclass(frozen=True)
class Manner:
    """How a network is written; every field is a right way.

    Attributes:
        activation: `argument`, `function` (`tf.nn.relu`), `layer` (`Activation`), `own_layer` (`ReLU`), or `op`.
        shape: how the input is given: `none`, `input`, `input_layer`, `argument`.
        between: an expression of `{x}` computed in the middle of `call`; right only if it changes nothing.
        merge: layers that merge: `layer` or `op` (`a + b`).
        latest_first: of parallel branches the one that the spec names last is written first.
        named: inputs and outputs have the spec's names; outputs are a dict.
        dtypes: what each input says it comes as.
    """

    activation: str = "argument"
    shape: str = "none"
    alias: bool = False
    tuples: bool = False
    keywords: bool = False
    add_form: bool = False
    nested: bool = False
    in_function: bool = False
    shared: bool = False
    shuffled: bool = False
    star_import: bool = False
    never_made: bool = False
    tf_function: bool = False
    flatten: str = "layer"
    call_arguments: str = "self, x"
    super_call: str = "super().__init__()"
    layers_first: bool = False
    positional_model: bool = False
    between: str = ""
    merge: str = "layer"
    latest_first: bool = False
    named: bool = False
    dtypes: tuple[str, ...] = ()


@dataclass(frozen=True)
class WrittenCompile:
    """A call of `compile` as it will be written; losses, metrics and weights are those of each output.

    Attributes:
        accuracies: the class of accuracy that fits each output.
        manner: `object`, `name` or `function`, where the settings allow it.
    """

    optimizer: Choice
    losses: tuple[Choice | None, ...]
    metrics: tuple[tuple[Choice, ...], ...] = ()
    loss_weights: tuple[float, ...] = ()
    accuracies: tuple[str, ...] = ()
    manner: str = "object"


@dataclass(frozen=True)
class WrittenFunction:
    """The function that a network is written into.

    Attributes:
        tensors: what it calls those that it takes, if it takes any.
        shape: what it calls the shape of the only input, if it is told that.
    """

    signature: str
    tensors: tuple[str, ...] = ()
    shape: str = ""


@dataclass(frozen=True)
class WrittenNetwork:
    """A network to be written: what it is (`layers`, `input_shapes`) and how (`style`, `manner`).

    Attributes:
        outputs: the layers that give the outputs, and which of their outputs.
        names: of the inputs, then of the outputs.
        input_order: in which order the model takes its inputs.
        models: parts that are models of their own: name, source, layer.
        compile: what it is compiled with, if it is.
        function: what gives it, or takes and gives its tensors.
    """

    layers: tuple[WrittenLayer, ...]
    input_shapes: tuple[Shape, ...]
    style: WrittenStyle
    manner: Manner = field(default_factory=Manner)
    pooling_op: int | None = None
    outputs: tuple[tuple[int, int], ...] = ()
    names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    input_order: tuple[int, ...] = ()
    models: tuple[tuple[str, int, int], ...] = ()
    compile: WrittenCompile | None = None
    function: WrittenFunction | None = None

    @property
    def is_chain(self) -> bool:
        """Whether each layer takes the output of the one before it, and the last gives the output."""
        return all(layer.inputs == (position - 1,) for position, layer in enumerate(self.layers)) \
            and len(self.input_shapes) == 1 and self.outputs in ((), ((len(self.layers) - 1, 0),))

    def shape_text(self, number: int) -> str:
        """Returns the shape of an input as source."""
        return self.function.shape if self.function is not None and self.function.shape else repr(
            tuple(self.input_shapes[number]))

    def input_text(self, number: int) -> str:
        """Returns what makes an input as source: its shape, and the dtype that it is said to come as."""
        dtype = f", dtype={self.manner.dtypes[number]!r}" if self.manner.dtypes else ""
        return f"shape={self.shape_text(number)}{dtype}"

    @property
    def given(self) -> tuple[tuple[int, int], ...]:
        """The outputs: the last layer's where none are named."""
        return self.outputs or ((len(self.layers) - 1, 0),)

    def tensor(self, source: int, part: int = 0) -> str:
        """Returns the variable that holds a layer's output or a network input."""
        several = source >= 0 and self.layers[source].gives_several
        return f"inputs_{-source}" if source < 0 else f"x{source}" + (f"[{part}]" if several else "")

    def taken(self, layer: WrittenLayer) -> list[str]:
        """Returns the variables that a layer is called on."""
        parts = layer.parts or (0,) * len(layer.inputs)
        return [self.tensor(*each) for each in zip(layer.inputs, parts, strict=True)]

    @property
    def order(self) -> list[int]:
        """The positions of the layers in the order in which they are written."""
        waiting: list[int] = list(range(len(self.layers)))
        done: list[int] = []
        if not self.manner.latest_first:
            return waiting
        while waiting:
            ready = [each for each in waiting
                     if all(source < 0 or source in done for source in self.layers[each].inputs)]
            done.append(ready[-1])
            waiting.remove(ready[-1])
        return done

    def is_called_again(self, position: int) -> bool:
        """Whether the layer at this position is one before it."""
        return self.layers[position].instance not in (None, position)


def asked_network(network: NetworkSpec, style: WrittenStyle) -> WrittenNetwork:
    """Returns the network of a spec, to be written plainly."""
    names = bindings((value, example(name, value)) for layer in network.layers
                     for name, value in layer.arguments.items())
    rows = zip(network.layers, network.resolved_inputs, network.named_parts, network.instances, strict=True)
    layers = tuple(
        WrittenLayer(layer.type, written_arguments(network.layers[instance], names),
                     inputs, tuple(part or 0 for part in parts), layer.call, instance)
        for layer, inputs, parts, instance in rows)
    layers = tuple(replace(layer, arguments=layer.arguments | {"input_shape": seen_by(network, position)})
                   if layer.type in keras_names().applications else layer for position, layer in enumerate(layers))
    labels = network.labels
    outputs = tuple((position, part or 0) for position, part in network.resolved_outputs)
    models = tuple((each.name, *ends) for each, ends in zip(network.models, network.resolved_models, strict=True))
    return WrittenNetwork(layers, network.input_shapes, style, outputs=outputs, models=models, names=(
        tuple(each.name for each in network.input_specs), tuple(labels[position] for position, _ in outputs)))


def seen_by(network: NetworkSpec, position: int) -> Shape:
    """Returns the shape of the image that comes to a pretrained network: what stands before it keeps it."""
    source = position
    while source >= 0:
        source = network.resolved_inputs[source][0]
    return network.input_shapes[-1 - source]


def written_arguments(layer: LayerSpec, names: dict[str, Any]) -> dict[str, Any]:
    """Returns values that will do for the arguments of a layer; those that may be left out are."""
    values = {name: example(name, bound(value, names)) for name, value in layer.arguments.items()}
    return {name: value for name, value in values.items() if value is not None}


def with_layers(written: WrittenNetwork, layers: Iterable[WrittenLayer]) -> WrittenNetwork:
    """Returns a chain of other layers, connected anew."""
    chain = tuple(replace(layer, inputs=(position - 1,), parts=(), instance=None)
                  for position, layer in enumerate(layers))
    return replace(written, layers=chain, outputs=(), models=())
