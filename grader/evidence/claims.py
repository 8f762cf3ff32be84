"""What crosses the line between student code and the grader, as frozen types.

Requests go to the guest, claims and responses come back. Everything is JSON of bounded size; arrays are raw
little-endian float32 bytes with their shape. Unknown keys, NaN and wrong types are refused by the codec.
Shapes leave the batch out unless said otherwise.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

Shape = tuple[int | None, ...]
ShortText = Annotated[str, Meta(max_length=4000)]
ModelKind = Literal["Sequential", "Functional", "Model", "Layer", "other"]
MadeKind = Literal["sequential", "functional", "subclass", "train_step"]
Recorded = Literal["network", "compiled", "train_step"]
LabelForm = Literal["column", "flat", "column_int", "flat_int", "one_hot"]
Values = Literal["numbers", "tokens", "pixels"]
Dtype = Literal["float32", "float64", "int32", "int64", "uint8"]
LOOKS_UP = {"Embedding": "input_dim", "CategoryEncoding": "num_tokens"}  # layers, and what names how many there are
Name = Annotated[str, Meta(max_length=200)]
MAX_OUTPUT_PART = 2000
MAX_FORMULA_NODES = 3000
SIZES = ("filters", "units", "pool_size")  # the number by which layers of one type are told apart
STATEMENT_SECONDS = 5.0  # of a file that is run as a whole: a statement that takes longer is ended
Index = Annotated[int, Meta(ge=-64, le=100_000)]


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One statement to run. `lenient`: an error in it is not an error of the answer (settings).

    `binds` and `changes`: what it makes and alters, by name; what of it an error leaves undone must not be used.
    """

    cell: int
    line: int
    source: str
    lenient: bool = False
    binds: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


class MadeAt(Struct, frozen=True, forbid_unknown_fields=True):
    """A model or function by where it was made: (cell, line), and of those made there, which, from 0."""

    place: tuple[Index, int]
    nth: Annotated[int, Meta(ge=0, le=10_000)] = 0


class FileCode(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A file to be run as a whole, whatever of it fails, to see what it makes. The answer to it is an `Inventory`.

    Attributes:
        cells, modules: as of an `AnswerCode`.
        functions: names of the functions that are looked for.
    """

    cells: tuple[str, ...]
    steps: tuple[Step, ...]
    functions: tuple[str, ...]
    modules: dict[str, str] = {}


class Made(Struct, frozen=True, forbid_unknown_fields=True):
    """A model or function that a file made.

    Attributes:
        layers: the stock layers of a model, each with its filters or units.
        input_shape: of a model that states it.
    """

    kind: MadeKind
    at: MadeAt
    name: Name = ""
    layers: Annotated[tuple[tuple[Name, int | None], ...], Meta(max_length=500)] = ()
    input_shape: Shape | None = None

    @property
    def is_function(self) -> bool:
        """Whether it is a function, and no model."""
        return self.kind == "train_step"

    @property
    def recorded(self) -> Recorded:
        """As what it is recorded."""
        return "train_step" if self.is_function else "network"


class InputValues(Struct, frozen=True, forbid_unknown_fields=True):
    """What an input of a network holds.

    Attributes:
        values: `numbers` about 0; `tokens`, whole numbers from 0 below the `vocabulary`; `pixels`, those from 0 to 255.
        dtype: as which they come.
    """

    values: Values = "numbers"
    vocabulary: int | None = None
    dtype: Dtype = "float32"


class Inventory(Struct, frozen=True, forbid_unknown_fields=True):
    """What a file made, in order."""

    made: Annotated[tuple[Made, ...], Meta(max_length=500)] = ()


class AnswerCode(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The code of one answer and how to get at what it made.

    Attributes:
        kind: whether a network is wanted from it, one with what it was compiled with, or a training step.
        cells: sources of the cells the steps come from, for tracebacks.
        call: the name has to be called first, without arguments.
        input_shapes: what to feed a model that does not say its own input, and how the exercise calls its inputs.
        input_values: what each of these holds; none: numbers.
        classes: how many classes the labels have that a training step is fed with.
        modules: sources of the submission's other Python files, by module name.
        parts: other models that do a part of what the network does are to be told.
        all_rows: data sets are served with as many rows as the real ones have.
        made: the steps are a whole file, and what is wanted is what it made there, whatever its name.
    """

    kind: Recorded
    name: str
    call: bool
    cells: tuple[str, ...]
    steps: tuple[Step, ...]
    input_shapes: tuple[Shape, ...]
    classes: int
    modules: dict[str, str] = {}
    input_names: tuple[str, ...] = ()
    input_values: tuple[InputValues, ...] = ()
    parts: bool = False
    all_rows: bool = False
    made: MadeAt | None = None

    @property
    def functions(self) -> tuple[str, ...]:
        """The function that is wanted by its name, if no model is."""
        return (self.name,) if self.kind == "train_step" else ()


class BuilderCode(AnswerCode, frozen=True, forbid_unknown_fields=True, tag=True):
    """The code of a function that builds a network, and one call of it: the answer is what that gives.

    Attributes:
        parameters: what the exercise calls its parameters, in order; those that are inputs take tensors.
        arguments: what the others are given, if anything.
    """

    parameters: tuple[Name, ...] = ()
    arguments: dict[Name, Any] = {}

    @property
    def functions(self) -> tuple[str, ...]:
        """The function that is wanted by its name."""
        return (self.name,)


class Frame(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the student's own frames; `cell` counts in `AnswerCode.cells`."""

    cell: Index
    line: int
    function: Name


class Failure(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer raised.

    `stage`: running the code, calling what it made, what that returned, training it, calling the step, or calling a
    function that builds; what that should have returned, a `block`'s tensors or a `builder`'s model.
    `near`: attributes that an object has, the nearest first to one that it was asked for in vain.
    """

    type: Name
    message: ShortText
    frames: Annotated[tuple[Frame, ...], Meta(max_length=20)]
    stage: Literal["code", "call", "return", "train", "step", "compile", "build", "block", "builder"]
    near: Annotated[tuple[Name, ...], Meta(max_length=10)] = ()


class LayerClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """One layer instance, or an op between layers told as the layer that does the same.

    Attributes:
        type: class name of the stock Keras layer it is or derives from; `op` for an op that no layer explains.
        config: its `get_config()`, activations by name, initializers left out.
        weight_shapes: shape of each of its variables, in Keras' order.
        place: (cell, line) of the code that made it.
        op: it was no layer but an op found by its values.
        derived: name of the student's own class, if it derives from the stock one.
        training: the mode that a symbolic call of it fixes; in a functional model the mode of the whole call wins.
        member: it belongs to a pretrained network: (which of the network's applications, its place among the layers).
    """

    type: Name
    config: dict[Name, Any]
    weight_shapes: Annotated[tuple[Shape, ...], Meta(max_length=64)]
    place: tuple[Index, int] | None = None
    op: bool = False
    derived: Name | None = None
    training: bool | None = None
    member: tuple[Index, Index] | None = None


class ApplicationClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """A network of `keras.applications`, or its beginning, among the layers of a network.

    Attributes:
        arguments: what its constructor was given, defaults among them; the weights that were asked for.
        cut: the name of the last layer that is called, if it is not that of the whole.
    """

    type: Name
    arguments: dict[Name, Any]
    cut: Name = ""
    place: tuple[Index, int] | None = None


class CallClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """One call of a layer in the forward pass, or one more output of such a call.

    Attributes:
        layer: index into the layers.
        inputs: index of the calls whose outputs it took; -1, -2, … are the network's inputs.
        as_list: the first argument was a list (`Add()([a, b])`).
        names: by which argument of the call each input came, empty for its first; none: all were its first.
        options: what else the call was told (`use_causal_mask=True`).
        training: the mode that the code itself fixes; None where the layer runs in that of the whole pass.
        part: from 1: nothing was called, it is this output, counted from 0, of the call that is its input.
    """

    layer: Index
    inputs: Annotated[tuple[Index, ...], Meta(max_length=64)]
    output_shape: Shape
    as_list: bool = False
    names: Annotated[tuple[Name, ...], Meta(max_length=64)] = ()
    options: dict[Name, bool | int | float | Name] = {}
    training: bool | None = None
    part: Annotated[int, Meta(ge=0, le=64)] = 0


class PartClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """A model of its own that makes of one value of the forward pass another one: call or input, and call."""

    input: Index
    output: Index


class CompiledPart(Struct, frozen=True, forbid_unknown_fields=True):
    """An optimizer, loss or metric: Keras' class, with its settings, or the name of one of the student's own."""

    type: Name
    config: dict[Name, Any] = {}
    own: bool = False


class CompileClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """What `compile` was given, strings, functions and objects told as the object that does the same.

    Attributes:
        losses, metrics, loss_weights: of each output, in the order of the network's.
        strays: names in its tables that no output has.
        place: (cell, line) of the call.
        failure: what raised instead, in the call or in what is made for it.
        trained_by: a method of the student's own that trains in place of Keras'.
        told_mode: its `call` takes `training`: Keras tells no other model that it trains.
    """

    optimizer: CompiledPart | None = None
    losses: Annotated[tuple[CompiledPart | None, ...], Meta(max_length=64)] = ()
    metrics: Annotated[tuple[Annotated[tuple[CompiledPart, ...], Meta(max_length=64)], ...], Meta(max_length=64)] = ()
    loss_weights: Annotated[tuple[float, ...], Meta(max_length=64)] = ()
    strays: Annotated[tuple[Name, ...], Meta(max_length=64)] = ()
    place: tuple[Index, int] | None = None
    failure: Failure | None = None
    trained_by: Name = ""
    told_mode: bool = True


class NetworkClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """A network as recorded in one eager forward pass.

    Attributes:
        bases: class names of the model from its own class up.
        own_methods: which of `__init__` and `call` the student's classes define.
        input_names, output_names: as the model calls them, where it has names for all.
        unused: types of the layers made but never called.
        parts: the other models of the answer that do a part of it, where that was asked.
        loose_variables: how many trainable variables the model has outside the recorded layers.
    """

    model_kind: ModelKind
    bases: Annotated[tuple[Name, ...], Meta(max_length=50)]
    own_methods: Annotated[tuple[Name, ...], Meta(max_length=10)]
    input_shapes: Annotated[tuple[Shape, ...], Meta(max_length=64)]
    layers: Annotated[tuple[LayerClaim, ...], Meta(max_length=1000)]
    calls: Annotated[tuple[CallClaim, ...], Meta(max_length=1000)]
    outputs: Annotated[tuple[Index, ...], Meta(max_length=64)]
    input_names: Annotated[tuple[Name, ...], Meta(max_length=64)] = ()
    output_names: Annotated[tuple[Name, ...], Meta(max_length=64)] = ()
    applications: Annotated[tuple[ApplicationClaim, ...], Meta(max_length=16)] = ()
    unused: Annotated[tuple[LayerClaim, ...], Meta(max_length=500)] = ()
    loose_variables: Annotated[int, Meta(ge=0)] = 0
    parts: Annotated[tuple[PartClaim, ...], Meta(max_length=64)] = ()

    @property
    def output_shapes(self) -> tuple[Shape, ...]:
        """The shape of each output, without the batch."""
        return tuple(self.calls[source].output_shape if source >= 0 else self.input_shapes[-1 - source]
                     for source in self.outputs)


class Array(Struct, frozen=True, forbid_unknown_fields=True):
    """Raw float32 values, batch included in the shape."""

    shape: Annotated[tuple[int, ...], Meta(max_length=16)]
    data: bytes


class FormulaNode(Struct, frozen=True, forbid_unknown_fields=True):
    """One value of a formula: what an op of TensorFlow makes of earlier ones, or where it begins.

    Attributes:
        op: an op, or `network` (what it gives for a value, and what that was made from), or `call` (the output of a
            call of the network), `logits` (what that was made from), `labels`, `features`, `variable` (of a layer),
            `literal`; which of them, and which rows of a batch, the attributes say.
        inputs: (node, which of its outputs).
        outputs: how many the op has.
        value: of a literal.
    """

    op: Name
    inputs: Annotated[tuple[tuple[Index, Index], ...], Meta(max_length=1000)] = ()
    attributes: dict[Name, Any] = {}
    outputs: Annotated[int, Meta(ge=1, le=1000)] = 1
    value: Array | None = None


class Formula(Struct, frozen=True, forbid_unknown_fields=True):
    """How a loss is worked out from what the network gave: each node from earlier ones; the results are added."""

    nodes: Annotated[tuple[FormulaNode, ...], Meta(max_length=MAX_FORMULA_NODES)]
    results: Annotated[tuple[tuple[Index, Index], ...], Meta(min_length=1, max_length=100)]


class TrainStepClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """What one call of a training step did, seen from outside.

    Attributes:
        network: the model it called, if it called one.
        tape_used: all gradients that an optimizer got came from a `tf.GradientTape` of the step's own.
        trained_with: the method of Keras' own trainer that trained, if one did.
        frozen_layers: how many layers could be trained before the call and no more in or after it.
        optimizer: config of the optimizer that applied gradients, as Keras serializes it.
        optimizer_steps: how often an optimizer applied gradients in that call.
        loss: config of the Keras loss object whose value it differentiates or returns as it is, if it does.
        label_form: which form of labels it took.
        loss_label_form: in which form the loss object got them; None if there was none, or in no known form.
        differentiated: the value the tape was asked to differentiate, and `returned` what that call returned; None
            where it is no single number, or something was made of the gradients.
        returned_shape: shape of what it returned; None if that is no single number or tensor.
    """

    network: NetworkClaim | None
    tape_used: bool
    trained_with: Name | None
    optimizer: dict[Name, Any] | None
    optimizer_steps: Annotated[int, Meta(ge=0, le=1_000_000)]
    loss: dict[Name, Any] | None
    label_form: LabelForm
    loss_label_form: LabelForm | None
    returned_shape: Annotated[tuple[int, ...], Meta(max_length=10)] | None
    returned_type: Name
    differentiated: float | None = None
    returned: float | None = None
    frozen_layers: Annotated[int, Meta(ge=0)] = 0


class Output(Struct, frozen=True, forbid_unknown_fields=True):
    """What an answer printed: the beginning, the end, and how many characters between them were cut."""

    head: Annotated[str, Meta(max_length=MAX_OUTPUT_PART)]
    tail: Annotated[str, Meta(max_length=MAX_OUTPUT_PART)] = ""
    cut_characters: Annotated[int, Meta(ge=0)] = 0


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """Something right, or made to work, that is worth a word: its message code, and (cell, line). Decides nothing."""

    code: Literal["numpy_size", "sequential_in_class"]
    place: tuple[Index, int]


class Claim(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to one `AnswerCode`: exactly one of the first three is set.

    Attributes:
        output: what it printed.
        compiled: what `compile` was given, where that is asked for and was called.
    """

    network: NetworkClaim | None = None
    train_step: TrainStepClaim | None = None
    failure: Failure | None = None
    output: Output | None = None
    notes: Annotated[tuple[Note, ...], Meta(max_length=20)] = ()
    compiled: CompileClaim | None = None


class Challenge(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """What to do with weights and inputs drawn from `seed`.

    Attributes:
        probabilities: which outputs are trained by cross-entropy, as shares of classes; the others by distance.
        classes: how many classes the labels have.
        steps: how many training steps.
        batch: how many images a training step is given, or a network is shown at last.
        weights_seed: what the weights of a training step are drawn from.
        formula: a training step is to tell how its loss is worked out, and nothing else.
        input_values: what the inputs hold, in the order of the network's; none: numbers.
    """

    seed: int
    classes: int
    steps: int
    probabilities: Annotated[tuple[Index, ...], Meta(max_length=64)] = ()
    batch: int = 4
    weights_seed: int = 0
    formula: bool = False
    input_values: tuple[InputValues, ...] = ()


class CompileChallenge(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Lets a network train as it was compiled, from weights and on batches drawn from `seed`, for so many steps."""

    seed: int
    steps: int
    batch: int
    input_values: tuple[InputValues, ...] = ()


class Response(Struct, frozen=True, forbid_unknown_fields=True):
    """What the answer did under a challenge.

    Attributes:
        outputs: of the network for the drawn inputs, after training; of a compiled network all variables before it.
        losses: before each training step, and after the last; None for what is no finite number. Of a compiled network
            what its last training step told: the loss, then its metrics by their size.
        gradients: of a network, the size of the first gradient of each variable of its layers, 0 for none; then
            that of each constrained one when its weights are large.
        weights: of a training step, or of a compiled network: all variables after each call.
        formulas: of a training step: how the loss it returned is worked out, then the one it differentiated.
        output: what the answer printed, from its beginning on.
    """

    outputs: Annotated[tuple[Array, ...], Meta(max_length=4000)] = ()
    losses: Annotated[tuple[float | None, ...], Meta(max_length=64)] = ()
    gradients: Annotated[tuple[float | None, ...], Meta(max_length=4000)] = ()
    weights: Annotated[tuple[tuple[Array, ...], ...], Meta(max_length=16)] = ()
    formulas: Annotated[tuple[Formula, ...], Meta(max_length=2)] = ()
    failure: Failure | None = None
    output: Output | None = None
