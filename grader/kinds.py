"""Which kinds of exercise there are, and where each says what the program asks of it.

A kind is the table that an exercise file has for it. Its parts are entry points (`module:attribute`), imported when
they are asked for, each on a floor of its own: so a guest never gets to what knows the right answers. What the code of
an answer is recorded as stands in `guest/main.py`, what crosses the border in `evidence/claims.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, Literal


@dataclass(frozen=True)
class Kind:
    """The parts of a kind, lowest first.

    Attributes:
        table: what an author states: a type as `specs.types.Asked`.
        read: of an exercise's id and the table, the table as it is used everywhere else.
        lint: raises for a table that cannot be meant, given the same.
        gather: asks guest and verification, as `gathering.answering.Gather`.
        facts: what its checks are given, of a spec and evidence: as `facts.facts.Facts`.
        checks: the checks of a spec, a check after those it needs.
        variants: wrong and right answers to a spec, for the audit.
        propose: the table, and the style, that a recorded solution of an author answers.
        lines: the table as TOML, and further lines of the exercise.
        telling: names that say by themselves that code was written for it, where it asks for a function.
        words: names of which code for it has one at least; empty: any.
    """

    table: str
    read: str
    lint: str
    gather: str
    facts: str
    checks: str
    variants: str
    propose: str
    lines: str
    telling: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


NETWORK = Kind(
    table="grader.specs.types:NetworkSpec",
    read="grader.specs.lint:read_network",
    lint="grader.specs.lint:lint_network",
    gather="grader.gathering.networks:gather_network",
    facts="grader.facts.network:NetworkFacts",
    checks="grader.checks.network:network_checks",
    variants="grader.audit.network_variants:network_variants",
    propose="grader.authoring.proposing:propose_network",
    lines="grader.authoring.tables:network_lines")
KINDS = {
    "network": NETWORK,
    "builder": replace(  # each of its calls is a network
        NETWORK,
        table="grader.specs.types:BuilderSpec",
        read="grader.specs.building:read_builder",
        lint="grader.specs.building:lint_builder",
        facts="grader.facts.building:BuilderFacts",
        checks="grader.checks.building:builder_checks",
        variants="grader.audit.builder_variants:builder_variants",
        lines="grader.authoring.tables:builder_lines"),
    "train_step": Kind(
        table="grader.specs.types:TrainStepSpec",
        read="grader.specs.lint:read_train_step",
        lint="grader.specs.lint:lint_train_step",
        gather="grader.gathering.training_steps:gather_step",
        facts="grader.facts.train_step:TrainStepFacts",
        checks="grader.checks.train_step:train_step_checks",
        variants="grader.audit.step_variants:step_variants",
        propose="grader.authoring.proposing:propose_step",
        lines="grader.authoring.tables:step_lines",
        telling=frozenset({"GradientTape", "apply_gradients"}),
        words=frozenset({"tf", "keras", "model", "optimizer", "tape"})),  # a step in NumPy has none of them
}

if TYPE_CHECKING:
    KindName = str
else:
    KindName = Literal[tuple(KINDS)]


def part_of(kind: str, part: str) -> Any:
    """Returns a part of a kind of exercise."""
    return resolve_name(getattr(KINDS[kind], part))
