"""Writes exercises as the tables (TOML) that their author goes on with."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import to_builtins

from grader.authoring.starting import schema_line
from grader.authoring.words import Words, words_in
from grader.kinds import part_of
from grader.specs.types import Asked, BuilderSpec, CompileSpec, LayerSpec, NetworkSpec, Style, TrainStepSpec


def exercise_table(exercise: str, kind: str, subject: Asked, style: Style | None, languages: Sequence[str]) -> str:
    """Returns the text of an exercise file."""
    words = words_in(languages)
    lines = [schema_line("exercise.json"), ""]
    table, told = part_of(kind, "lines")(subject, words)
    lines += table
    function = subject.signature if isinstance(subject, BuilderSpec) else subject.function
    task = in_each(words, lambda each: each.tasks[style or kind].format(function=function))
    lines += ["", "[[exercises]]", f"id = {value(exercise)}"]
    lines += [f"style = {value(style)}"] if style else []
    title = dict.fromkeys(words, exercise.replace("_", " ").capitalize())
    lines += [f"title = {value(title)}", f"task = {task}"]
    lines += told
    lines.append(f"hint = {in_each(words, lambda each: each.hint)}")
    return "\n".join(lines) + "\n"


def network_lines(network: NetworkSpec, words: dict[str, Words]) -> tuple[list[str], list[str]]:
    """Returns the tables of a network, and what the exercise says of it besides."""
    lines = ["[network]"]
    if network.inputs:
        tables = ", ".join(value(to_builtins(each)) for each in network.inputs)
        lines.append(f"inputs = [{tables}]")
    else:
        lines.append(f"input_shape = {value(network.input_shape)}")
    lines += [f"outputs = {value(network.outputs)}"] if network.outputs else []
    lines += [f"classes = {network.classes}", f"loss = {value(network.loss)}"]
    numbers: dict[str | None, int] = {layer.id: number for number, layer in enumerate(network.layers, 1) if layer.id}
    for layer in network.layers:
        text = {language: each.of_layer(layer, numbers) for language, each in words.items()}
        lines += ["", *layer_lines(layer), f"text = {value(text)}"]
    lines += compile_lines(network.compile) if network.compile is not None else []
    told = [f"opening = {in_each(words, lambda each: each.opening(network))}"]
    if len(network.outputs) > 1:
        told.append(f"closing = {in_each(words, lambda each: each.closing(network))}")
    return lines, told


def builder_lines(builder: BuilderSpec, words: dict[str, Words]) -> tuple[list[str], list[str]]:
    """Returns the tables of a function that builds networks, and what the exercise says of it besides."""
    (_, *lines), told = network_lines(builder, words)
    cases = [f"    {value(case)}," for case in builder.cases]
    return ["[builder]", f"signature = {value(builder.signature)}", "cases = [", *cases, "]",
            *(line.replace("[network.", "[builder.") for line in lines)], told


def compile_lines(asked: CompileSpec) -> list[str]:
    """Returns the table of what `compile` is to be given."""
    told = {"optimizer": asked.optimizer, "loss": asked.loss, "metrics": asked.metrics,
            "loss_weights": asked.loss_weights}
    return ["", "[network.compile]", *(f"{key} = {value(each)}" for key, each in told.items() if each)]


def layer_lines(layer: LayerSpec) -> list[str]:
    """Returns the table of a layer."""
    lines = ["[[network.layers]]"]
    lines += [f"id = {value(layer.id)}"] if layer.id else []
    lines.append(f"type = {value(layer.type)}")
    lines += [f"arguments = {value(layer.arguments)}"] if layer.arguments else []
    lines += [f"inputs = {value(layer.inputs)}"] if layer.inputs else []
    lines += [f"same_as = {value(layer.same_as)}"] if layer.same_as else []
    return lines


def step_lines(step: TrainStepSpec, _: dict[str, Words]) -> tuple[list[str], list[str]]:
    """Returns the table of a training step, of which the exercise says no more."""
    return ["[train_step]", f"function = {value(step.function)}", f"input_shape = {value(step.input_shape)}",
            f"classes = {step.classes}", f"losses = {value(step.losses)}"], []


def in_each(words: dict[str, Words], say: Callable[[Words], str]) -> str:
    """Returns a text in all the languages, as TOML has it."""
    return value({language: say(each) for language, each in words.items()})


def value(what: Any) -> str:
    """Returns a value as TOML has it."""
    if isinstance(what, dict):
        return "{ " + ", ".join(f"{key} = {value(each)}" for key, each in what.items()) + " }" if what else "{}"
    if isinstance(what, (list, tuple)):
        return f"[{', '.join(map(value, what))}]"
    return json.dumps(what, ensure_ascii=False)
