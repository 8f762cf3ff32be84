"""A recorded network beside the asked one: folded and aligned, with what answers chose of what the spec leaves open."""

from __future__ import annotations

from fnmatch import fnmatch
from functools import cached_property
from typing import Any

from grader.evidence.claims import NetworkClaim, Shape
from grader.evidence.evidence import Evidence
from grader.facts.alignment import Alignment, align, is_preparation, is_tolerated, through
from grader.facts.folding import FoundLayer, Structure, fold_network
from grader.specs.types import ExerciseSpec, NetworkSpec
from grader.specs.values import buildable, fits, is_open


class NetworkReading:
    """A record as it is read for a spec, whether it is true or not.

    Asked layers are named by their position in the spec, found ones by that among `structure.layers`; -1, -2, … are
    the network's inputs.
    """

    def __init__(self, spec: ExerciseSpec, claim: NetworkClaim | None) -> None:
        """Reads a record; without one nothing but the spec can be asked."""
        self.spec = spec
        self._claim = claim

    @property
    def network(self) -> NetworkSpec:
        """What is asked for."""
        assert self.spec.network is not None
        return self.spec.network

    @property
    def claim(self) -> NetworkClaim:
        """What was recorded."""
        assert self._claim is not None
        return self._claim

    @cached_property
    def structure(self) -> Structure:
        """The recorded network, folded."""
        return fold_network(self.claim, tuple(each.name for each in self.network.input_specs))

    @cached_property
    def alignment(self) -> Alignment:
        """The recorded network beside the asked one."""
        return align(self.network, self.structure.layers, self.structure.outputs)

    @cached_property
    def extra(self) -> list[int]:
        """The found layers that nothing asks for, and that may not stand there."""
        return [number for number in self.alignment.extra
                if not is_tolerated(self.network, self.structure.layers[number])]

    @cached_property
    def missing(self) -> list[int]:
        """The asked layers that nothing stands beside, and that may not be left out."""
        return [number for number in self.alignment.missing if not self.network.layers[number].optional]

    @cached_property
    def prepared(self) -> dict[int, FoundLayer]:
        """The pretrained networks that prepare the data, by the input that they take."""
        return {found.inputs[0]: found for number in self.alignment.extra
                if is_preparation(self.network, found := self.structure.layers[number])}

    @property
    def asked_input_shapes(self) -> tuple[Shape, ...]:
        """The shapes, without the batch, that the asked layers see, after what prepares the data."""
        return tuple(self.prepared[-1 - number].output_shape if -1 - number in self.prepared else shape
                     for number, shape in enumerate(self.network.input_shapes))

    def source_asked(self, source: int) -> int:
        """Returns the found layer, or input, that an asked one stands for; where one was left out, what it takes."""
        while source >= 0:
            found = self.alignment.found_for(source)
            if found is not None:
                return found
            source = self.network.resolved_inputs[source][0]
        return source

    def source_found(self, source: int) -> int:
        """Returns where a found layer's input comes from, through layers that may stand anywhere."""
        return through(self.structure.layers, source, set(self.alignment.extra))

    def beside(self, asked: int) -> FoundLayer | None:
        """Returns the layer that stands beside an asked one; None if there is none."""
        position = self.alignment.found_for(asked)
        return None if position is None else self.structure.layers[position]

    def chosen_layers(self) -> list[tuple[str, dict[str, Any]]]:
        """Returns type and arguments of each asked layer with what the answer chose of what is open.

        Shapes follow from it. One that was left out does nothing.
        """
        chosen: list[tuple[str, dict[str, Any]]] = []
        for position, layer in enumerate(self.network.layers):
            found = self.beside(position)
            if found is None and layer.optional:
                chosen.append(("Identity", {}))
                continue
            same = found is not None and found.type in layer.choices
            config = found.config if found is not None and same else {}
            free = {name: value for name, value in config.items()
                    if (is_free(name, self.spec) and isinstance(value, str)) or name == "input_shape"}
            told = {name: config[name] if is_open(value) and name in config and fits(value, config[name])
                    else buildable(value) for name, value in layer.arguments.items()}
            chosen.append((found.type if found is not None and same else layer.type,
                           free | {name: value for name, value in told.items() if value is not None}))
        return chosen


class NetworkFacts(NetworkReading):
    """What checks of a network are given: the record as it is read, and the evidence for it."""

    def __init__(self, spec: ExerciseSpec, evidence: Evidence) -> None:
        """Takes what is known about an answer."""
        super().__init__(spec, evidence.claim.network if evidence.claim is not None else None)
        self.evidence = evidence

    def found(self, asked: int) -> FoundLayer | None:
        """Returns the layer that stands beside asked layer number `asked` (from 0).

        None if there is none, or if the record is only the guest's word: nothing may rest on that.
        """
        return self.beside(asked) if self.evidence.trust == "verified" else None


def is_free(name: str, spec: ExerciseSpec) -> bool:
    """Whether the spec leaves the argument to the student."""
    return any(fnmatch(name, pattern) for pattern in spec.free_arguments)
