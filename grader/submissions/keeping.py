"""What finding made of a submission, as it is kept: it hangs on the files and on what the course asks for alone."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from grader.evidence.kept import Store, environment, key_of, packed, unpacked
from grader.specs.types import Course
from grader.submissions.answers import FoundAnswers, settled
from grader.submissions.types import Submission

FINDING = ("submissions", "specs", "evidence", "kinds.py", "nearest.py")  # the grader's code that finds
MAX_ANSWERS = 50  # students have up to 20; what could have changed each has to be looked for


class KeptFinding:
    """What was found in one submission, in a store."""

    def __init__(self, store: Store, submission: Submission, course: Course) -> None:
        """Works out the key."""
        self.store = store
        asked = [(each.id, each.title, each.style, each.kind, each.subject) for each in course.exercises]
        files = [replace(file, path=None) for file in submission.files]
        self.key = key_of("found", msgspec.json.encode((files, asked, course.stubs)), environment(FINDING))

    def get(self) -> FoundAnswers | None:
        """Returns what was found before; who gets nothing is expected to `keep` something."""
        kept = self.store.get(self.key)
        found: FoundAnswers | None = unpacked(kept, FoundAnswers)
        if kept is not None and found is None:
            self.store.renew(self.key)
        return found

    def keep(self, found: FoundAnswers) -> None:
        """Keeps what was found now."""
        if sum(map(len, found.answers.values())) > MAX_ANSWERS:
            self.store.leave(self.key)
        else:
            self.store.keep(self.key, packed(msgspec.json.encode(settled(found))))
