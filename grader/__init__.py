"""Grades Keras exercises: facts first, opinions last, and a verdict is decided where student code never ran.

In a notebook: `%load_ext grader`, then `%grade`, or `grader.check("ID", model)`.
"""

# Nothing is imported here, not even `__future__`: under `python -m` it might be a file of the working folder.
TYPE_CHECKING = False  # as `typing` has it
if TYPE_CHECKING:
    from typing import Any

    from grader.notebooks.magics import Report

__version__ = "0.1.0"  # the one place: the distribution takes it from here


def load_ipython_extension(shell: "Any") -> None:
    """Adds `%grade` to an IPython shell or kernel."""
    from grader.notebooks.magics import GraderMagics

    if "GraderMagics" not in shell.magics_manager.registry:
        shell.register_magics(GraderMagics)


def check(exercise: str, answer: object, *, lang: str | None = None, timeout: float = 120.0, hint: int = 1) -> "Report":
    """Grades, as the answer to `exercise`, the code of this notebook that made `answer`; returns the report.

    The report shows itself, and knows whether all is right (`passed`) and how many points that is (`score`).

    The object itself is only used to find that code: what an object says about itself is no evidence.
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise RuntimeError("grader.check works in IPython and notebooks; elsewhere use the grader command")
    load_ipython_extension(shell)
    report: Report = shell.magics_manager.registry["GraderMagics"].check(exercise, answer, lang, timeout, hint)
    return report
