"""Classes drawn at random, with namesakes, numbers of two kinds that collide and spreadsheets in between: nobody's work, name,
id or grade ever becomes another's, nothing is lost, and nobody who handed in is counted as absent."""

from __future__ import annotations

import csv
import io
import random
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from exports_support import entry, exercise

from grader.exports.export import Options
from grader.exports.formats import exporter
from grader.gradebook.downloads import read_download
from grader.gradebook.entries import Entry
from grader.gradebook.joining import Joined, join_roster
from grader.gradebook.naming import plain_id, plain_name
from grader.gradebook.roster import Roster, read_roster
from grader.messages.texts import Texts

FAMILIES = ["Kim", "Lee", "Park", "Choi", "Jung", "김", "이", "박", "남궁", "O'Brien", "de_la_Cruz", "García", "Müller"]
GIVEN = ["Minsu", "Jiwoo", "Min-jun", "Seo", "Yeon", "민수", "지우", "서연", "Anna", "José", "Li", "Lee", "Kim"]
FILES = ("hw", "hw_1", "2026_11_20_final", "과제 (1)", "a_2_3")
LAYOUTS = ("canvas", "moodle", "blackboard", "brightspace", "folders", "names", "{id}_{name}_{file}")
POINTS = 1000


@dataclass
class Person:
    number: int
    family: str
    given: str
    lms_id: str
    school_id: str
    handed_in: bool
    files: int
    namesake: bool = False

    @property
    def name(self) -> str:
        return f"{self.family} {self.given}"

    @property
    def login(self) -> str:
        return f"{plain_name(self.name)}{self.number}"


def draw_class(drawn: random.Random) -> list[Person]:
    size = drawn.randint(3, 25)
    lms_ids = drawn.sample(range(4100, 4100 + 3 * size), size)
    school_ids = drawn.sample(drawn.choice([range(4100, 4100 + 3 * size), range(20260000, 20260000 + 5 * size)]), size)
    people = [Person(number, drawn.choice(FAMILIES), drawn.choice(GIVEN), str(lms_ids[number]),
                     str(school_ids[number]).zfill(drawn.choice([0, 10])), number < 2 or drawn.random() < 0.8,
                     drawn.choice([1, 1, 2])) for number in range(size)]
    for person in people:
        person.namesake = sum(other.name == person.name for other in people) > 1
    return people


def file_name(drawn: random.Random, layout: str, person: Person, attempt: int) -> str:
    file = f"{drawn.choice(FILES)}-{attempt}{drawn.choice(['.py', '.ipynb'])}"
    late = "_LATE" if drawn.random() < 0.2 else ""
    return {
        "canvas": f"{plain_name(person.name)}{late}_{person.lms_id}_{90000 + 2 * person.number + attempt}_{file}",
        "moodle": f"{person.name}_{person.lms_id}_assignsubmission_file{drawn.choice('_/')}{file}",
        "blackboard": f"TF2 API_{person.login}_attempt_2026-11-2{attempt}-10-00-00_{file}",
        "brightspace": f"{person.lms_id}-222 - {person.name} - Nov 2{attempt}, 2026 {drawn.choice(['905 AM', '1205 PM'])}/{file}",
        "folders": f"{person.name}_{person.school_id}/{file}",
        "names": f"{person.name}{' ' + person.school_id if person.namesake else ''}/{file}",
        "{id}_{name}_{file}": f"{person.school_id}_{person.name}_{file}",
    }[layout]


def write_download(drawn: random.Random, people: list[Person], layout: str, path: Path) -> None:
    names = [(file_name(drawn, layout, person, attempt), person) for person in people if person.handed_in
             for attempt in range(person.files)]
    drawn.shuffle(names)
    with zipfile.ZipFile(path, "w") as archive:
        for name, person in names:
            archive.writestr(unicodedata.normalize(drawn.choice(["NFC", "NFD"]), name), str(person.number))


def from_spreadsheet(drawn: random.Random, number: str) -> str:
    return drawn.choice([number, number, f"{number}.0", f'="{number}"', f"'{number}", number.lstrip("0"), f" {number} "])


def write_roster(drawn: random.Random, people: list[Person], path: Path) -> None:
    written = drawn.choice(["{0.family} {0.given}", "{0.given} {0.family}", "{0.family}, {0.given}"])
    with_lms_ids = drawn.random() < 0.3
    text = io.StringIO()
    rows = csv.writer(text, delimiter=drawn.choice(",;\t"))
    rows.writerow(["name", "id", "email"] + ["lms_id"] * with_lms_ids)
    for person in drawn.sample(people, len(people)):
        rows.writerow([written.format(person), from_spreadsheet(drawn, person.school_id),
                       drawn.choice([f"{person.login}@x.org", ""])] + [from_spreadsheet(drawn, person.lms_id)] * with_lms_ids)
    path.write_text(text.getvalue(), encoding=drawn.choice(["utf-8", "utf-8-sig", "utf-16"]))


def write_canvas(drawn: random.Random, people: list[Person], path: Path, delimiter: str) -> None:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=delimiter)
    rows.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "HW (77)"])
    rows.writerow(["    Points Possible", "", "", "", "", f"{POINTS},0" if delimiter == ";" else POINTS])
    for person in drawn.sample(people, len(people)):
        if drawn.random() < 0.9:
            rows.writerow([f"{person.family}, {person.given}", from_spreadsheet(drawn, person.lms_id),
                           from_spreadsheet(drawn, person.school_id), person.login, person.number, ""])
    path.write_text(text.getvalue(), encoding="utf-8")


def write_moodle(drawn: random.Random, people: list[Person], path: Path, delimiter: str) -> None:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=delimiter)
    rows.writerow(["ID", "Name", "ID number", "Status", "Grade", "Max", "Change", "Modified", "Comments"])
    for person in drawn.sample(people, len(people)):
        rows.writerow([f"Teilnehmer/in{person.lms_id}", person.name, person.school_id, person.number, "",
                       f"{POINTS},00" if delimiter == ";" else f"{POINTS}.00", "Ja", "-", ""])
    path.write_text(text.getvalue(), encoding="utf-8")


def check_class(joined: Joined, people: list[Person], layout: str) -> list[Entry]:
    """Returns the entries of who handed in, each with points that tell whose it is."""
    entries, seen = [], []
    for each in joined.everyone:
        whose = {int(file.read()) for file in each.files}
        assert len(whose) <= 1, "two students are one"
        if not whose:
            absent = [person for person in people if plain_id(person.school_id) == plain_id(each.student.school_id)]
            assert not any(person.handed_in for person in absent)
            continue
        [number] = whose
        person, student = people[number], each.student
        seen.append(number)
        assert not student.school_id or plain_id(student.school_id) in (plain_id(person.school_id), person.login)
        assert student.email in ("", f"{person.login}@x.org")
        assert student.lms_id in ("", person.lms_id)
        if layout != "blackboard":
            assert sorted(plain_name(student.name)) == sorted(plain_name(person.name)) or not student.email
        entries.append(Entry(student, entry("x", [exercise("e", "failed", (number + 1) / POINTS)]).document))
    assert sorted(seen) == [person.number for person in people if person.handed_in], "each has one line"
    return entries


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", range(12))
def test_nothing_becomes_another_s(tmp_path: Path, layout: str, seed: int) -> None:
    drawn = random.Random(f"{layout}{seed}")
    people = draw_class(drawn)
    write_download(drawn, people, layout, tmp_path / "class.zip")
    write_roster(drawn, people, tmp_path / "roster.csv")
    roster = read_roster(tmp_path / "roster.csv") if drawn.random() < 0.8 else Roster()
    handed_in = read_download(tmp_path / "class.zip", wanted=layout if "{" in layout else None).handed_in
    entries = check_class(join_roster(handed_in, roster), people, layout)
    for site, write, whose, points in (("canvas", write_canvas, 4, 5), ("moodle", write_moodle, 3, 4)):
        delimiter = drawn.choice(",;")
        write(drawn, people, tmp_path / "site.csv", delimiter)
        made = exporter(site)(entries, Options(Texts("en"), tmp_path / "site.csv"))
        rows = [row for row in csv.reader(io.StringIO(made.only_text, newline=""), delimiter=delimiter) if row[whose].isdigit()]
        filled = [(row[whose], row[points]) for row in rows if row[points]]
        assert all(float(grade.replace(",", ".")) == int(number) + 1 for number, grade in filled)
        if roster.lines or layout == site:
            assert filled or not entries or site == "moodle"
