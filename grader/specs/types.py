"""What an exercise asks, as frozen types. The course files (TOML) are read into these and nothing else.

Shapes leave the batch out: `(28, 28, 1)` is `[batch_size, 28, 28, 1]` without its first axis.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Protocol

from msgspec import Struct, defstruct

from grader.evidence.claims import Dtype, InputValues, Recorded, Values
from grader.kinds import KINDS, KindName, part_of
from grader.specs.texts import Text
from grader.specs.values import in_words, is_open

Style = Literal["sequential", "functional", "subclass", "any"]
Candidates = Literal["best", "last"]
Loss = Literal["sparse_categorical_crossentropy", "mean_squared_error"]
Shape = tuple[int, ...]
# What values of an input may come as: the first where nothing is said.
DTYPES: dict[Values, tuple[Dtype, ...]] = {
    "numbers": ("float32", "float64"), "tokens": ("int32", "int64", "float32"), "pixels": ("float32", "uint8")}
MOST_TIMES = 20  # that anything may come one time after another
FREE_ARGUMENTS = ("name", "*_initializer", "seed")


class Repeat(Struct, frozen=True, forbid_unknown_fields=True):
    """How often a layer or a block may come, one time after another: from 1 to `MOST_TIMES` where nothing is said."""

    min: int = 1
    max: int | None = None

    @property
    def most(self) -> int:
        """How often at most."""
        return MOST_TIMES if self.max is None else self.max

    @property
    def in_words(self) -> str:
        """As somebody reads it: `1 … 3 ×`, `≥ 2 ×`."""
        return f"≥ {self.min} ×" if self.max is None else f"{self.min} … {self.max} ×"


class LayerSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """One layer the text asks for, or a block of them (`layers`), which `specs.blocks` writes out.

    Attributes:
        type: Keras' name of the layer, or of a pretrained network in `keras.applications`.
        or_type: other types that will do as well.
        arguments: by name, a value or what `specs.values` says of it: bounds, choices, free.
        inputs: the layers (by `id`) or network inputs (by name) it is called on; empty: the layer before it. `lstm[2]`
            is the third output of a layer; a bare name is its first, or one of the same shape.
        call: what its call is told beside the inputs (`use_causal_mask = true`).
        same_as: the `id` of a layer before it that is called once more.
        optional: it may be left out.
        together: of the optional layers that have the same text here, all are there or none.
        repeat: how often it may come.
    """

    type: str = ""
    arguments: dict[str, Any] = {}
    text: Text | None = None
    id: str | None = None
    numbered: bool = True
    inputs: tuple[str, ...] = ()
    call: dict[str, Any] = {}
    same_as: str | None = None
    optional: bool = False
    or_type: tuple[str, ...] = ()
    together: str | None = None
    repeat: Repeat | None = None
    layers: tuple[LayerSpec, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The types it may have."""
        return (self.type, *self.or_type)


class InputSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One input of a network: what layers call it, its shape, and what it holds, as of `InputValues`.

    `dtype`: by default the first of those that `DTYPES` has for the values.
    """

    name: str
    shape: Shape
    values: Values = "numbers"
    vocabulary: int | None = None
    dtype: Dtype | None = None

    @property
    def held(self) -> InputValues:
        """What it holds."""
        return InputValues(self.values, self.vocabulary, self.dtype or DTYPES[self.values][0])


class Fed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a network or a training step takes: numbers of one shape, or the inputs that are told."""

    input_shape: Shape | None = None
    inputs: tuple[InputSpec, ...] = ()

    @property
    def input_specs(self) -> tuple[InputSpec, ...]:
        """The inputs; a single `input_shape` is one, named `input`."""
        return self.inputs or (InputSpec(name="input", shape=self.input_shape or ()),)

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The shape of each input, without the batch."""
        return tuple(each.shape for each in self.input_specs)

    @property
    def input_values(self) -> tuple[InputValues, ...]:
        """What each input holds; nothing where that is numbers everywhere."""
        held = tuple(each.held for each in self.input_specs)
        return held if any(each != InputValues() for each in held) else ()


class CountSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """How many layers of some types a network has, all together."""

    types: tuple[str, ...]
    min: int | None = None
    max: int | None = None

    @property
    def bounds(self) -> dict[str, int]:
        """The bounds as a spec states those of a value."""
        return {name: bound for name, bound in (("min", self.min), ("max", self.max)) if bound is not None}


class ModelSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a network that is to be a model of its own as well: an encoder, a decoder.

    `input` and `output`: the layer (by `id`) or network input (by name) it leads from, and the layer it leads to.
    """

    name: str
    input: str
    output: str


class Asked(Protocol):
    """What the table of any kind of exercise says, or leaves empty.

    Attributes:
        RECORDED: as what an answer is recorded in the guest.
        POINTS: what an exercise's one point is shared out by where the course says nothing; these, and no others, are
            its shares.
    """

    RECORDED: ClassVar[Recorded]
    POINTS: ClassVar[dict[str, float]]

    @property
    def classes(self) -> int:
        """How many classes the labels have."""
        ...

    @property
    def dataset(self) -> str | None:
        """The data set in `keras.datasets` it is about."""

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The shape of each input, without the batch."""
        ...

    @property
    def input_values(self) -> tuple[InputValues, ...]:
        """What each input holds; empty where that is numbers everywhere."""
        ...

    @property
    def input_names(self) -> tuple[str, ...]:
        """The name of each input; empty where it is taken by its place."""
        ...

    @property
    def function(self) -> str:
        """The function that is asked for by its name; empty where a model is."""
        ...

    @property
    def layers(self) -> tuple[LayerSpec, ...]:
        """The layers that are asked for, in order."""
        ...

    @property
    def labels(self) -> tuple[str, ...]:
        """How checks call each layer."""
        ...

    @property
    def numbers(self) -> dict[str, int]:
        """The number that the task gives to each layer it numbers, by how checks call the layer."""
        ...

    @property
    def models(self) -> tuple[ModelSpec, ...]:
        """The parts that have to be models of their own."""
        ...


class CompileSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """What `compile` is to be given, as `specs.compiling` reads it.

    Attributes:
        optimizer: its class, or a table with its `type` (one or several) and settings; by default any.
        loss: that of every output, or a table with that of each, by the id of its layer.
        metrics: likewise those of every output; `extra_metrics`: others may be there.
        loss_weights: of each output, by the id of its layer; those not named are 1.
        text: what the student is told of it; by default what stands here, as code.
    """

    loss: str | dict[str, Any]
    optimizer: str | dict[str, Any] | None = None
    metrics: tuple[str | dict[str, Any], ...] | dict[str, tuple[str | dict[str, Any], ...]] = ()
    extra_metrics: bool = True
    loss_weights: dict[str, float] = {}
    text: Text | None = None


class NetworkSpec(Fed, frozen=True, forbid_unknown_fields=True):
    """A network: its inputs, its layers in order, and what its output is compared with in training.

    Attributes:
        allowed_anywhere: types of layers that may stand between the asked ones, with whatever arguments; `*` stands
            for any text. With `*` alone all that lies between input and output is free but for what is asked.
        output_shape: of the only output, where it does not follow from the layers.
        counts: how many layers of some types there are.
        parameters: bounds of how many numbers all weights have together.
        models: parts of it that are models of their own.
        example: layers of a network that will do, where others than the asked ones are needed: the audit varies it.
    """

    RECORDED: ClassVar[Recorded] = "network"
    POINTS: ClassVar[dict[str, float]] = {
        "runs": 0.10, "style": 0.15, "layers": 0.10, "types": 0.10, "arguments": 0.35, "defaults": 0.05,
        "shapes": 0.05, "training": 0.10}

    classes: int
    layers: tuple[LayerSpec, ...] = ()
    outputs: tuple[str, ...] = ()
    dataset: str | None = None
    loss: Loss = "sparse_categorical_crossentropy"
    allowed_anywhere: tuple[str, ...] = ()
    output_shape: Shape | None = None
    counts: tuple[CountSpec, ...] = ()
    parameters: dict[Literal["min", "max"], int] = {}
    example: tuple[LayerSpec, ...] = ()
    models: tuple[ModelSpec, ...] = ()
    compile: CompileSpec | None = None

    @property
    def function(self) -> str:
        """No function: a model is asked for."""
        return ""

    @property
    def is_free(self) -> bool:
        """Whether any layer may stand between the asked ones."""
        return "*" in self.allowed_anywhere

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the spec calls the inputs."""
        return tuple(each.name for each in self.input_specs)

    @property
    def labels(self) -> tuple[str, ...]:
        """How checks call each layer: its `id`, else `layer_N` by the number the text gives it."""
        labels, number = [], 0
        for layer in self.layers:
            number += layer.numbered
            labels.append(layer.id or f"layer_{number}")
        return tuple(labels)

    @property
    def numbers(self) -> dict[str, int]:
        """The number that the task gives to each layer it numbers, by how checks call the layer."""
        numbered = [label for label, layer in zip(self.labels, self.layers, strict=True) if layer.numbered]
        return {label: number for number, label in enumerate(numbered, 1)}

    @property
    def resolved_inputs(self) -> tuple[tuple[int, ...], ...]:
        """What each layer is called on: positions of layers, or -1, -2, … for the network's inputs."""
        sources = {each.name: -1 - number for number, each in enumerate(self.input_specs)}
        resolved = []
        for position, (label, layer) in enumerate(zip(self.labels, self.layers, strict=True)):
            resolved.append(tuple(sources[split_output(name)[0]] for name in layer.inputs) or (position - 1,))
            sources[label] = position
        return tuple(resolved)

    @property
    def resolved_models(self) -> tuple[tuple[int, int], ...]:
        """From where to where each of `models` leads: positions of layers, or -1, -2, … for the network's inputs."""
        sources = {name: -1 - number for number, name in enumerate(self.input_names)}
        sources |= {label: position for position, label in enumerate(self.labels)}
        return tuple((sources[each.input], sources[each.output]) for each in self.models)

    @property
    def is_chain(self) -> bool:
        """Whether each layer takes the output of the one before it, and the last gives the output."""
        return len(self.input_specs) == 1 and len(self.outputs) < 2 and all(
            inputs == (position - 1,) for position, inputs in enumerate(self.resolved_inputs))

    @property
    def merges_in_steps(self) -> bool:
        """Whether a layer that merges is asked for behind another of its type."""
        return any(source >= 0 and len(sources) > 1 and self.layers[source].type == layer.type
                   for layer, sources in zip(self.layers, self.resolved_inputs, strict=True) for source in sources)

    @property
    def named_parts(self) -> tuple[tuple[int | None, ...], ...]:
        """Which output of each of its sources a layer takes, counted from 0; None where the spec does not say."""
        return tuple(tuple(split_output(name)[1] for name in layer.inputs) or (None,) for layer in self.layers)

    @property
    def instances(self) -> tuple[int, ...]:
        """For each layer, the position of the layer that is called: its own, or that of `same_as`."""
        labels = self.labels
        return tuple(position if layer.same_as is None else labels.index(layer.same_as)
                     for position, layer in enumerate(self.layers))

    @property
    def resolved_outputs(self) -> tuple[tuple[int, int | None], ...]:
        """The position of each layer that gives an output of the network, and which of its outputs that is."""
        labels = self.labels
        named = [split_output(name) for name in self.outputs]
        return tuple((labels.index(label), part) for label, part in named) or ((len(labels) - 1, None),)


def split_output(name: str) -> tuple[str, int | None]:
    """Splits `lstm[2]` into the layer and the number of its output; None where it has none."""
    label, bracket, number = name.partition("[")
    return label, int(number.rstrip("]")) if bracket else None


class BuilderSpec(NetworkSpec, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A function that builds a network, or a block of one: a network of which its calls decide what `{ of = … }` is.

    Attributes:
        signature: how it is called, with what is taken for arguments that are not given: `block(x, filters, stride=1)`.
            A parameter with the name of an input takes the tensor; where there is none, a model is returned.
        cases: the calls it is put to, each by its arguments; in place of a tensor its shape without the batch.
    """

    POINTS: ClassVar[dict[str, float]] = {
        "runs": 0.10, "layers": 0.15, "types": 0.10, "arguments": 0.20, "parameters": 0.25, "defaults": 0.05,
        "shapes": 0.05, "training": 0.10}

    signature: str
    cases: tuple[dict[str, Any], ...]

    @property
    def function(self) -> str:
        """The function that is asked for by its name."""
        return self.signature.partition("(")[0].strip()


class TrainStepSpec(Fed, frozen=True, forbid_unknown_fields=True):
    """A training step written by hand: the function's name and the data it is fed with.

    `losses`: those it may take, by Keras' names; `classification` is any, of one's own too, that grows when an image's
    right class loses to another. Without any, every loss of the network's outputs will do.
    """

    RECORDED: ClassVar[Recorded] = "train_step"
    POINTS: ClassVar[dict[str, float]] = {
        "runs": 0.10, "tape": 0.15, "loss": 0.25, "variables": 0.15, "update": 0.20, "repeated": 0.10,
        "training": 0.05}
    layers: ClassVar[tuple[LayerSpec, ...]] = ()
    labels: ClassVar[tuple[str, ...]] = ()
    numbers: ClassVar[dict[str, int]] = {}

    function: str
    classes: int
    dataset: str | None = None
    losses: tuple[str, ...] = ()

    @property
    def input_names(self) -> tuple[str, ...]:
        """Nothing: there is one input, and a step takes it by its place."""
        return ()

    @property
    def models(self) -> tuple[ModelSpec, ...]:
        """None: a step trains one model."""
        return ()


class ExerciseEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[exercises]]` table.

    `opening` and `closing` are points of the text before its first layer (number 0) and after its last; `points` and
    `free_arguments` are its own in place of the course's. The title is the id where there is none.
    """

    id: str
    task: Text
    title: Text = ""
    hint: Text = ""
    style: Style | tuple[Style, ...] | None = None
    opening: Text | None = None
    closing: Text | None = None
    points: dict[str, float] | None = None
    free_arguments: tuple[str, ...] | None = None


class ExerciseFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One exercise file: a network or a training step, and the exercises that ask for it."""

    exercises: tuple[ExerciseEntry, ...]

    @property
    def tables(self) -> dict[str, Asked]:
        """What its exercises ask for, by kind: one table, if it is sound."""
        return {kind: table for kind in KINDS if (table := getattr(self, kind)) is not None}


def exercise_file_type() -> type[ExerciseFile]:
    """Returns the type of an exercise file: with a table for each kind."""
    tables = [(kind, part_of(kind, "table") | None, None) for kind in KINDS]
    made: Any = defstruct("ExerciseFile", tables, bases=(ExerciseFile,), namespace={"__doc__": ExerciseFile.__doc__},
                          frozen=True, forbid_unknown_fields=True)
    found: type[ExerciseFile] = made
    return found


class CourseFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`course.toml`, all of which may be left out.

    Attributes:
        title: what the course is called; the name of its folder where there is none.
        files: the exercise files in the order they are shown; by default all that are there.
        languages: those in which every text has to be written; by default nothing has to.
        free_arguments: which arguments may be set freely though no exercise names them; `*` stands for any text.
        points: the shares of an exercise's one point, by kind.
        candidates: which counts of several answers to one exercise.
        notebook, solutions: where the notebook of all exercises and the folder of the author's solutions lie.
    """

    title: Text = ""
    files: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    free_arguments: tuple[str, ...] = FREE_ARGUMENTS
    points: dict[KindName, dict[str, float]] = {}
    candidates: Candidates = "best"
    notebook: str = "exercises.ipynb"
    solutions: str = "solutions"


def in_code(layer: LayerSpec, label: str = "", repeat: Repeat | None = None) -> str:
    """Returns a layer as its author stated it: what stands for its text where there is none.

    Args:
        label: what others call it by, if they do.
        repeat: how often it may come, if that is not once.
    """
    def told(value: Any) -> str:
        return part_in_code(value) if isinstance(value, dict) and not is_open(value) else in_words(value)

    arguments = ", ".join(f"{name}={told(value)}" for name, value in layer.arguments.items())
    made = layer.same_as or f"{' / '.join(layer.choices)}({arguments})"
    times = repeat or (Repeat(0, 1) if layer.optional else None)
    often = "" if times is None else f"{times.in_words} "
    taken = f" ← {', '.join(layer.inputs)}" if layer.inputs else ""
    return f"{label}{': ' if label else ''}{often}{made}{taken}"


def compile_in_code(asked: CompileSpec) -> str:
    """Returns what `compile` is to be given as its author stated it."""
    told = {"optimizer": asked.optimizer, "loss": asked.loss, "metrics": asked.metrics,
            "loss_weights": asked.loss_weights}
    return f"compile({', '.join(f'{name}={part_in_code(value)}' for name, value in told.items() if value)})"


def part_in_code(value: Any) -> str:
    """Returns one of its parts: `Adam / RMSprop(learning_rate=≤ 0.01)`."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(map(part_in_code, value))
    if not isinstance(value, dict) or is_open(value):
        return in_words(value).replace("'", "")
    if "type" not in value:
        return "; ".join(f"{name}: {part_in_code(each)}" for name, each in value.items())
    types = value["type"] if isinstance(value["type"], list) else [value["type"]]
    told = ", ".join(f"{name}={part_in_code(each)}" for name, each in value.items() if name != "type")
    return " / ".join(types) + (f"({told})" if told else "")


class ExerciseSpec(Struct, frozen=True):
    """One exercise, complete: what is asked for, of which kind, and how it is marked.

    Attributes:
        stated: what is asked for as its author stated it, with blocks; `subject` has them written out.
        cases: of a function that builds networks, what each call of it is to build, as an exercise by itself.
        call: which call that is, as code.
        styles: where the style is `any`, those alone that will do; empty: all.
    """

    id: str
    title: Text
    task: Text
    hint: Text
    style: Style | None
    kind: str
    subject: Asked
    free_arguments: tuple[str, ...]
    points: dict[str, float]
    opening: Text | None = None
    closing: Text | None = None
    file: str = ""
    candidates: Candidates = "best"
    stated: Asked | None = None
    cases: tuple[ExerciseSpec, ...] = ()
    call: str = ""
    styles: tuple[Style, ...] = ()

    @property
    def numbered_texts(self) -> list[tuple[int, Text]]:
        """The points of the text in order: layers count from 1, what comes before them is 0."""
        rows = list(zip(self.subject.layers, self.subject.labels, strict=True))
        named = {split_output(name)[0] for layer, _ in rows for name in (layer.same_as or "", *layer.inputs)}
        stated = self.stated or self.subject
        often = {layer.id: layer.repeat for layer in stated.layers if layer.id and not layer.layers}
        layers = [layer.text or in_code(layer, label if label in named else "", often.get(label))
                  for layer, label in rows if layer.numbered]
        compiled = self.asked_compile
        last = [self.closing, *([compiled.text or compile_in_code(compiled)] if compiled else ())]
        texts = [(0, self.opening), *enumerate((*layers, *(text for text in last if text is not None)), 1)]
        return [(number, text) for number, text in texts if text is not None]

    @property
    def texts(self) -> list[Text]:
        """All that is said to a student before an answer is there."""
        return [self.title, self.task, *(text for _, text in self.numbered_texts), self.hint]

    @property
    def network(self) -> NetworkSpec:
        """The subject of an exercise that asks for a network."""
        assert isinstance(self.subject, NetworkSpec)
        return self.subject

    @property
    def train_step(self) -> TrainStepSpec:
        """The subject of an exercise that asks for a training step."""
        assert isinstance(self.subject, TrainStepSpec)
        return self.subject

    @property
    def builder(self) -> BuilderSpec:
        """The subject of an exercise that asks for a function which builds networks."""
        assert isinstance(self.subject, BuilderSpec)
        return self.subject

    @property
    def asked_compile(self) -> CompileSpec | None:
        """What a network is to be compiled with, if that is asked for."""
        return self.subject.compile if isinstance(self.subject, NetworkSpec) else None

    @property
    def recorded(self) -> Recorded:
        """As what an answer is recorded in the guest."""
        return "compiled" if self.asked_compile is not None else self.subject.RECORDED

    @property
    def stub_name(self) -> str:
        """The file students edit."""
        return f"{self.id}.py"


def case_check(number: int, check_id: str) -> str:
    """Returns what a check of a case, counted from 1, is called among those of its exercise."""
    return f"case_{number}.{check_id}"


def of_case(spec: ExerciseSpec, check_id: str) -> tuple[int | None, str]:
    """Returns which case (from 0) a check is about, if any, and what the check is called in it."""
    first, _, rest = check_id.partition(".")
    number = first.removeprefix("case_")
    return (int(number) - 1, rest) if spec.cases and number != first else (None, check_id)


class Course(Struct, frozen=True):
    """All exercises in the order they are shown.

    Attributes:
        stubs: by exercise, the text handed out: what the course was sealed with, whatever lies beside it now, or what
            is made of the table where the author wrote none.
        problems: why exercises of the course are not among them: a message code and what fills it.
        languages: in which its texts are written.
    """

    title: Text
    exercises: tuple[ExerciseSpec, ...]
    stubs: dict[str, str] = {}
    problems: tuple[tuple[str, dict[str, Any]], ...] = ()
    languages: tuple[str, ...] = ()
    notebook: str = CourseFile().notebook
    solutions: str = CourseFile().solutions

    @property
    def unsealed(self) -> tuple[ExerciseSpec, ...]:
        """The exercises whose stub nobody knows yet: their author is still at work."""
        return tuple(each for each in self.exercises if each.id not in self.stubs)

    def exercise(self, exercise_id: str) -> ExerciseSpec:
        """Returns the exercise of that id."""
        return next(each for each in self.exercises if each.id == exercise_id)
