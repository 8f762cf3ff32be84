"""Whatever a file holds, it is read and searched for answers without an error."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from fuzz.mutations import JSON, LEAVES, TEXTS, changed, edited
from hypothesis import given
from hypothesis import strategies as st

from grader.specs.course import load_course
from grader.submissions.answers import find_answers
from grader.submissions.markdown import read_markdown
from grader.submissions.notebook import read_notebook
from grader.submissions.python import read_python
from grader.submissions.reading import decode_text, read_file
from grader.submissions.statements import parse_file
from grader.submissions.stored import file_on_disk
from grader.submissions.types import SourceFile, Submission

SOLUTIONS = Path(__file__).parents[2] / "solutions"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOLUTIONS.glob("*.py")))
PAGE = (Path(__file__).parents[1] / "e2e" / "course_page.md").read_text(encoding="utf-8")
NOTEBOOK = json.loads((SOLUTIONS / "tf2_api.ipynb").read_text(encoding="utf-8"))
LINES = st.sampled_from([
    "class M(keras.Model):", "    def call(self, x): return self.d(x)", "model = keras.Sequential()", "model.add(Dense(3))",
    "def train_step(a, b): return a", "train_step = tf.function(train_step)", "# exercise: mnist_sequential",
    "if __name__ == '__main__':", "    model = M()", "for i in range(3):", "x = y = z", "a, (b, *c) = 1, (2,)",
    "del model", "global x", "async def f(): await g()", "with a as b: pass", "match x:", "    case M(): pass",
    "models['a'] = keras.Model(i, o)", "M = type('M', (keras.Model,), {})", "lambda: (yield)", "print('''", "%%time",
    "!pip install x", "import a.b as c, d", "from x import *", "x: int = keras.Model()", "@dec", "return 3", "\\", "\t\f x",
])
PROGRAMS = st.lists(LINES | TEXTS, max_size=12).map("\n".join)


COURSE = load_course()
STUBS = tuple(parse_file(read_python(f"{exercise}.py", text)) for exercise, text in COURSE.stubs.items())


def search(file: SourceFile) -> None:
    found = find_answers(Submission("fuzz", (file,)), COURSE, STUBS)
    assert set(found.answers) == {spec.id for spec in COURSE.exercises}


@given(text=edited(CODE, PROGRAMS) | PROGRAMS)
def test_python(text: str) -> None:
    search(read_python("answer.py", text))


@given(text=edited(PAGE, PROGRAMS) | TEXTS | PROGRAMS.map(lambda code: f"```python\n{code}\n```"))
def test_markdown(text: str) -> None:
    search(read_markdown("answer.md", text))


@given(value=changed(NOTEBOOK, JSON | PROGRAMS) | JSON)
def test_notebook_of_another_shape(value: object) -> None:
    file = read_notebook("answer.ipynb", json.dumps(value))
    assert (file.problem is None) or not file.cells
    search(file)


@given(text=edited(json.dumps(NOTEBOOK, indent=1), TEXTS | LEAVES.map(str)))
def test_notebook_of_broken_text(text: str) -> None:
    search(read_notebook("answer.ipynb", text))


@given(data=st.binary(max_size=200), suffix=st.sampled_from([".py", ".ipynb", ".md"]))
def test_any_bytes(tmp_path_factory, data: bytes, suffix: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"answer{suffix}"
    path.write_bytes(data)
    assert read_file(file_on_disk(path, path.name)).name == path.name
    with contextlib.suppress(ValueError):
        assert "\r" not in decode_text(data)
