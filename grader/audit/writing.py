"""Writes a network as the source text a student might hand in."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent
from typing import Any

from grader.audit.written import Manner, WrittenCompile, WrittenLayer, WrittenNetwork
from grader.specs.compiling import Choice
from grader.specs.keras_names import keras_names
from grader.verification.framing import argument_names

AS_LAYERS = ("layer", "own_layer")  # the manners in which an activation is a layer of its own
MERGING_OPS = {"Add": " + ", "Multiply": " * ", "Subtract": " - "}
AXES = {"1D": 1, "2D": 2, "3D": 3}
IMPORTS = "import tensorflow as tf\nfrom tensorflow import keras\n"
OF_A_BASE = ("trainable", "trainable_layers", "cut")  # what a spec says of a pretrained network that is no argument
PRETRAINED = '''

def pretrained(base, trainable=True, trainable_layers=None, cut=None):
    if cut is not None:
        base = keras.Model(base.input, base.get_layer(cut).output)
    base.trainable = trainable
    if trainable_layers is not None:
        for layer in base.layers[:len(base.layers) - trainable_layers]:
            layer.trainable = False
    return base

'''


def write_network(written: WrittenNetwork, marker: str) -> str:
    """Returns the source text."""
    writer = {"sequential": write_sequential, "functional": write_functional, "subclass": write_subclass}
    helper = PRETRAINED if any(each.type in keras_names().applications for each in written.layers) else ""
    star = "from tensorflow.keras.layers import *\n" if written.manner.star_import else ""
    code = writer[written.style](written) + (
        write_compile(written.compile, written.names[1] if written.manner.named else ())
        if written.compile is not None else "")
    if (function := written.function) is not None:
        code = f"def {function.signature}:\n{indent(code, '    ')}" + "    return model\n" * (not function.tensors)
    return f"# exercise: {marker}\n{IMPORTS}{star}{helper}\n{code}"


def write_compile(written: WrittenCompile, names: Sequence[str]) -> str:
    """Returns the call of `compile` as a line of source; `names`: of the outputs, where they have any."""
    losses = ["None" if each is None else part_text("losses", each, written.manner) for each in written.losses]
    metrics = [[part_text("metrics", Choice(accuracy) if each.name == "accuracy" and written.manner == "object"
                          else each, written.manner) for each in some]
               for some, accuracy in zip(written.metrics, written.accuracies, strict=True)]
    told = {"optimizer": part_text("optimizers", written.optimizer, written.manner),
            "loss": of_outputs(losses, names),
            "loss_weights": of_outputs([*map(repr, written.loss_weights)], names) if written.loss_weights else ""}
    if any(metrics):
        lists = [f"[{', '.join(each)}]" for each in metrics]
        told["metrics"] = of_outputs(lists, names)
    return f"model.compile({', '.join(f'{key}={text}' for key, text in told.items() if text)})\n"


def of_outputs(texts: list[str], names: Sequence[str]) -> str:
    """Returns what each output is given: of an only one by itself, else as a list or as a table."""
    if len(texts) == 1:
        return texts[0]
    if names:
        return "{" + ", ".join(f"{name!r}: {text}" for name, text in zip(names, texts, strict=True)) + "}"
    return f"[{', '.join(texts)}]"


def part_text(module: str, part: Choice, manner: str) -> str:
    """Returns an optimizer, loss or metric as source."""
    if part.name == "accuracy":
        return repr("accuracy")
    known = keras_names().compiled[{"losses": "loss", "metrics": "metric", "optimizers": "optimizer"}[module]]
    name = next((each for each, told in known.items() if each.islower() and told["class_name"] == part.name), "")
    if manner != "object" and name and all(known[name]["config"].get(key) == value
                                           for key, value in part.settings.items()):
        return f"keras.{module}.get({name!r})" if manner == "function" else repr(name)
    return f"keras.{module}.{part.name}({written_as(part.settings)})"


def layer_call(layer: WrittenLayer, manner: Manner) -> str:
    """Returns the call that makes a layer, its activation left out where it is written apart."""
    name = layer.type
    if name in keras_names().applications:
        of_base = {key: value for key, value in layer.arguments.items() if key in OF_A_BASE}
        told = {key: value for key, value in layer.arguments.items() if key not in OF_A_BASE}
        made = f"keras.applications.{name}({written_as(told)})"
        return f"pretrained({made}, {written_as(of_base)})" if of_base else made
    if manner.alias:
        name = next((alias for alias, target in keras_names().aliases.items() if target == name), name)
    arguments = {key: value for key, value in layer.arguments.items()
                 if key != "activation" or manner.activation in ("argument", "function") or not layer.activated_apart}
    parts = []
    for number, (key, value) in enumerate(arguments.items()):
        text = argument_text(key, value, manner, AXES.get(name[-2:], 2))
        positional = number < 2 and not manner.keywords and key in ("filters", "kernel_size", "units", "pool_size")
        parts.append(text if positional else f"{key}={text}")
    prefix = "" if manner.star_import else "keras.layers."
    return f"{prefix}{name}({', '.join(parts)})"


def written_as(arguments: dict[str, Any]) -> str:
    """Returns arguments as source."""
    return ", ".join(f"{key}={value!r}" for key, value in arguments.items())


def argument_text(key: str, value: Any, manner: Manner, axes: int) -> str:
    """Returns an argument's value as source; a size of a layer over so many axes may be a tuple."""
    if key == "activation" and manner.activation == "function" and type(value) is str:
        return f"tf.nn.{value}" if value in ("relu", "softmax", "tanh", "sigmoid") else repr(value)
    if isinstance(value, dict):
        told = written_as({name: each for name, each in value.items() if name != "type"})
        module = "layers" if value["type"] in keras_names().layers else \
            "constraints" if "constraint" in key else "regularizers"
        return f"keras.{module}.{value['type']}({told})"
    if manner.tuples and key in ("kernel_size", "pool_size") and isinstance(value, int):
        return repr((value,) * axes)
    return repr(value)


def activation_layer(name: str, manner: Manner) -> str:
    """Returns an activation written as a layer of its own."""
    own = {"relu": "keras.layers.ReLU()", "softmax": "keras.layers.Softmax()"}
    if manner.activation == "own_layer" and name in own and type(name) is str:
        return own[name]
    return f"keras.layers.Activation({name!r})"


def pieces(written: WrittenNetwork) -> list[str]:
    """Returns the layers of a chain as calls, activations apart where the manner says so."""
    found = []
    for layer in written.layers:
        found.append(layer_made(layer, written.manner))
        if layer.activated_apart and written.manner.activation in AS_LAYERS:
            found.append(activation_layer(layer.activation, written.manner))
    return found


def write_sequential(written: WrittenNetwork) -> str:
    """Writes a Sequential model."""
    manner, shape = written.manner, written.shape_text(0)
    calls = pieces(written)
    if manner.shape == "argument":
        calls[0] = f"{calls[0][:-1]}, input_shape={shape})".replace("(, ", "(")
    if manner.shape == "input":
        calls.insert(0, f"keras.Input({written.input_text(0)})")
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


def layer_made(layer: WrittenLayer, manner: Manner) -> str:
    """Returns the call that makes a layer; a standing activation, or a Flatten, in the manner of these."""
    if layer.type == "Flatten" and manner.flatten == "reshape":
        return "keras.layers.Reshape((-1,))"
    if layer.type == "Activation" and manner.activation in AS_LAYERS:
        return activation_layer(layer.activation, manner)
    return layer_call(layer, manner)


def applied(layer: WrittenLayer, call: str, taken: list[str], manner: Manner) -> str:
    """Returns what a layer, held as `call`, is called on; or the op that does the same, where that is the manner."""
    if manner.merge == "op" and len(taken) == 2:
        if layer.type in MERGING_OPS:
            return f"({MERGING_OPS[layer.type].join(taken)})"
        if layer.type == "Concatenate":
            return f"keras.ops.concatenate([{', '.join(taken)}], axis={layer.arguments.get('axis', -1)})"
    if layer.type == "Activation" and manner.activation == "op" and type(layer.activation) is str:
        return f"keras.ops.{layer.activation}({taken[0]})"
    names = argument_names(layer.type, len(taken))
    first = [value for value, name in zip(taken, names, strict=True) if not name]
    arguments = [first[0] if len(first) == 1 else f"[{', '.join(first)}]"]
    for name in dict.fromkeys(filter(None, names)):
        values = [value for value, each in zip(taken, names, strict=True) if each == name]
        arguments.append(f"{name}={values[0] if len(values) == 1 else '[' + ', '.join(values) + ']'}")
    arguments += [f"{name}={value!r}" for name, value in layer.call.items()]
    return f"{call}({', '.join(arguments)})"


def write_functional(written: WrittenNetwork) -> str:
    """Writes a Functional model."""
    manner = written.manner
    names = [written.tensor(-1 - number) for number in range(len(written.input_shapes))]
    tensors = written.function.tensors if written.function is not None else ()
    lines = [f"{name} = {tensor}" for name, tensor in zip(names, tensors, strict=True)] if tensors else [
        f"{name} = keras.Input({written.input_text(number)}{f', name={told!r}' if manner.named else ''})"
        for number, (name, told) in enumerate(zip(names, written.names[0] or names, strict=True))]
    kept = {layer.instance for position, layer in enumerate(written.layers) if written.is_called_again(position)}
    early = set(range(len(written.layers))) if manner.layers_first else set()
    lines += [f"layer_{number} = {layer_made(written.layers[number], manner)}"
              for number in sorted(early | {each for each in kept if each is not None})
              if not written.is_called_again(number)]
    for number in written.order:
        layer = written.layers[number]
        instance = layer.instance if written.is_called_again(number) else number
        call = f"layer_{instance}" if instance in early | kept else layer_made(layer, manner)
        lines.append(f"x{number} = {applied(layer, call, written.taken(layer), manner)}")
        if layer.activated_apart and manner.activation in AS_LAYERS:
            lines.append(f"x{number} = {activation_layer(layer.activation, manner)}(x{number})")
        if layer.activated_apart and manner.activation == "op":
            lines.append(f"x{number} = keras.ops.{layer.activation}(x{number})")
    lines += [f"{name} = keras.Model({written.tensor(source)}, {written.tensor(layer)})"
              for name, source, layer in written.models]
    ordered = [names[number] for number in written.input_order or range(len(names))]
    inputs = ordered[0] if len(names) == 1 else f"[{', '.join(ordered)}]"
    last = returned(written)
    lines.append(f"return {last}" if tensors else f"model = keras.Model({inputs}, {last})" if manner.positional_model
                 else f"model = keras.Model(inputs={inputs}, outputs={last})")
    if manner.in_function:
        return "def build_model():\n" + "".join(f"    {line}\n" for line in lines) + "    return model\n\n" \
               "model = build_model()\n"
    return "\n".join(lines) + "\n"


def returned(written: WrittenNetwork) -> str:
    """Returns what a model gives out."""
    given = [written.tensor(*each) for each in written.given]
    if written.manner.named and len(given) > 1:
        return "{" + ", ".join(f"{name!r}: {each}" for name, each in zip(written.names[1], given, strict=True)) + "}"
    return given[0] if len(given) == 1 else f"[{', '.join(given)}]"


def write_subclass(written: WrittenNetwork) -> str:
    """Writes a subclass of keras.Model."""
    manner = written.manner
    made: list[str] = []
    used: list[str] = []
    held: dict[str, str] = {}
    half = len(written.layers) // 2
    for number, layer in enumerate(written.layers):
        taken = [each if not each.startswith("inputs_") else "x" if len(written.input_shapes) == 1
                 else f"x[{int(each.removeprefix('inputs_')) - 1}]" for each in written.taken(layer)]
        argument = taken[0]
        attribute = f"layer_{layer.instance if written.is_called_again(number) else number}"
        call = layer_made(layer, manner)
        if layer.type == "Flatten" and manner.flatten == "op":
            used.append(f"x{number} = tf.reshape({argument}, (tf.shape({argument})[0], -1))")
        elif number == written.pooling_op:
            size = layer.arguments.get("pool_size", 2)
            used.append(f"x{number} = tf.nn.max_pool2d({argument}, {size}, {size}, 'VALID')")
        else:
            if manner.shared and call in held and layer.type in ("MaxPooling2D", "Flatten", "Add"):
                attribute = held[call]
            elif not written.is_called_again(number):
                held[call] = attribute
                made.append(f"self.{attribute} = {call}")
            used.append(f"x{number} = {applied(layer, f'self.{attribute}', taken, manner)}")
        if layer.activated_apart and manner.activation in AS_LAYERS:
            made.append(f"self.activation_{number} = {activation_layer(layer.activation, manner)}")
            used.append(f"x{number} = self.activation_{number}(x{number})")
        if layer.activated_apart and manner.activation == "op":
            used.append(f"x{number} = tf.nn.{layer.activation}(x{number})")
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
    source += f"        return {returned(written)}\n"
    return source if manner.never_made else source + "\n\nmodel = CustomModel()\n"
