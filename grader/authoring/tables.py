"""Writes exercises as the tables (TOML) that their author goes on with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from grader.authoring.proposing import closing, in_words, known_languages, opening
from grader.authoring.starting import schema_line
from grader.kinds import part_of
from grader.specs.types import Asked, BuilderSpec, CompileSpec, LayerSpec, NetworkSpec, Style, TrainStepSpec

TASKS = {
    "sequential": {"en": "Build a Sequential model.", "ko": "Sequential 모델을 구성해 주세요."},
    "functional": {"en": "Build the model with the Functional API.", "ko": "Functional API로 모델을 구성해 주세요."},
    "subclass": {"en": "Build the model by subclassing keras.Model.",
                 "ko": "keras.Model을 상속받아 모델을 구성해 주세요."},
    "any": {"en": "Build the model in the way you like.", "ko": "원하는 방법으로 모델을 구성해 주세요."},
    "builder": {"en": "Write {function}, which makes the layers and gives back what they make.",
                "ko": "레이어를 만들고, 만든 것을 돌려주는 {function}을 작성해 주세요."},
    "train_step": {"en": "Write {function}(features, labels): one call trains one step and returns the loss.",
                   "ko": "부를 때마다 한 번 학습하고 loss를 return 하는 {function}(features, labels)을 작성해 주세요."},
}
HINTS = {"en": "What helps somebody who is stuck.", "ko": "막힌 사람에게 도움이 될 말."}


def exercise_table(exercise: str, kind: str, subject: Asked, style: Style | None, languages: Sequence[str]) -> str:
    """Returns the text of an exercise file."""
    known = known_languages(languages)
    lines = [schema_line("exercise.json"), ""]
    table, told = part_of(kind, "lines")(subject, known)
    lines += table
    function = subject.signature if isinstance(subject, BuilderSpec) else subject.function
    task = {language: TASKS[style or kind][language].format(function=function) for language in known}
    lines += ["", "[[exercises]]", f"id = {value(exercise)}"]
    lines += [f"style = {value(style)}"] if style else []
    title = dict.fromkeys(known, exercise.replace("_", " ").capitalize())
    lines += [f"title = {value(title)}", f"task = {value(task)}"]
    lines += told
    lines.append(f"hint = {value({language: HINTS[language] for language in known})}")
    return "\n".join(lines) + "\n"


def network_lines(network: NetworkSpec, languages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Returns the tables of a network, and what the exercise says of it besides."""
    lines = ["[network]"]
    if network.inputs:
        tables = ", ".join(value({"name": each.name, "shape": each.shape}) for each in network.inputs)
        lines.append(f"inputs = [{tables}]")
    else:
        lines.append(f"input_shape = {value(network.input_shape)}")
    lines += [f"outputs = {value(network.outputs)}"] if network.outputs else []
    lines += [f"classes = {network.classes}", f"loss = {value(network.loss)}"]
    numbers: dict[str | None, int] = {layer.id: number for number, layer in enumerate(network.layers, 1) if layer.id}
    for layer in network.layers:
        text = {language: in_words(layer, language, numbers) for language in languages}
        lines += ["", *layer_lines(layer), f"text = {value(text)}"]
    lines += compile_lines(network.compile) if network.compile is not None else []
    told = [f"opening = {value({language: opening(network, language) for language in languages})}"]
    if len(network.outputs) > 1:
        told.append(f"closing = {value({language: closing(network, language) for language in languages})}")
    return lines, told


def builder_lines(builder: BuilderSpec, languages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Returns the tables of a function that builds networks, and what the exercise says of it besides."""
    (_, *lines), told = network_lines(builder, languages)
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


def step_lines(step: TrainStepSpec, _: Sequence[str]) -> tuple[list[str], list[str]]:
    """Returns the table of a training step, of which the exercise says no more."""
    return ["[train_step]", f"function = {value(step.function)}", f"input_shape = {value(step.input_shape)}",
            f"classes = {step.classes}", f"losses = {value(step.losses)}"], []


def value(what: Any) -> str:
    """Returns a value as TOML has it."""
    if isinstance(what, dict):
        return "{ " + ", ".join(f"{key} = {value(each)}" for key, each in what.items()) + " }" if what else "{}"
    if isinstance(what, (list, tuple)):
        return f"[{', '.join(map(value, what))}]"
    return json.dumps(what, ensure_ascii=False)
