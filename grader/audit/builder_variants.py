"""The wrong and right ways of writing a function that builds networks: those of its first network, and its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from msgspec.structs import replace as replace_spec

from grader.audit.network_variants import Variant, WrittenVariant, other_values, written_variants
from grader.audit.writing import write_network
from grader.audit.written import Manner, WrittenFunction, asked_network
from grader.specs.blocks import written_out
from grader.specs.building import INPUT_SHAPE, built_by, given_in, leaves, parameters_of, shaped_by_call, tensors_of
from grader.specs.types import BuilderSpec, ExerciseSpec, case_check
from grader.specs.values import parameter_of

# What may go wrong where a number is another one than the rest of the function takes it for.
FOLLOWS = {"answer.runs", "layers", "output_shape"}


class Parameter:
    """A value that is written as an expression of a parameter."""

    code: str

    def __repr__(self) -> str:
        return self.code


class WholeNumber(Parameter, int):
    """A whole number; sums and products of it are written as such."""

    def __add__(self, other: int) -> Any:
        return as_code(int(self) + other, f"{self.code} + {other}")

    def __sub__(self, other: int) -> Any:
        return as_code(int(self) - other, f"{self.code} - {other}")

    def __mul__(self, other: int) -> Any:
        return as_code(int(self) * other, f"{self.code} * {other}")


class Number(Parameter, float):
    """A number."""

    def __truediv__(self, other: float) -> Any:
        return as_code(float(self) / other, f"{self.code} / {other}")


class Word(Parameter, str):
    """A text."""


class Several(Parameter, list[Any]):
    """A list, such as the sizes along several axes."""


class Truth(Parameter, int):
    """True or false; whatever else it is made is its opposite."""

    def __add__(self, _: int) -> Any:
        opposite = Truth(not self)
        opposite.code = f"not {self.code}"
        return opposite

    __sub__ = __mul__ = __add__


FORMS: dict[type, Any] = {int: WholeNumber, float: Number, str: Word, list: Several, bool: Truth}


def as_code(value: Any, code: str) -> Any:
    """Returns a value that is written as an expression."""
    made = FORMS[type(value)](value)
    made.code = code
    return made


def builder_variants(spec: ExerciseSpec) -> Iterator[Variant]:
    """Yields all variants of an exercise that asks for a function which builds networks."""
    builder = spec.stated
    assert isinstance(builder, BuilderSpec)
    plain = written_with(builder)
    for each in variants_of_network(spec, plain):
        meant, besides = (in_all_cases(spec, ids) for ids in (each.meant, each.besides))
        yield variant(spec, each.name, each, signature_of(builder), meant, besides)
    for name, given, meant in wrong_parameters(spec, builder):
        yield variant(spec, name, plain_network(spec, given), signature_of(builder), meant)
    for name, written, meant in wrong_shapes(spec, builder):
        yield variant(spec, name, written, replace(signature_of(builder), shape=""), meant)
    for name, signature, meant in wrong_defaults(spec, builder):
        yield variant(spec, name, plain_network(spec, plain), signature, meant)
    for name, given, signature in right_signatures(builder):
        yield variant(spec, name, plain_network(spec, given), signature)


def write_builder(builder: BuilderSpec, exercise: str) -> str:
    """Returns the source text of a function that builds networks as Sequential models, written plainly."""
    network = asked_network(written_out(built_by(builder, builder.cases[0], written_with(builder))), "sequential")
    return write_network(replace(network, function=signature_of(builder)), exercise)


def variant(spec: ExerciseSpec, name: str, written: WrittenVariant, signature: WrittenFunction,
            meant: Iterable[str] = (), besides: Iterable[str] = ()) -> Variant:
    """Returns a network that is written into the function."""
    source = write_network(replace(written.network, function=signature), spec.id)
    return Variant(spec.id, name, source, frozenset(meant), frozenset(besides))


def written_with(builder: BuilderSpec, names: dict[str, str] | None = None,
                 entry: str = "{0}[{1!r}]") -> dict[str, Any]:
    """Returns what stands for each parameter in the layers: its name, and of a table the expression of each entry."""
    given = given_in(builder, builder.cases[0])
    return {name: coded(value, (names or {}).get(name, name), entry) for name, value in given.items()}


def coded(value: Any, code: str, entry: str) -> Any:
    """Returns a value, or all of a table, written as an expression."""
    if isinstance(value, dict):
        return {key: coded(each, entry.format(code, key), entry) for key, each in value.items()}
    return as_code(value, code)


def case_written(spec: ExerciseSpec, given: dict[str, Any]) -> ExerciseSpec:
    """Returns the first case as an exercise, with expressions in place of what parameters are."""
    builder = spec.stated
    assert isinstance(builder, BuilderSpec)
    network = built_by(builder, builder.cases[0], given)
    style = "functional" if tensors_of(builder) else "any"
    return replace_spec(spec.cases[0], style=style, stated=network, subject=written_out(network))


def variants_of_network(spec: ExerciseSpec, given: dict[str, Any]) -> Iterator[WrittenVariant]:
    """Yields those of the first network; of a block, which is called on what it is given, those that are blocks."""
    own = case_written(spec, given)
    blocks = own.style == "functional"
    for each in written_variants(own):
        network, manner = each.network, each.network.manner
        shown = network.input_shapes == own.network.input_shapes and not network.input_order
        if not (manner.never_made or (not shown and (blocks or shaped_by_call(spec.builder)))
                or (blocks and (manner.in_function or network.style != own.style))):
            yield each


def plain_network(spec: ExerciseSpec, given: dict[str, Any]) -> WrittenVariant:
    """Returns the first network as it is written plainly."""
    return next(each for each in variants_of_network(spec, given) if each.name == "plain")


def in_all_cases(spec: ExerciseSpec, ids: Iterable[str]) -> set[str]:
    """Returns what checks of a network are called in each of the cases."""
    return {case_check(number, each) for each in ids for number in range(1, len(spec.cases) + 1)}


def uses(spec: ExerciseSpec, parameters: set[str]) -> set[str]:
    """Returns the checks of all that parameters decide, and of what follows from it."""
    asked = spec.builder
    own = {f"{label}.{key}" for label, layer in zip(asked.labels, asked.layers, strict=True)
           for key, value in (layer.arguments | layer.call).items()
           if parameter_of(value) in parameters}
    return in_all_cases(spec, own | FOLLOWS)


def wrong_parameters(spec: ExerciseSpec,
                     builder: BuilderSpec) -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """Each parameter ignored: what one of the calls gives for it stands in its place. Each two of a kind exchanged."""
    plain, values = written_with(builder), [leaves(given_in(builder, case)) for case in builder.cases]
    names = [name for name in values[0] if name != INPUT_SHAPE or not shaped_by_call(builder)]
    for name in names:
        for value in {repr(each[name]): each[name] for each in values}.values():
            yield f"{name} is always {value}", with_leaf(plain, name, value), uses(spec, {name})
    for number, name in enumerate(names):
        for other in names[number + 1:]:
            first, second = (leaves(plain)[each] for each in (name, other))
            differs = any(each[name] != each[other] for each in values)
            if differs and isinstance(first, Parameter) and type(first) is type(second):
                yield (f"{name} and {other} exchanged", with_leaf(with_leaf(plain, name, second), other, first),
                       uses(spec, {name, other}))


def wrong_shapes(spec: ExerciseSpec, builder: BuilderSpec) -> Iterator[tuple[str, WrittenVariant, set[str]]]:
    """The shape of the input ignored: that of one of the calls stands in its place."""
    plain = plain_network(spec, written_with(builder))
    for [shape] in dict.fromkeys(case.network.input_shapes for case in spec.cases) if shaped_by_call(builder) else ():
        network = replace(plain.network, input_shapes=(shape,), manner=Manner(shape="input"))
        yield (f"{INPUT_SHAPE} is always {shape}", replace(plain, network=network),
               in_all_cases(spec, FOLLOWS | {"input_shape"}))


def with_leaf(given: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Returns what stands for the parameters with one of them exchanged."""
    first, _, rest = name.partition(".")
    return given | {first: with_leaf(given[first], rest, value) if rest else value}


def signature_of(builder: BuilderSpec, names: dict[str, str] | None = None, *, star: bool = False,
                 order: Iterable[str] = (), defaults: dict[str, Any] | None = None) -> WrittenFunction:
    """Returns the function's signature; `star`: its parameters but for the first go by name alone."""
    asked, told = parameters_of("", builder) | (defaults or {}), names or {}
    written = [told.get(name, name) + ("" if asked[name] is ... else f"={asked[name]!r}") for name in order or asked]
    written[1:1] = ["*"] if star and len(written) > 1 else []
    return WrittenFunction(f"{builder.function}({', '.join(written)})",
                           tuple(told.get(name, name) for name in tensors_of(builder)),
                           told.get(INPUT_SHAPE, INPUT_SHAPE) if shaped_by_call(builder) else "")


def wrong_defaults(spec: ExerciseSpec, builder: BuilderSpec) -> Iterator[tuple[str, WrittenFunction, set[str]]]:
    """Another default of what some call leaves out."""
    for name, default in parameters_of("", builder).items():
        if default is not ... and any(name not in case for case in builder.cases):
            for other in other_values("", default)[:1]:
                yield f"{name}={other} by default", signature_of(builder, defaults={name: other}), uses(spec, {name})


def right_signatures(builder: BuilderSpec) -> Iterator[tuple[str, dict[str, Any], WrittenFunction]]:
    """Other names, another order, by name alone; entries of a table as attributes, or as a tuner gives them."""
    plain, asked = written_with(builder), parameters_of("", builder)
    other = {name: f"own_{number}" for number, name in enumerate(asked, 1)}
    yield "other names", written_with(builder, other), signature_of(builder, other)
    yield "by name alone", plain, signature_of(builder, star=True)
    needed = [name for name, default in asked.items() if default is ...]
    if len(needed) > 1:
        turned = [*reversed(needed), *(name for name in asked if name not in needed)]
        yield "another order", plain, signature_of(builder, order=turned)
    if any(isinstance(value, dict) for value in plain.values()):
        yield "attributes", written_with(builder, entry="{0}.{1}"), signature_of(builder)
        yield "as a tuner", written_with(builder, entry="{0}.Choice({1!r}, [1])"), signature_of(builder)
