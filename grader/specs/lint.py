"""The rules a course has to keep beyond its format; each raises one error that names file, key and what is right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from grader.errors import CourseError
from grader.evidence.claims import LOOKS_UP
from grader.kinds import part_of
from grader.nearest import nearest_name
from grader.specs.blocks import written_out
from grader.specs.compiling import ACCURACY, Kind, choices, default_settings
from grader.specs.keras_names import keras_names, since
from grader.specs.texts import said
from grader.specs.types import (
    DTYPES,
    MOST_TIMES,
    Asked,
    CompileSpec,
    ExerciseSpec,
    Fed,
    LayerSpec,
    NetworkSpec,
    TrainStepSpec,
    split_output,
)
from grader.specs.values import is_open, object_config, parameter_of
from grader.versions import installed

SIZES = {"filters", "units", "kernel_size", "pool_size", "strides", "dilation_rate"}
OBJECT_KEYS = {"type", "one_of", "any"}  # one of them is in any table that is no table by output
COMPILE_SHARE = 0.20  # of an exercise that asks for `compile`, too; the others are so much smaller


def lint_exercise(spec: ExerciseSpec, languages: Sequence[str] = ()) -> None:
    """Applies the rules to one exercise; its errors need not name the file.

    Args:
        languages: in which all its texts have to be written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", spec.id):
        raise CourseError("course_id", exercise=spec.id)
    lint_texts(spec, languages)
    lint_points(spec)
    part_of(spec.kind, "lint")(spec.id, spec.subject)


def lint_texts(spec: ExerciseSpec, languages: Sequence[str]) -> None:
    """Every text there is says something in each of its languages, and in all of the course's."""
    texts = {key: getattr(spec, key) for key in ("title", "task", "hint", "opening", "closing")}
    for label, layer in zip(spec.subject.labels, spec.subject.layers, strict=True):
        texts[f"{label}.text"] = layer.text
    if spec.asked_compile is not None:
        texts["compile.text"] = spec.asked_compile.text
    for key, text in texts.items():
        for language in dict.fromkeys((*languages, *text)) if isinstance(text, dict) else ():
            if not text.get(language, "").strip():
                raise CourseError("course_text_missing", exercise=spec.id, key=f"{key}.{language}")
    if not said(spec.task, "").strip():
        raise CourseError("course_text_missing", exercise=spec.id, key="task")


def points_for(subject: Asked, points: dict[str, float]) -> dict[str, float]:
    """Returns the shares of an exercise, given those of its kind: `compile` has one where it is asked for, too."""
    if not isinstance(subject, NetworkSpec) or subject.compile is None:
        return points
    return {share: points * (1 - COMPILE_SHARE) for share, points in points.items()} | {"compile": COMPILE_SHARE}


def lint_points(spec: ExerciseSpec) -> None:
    """The shares are those of the exercise's kind and add up to the exercise's one point."""
    known = points_for(spec.subject, spec.subject.POINTS)
    for share in sorted(set(known) ^ set(spec.points)):
        raise CourseError("course_share", key=f"points.{spec.kind}.{share}", known=", ".join(sorted(known)))
    if abs(sum(spec.points.values()) - 1.0) > 1e-9:
        raise CourseError("course_points_sum", key=f"points.{spec.kind}", found=round(sum(spec.points.values()), 6))


def read_network(exercise: str, network: NetworkSpec) -> NetworkSpec:
    """Writes out a network, of which each entry is a layer or a block of layers, and comes so often that one can."""
    for number, layer in enumerate(network.layers, 1):
        if bool(layer.type) == bool(layer.layers) or any(not each.type for each in layer.layers):
            raise CourseError("course_key_missing", key=f"{exercise}: network.layers[{number}].type",
                              example='type = "Conv2D"')
        repeat = layer.repeat
        if repeat is not None and not 0 <= repeat.min <= repeat.most <= MOST_TIMES:
            raise CourseError("course_value", exercise=exercise, layer=layer.id or f"layers[{number}]",
                              argument="repeat", found=repeat.in_words,
                              expected=f"0 ≤ min ≤ max ≤ {MOST_TIMES}")
    return written_out(network)


def lint_network(exercise: str, network: NetworkSpec) -> None:
    """Layers and arguments exist in Keras, ids are unique, and every input is a layer or input named before."""
    lint_inputs(exercise, network)
    if network.classes < 1:
        raise CourseError("course_value", exercise=exercise, layer="network", argument="classes", found=network.classes,
                          expected="> 0")
    known = {each.name for each in network.input_specs}
    for label, layer in zip(network.labels, network.layers, strict=True):
        for kind in layer.choices:
            lint_layer_names(exercise, label, kind, list(layer.arguments))
        lint_values(exercise, label, layer.arguments)
        lint_same_as(exercise, label, layer, known - {each.name for each in network.input_specs})
        if label in known:
            raise CourseError("course_duplicate_layer", exercise=exercise, layer=label)
        for name in layer.inputs:
            if split_output(name)[0] not in known:
                raise CourseError("course_unknown_input", exercise=exercise, layer=label, name=name,
                                  known=", ".join(sorted(known)), nearest=nearest(name, known))
        known.add(label)
    for kind in network.allowed_anywhere:
        if "*" not in kind:
            lint_layer_names(exercise, "allowed_anywhere", kind, [])
    for kind in (kind for count in network.counts for kind in count.types):
        lint_layer_names(exercise, "counts", kind, [])
    lint_names(exercise, network)
    if not network.layers or network.is_free:
        for key, there in (("output_shape", network.output_shape), ("example", network.example)):
            if there is None or there == ():
                raise CourseError("course_key_missing", key=f"{exercise}: network.{key}",
                                  example={"output_shape": "output_shape = [10]",
                                           "example": 'example = [{ type = "Flatten" }, { type = "Dense", '
                                                      'arguments = { units = 10 } }]'}[key])
    for name in (*network.outputs, *(end for each in network.models for end in (each.input, each.output))):
        if split_output(name)[0] not in known:
            raise CourseError("course_unknown_input", exercise=exercise, layer="outputs", name=name,
                              known=", ".join(sorted(known)), nearest=nearest(name, known))
    lint_words(exercise, network)
    if network.compile is not None:
        lint_compile(exercise, network, network.compile)


def lint_inputs(exercise: str, fed: Fed) -> None:
    """There is one way in which inputs are told, and what each holds, in a dtype that can."""
    if (fed.input_shape is None) == (not fed.inputs):
        raise CourseError("course_input_shape", exercise=exercise, found="input_shape, inputs" if fed.inputs else "–")
    for each in fed.input_specs:
        if min(each.shape, default=1) < 1:
            raise CourseError("course_value", exercise=exercise, layer=each.name, argument="shape", found=each.shape,
                              expected="> 0")
        if each.values == "tokens" and each.vocabulary is None:
            raise CourseError("course_key_missing", key=f"{exercise}: inputs.{each.name}.vocabulary",
                              example="vocabulary = 1000")
        if each.vocabulary is not None and each.vocabulary < 2:
            raise CourseError("course_value", exercise=exercise, layer=each.name, argument="vocabulary",
                              found=each.vocabulary, expected="> 1")
        for key, told, known in (("values", each.values, ["tokens"] if each.vocabulary else [each.values]),
                                 ("dtype", each.held.dtype, DTYPES[each.values])):
            if told not in known:
                raise CourseError("course_unknown_value", key=f"{exercise}: inputs.{each.name}.{key}", found=told,
                                  known=", ".join(known), nearest="")


def lint_words(exercise: str, network: NetworkSpec) -> None:
    """A layer that looks the words of an input up has to know all of them."""
    for label, layer, sources in zip(network.labels, network.layers, network.resolved_inputs, strict=True):
        size = network.input_specs[-1 - sources[0]].vocabulary if sources[0] < 0 else None
        name = LOOKS_UP.get(layer.type)
        if size is None or name is None:
            continue
        wanted: Any = layer.arguments.get(name)
        open_below = is_open(wanted) and not {"min", "one_of", "same"} & {*wanted}
        if open_below or any(each < size for each in named_values(wanted)):
            raise CourseError("course_value", exercise=exercise, layer=label, argument=name, found=wanted,
                              expected=f"≥ {size}")


def lint_compile(exercise: str, network: NetworkSpec, asked: CompileSpec) -> None:
    """Optimizers, losses, metrics and their settings exist in Keras, and tables by output name outputs."""
    labels = [network.labels[position] for position, _ in network.resolved_outputs]
    told: list[tuple[Kind, str, Any]] = [
        ("optimizer", "optimizer", asked.optimizer),
        *(("loss", "loss", each) for each in table_by_output(exercise, "loss", asked.loss, labels)),
        *(("metric", "metrics", each) for some in table_by_output(exercise, "metrics", asked.metrics, labels)
          for each in some)]
    table_by_output(exercise, "loss_weights", asked.loss_weights, labels)
    for kind, key, wanted in told:
        known = keras_names().compiled[kind]
        if not (wanted is None or isinstance(wanted, str) or (isinstance(wanted, dict) and OBJECT_KEYS & set(wanted))):
            raise CourseError("course_value", exercise=exercise, layer="compile", argument=key, found=wanted,
                              expected='"Adam", { type = "Adam", … }, { one_of = […] }, { any = true }')
        for each in choices(kind, wanted) or ():
            if each.name not in known and each.name not in ACCURACY:
                raise CourseError("course_unknown_value", key=f"network.compile.{key}", found=each.name,
                                  known=", ".join(sorted({one["class_name"] for one in known.values()})),
                                  nearest=nearest(each.name, known))
            for name in each.settings:
                if name not in (settings := default_settings(kind, each.name)):
                    raise CourseError("course_unknown_argument", exercise=exercise, layer=f"compile.{key}",
                                      type=each.name, found=name, known=", ".join(settings),
                                      nearest=nearest(name, settings))


def table_by_output(exercise: str, key: str, wanted: Any, labels: Sequence[str]) -> list[Any]:
    """Returns what is told of each output; in a table that is none of an object, every key is one of the outputs."""
    if not isinstance(wanted, dict) or OBJECT_KEYS & set(wanted):
        return [wanted]
    for name in wanted:
        if name not in labels:
            raise CourseError("course_unknown_input", exercise=exercise, layer=f"compile.{key}", name=name,
                              known=", ".join(labels), nearest=nearest(name, labels))
    return [*wanted.values()]


def lint_names(exercise: str, network: NetworkSpec) -> None:
    """A value that is to be the same as another names one that is bound."""
    values = [(f"{label}.{name}", value) for label, layer in zip(network.labels, network.layers, strict=True)
              for name, value in layer.arguments.items() if isinstance(value, dict)]
    known = {str(value["as"]) for _, value in values if "as" in value}
    for key, value in values:
        if "same" in value and value["same"] not in known:
            raise CourseError("course_unknown_value", key=f"{exercise}: {key}.same", found=value["same"],
                              known=", ".join(sorted(known)), nearest=nearest(str(value["same"]), known))


def read_train_step(_: str, step: TrainStepSpec) -> TrainStepSpec:
    """Returns a training step as it is stated."""
    return step


def lint_train_step(exercise: str, step: TrainStepSpec) -> None:
    """It takes one thing besides the labels, and losses are Keras' classes, or `classification`."""
    lint_inputs(exercise, step)
    if len(step.input_specs) > 1:
        raise CourseError("course_value", exercise=exercise, layer="train_step", argument="inputs",
                          found=len(step.inputs), expected="1")
    known = ["classification", *keras_names().losses]
    for name in step.losses:
        if name not in known:
            raise CourseError("course_unknown_value", key="train_step.losses", found=name, known=", ".join(known),
                              nearest=nearest(name, known))


def lint_layer_names(exercise: str, label: str, layer_type: str, arguments: list[str]) -> None:
    """The type is a Keras layer under its own name and takes each of the arguments."""
    names = keras_names()
    taken = names.layers | {name: [*each, "cut", "trainable_layers"] for name, each in names.applications.items()}
    if layer_type not in taken:
        lint_version(exercise, label, layer_type, since(layer_type))
        suggestion = names.canonical(layer_type) or nearest(layer_type, [*names.layers, *names.aliases])
        raise CourseError("course_unknown_layer", exercise=exercise, layer=label, found=layer_type,
                          nearest=suggestion)
    for argument in arguments:
        if argument not in taken[layer_type]:
            lint_version(exercise, label, f"{layer_type}({argument}=…)", since(layer_type, argument))
            raise CourseError("course_unknown_argument", exercise=exercise, layer=label, type=layer_type,
                              found=argument, known=", ".join(taken[layer_type]),
                              nearest=nearest(argument, taken[layer_type]))


def lint_version(exercise: str, label: str, name: str, version: str | None) -> None:
    """What the installed Keras does not know yet has a version."""
    if version is not None:
        raise CourseError("course_newer_keras", exercise=exercise, layer=label, found=name, since=version,
                          installed=installed("keras") or "-")


def lint_values(exercise: str, label: str, arguments: dict[str, Any]) -> None:
    """Sizes are whole numbers above zero, activations those of Keras, and tables say what the language knows."""
    for activation in named_values(arguments.get("activation")):
        if activation not in keras_names().activations:
            raise CourseError("course_unknown_activation", exercise=exercise, layer=label, found=activation,
                              nearest=nearest(str(activation), keras_names().activations))
    for name, value in arguments.items():
        if (parameter := parameter_of(value)) is not None:  # in a builder each call has put in what it gives
            raise CourseError("course_of_outside", exercise=exercise, layer=label, argument=name, found=parameter)
        if isinstance(value, dict) and not is_open(value) and object_config(value) is None:
            raise CourseError("course_value", exercise=exercise, layer=label, argument=name, found=value,
                              expected="{ min, max }, { one_of }, { any = true }, { same }, { type }")
    for name in SIZES & set(arguments):
        for value in named_values(arguments[name]):
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise CourseError("course_value", exercise=exercise, layer=label, argument=name, found=value,
                                  expected="> 0")


def named_values(wanted: Any) -> list[Any]:
    """Returns each value that a spec names: bounds, choices, or all of a list."""
    if not is_open(wanted):
        return [] if wanted is None else list(wanted) if isinstance(wanted, list | tuple) else [wanted]
    return wanted.get("one_of") or [wanted[each] for each in ("min", "max") if each in wanted]


def lint_same_as(exercise: str, label: str, layer: LayerSpec, known: set[str]) -> None:
    """A layer that is called again is one before it."""
    if layer.same_as is not None and layer.same_as not in known:
        raise CourseError("course_unknown_input", exercise=exercise, layer=label, name=layer.same_as,
                          known=", ".join(sorted(known)), nearest=nearest(layer.same_as, known))


def nearest(name: str, names: Iterable[str]) -> str:
    """Returns the name most like `name`, or an empty text if none is close."""
    return nearest_name(name, names, likeness=0.5, numbers_count=False) or ""
