"""Tells a graded submission to GitHub Actions: `python -m grader.packaging.github_run DOCUMENT PATH`.

Annotations on the student's own lines, a job summary, outputs of the step. Nothing of the student's can act on the job:
what is annotated is escaped, and what is logged stands between `::stop-commands::` and a token nobody can guess.

Source: docs.github.com, "Workflow commands for GitHub Actions". It shows ten annotations of a kind for a step.
"""

import json
import os
import re
import secrets
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from grader.exports.export import Options
from grader.exports.markdown import export
from grader.exports.scores import failures
from grader.gradebook.entries import Entry, Student
from grader.messages.texts import Texts, chosen_language

MOST_ANNOTATIONS = 10
SUMMARY_BYTES = 2**20 - 2**10
SOURCE_OF_CELL = re.compile(r'( *)"source": \[(\],?)?')


def main(document_path: Path, submission: Path) -> int:
    """Tells the document; returns 0, since what came of the grading is for the caller to decide."""
    document = json.loads(document_path.read_text(encoding="utf-8"))
    name = document["submission"]["name"]
    texts = Texts(chosen_language(os.environ.get("GRADER_LANG")))
    summary = export([Entry(Student(key=name, name=name), document)], Options(texts)).only_text
    token = secrets.token_hex(16)
    for line in (f"::stop-commands::{token}", summary, f"::{token}::", *annotations(document, submission)):
        print(line)
    append("GITHUB_STEP_SUMMARY", cut(summary))
    append("GITHUB_OUTPUT", "".join(f"{key}={json.dumps(document[of])}\n" for key, of in (
        ("passed", "passed"), ("score", "score"), ("max-score", "max_score"))))
    return 0


def annotations(document: dict[str, Any], submission: Path) -> Iterator[str]:
    """Yields a command for each mistake: the first of every exercise before all others, as many as are shown."""
    wrong = [[(exercise["id"], check) for check in failures(exercise)] for exercise in document["exercises"]]
    ordered = [*(each[0] for each in wrong if each), *chain.from_iterable(each[1:] for each in wrong)]
    for exercise_id, check in ordered[:MOST_ANNOTATIONS]:
        where = location(check["place"], submission) if check["place"] else {}
        yield command("error", where | {"title": f"{exercise_id}: {check['id']}"},
                      "\n".join([check["message"], *check["hints"][:1]]))


def location(place: dict[str, Any], submission: Path) -> dict[str, str]:
    """Returns the file as it lies in the repository, and its line; of a notebook, the line within its JSON text."""
    path = submission / place["file"] if submission.is_dir() else submission
    found: dict[str, str] = {"file": path.as_posix()}
    line = place["line"] if place["cell"] is None else line_in_notebook(path, place["cell"], place["line"])
    return found if line is None else found | {"line": str(line)}


def line_in_notebook(path: Path, cell: int, line: int) -> int | None:
    """Returns the line of a notebook's text in which a line of a cell stands, as Jupyter and Colab write it."""
    try:
        text = path.read_text(encoding="utf-8")
        cells = len(json.loads(text)["cells"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    starts = [(len(match[1]), number) for number, each in enumerate(text.splitlines(), 1)
              if (match := SOURCE_OF_CELL.fullmatch(each))]
    outermost = min(starts, default=(0, 0))[0]
    sources = [number for indent, number in starts if indent == outermost]
    return sources[cell - 1] + line if len(sources) == cells and cell <= cells else None


def command(kind: str, properties: dict[str, str], message: str) -> str:
    """Returns a workflow command in which nothing but this function's own signs has a meaning."""
    told = (f"{key}={escaped(value).replace(':', '%3A').replace(',', '%2C')}" for key, value in properties.items())
    return f"::{kind} {','.join(told)}::{escaped(message)}"


def escaped(text: str) -> str:
    """Returns text in which no line ends."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def cut(summary: str) -> str:
    """Returns as much of the summary as GitHub takes."""
    return summary.encode()[:SUMMARY_BYTES].decode(errors="ignore")


def append(variable: str, text: str) -> None:
    """Adds to the file that an environment variable names, where there is one."""
    if path := os.environ.get(variable):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a program has one
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
