"""Reads and checks what is asked of a function that builds networks: its signature, its calls, and what each builds.

`{ of = "filters" }` stands for what the call gives for a parameter, `{ of = "hp.units" }` for an entry of a table.
"""

from __future__ import annotations

import ast
from typing import Any

from msgspec.structs import replace

from grader.errors import CourseError
from grader.specs.blocks import written_out
from grader.specs.lint import lint_network, nearest, read_network
from grader.specs.types import BuilderSpec, ExerciseSpec, LayerSpec, NetworkSpec, Shape
from grader.specs.values import parameter_of

INPUT_SHAPE = "input_shape"


def read_builder(exercise: str, builder: BuilderSpec) -> BuilderSpec:
    """Returns a builder with its blocks written out, and what calls decide left open."""
    parameters_of(exercise, builder)
    for number, case in enumerate(builder.cases, 1):
        for name in (*builder.input_names, INPUT_SHAPE):
            shape = case.get(name, [])
            if not isinstance(shape, list) or any(type(size) is not int or size < 1 for size in shape):
                raise CourseError("course_value", exercise=exercise, layer=f"cases[{number}]", argument=name,
                                  found=shape, expected="> 0, …")
    written = read_network(exercise, builder)
    assert isinstance(written, BuilderSpec)
    return written


def parameters_of(exercise: str, builder: BuilderSpec) -> dict[str, Any]:
    """Returns the parameters in order, by name, with what is taken where nothing is given: `...` where that has to be.

    Raises:
        CourseError: the signature is none.
    """
    try:
        [defined] = ast.parse(f"def {builder.signature}: pass").body
        assert isinstance(defined, ast.FunctionDef)
        arguments, defaults = defined.args, [*map(ast.literal_eval, defined.args.defaults)]
    except (SyntaxError, ValueError, AssertionError):
        raise CourseError("course_signature", exercise=exercise, found=builder.signature) from None
    names = [each.arg for each in arguments.args]
    return dict.fromkeys(names[:len(names) - len(defaults)], ...) | dict(
        zip(names[len(names) - len(defaults):], defaults, strict=True))


def given_in(builder: BuilderSpec, case: dict[str, Any]) -> dict[str, Any]:
    """Returns what each parameter is in a call, but for tensors."""
    taken = parameters_of("", builder) | case
    return {name: value for name, value in taken.items() if value is not ... and name not in builder.input_names}


def shapes_in(builder: BuilderSpec, case: dict[str, Any]) -> tuple[Shape, ...]:
    """Returns the shape of each input in a call; of an only one, `input_shape` may say it."""
    told = (parameters_of("", builder) | case).get(INPUT_SHAPE, ...) if shaped_by_call(builder) else ...
    return tuple(tuple(case.get(each.name, each.shape if told is ... else told)) for each in builder.input_specs)


def shaped_by_call(builder: BuilderSpec) -> bool:
    """Whether a parameter says the shape of the only input."""
    return len(builder.input_specs) == 1 and INPUT_SHAPE in parameters_of("", builder)


def tensors_of(builder: BuilderSpec) -> list[str]:
    """Returns the parameters that take tensors."""
    return [name for name in parameters_of("", builder) if name in builder.input_names]


def built_by(builder: BuilderSpec, case: dict[str, Any], given: dict[str, Any] | None = None) -> NetworkSpec:
    """Returns the network that a call is to build, as an author would state it.

    Args:
        given: what stands for the parameters in place of what the call gives.
    """
    given = given_in(builder, case) if given is None else given
    layers, example = (tuple(filled(layer, given) for layer in told) for told in (builder.layers, builder.example))
    inputs = tuple(replace(each, shape=shape) for each, shape in
                   zip(builder.input_specs, shapes_in(builder, case), strict=True))
    own = {name: getattr(builder, name) for name in NetworkSpec.__struct_fields__}
    return NetworkSpec(**own | {"layers": layers, "example": example, "inputs": inputs, "input_shape": None})


def filled(layer: LayerSpec, given: dict[str, Any]) -> LayerSpec:
    """Returns a layer, or a block of them, with what parameters are put in."""
    arguments, call = ({name: value_of(value, given) for name, value in told.items()}
                       for told in (layer.arguments, layer.call))
    return replace(layer, arguments=arguments, call=call, layers=tuple(filled(each, given) for each in layer.layers))


def value_of(value: Any, given: dict[str, Any]) -> Any:
    """Returns what a value is in a call; what names no parameter stays, and is found by `lint_builder`."""
    if (parameter := parameter_of(value)) is None:
        return value
    found: Any = given
    for key in parameter.split("."):
        if not isinstance(found, dict) or key not in found:
            return value
        found = found[key]
    return found * value["times"] if "times" in value else found


def with_cases(spec: ExerciseSpec) -> ExerciseSpec:
    """Returns an exercise with what each call of its function is to build, if it asks for one that builds."""
    builder = spec.stated
    if not isinstance(builder, BuilderSpec):
        return spec
    stated = [built_by(builder, case) for case in builder.cases]
    return replace(spec, cases=tuple(
        replace(spec, kind="network", style="any", stated=network, subject=written_out(network),
                call=call_text(builder, case))
        for network, case in zip(stated, builder.cases, strict=True)))


def call_text(builder: BuilderSpec, case: dict[str, Any]) -> str:
    """Returns a call as code: tensors by name, with another shape than the usual where they have one."""
    told = [f"{name}: {tuple(case[name])}" if name in case else name for name in tensors_of(builder)]
    told += [f"{name}={value!r}" for name, value in case.items() if name not in builder.input_names]
    return f"{builder.function}({', '.join(told)})"


def lint_builder(exercise: str, builder: BuilderSpec) -> None:
    """Each call fits the signature and builds a sound network, and what a parameter decides differs between two."""
    parameters = parameters_of(exercise, builder)
    if not builder.cases:
        raise CourseError("course_key_missing", key=f"{exercise}: builder.cases", example="cases = [{ filters = 16 }]")
    if builder.compile is not None and (tensors := tensors_of(builder)):
        raise CourseError("course_compile_of_block", exercise=exercise, tensors=", ".join(tensors))
    for number, case in enumerate(builder.cases, 1):
        place = f"cases[{number}]"
        for name in case:
            if name not in parameters:
                raise CourseError("course_unknown_input", exercise=exercise, layer=place, name=name,
                                  known=", ".join(parameters), nearest=nearest(name, parameters))
        for name, default in parameters.items():
            if default is ... and name not in case and name not in builder.input_names:
                raise CourseError("course_key_missing", key=f"{exercise}: builder.{place}.{name}",
                                  example=f"{name} = 8")
    lists = [leaves(given_in(builder, case)) for case in builder.cases]
    used = {parameter for layer in builder.layers for value in (layer.arguments | layer.call).values()
            if (parameter := parameter_of(value)) is not None}
    shaped = {INPUT_SHAPE} if shaped_by_call(builder) else set()
    known = sorted({name for each in lists for name in each})
    for name in sorted(used):
        if any(name not in each for each in lists):
            raise CourseError("course_unknown_value", key=f"{exercise}: of", found=name, known=", ".join(known),
                              nearest=nearest(name, known))
    for name in known:
        if name not in used | shaped:
            raise CourseError("course_parameter_unused", exercise=exercise, name=name)
        if len({repr(each.get(name)) for each in lists}) < 2:
            raise CourseError("course_parameter_same", exercise=exercise, name=name, value=lists[0].get(name))
    for case in builder.cases:
        lint_network(exercise, written_out(built_by(builder, case)))


def leaves(given: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Returns the values that parameters have, of a table those of its entries, by the names that layers use."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        found |= leaves(value, f"{before}{name}.") if isinstance(value, dict) else {before + name: value}
    return found

