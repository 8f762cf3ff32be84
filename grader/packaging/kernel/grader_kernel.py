"""`%grade` in a kernel whose Python cannot hold the grader: another Python's grader does the work.

Written by `grader package kernel`. Put it beside the notebook, then `%load_ext grader_kernel` and `%grade`.
Needs Python 3.7 and IPython, and nothing else; GRADER_PYTHON names another Python that has the grader.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import subprocess
import threading
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import display

SETTINGS: dict[str, Any] = {}  # filled in by `grader package`
NEEDED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "HOME", "TMPDIR", "GRADER_COURSE")
FILE_KINDS = (".ipynb", ".py", ".md")


class Grader:
    """The process that grades, started at the first request and kept for the next; it ends with the kernel."""

    process: Any = None

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """Sends a request, and returns the report; None if none came in time, nothing at all if the process ended."""
        if self.process is None or self.process.poll() is not None:
            environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
            python = os.environ.get("GRADER_PYTHON") or SETTINGS["python"]
            self.process = subprocess.Popen(
                [python, "-P", "-m", "grader.notebooks.service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env={**SETTINGS["environment"], **environment}, start_new_session=True)
        lines: Any = queue.Queue()
        answers = self.process.stdout
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            threading.Thread(target=lambda: lines.put(answers.readline()), daemon=True).start()
            line = lines.get(timeout=seconds)
        except BrokenPipeError:
            line = b""
        except queue.Empty:
            self.close()
            return None
        except BaseException:  # the kernel was interrupted
            self.close()
            raise
        return json.loads(line) if line else {}

    def close(self) -> None:
        """Ends the process, gently, so that it can end those it started."""
        process, self.process = self.process, None
        if process is not None:
            process.terminate()


@magics_class
class GraderMagics(Magics):
    """The magic of one kernel."""

    shell: Any

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.grader = Grader()
        self.cell_ids: dict[int, str] = {}
        atexit.register(self.grader.close)
        shell.events.register("pre_run_cell", self.note_cell)

    @magic_arguments()
    @argument("what", nargs="*", help="exercises to grade (default: all), or files in place of this notebook's cells")
    @argument("--lang", help="language of the report (default: that of the locale)")
    @argument("--timeout", type=float, default=120.0, help="seconds after which the kernel is free again (120)")
    @argument("--hint", nargs="?", type=int, choices=(1, 2, 3), default=1, const=2,
              help="how far to help: 1 a nudge, 2 (--hint alone) the place in your source, 3 the form of the change")
    @line_magic
    def grade(self, line: str) -> None:
        """Grade what this notebook has run, in another Python."""
        options = parse_argstring(self.grade, line)
        language = options.lang or locale_language()
        paths = [os.path.abspath(each) for each in options.what if each.endswith(FILE_KINDS)]
        cells = {} if paths else {"history": self.shell.history_manager.input_hist_raw, "cell_ids": self.cell_ids}
        exercises = [each for each in options.what if not each.endswith(FILE_KINDS)]
        shown = self.grader.ask({"paths": paths, "exercises": exercises, "hints": options.hint, "language": language,
                                 "seconds": min(30.0, options.timeout), **cells}, options.timeout)
        texts = SETTINGS["texts"].get(language, SETTINGS["texts"]["en"])
        if shown is None:
            raise UsageError(texts["took_too_long"].replace("{seconds}", format(options.timeout, "g")))
        if not shown or shown["error"]:
            raise UsageError(shown.get("error") or texts["process_ended"])
        display({"text/plain": shown["text"], "text/html": shown["html"]}, raw=True)

    def note_cell(self, info: Any) -> None:
        """Notes which cell runs, where the front end tells."""
        if getattr(info, "cell_id", None) and info.store_history:
            self.cell_ids[self.shell.execution_count] = info.cell_id


def locale_language() -> str:
    """Returns the language of the locale."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "ko" if named.lower().startswith("ko") else "en"


def load_ipython_extension(shell: Any) -> None:
    """Adds `%grade` to a kernel."""
    shell.register_magics(GraderMagics)
