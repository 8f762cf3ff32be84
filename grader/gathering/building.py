"""A function that builds networks: each call it is put to is asked about as any network, in a guest of its own."""

from __future__ import annotations

import msgspec

from grader.evidence.claims import AnswerCode, BuilderCode
from grader.evidence.evidence import Evidence
from grader.specs.building import given_in, parameters_of, shapes_in
from grader.specs.types import BuilderSpec


def code_of_case(code: AnswerCode, builder: BuilderSpec, number: int) -> BuilderCode:
    """Returns the code of a function, to be called as a case says; what the case leaves out is not given."""
    case = builder.cases[number]
    parameters = tuple(parameters_of("", builder))
    arguments = {name: value for name, value in given_in(builder, case).items() if name in case}
    same = {name: getattr(code, name) for name in AnswerCode.__struct_fields__ if name != "input_shapes"}
    return BuilderCode(**same, input_shapes=shapes_in(builder, case), parameters=parameters, arguments=arguments)


def gave_network(evidence: Evidence) -> bool:
    """Whether a call gave a network that can be judged."""
    return evidence.end == "answered" and evidence.failure is None and evidence.trust != "contradicted"


def of_cases(cases: list[Evidence]) -> Evidence:
    """Returns what is known of a function: it ended as its first call did, but for what costs it the whole exercise."""
    last = cases[-1]
    costs_all = last.end == "grader_error" or (last.end == "answered" and last.trust == "contradicted")
    stages: dict[str, float] = {}
    for each in cases:
        for stage, seconds in each.stages.items():
            stages[stage] = stages.get(stage, 0.0) + seconds
    return msgspec.structs.replace(last if costs_all else cases[0], cases=tuple(cases), stages=stages,
                                   seconds=sum(each.seconds for each in cases))
