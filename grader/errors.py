"""The errors a user of the grader can meet.

    GraderError                 exit 3: our fault, or the machine's
    └── InputError              exit 4: what was asked for cannot be done
        ├── CourseError         a course file is wrong: file, key and what would be right
        └── NothingGradable     exit 5: the path holds no file that can be graded

Each carries a message code and its parameters, so that it can be told in the user's language.
"""

from __future__ import annotations


class GraderError(Exception):
    """The grader could not do its work; `code` and `params` select and fill the message."""

    exit_code = 3

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code}: {details}"


class InputError(GraderError):
    """The command line, a path or a file is not what it has to be."""

    exit_code = 4


class CourseError(InputError):
    """A course file breaks the format."""


class NothingGradable(InputError):
    """The path exists but holds nothing that can be graded."""

    exit_code = 5
