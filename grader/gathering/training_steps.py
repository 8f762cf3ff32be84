"""What calls of a training step do to all weights, beside exact steps of the optimizer it claims."""

from __future__ import annotations

import msgspec

from grader.evidence.claims import Challenge, Formula
from grader.evidence.codec import CodecError
from grader.evidence.evidence import Evidence
from grader.evidence.questions import StepQuestion
from grader.gathering.answering import Answering
from grader.verification.comparing import steps_agree
from grader.verification.framing import bare_step, step_challenge


def gather_step(answering: Answering) -> Evidence:
    """Puts a training step and exact steps to the same challenge; the checks compare what both did.

    Raises:
        CodecError: the answer has told that it is something else.
    """
    step = answering.claim.train_step
    if step is None:
        raise CodecError("a claim of another kind than asked for")
    if step.network is None or step.optimizer is None:
        return answering.evidence(trust="verified")
    asked = answering.spec.train_step
    challenge = step_challenge(step.network, answering.guest.seed, answering.guest.weights_seed, asked.classes,
                               asked.input_values)
    formulas = formulas_of(answering, challenge) if step.loss is None else ()
    question = StepQuestion(bare_step(step), challenge, formulas, asked.losses)
    response, reference = answering.both(challenge, question)
    if failed := answering.failed(response):
        return failed
    if reference.response is not None and not steps_agree(response, reference.response):
        reference = answering.reference(msgspec.structs.replace(question, noise=True))
    return answering.evidence(
        trust="unverified" if reference.problem else "verified", problem=reference.problem or "", response=response,
        reference=reference.response, loss_fits=reference.loss_fits, noise=reference.noise)


def formulas_of(answering: Answering, challenge: Challenge) -> tuple[Formula, ...]:
    """Asks how a loss is worked out, before the guest hears of the weights it will be put to."""
    return answering.respond(msgspec.structs.replace(challenge, weights_seed=0, formula=True)).formulas
