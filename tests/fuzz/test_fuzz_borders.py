"""Whatever crosses a border, it is taken as what it is or refused with the error that says so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from fuzz.mutations import JSON, TEXTS, changed, edited
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import CourseError
from grader.evidence.arrays import unpack_array
from grader.evidence.claims import Array, Claim, Response
from grader.evidence.codec import CodecError, decode, encode
from grader.evidence.evidence import Evidence
from grader.evidence.validation import validate_claim
from grader.messages.texts import Texts
from grader.reports.escaping import UNSAFE, plain
from grader.reports.json import exercise
from grader.reports.wording import Wording
from grader.results import ExerciseResult
from grader.specs.course import course_folder, load_course
from grader.specs.types import Course
from grader.verdicts import Verdict, judge
from grader.verification.comparing import behaves_alike
from grader.verification.framing import bare, calls_asked_layers, network_challenge

CLAIMS = json.loads((Path(__file__).parent / "claims.json").read_text(encoding="utf-8"))
RESPONSE = {"outputs": [{"shape": [1, 2], "data": "AACAPwAAAEA="}], "losses": [2.0, 1.0, None], "gradients": [1.0],
            "output": {"head": "x", "tail": "", "cut_characters": 0}}
TOML = {path.name: path.read_text(encoding="utf-8") for path in sorted(course_folder().glob("*.toml"))}


@given(data=st.binary(max_size=300), kind=st.sampled_from([Claim, Response, Array]))
def test_junk_is_no_claim(data: bytes, kind: type) -> None:
    with pytest.raises(CodecError):
        decode(data, kind, 200)


@pytest.mark.parametrize("name", CLAIMS)
@given(data=st.data())
def test_a_changed_claim_is_refused_or_judged(course: Course, name: str, data: st.DataObject) -> None:
    changed_claim = data.draw(changed(CLAIMS[name]))
    try:
        claim = decode(json.dumps(changed_claim).encode(), Claim, 10**7)
        validate_claim(claim)
    except CodecError:
        return
    assert decode(encode(claim), Claim, 10**7) == claim
    if claim.network is not None:
        network_challenge(bare(claim.network), seed=1)
        calls_asked_layers(claim.network, course.exercise("mnist_subclassing"))
    for trust in ("verified", "unverified", "contradicted"):
        judge_and_tell(Evidence(end="answered", claim=claim, failure=claim.failure, trust=trust, response=Response()),
                       course, name)


def judge_and_tell(evidence: Evidence, course: Course, name: str) -> None:
    spec = course.exercise(name)
    judgement = judge(spec, evidence)
    assert judgement.verdict in Verdict
    for language in ("ko", "en"):
        json.dumps(exercise(ExerciseResult(spec, judgement, evidence), Wording(Texts(language))))


@given(value=changed(RESPONSE) | JSON)
def test_a_changed_response_is_refused_or_compared(value: object) -> None:
    right = decode(json.dumps(RESPONSE).encode(), Response, 10**6)
    try:
        response = decode(json.dumps(value).encode(), Response, 10**6)
        assert behaves_alike(response, right) in (True, False)
    except CodecError:
        return


@given(shape=st.lists(st.integers(), max_size=5), data=st.binary(max_size=64))
def test_an_array_fills_its_shape_or_is_refused(shape: list[int], data: bytes) -> None:
    try:
        values = unpack_array(Array(shape=tuple(shape), data=data))
    except CodecError:
        return
    assert values.shape == tuple(shape)


@given(data=st.data())
def test_a_changed_course_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.getbasetemp() / "course"
    shutil.copytree(course_folder(), folder, dirs_exist_ok=True)
    name = data.draw(st.sampled_from(sorted(TOML)))
    text = data.draw(edited(TOML[name], TEXTS | st.sampled_from(["[[", "]]", "=", "-1", "[]", "{}", "\n", "1e999", "nan"])))
    (folder / name).write_text(text, encoding="utf-8", errors="replace")
    try:
        read = load_course(folder)
    except CourseError as error:
        told = Texts("en").error(error.code, **error.params)
        assert told
    else:
        assert read.exercises is not None


@given(text=st.text(max_size=300) | TEXTS)
def test_text_of_students_is_plain_behind_the_door(text: str) -> None:
    assert not UNSAFE.search(plain(text))
    assert plain(plain(text)) == plain(text)
    plain(text).encode()
