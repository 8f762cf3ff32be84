"""Writes a network as the source text a student might hand in, in any style and many manners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from grader.specs.keras_names import keras_names
from grader.specs.types import NetworkSpec, Shape, Style

AXES = {"1D": 1, "2D": 2, "3D": 3}
IMPORTS = "import tensorflow as tf\nfrom tensorflow import keras\n"


@dataclass(frozen=True)
class WrittenLayer:
    """One layer as it will be written; `inputs` as in `NetworkSpec.resolved_inputs`."""

    type: str
    arguments: dict[str, Any]
    inputs: tuple[int, ...]


@dataclass(frozen=True)
class Manner:
    """How a network is written; every field is a right way.

    Attributes:
        activation: `argument`, `function` (`tf.nn.relu`), `layer` (`Activation`), `own_layer` (`ReLU`), or `op`.
        shape: how the input is given: `none`, `input`, `input_layer`, `argument`.
        between: an expression of `{x}` computed in the middle of `call`; right only if it changes nothing.
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


@dataclass(frozen=True)
class WrittenNetwork:
    """A network to be written: what it is (`layers`, `input_shapes`) and how (`style`, `manner`)."""

    layers: tuple[WrittenLayer, ...]
    input_shapes: tuple[Shape, ...]
    style: Style
    manner: Manner = field(default_factory=Manner)
    pooling_op: int | None = None

    @property
    def is_chain(self) -> bool:
        """Whether each layer takes the output of the one before it."""
        return all(layer.inputs == (position - 1,) for position, layer in enumerate(self.layers))


def asked_network(network: NetworkSpec, style: Style) -> WrittenNetwork:
    """Returns the network of a spec, to be written plainly."""
    layers = tuple(WrittenLayer(layer.type, dict(layer.arguments), inputs)
                   for layer, inputs in zip(network.layers, network.resolved_inputs, strict=True))
    return WrittenNetwork(layers, network.input_shapes, style)


def with_layers(written: WrittenNetwork, layers: Iterable[WrittenLayer]) -> WrittenNetwork:
    """Returns a chain of other layers, connected anew."""
    return replace(written, layers=tuple(replace(layer, inputs=(position - 1,))
                                         for position, layer in enumerate(layers)))


def write_network(written: WrittenNetwork, marker: str) -> str:
    """Returns the source text."""
    writer = {"sequential": write_sequential, "functional": write_functional, "subclass": write_subclass}
    star = "from tensorflow.keras.layers import *\n" if written.manner.star_import else ""
    return f"# exercise: {marker}\n{IMPORTS}{star}\n{writer[written.style](written)}"


def layer_call(layer: WrittenLayer, manner: Manner) -> str:
    """Returns the call that makes a layer, its activation left out where it is written apart."""
    name = layer.type
    if manner.alias:
        name = next((alias for alias, target in keras_names().aliases.items() if target == name), name)
    arguments = {key: value for key, value in layer.arguments.items()
                 if key != "activation" or manner.activation in ("argument", "function")}
    parts = []
    for number, (key, value) in enumerate(arguments.items()):
        text = argument_text(key, value, manner, AXES.get(name[-2:], 2))
        positional = number < 2 and not manner.keywords and key in ("filters", "kernel_size", "units", "pool_size")
        parts.append(text if positional else f"{key}={text}")
    prefix = "" if manner.star_import else "keras.layers."
    return f"{prefix}{name}({', '.join(parts)})"


def argument_text(key: str, value: Any, manner: Manner, axes: int) -> str:
    """Returns an argument's value as source; a size of a layer over so many axes may be a tuple."""
    if key == "activation" and manner.activation == "function":
        return f"tf.nn.{value}" if value in ("relu", "softmax", "tanh", "sigmoid") else repr(value)
    if manner.tuples and key in ("kernel_size", "pool_size") and isinstance(value, int):
        return repr((value,) * axes)
    return repr(value)


def activation_layer(name: str, manner: Manner) -> str:
    """Returns an activation written as a layer of its own."""
    own = {"relu": "keras.layers.ReLU()", "softmax": "keras.layers.Softmax()"}
    if manner.activation == "own_layer" and name in own:
        return own[name]
    return f"keras.layers.Activation({name!r})"


def pieces(written: WrittenNetwork) -> list[str]:
    """Returns the layers of a chain as calls, activations apart where the manner says so."""
    found = []
    for layer in written.layers:
        if layer.type == "Flatten" and written.manner.flatten == "reshape":
            found.append("keras.layers.Reshape((-1,))")
        else:
            found.append(layer_call(layer, written.manner))
        name = layer.arguments.get("activation")
        if name and written.manner.activation in ("layer", "own_layer"):
            found.append(activation_layer(name, written.manner))
    return found


def write_sequential(written: WrittenNetwork) -> str:
    """Writes a Sequential model."""
    manner, shape = written.manner, tuple(written.input_shapes[0])
    calls = pieces(written)
    if manner.shape == "argument":
        calls[0] = f"{calls[0][:-1]}, input_shape={shape})".replace("(, ", "(")
    if manner.shape == "input":
        calls.insert(0, f"keras.Input(shape={shape})")
    if manner.shape == "input_layer":
        calls.insert(0, f"keras.layers.InputLayer(shape={shape})")
    if manner.nested:
        half = len(calls) // 2
        calls = [f"keras.Sequential([{', '.join(calls[:half])}])", *calls[half:]]
    if manner.add_form:
        return "model = keras.Sequential()\n" + "".join(f"model.add({call})\n" for call in calls)
    body = "keras.Sequential([\n" + "".join(f"    {call},\n" for call in calls) + "])"
    if manner.in_function:
        return "def build_model():\n    return " + body.replace("\n", "\n    ") + "\n\nmodel = build_model()\n"
    return f"model = {body}\n"


def tensor_name(source: int) -> str:
    """Returns the variable that holds a layer's output or a network input."""
    return f"inputs_{-source}" if source < 0 else f"x{source}"


def write_functional(written: WrittenNetwork) -> str:
    """Writes a Functional model."""
    manner = written.manner
    names = [tensor_name(-1 - number) for number in range(len(written.input_shapes))]
    lines = [f"{name} = keras.Input(shape={tuple(shape)})"
             for name, shape in zip(names, written.input_shapes, strict=True)]
    if manner.layers_first:
        lines += [f"layer_{number} = {layer_call(layer, manner)}" for number, layer in enumerate(written.layers)]
    for number, layer in enumerate(written.layers):
        call = f"layer_{number}" if manner.layers_first else layer_call(layer, manner)
        if layer.type == "Flatten" and manner.flatten == "reshape":
            call = "keras.layers.Reshape((-1,))"
        taken = [tensor_name(source) for source in layer.inputs]
        lines.append(f"x{number} = {call}({taken[0] if len(taken) == 1 else '[' + ', '.join(taken) + ']'})")
        activation = layer.arguments.get("activation")
        if activation and manner.activation in ("layer", "own_layer"):
            lines.append(f"x{number} = {activation_layer(activation, manner)}(x{number})")
        if activation and manner.activation == "op":
            lines.append(f"x{number} = keras.ops.{activation}(x{number})")
    inputs = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    last = tensor_name(len(written.layers) - 1)
    lines.append(f"model = keras.Model({inputs}, {last})" if manner.positional_model
                 else f"model = keras.Model(inputs={inputs}, outputs={last})")
    if manner.in_function:
        return "def build_model():\n" + "".join(f"    {line}\n" for line in lines) + "    return model\n\n" \
               "model = build_model()\n"
    return "\n".join(lines) + "\n"


def write_subclass(written: WrittenNetwork) -> str:
    """Writes a subclass of keras.Model."""
    manner = written.manner
    made: list[str] = []
    used: list[str] = []
    held: dict[str, str] = {}
    half = len(written.layers) // 2
    for number, layer in enumerate(written.layers):
        taken = [f"x{source}" if source >= 0 else ("x" if len(written.input_shapes) == 1 else f"x[{-1 - source}]")
                 for source in layer.inputs]
        argument = taken[0] if len(taken) == 1 else "[" + ", ".join(taken) + "]"
        attribute = f"layer_{number}"
        call = layer_call(layer, manner)
        if layer.type == "Flatten" and manner.flatten == "op":
            used.append(f"x{number} = tf.reshape({argument}, (tf.shape({argument})[0], -1))")
        elif number == written.pooling_op:
            size = layer.arguments.get("pool_size", 2)
            used.append(f"x{number} = tf.nn.max_pool2d({argument}, {size}, {size}, 'VALID')")
        else:
            if layer.type == "Flatten" and manner.flatten == "reshape":
                call = "keras.layers.Reshape((-1,))"
            if manner.shared and call in held and layer.type in ("MaxPooling2D", "Flatten", "Add"):
                attribute = held[call]
            else:
                held[call] = attribute
                made.append(f"self.{attribute} = {call}")
            used.append(f"x{number} = self.{attribute}({argument})")
        activation = layer.arguments.get("activation")
        if activation and manner.activation in ("layer", "own_layer"):
            made.append(f"self.activation_{number} = {activation_layer(activation, manner)}")
            used.append(f"x{number} = self.activation_{number}(x{number})")
        if activation and manner.activation == "op":
            used.append(f"x{number} = tf.nn.{activation}(x{number})")
        if manner.between and number == half:
            used.append(f"x{number} = {manner.between.format(x=f'x{number}')}")
    if manner.nested and written.is_chain:
        made = [f"self.block_1 = keras.Sequential([{', '.join(pieces(written)[:half])}])",
                f"self.block_2 = keras.Sequential([{', '.join(pieces(written)[half:])}])"]
        used = ["x0 = self.block_1(x)", f"x{len(written.layers) - 1} = self.block_2(x0)"]
    if manner.shuffled:
        made.reverse()
    decorator = "    @tf.function\n" if manner.tf_function else ""
    source = "class CustomModel(keras.Model):\n    def __init__(self):\n"
    source += f"        {manner.super_call}\n" + "".join(f"        {line}\n" for line in made)
    source += f"\n{decorator}    def call({manner.call_arguments}):\n" + "".join(f"        {line}\n" for line in used)
    source += f"        return {tensor_name(len(written.layers) - 1)}\n"
    return source if manner.never_made else source + "\n\nmodel = CustomModel()\n"
