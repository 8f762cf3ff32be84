"""Proposes the table of a function that builds networks: from its text and its calls, and from what these make."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from grader.authoring.proposing import network_in
from grader.authoring.recording import ANY_CLASSES, Solution, ask
from grader.errors import InputError
from grader.evidence.claims import BuilderCode, Shape
from grader.pipeline import Grader
from grader.specs.building import given_in, leaves, parameters_of, shapes_in
from grader.specs.types import BuilderSpec, InputSpec, LayerSpec, NetworkSpec
from grader.specs.values import WITHOUT_DEFAULT
from grader.submissions.statements import Program, last_name
from grader.submissions.whole_files import around

ANY_SIZE = 8  # of a parameter that nothing tells of
OTHER_TEXTS = {"relu": "tanh", "same": "valid", "valid": "same", "sigmoid": "tanh", "tanh": "relu"}


def builder_in(solution: Solution) -> ast.FunctionDef | None:
    """Returns the function with parameters that makes a file's last model; if it makes none, the last that returns."""
    functions = [(each.cell, each.node) for each in solution.program.statements
                 if isinstance(each.node, ast.FunctionDef) and each.node.args.args and returns(each.node)]
    if solution.wanted is None:
        return functions[-1][1] if functions else None
    spans = {(solution.file.cells.index(cell), node.lineno, node.end_lineno or node.lineno): node
             for cell, node in functions if not solution.wanted.is_function}
    return next((spans[each] for each in around(tuple(spans), *solution.file.where(solution.wanted))), None)


def returns(function: ast.FunctionDef) -> bool:
    """Whether a function gives something back."""
    return any(isinstance(each, ast.Return) and each.value is not None for each in ast.walk(function))


def propose_builder(solution: Solution, function: ast.FunctionDef, input_shapes: tuple[Shape, ...], grader: Grader,
                    free: Sequence[str]) -> BuilderSpec:
    """Returns a function as a spec states it: what its calls decide is what they give for a parameter.

    Args:
        input_shapes: of the tensors that it takes, or of what its model takes, where neither calls nor model say so.
        free: patterns of the arguments that the course leaves open.

    Raises:
        InputError: a call fails, gives other layers than another, or something that is no layer of Keras.
    """
    path, file = solution.path, solution.file.code
    builder = stated(solution, function, input_shapes)
    networks = []
    for case in builder.cases:
        block = bool(builder.inputs)
        code = BuilderCode(
            kind="network" if block else "compiled", name=builder.function, call=False, cells=file.cells,
            steps=file.steps, input_shapes=shapes_in(builder, case) if block or builder.input_shape else (),
            classes=ANY_CLASSES, modules=file.modules, input_names=builder.input_names if block else (),
            parameters=tuple(parameters_of("", builder)), arguments=given_in(builder, case))
        networks.append(network_in(path, ask(path, code, grader.warm), grader.verifier, free))
    first, *others = networks
    if any([*map(bare, each.layers)] != [*map(bare, first.layers)] for each in others):
        raise InputError("solution_layers_vary", path=str(path), line=function.lineno)
    given = [leaves(given_in(builder, case)) for case in builder.cases]
    layers = tuple(decided(same, given) for same in zip(*(each.layers for each in networks), strict=True))
    inputs = tuple(replace(told, name=each.name) for told, each in
                   zip(first.input_specs, builder.inputs, strict=True)) if builder.inputs else first.inputs
    names = {old.name: new.name for old, new in zip(first.input_specs, inputs, strict=False)}
    layers = tuple(replace(each, inputs=tuple(names.get(name, name) for name in each.inputs)) for each in layers)
    compiled = first.compile if all(each.compile == first.compile for each in others) else None
    own = {name: getattr(first, name) for name in NetworkSpec.__struct_fields__}
    return BuilderSpec(**own | {"layers": layers, "inputs": inputs, "compile": compiled,
                                "input_shape": None if inputs else first.input_shape},
                       signature=builder.signature, cases=builder.cases)


def stated(solution: Solution, function: ast.FunctionDef, input_shapes: tuple[Shape, ...]) -> BuilderSpec:
    """Returns what a file's text says of a function: its signature, the tensors it takes, and its calls."""
    told = [*calls_of(solution.program, function)]
    names = [each.arg for each in function.args.args]
    tensors = [name for name in names if any(isinstance(call.get(name), Tensor) for call in told)
               or is_called_on(function, name)]
    shapes = iter(input_shapes)
    inputs = []
    for name in tensors:
        seen = [call[name] for call in told if isinstance(call.get(name), Tensor)]
        shape = seen[0].shape if seen else next(shapes, None)
        if shape is None:
            raise InputError("solution_input_unknown", path=str(solution.path))
        inputs.append(InputSpec(name, tuple(size or 1 for size in shape)))
    signature = f"{function.name}({ast.unparse(without_annotations(function.args))})"
    only = next(shapes, None) if not tensors else None
    builder = BuilderSpec(signature=signature, cases=(), classes=1, inputs=tuple(inputs),
                          input_shape=tuple(size or 1 for size in only) if only else None)
    usual = {each.name: each.shape for each in inputs}
    cases = [{name: [*value.shape] if isinstance(value, Tensor) else value for name, value in call.items()
              if not (isinstance(value, Tensor) and value.shape == usual[name])} for call in told]
    return replace(builder, cases=tuple(varied(parameters_of("", builder), usual, cases)))


class Tensor:
    """A tensor that a call is given, by its shape without the batch."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape


def calls_of(program: Program, function: ast.FunctionDef) -> Iterator[dict[str, Any]]:
    """Yields the calls of a function whose arguments are written out, each by the names of its parameters."""
    tensors: dict[str, Tensor] = {}
    names = [each.arg for each in function.args.args]
    for statement in program.statements:
        for node in ast.walk(statement.node) if statement.node is not function else ():
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) \
                    and (made := tensor_of(node.value, tensors)) is not None:
                tensors[node.targets[0].id] = made
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function.name:
                given = dict(zip(names, node.args, strict=False)) | {
                    each.arg: each.value for each in node.keywords if each.arg in names}
                try:
                    yield {name: tensor_of(value, tensors) or as_list(ast.literal_eval(value))
                           for name, value in given.items()}
                except (ValueError, SyntaxError):
                    continue


def tensor_of(node: ast.expr, known: dict[str, Tensor]) -> Tensor | None:
    """Returns the tensor that an expression is: an `Input` whose shape is written out, or a name of one."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if not isinstance(node, ast.Call) or last_name(node.func) != "Input":
        return None
    shapes = [each.value for each in node.keywords if each.arg == "shape"] or node.args[:1]
    try:
        return Tensor(tuple(ast.literal_eval(shapes[0]))) if shapes else None
    except (ValueError, TypeError):
        return None


def as_list(value: Any) -> Any:
    """Returns a value as TOML has it."""
    return [*map(as_list, value)] if isinstance(value, tuple | list) else value


def is_called_on(function: ast.FunctionDef, name: str) -> bool:
    """Whether a layer that is made in a function is called on a parameter: `Conv2D(8, 3)(x)`."""
    taken = [argument for each in ast.walk(function) if isinstance(each, ast.Call) and isinstance(each.func, ast.Call)
             for argument in each.args]
    return any(isinstance(each, ast.Name) and each.id == name for argument in taken
               for each in (argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]))


def without_annotations(arguments: ast.arguments) -> ast.arguments:
    """Returns the parameters of a function as a spec has them."""
    return ast.arguments(posonlyargs=[], args=[ast.arg(each.arg) for each in arguments.args], kwonlyargs=[],
                         kw_defaults=[], defaults=arguments.defaults)


def varied(parameters: dict[str, Any], tensors: Iterable[str], cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns calls, and one more if it takes that for each parameter to differ between two."""
    free = {name: default for name, default in parameters.items() if name not in tensors}
    first = {name: WITHOUT_DEFAULT.get(name, ANY_SIZE) for name, default in free.items() if default is ...}
    cases = [each for number, each in enumerate(cases) if each not in cases[:number]] or [first]
    cases = [{**first, **each} for each in cases]
    same = {name: cases[0].get(name, default) for name, default in free.items()
            if len({repr(each.get(name, default)) for each in cases}) == 1}
    return [*cases, cases[0] | {name: another(value) for name, value in same.items()}] if same else cases


def another(value: Any) -> Any:
    """Returns another value of the kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + (2 if value > 3 else 1)
    if isinstance(value, float):
        return value / 2
    if isinstance(value, str):
        return OTHER_TEXTS.get(value, value)
    if isinstance(value, list | tuple):
        return [*map(another, value[:-1]), *value[-1:]]
    return {name: another(each) for name, each in value.items()} if isinstance(value, dict) else value


def bare(layer: LayerSpec) -> LayerSpec:
    """Returns a layer without what a call may decide."""
    return replace(layer, arguments={})


def decided(same: tuple[LayerSpec, ...], given: list[dict[str, Any]]) -> LayerSpec:
    """Returns the layer that each call makes in its way: where its arguments differ, by what the calls give."""
    names = dict.fromkeys(name for each in same for name in each.arguments)
    return replace(same[0], arguments={
        name: by_parameter([each.arguments.get(name) for each in same], given) for name in names})


def by_parameter(values: list[Any], given: list[dict[str, Any]]) -> Any:
    """Returns what a value is in each call: the same, what a parameter is or a whole multiple of it, or anything.

    Args:
        values: by call; None where it is Keras' default.
    """
    if all(each == values[0] for each in values):
        return values[0]
    for name in given[0]:
        pairs = [(value, told.get(name)) for value, told in zip(values, given, strict=True) if value is not None]
        if all(value == each for value, each in pairs):
            return {"of": name}
        if all(type(value) is type(each) is int and each and value % each == 0 for value, each in pairs) \
                and len(times := {value // each for value, each in pairs}) == 1:
            return {"of": name, "times": times.pop()}
    return {"any": True}
