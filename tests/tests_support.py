"""The answers of the course page, cut out of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from grader.submissions.reading import read_file
from grader.submissions.stored import file_on_disk

PAGE = Path(__file__).parent / "e2e" / "course_page.md"
# exercise → its code block on the page, from 1
BLOCKS = {"mnist_sequential": 5, "mnist_functional": 7, "mnist_subclassing": 9, "cifar100_sequential": 12,
          "cifar100_functional": 14, "cifar100_subclassing": 16, "gradient_tape": 19}


def answers_of_page() -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Returns the code that loads the data, and the answer, of each exercise."""
    blocks = {cell.block: cell.source for cell in read_file(file_on_disk(PAGE, PAGE.name)).cells}
    data = {exercise: blocks[4] if exercise.startswith("mnist") else blocks[11] for exercise in BLOCKS}
    data["gradient_tape"] = blocks[18]
    return data, [(exercise, blocks[block]) for exercise, block in BLOCKS.items()]


def landlock_version() -> int:
    """Returns which Landlock this kernel has; below 1 for none."""
    if sys.platform != "linux":
        return 0
    from grader.sandbox.landlock import CREATE_RULESET, GET_VERSION, libc

    return libc.syscall(CREATE_RULESET, None, 0, GET_VERSION)


def follows_its_type(document: dict[str, Any], kind: type) -> None:
    """Holds a JSON document to its type: every key that the type has, with such a value, and no other."""
    read = json.loads(json.dumps(document, allow_nan=False))
    assert msgspec.to_builtins(msgspec.convert(read, kind)) == read


# A warm process without TensorFlow: for submissions without an answer that would be run.
COLD = '''
import sys
sys.modules["grader.sandbox.preload"] = sys
import grader.sandbox.warm as warm
warm.main()
'''
