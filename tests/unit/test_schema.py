"""The schemas of the JSON documents are shipped as their types are, and hold real documents apart from broken ones."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from exports_support import small_class
from tests_support import follows_its_type

from grader.exports.export import Options
from grader.exports.json import export
from grader.messages.texts import Texts
from grader.reports import schema

ROOT = Path(__file__).parents[2]
SUBMISSION = json.loads(schema.render("submission-1.json"))


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_the_shipped_schema_is_that_of_the_types(name: str) -> None:
    assert (schema.FOLDER / name).read_text(encoding="utf-8") == schema.render(name), "python -m grader.reports.schema"
    jsonschema.Draft202012Validator.check_schema(json.loads(schema.render(name)))


def test_a_class_follows_its_schema() -> None:
    document = json.loads(export(small_class(), Options(Texts("en"))).only_text)
    jsonschema.validate(document, json.loads(schema.render("class-1.json")))
    follows_its_type(document, schema.ClassDocument)


@pytest.mark.parametrize("spoil", [
    lambda document: document.update(format=2), lambda document: document.pop("versions"),
    lambda document: document["exercises"][0].update(verdict="fine"), lambda document: document.update(isolation="none"),
    lambda document: document["exercises"][0].update(score="1"), lambda document: document["exercises"][0].pop("checks"),
    lambda document: document["exercises"][0]["checks"][0].update(outcome="ok"),
    lambda document: document["exercises"][0]["answer"].pop("line")])
def test_a_document_that_breaks_the_contract_breaks_its_schema(spoil) -> None:
    document = copy.deepcopy(small_class()[0].document)
    jsonschema.validate(document, SUBMISSION)
    spoil(document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SUBMISSION)


def test_a_key_the_type_does_not_have_is_noticed() -> None:
    document = small_class()[0].document | {"extra": 1}
    jsonschema.validate(document, SUBMISSION)  # readers of an older schema take what was added since
    with pytest.raises(AssertionError):
        follows_its_type(document, schema.SubmissionDocument)
