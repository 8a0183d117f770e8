"""The written contracts say what the code does."""

from __future__ import annotations

import re
from typing import get_args

import msgspec
from conftest import ROOT

from grader.confine import LAYERS
from grader.confine.seccomp import ALLOWED
from grader.model import CheckResult, Diagnosis, Feedback, Isolation, LessonResult, Outcome, Result

RESULT = (ROOT / "docs" / "result.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def described(page: str) -> set[str]:
    """The names in the first column of a page's tables."""
    cells = re.findall(r"^\| (.*?) \|", page, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_every_field_of_a_result_is_described() -> None:
    fields = {name for kind in (Result, LessonResult, CheckResult) for name in kind.__struct_fields__}
    assert fields <= described(RESULT)
    assert {name for name in Diagnosis.__struct_fields__ if f"`{name}`" not in RESULT} == set()


def test_every_outcome_and_feedback_level_is_described() -> None:
    assert {str(outcome) for outcome in Outcome} <= described(RESULT)
    assert set(get_args(Feedback)) <= described(RESULT)


def test_the_document_has_the_fields_of_the_contract_in_their_order() -> None:
    schema = msgspec.json.schema(Result)["$defs"]["Result"]["properties"]
    expected = "schema course student status score max_score submission isolation lessons late notes"
    assert list(schema) == expected.split()
    assert schema["schema"]["default"] == "grader.result/1"


def test_every_layer_and_isolation_level_is_described() -> None:
    assert set(LAYERS) <= described(SECURITY)
    assert set(get_args(Isolation)) <= described(SECURITY)


def test_no_allowed_system_call_starts_a_process_opens_a_socket_or_writes_a_file() -> None:
    forbidden = "fork vfork clone clone3 execve execveat socket socketpair connect bind ptrace kill mkdir unlink rename"
    forbidden += " chmod fchmodat utimensat link symlink setxattr io_uring_setup process_vm_readv unshare setns mount"
    assert not set(forbidden.split()) & set(ALLOWED)
