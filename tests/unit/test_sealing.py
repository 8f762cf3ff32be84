"""What a stub is stays what was handed out, whatever is written where it lies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.errors import CourseError
from grader.pipeline import Grader
from grader.specs.course import course_folder, hash_of_course, load_course
from grader.specs.handing_out import hand_out_all
from grader.specs.sealing import SEAL, edited_files, read_stubs, seal, stale_files
from grader.submissions.reading import read_submission

NOTEBOOK = load_course().notebook
SOLUTIONS = Path(__file__).parents[2] / "solutions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the course, the author's solutions beside it."""
    folder = Path(shutil.copytree(course_folder(), tmp_path / "exercises"))
    hand_out_stubs(folder)
    shutil.copytree(SOLUTIONS, tmp_path / "solutions")
    return folder


def hand_out_stubs(folder: Path) -> None:
    """Whoever runs the tests may have filled in the exercises."""
    course = load_course(folder)
    for spec in course.exercises:
        (folder / spec.stub_name).unlink(missing_ok=True)
    (folder / NOTEBOOK).unlink(missing_ok=True)
    hand_out_all(course, folder.parent / "fresh")
    shutil.copytree(folder.parent / "fresh", folder, dirs_exist_ok=True)
    shutil.rmtree(folder.parent / "fresh")


def answered(folder: Path) -> list[str]:
    """The exercises for which something in the folder counts as an answer."""
    course = load_course(folder)
    found = Grader(course).find_answers(read_submission([folder])).answers
    return [exercise for exercise, answers in found.items() if answers]


def fill_in(folder: Path, *names: str) -> None:
    for name in names:
        shutil.copy(SOLUTIONS / name, folder / name)


def test_what_is_filled_in_where_the_stubs_lie_is_an_answer(folder: Path) -> None:
    assert answered(folder) == []
    fill_in(folder, "mnist_sequential.py", "gradient_tape.py")
    assert answered(folder) == ["mnist_sequential", "gradient_tape"]


def test_the_notebook_beside_them_may_be_filled_in_too(folder: Path) -> None:
    fill_in(folder, NOTEBOOK)
    assert len(answered(folder)) == 7


def test_equal_work_elsewhere_is_an_answer_still(folder: Path, tmp_path: Path) -> None:
    fill_in(folder, "mnist_sequential.py")
    found = Grader(load_course(folder)).find_answers(read_submission([SOLUTIONS / "mnist_sequential.py"]))
    assert found.answers["mnist_sequential"]


def test_fresh_exercises_are_fresh_whatever_lies_where_the_stubs_lay(folder: Path, tmp_path: Path) -> None:
    fill_in(folder, "mnist_sequential.py", NOTEBOOK)
    hand_out_all(load_course(folder), tmp_path / "homework")
    shutil.copy(folder / SEAL, tmp_path / "homework")
    assert Grader(load_course(folder)).find_answers(read_submission([tmp_path / "homework"])).answers["mnist_sequential"] == []


def test_a_stub_that_was_removed_or_renamed_breaks_nothing(folder: Path) -> None:
    (folder / "mnist_functional.py").rename(folder / "mine.py")
    assert answered(folder) == []


def test_filled_in_stubs_are_no_other_course(folder: Path) -> None:
    before = hash_of_course(folder)
    fill_in(folder, "mnist_sequential.py")
    assert hash_of_course(folder) == before


def test_an_author_s_change_counts_once_it_is_sealed(folder: Path) -> None:
    stub = folder / "mnist_sequential.py"
    stub.write_text(stub.read_text(encoding="utf-8").replace("keras.Sequential([", 'keras.Sequential(name="mine", layers=['),
                    encoding="utf-8")
    course = load_course(folder)
    assert answered(folder) == ["mnist_sequential"]
    assert list(edited_files(course, folder)) == [stub]
    seal(course, folder, read_stubs(course, folder))
    course = load_course(folder)
    assert answered(folder) == []
    assert list(edited_files(course, folder)) == []
    assert stale_files(course, folder) == []
    assert 'name=\\"mine\\"' in (folder / NOTEBOOK).read_text(encoding="utf-8")


def test_a_changed_task_makes_the_notebook_stale_and_a_filled_in_one_does_not(folder: Path) -> None:
    fill_in(folder, NOTEBOOK)
    assert stale_files(load_course(folder), folder) == []
    table = folder / "mnist.toml"
    table.write_text(table.read_text(encoding="utf-8").replace("A Flatten layer", "One Flatten layer"), encoding="utf-8")
    assert stale_files(load_course(folder), folder) == [folder / NOTEBOOK, folder.parent / "solutions" / NOTEBOOK]


def test_an_exercise_that_is_not_sealed_is_told(folder: Path) -> None:
    stubs = json.loads((folder / SEAL).read_text(encoding="utf-8"))
    del stubs["gradient_tape"]
    (folder / SEAL).write_text(json.dumps(stubs), encoding="utf-8")
    course = load_course(folder)
    assert [each.id for each in course.unsealed] == ["gradient_tape"]
    assert stale_files(course, folder) == [folder / SEAL]
    with pytest.raises(CourseError, match="course_unsealed"):
        hand_out_all(course, folder / "homework")


def test_sealing_keeps_a_notebook_that_somebody_filled_in(folder: Path) -> None:
    fill_in(folder, NOTEBOOK)
    course = load_course(folder)
    seal(course, folder, course.stubs)
    assert (folder / f"{NOTEBOOK}.old").read_bytes() == (SOLUTIONS / NOTEBOOK).read_bytes()
    seal(course, folder, course.stubs)
    assert len(list(folder.glob("*.old"))) == 1


def test_a_broken_seal_is_told_in_a_line(folder: Path) -> None:
    (folder / SEAL).write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match="course_seal_broken"):
        load_course(folder)


def test_where_only_tables_and_seal_travelled_nothing_is_stale(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix not in (".toml", ".json"):
            path.unlink() if path.is_file() else shutil.rmtree(path)
    course = load_course(folder)
    assert not course.unsealed and stale_files(course, folder) == []
