"""Results and rows of a gradebook: equal names are paired one to one, everything else is said."""

from __future__ import annotations

import pytest

from grader.export.graded import Grade
from grader.export.pairing import Pairs, Person, pair


def grade(student: str) -> Grade:
    return Grade(student, "graded", 1.0, 2.0)


def person(row: int, name: str, number: str = "", **keys: str) -> Person:
    return Person(row, {**keys, "name": name}, number, name)


def paired(pairs: Pairs) -> dict[int, str]:
    return {row: one.student for row, one in pairs.grades.items()}


ADA = person(2, "Lovelace, Ada", "1234", ID="1234", SIS="s-7", login="ada@example.org")
BEN = person(3, "O'Neil, Ben", "1235", ID="1235", SIS="", login="ben")


@pytest.mark.parametrize(
    "name",
    ["1234", "s-7", "ada@example.org", "Lovelace_ Ada", "lovelaceada_1234", "Ada Lovelace_9", "LovelaceAda_1234"],
)
def test_a_result_is_known_by_any_key_or_by_the_name_of_a_download(name: str) -> None:
    people = [ADA._replace(number="9", name="Ada Lovelace") if name.endswith("_9") else ADA, BEN]
    pairs = pair([grade(name), grade("ben")], people)
    assert paired(pairs) == {2: name, 3: "ben"}
    assert pairs.alone == []
    assert pairs.notes[0].startswith("2 of the gradebook's 2 students have a result: ")
    assert len(pairs.notes) == 1


@pytest.mark.parametrize("name", ["lovelace", "Ada", "ADA@example.org", "s-70", "1234x", "_1234x", "O'Neil, Ben", ""])
def test_a_name_that_is_only_similar_is_unknown_and_listed(name: str) -> None:
    pairs = pair([grade(name), grade("ben")], [ADA, BEN])
    assert paired(pairs) == {3: "ben"}
    assert pairs.notes[1] == f"not exported, because no student of the gradebook is called so (1): {name}"
    assert pairs.alone == [ADA]


@pytest.mark.parametrize("name", ["group_1234", "anon_1234", "_1234", "lovelaceadaLATE_1234"])
def test_a_number_alone_does_not_make_a_group_a_student(name: str) -> None:
    pairs = pair([grade(name)], [ADA, BEN])
    assert paired(pairs) == {}
    assert f"{name}: 1234 is the number of Lovelace, Ada; the names differ." in pairs.notes
    assert any(note.startswith("not exported") and note.endswith(name) for note in pairs.notes)


def test_accents_and_marks_do_not_part_a_download_from_its_student() -> None:
    jose = person(4, "Núñez-Díaz, José", "77", ID="77")
    for name in ("núñezdíazjosé_77", "nu\u0301n\u0303ezdíazjosé_77", "NunezDiazJose_77"):
        assert 4 in pair([grade(name)], [jose]).grades


def test_where_no_name_is_told_the_number_decides() -> None:
    blind = Person(5, {}, "88", "")
    assert paired(pair([grade("Participant_88")], [blind])) == {5: "Participant_88"}


def test_a_result_that_could_be_two_students_is_neither() -> None:
    twin = person(4, "Twin, A", "9", ID="9", login="1234")  # a login that is another's number
    pairs = pair([grade("1234"), grade("ben")], [ADA, twin, BEN])
    assert paired(pairs) == {3: "ben"}
    assert "1234 could be Lovelace, Ada or Twin, A: none is filled." in pairs.notes
    assert pairs.alone == []


def test_two_names_that_folders_write_alike_are_not_told_apart_by_luck() -> None:
    other = person(4, "O_Neil, Ben", "9", ID="9")
    pairs = pair([grade("O_Neil_ Ben")], [BEN, other])
    assert paired(pairs) == {}
    assert "O_Neil_ Ben could be O'Neil, Ben or O_Neil, Ben: none is filled." in pairs.notes


def test_a_student_whom_two_results_name_gets_neither() -> None:
    pairs = pair([grade("1234"), grade("ada@example.org"), grade("ben")], [ADA, BEN])
    assert paired(pairs) == {3: "ben"}
    assert "Lovelace, Ada could be 1234 or ada@example.org: the row is not filled." in pairs.notes
    assert pairs.alone == []


def test_a_name_cannot_forge_a_line_of_the_notes() -> None:
    pairs = pair([grade("x")], [person(1, "a\nnote: all is well", "1", login="q")])
    assert pairs.alone[0].shown == "a note: all is well"
