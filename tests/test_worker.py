"""The confined worker: what a call brings back, what ends a worker, and what student code cannot reach."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT

from grader.confine.isolation import require
from grader.errors import IsolationError, NotAttempted, Refused, StudentError, WorkerLost
from grader.model import Limits, Source
from grader.worker.calls import Answer, Call, HandleId
from grader.worker.client import Worker
from grader.worker.nursery import Nursery, open_nursery

SMALL = Limits(call_seconds=0.3, lesson_seconds=2, memory_mb=512)


@contextmanager
def loaded(nursery: Nursery, code: str, limits: Limits = SMALL, cells: tuple[str, ...] = ()) -> Iterator[Worker]:
    with Worker(nursery, limits) as worker:
        name = "lesson.ipynb" if cells else "lesson.py"
        worker.load("lesson", Source(name, cells or (code,), bool(cells), ""))
        yield worker


def ask(worker: Worker, name: str, *arguments: Any, kind: str = "call") -> Any:
    (answer,) = worker.round([Call(name, arguments, kind)])
    return answer.value if isinstance(answer, Answer) else answer


def answer_of(nursery: Nursery, body: str, *arguments: Any) -> Any:
    """What `f` with this body answers."""
    with loaded(nursery, f"import numpy as np\ndef f(*a):\n    {body}\n") as worker:
        return ask(worker, "f", *arguments)


def test_arrays_and_numbers_come_back_as_they_are(nursery: Nursery) -> None:
    got = answer_of(nursery, "return {'sum': a[0] + a[1], 'n': 3, 'pair': (1, 2.5)}", np.ones(2), 2.0)
    assert got["sum"].tolist() == [3.0, 3.0]
    assert (got["n"], got["pair"]) == (3, [1, 2.5])


def test_answers_of_a_round_come_in_order(nursery: Nursery) -> None:
    with loaded(nursery, "def f(x):\n    return 2 * x\n") as worker:
        answers = list(worker.round([Call("f", (x,)) for x in range(500)]))
    assert [a.value for a in answers if isinstance(a, Answer)] == [2 * x for x in range(500)]


def test_a_file_that_is_run_anew_knows_nothing_of_earlier_calls(nursery: Nursery) -> None:
    code = "count = [0]\n\ndef f():\n    count[0] += 1\n    return count[0]\n\ndef g():\n    return lambda: 7\n"
    for cells in ((), (code[:12], "raise ValueError", code[12:])):
        with loaded(nursery, code, cells=cells) as worker:
            assert [ask(worker, "f"), ask(worker, "f")] == [1, 2]
            assert isinstance(ask(worker, "g"), HandleId)
            worker.reload()
            assert [ask(worker, "f"), ask(worker, "f")] == [1, 2]


def test_large_arguments_are_cut_into_several_frames(nursery: Nursery) -> None:
    big = np.ones(1_000_000)
    with loaded(nursery, "def f(x):\n    return float(x.sum())\n") as worker:
        answers = list(worker.round([Call("f", (big,)) for _ in range(5)]))
    assert [a.value for a in answers if isinstance(a, Answer)] == [1e6] * 5


def test_an_exception_names_the_students_own_line(nursery: Nursery) -> None:
    with loaded(nursery, "import json\n\ndef f(text):\n    return json.loads(text)\n") as worker:
        error = ask(worker, "f", "{")
    assert isinstance(error, StudentError)
    assert (error.kind, error.line) == ("JSONDecodeError", 4)


def test_a_syntax_error_names_its_line(nursery: Nursery) -> None:
    with pytest.raises(StudentError, match="SyntaxError") as caught, loaded(nursery, "x = 1\ndef f(:\n"):
        pass
    assert caught.value.line == 2


def test_missing_and_untouched_functions_are_not_attempted(nursery: Nursery) -> None:
    with loaded(nursery, "def stub(x):\n    raise NotImplementedError\n") as worker:
        assert isinstance(ask(worker, "stub", 1), NotAttempted)
        assert isinstance(ask(worker, "nowhere", 1), NotAttempted)


def test_an_answer_that_is_no_plain_data_is_refused_by_name(nursery: Nursery) -> None:
    for body, words in [
        ("return [np.matrix([[1.0]])]", "numpy.*matrix"),
        ("return {'a': (x for x in a)}", "generator"),
        ("return np.array([None])", "dtype object"),
        ("return {1: 2}", "text as keys"),
        ("return 'x' * 10_000_000", "too large"),
        ("return chr(0xd800)", "cannot be sent"),
    ]:
        got = answer_of(nursery, body)
        assert isinstance(got, Refused), body
        assert re.search(words, got.text), got.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("return np.matrix([[1.0]])", "numpy.*matrix"),
        ("return np.ma.masked_array([1.0])", "MaskedArray"),
        ("return (x for x in a)", "generator"),
        ("return f", "function"),
    ],
)
def test_an_object_that_is_no_data_stays_and_only_its_kind_is_told(nursery: Nursery, body: str, kind: str) -> None:
    got = answer_of(nursery, body)
    assert isinstance(got, HandleId)
    assert re.search(kind, got.kind)


def test_observed_arguments_show_what_the_call_did_to_them(nursery: Nursery) -> None:
    with loaded(nursery, "def f(x, d):\n    x[0] = 9\n    d['new'] = 1\n    return 0\n") as worker:
        (answer,) = worker.round([Call("f", (np.zeros(2), {}), "observe")])
    assert isinstance(answer, Answer)
    assert answer.arguments is not None
    assert answer.arguments[0].tolist() == [9.0, 0.0]
    assert answer.arguments[1] == {"new": 1}


def test_a_function_argument_is_evaluated_by_the_grader(nursery: Nursery) -> None:
    seen: list[float] = []

    def square(x: float) -> float:
        seen.append(x)
        return x * x

    assert answer_of(nursery, "return a[0](3.0) + a[0](np.float64(4.0))", square) == 25.0
    assert seen == [3.0, 4.0]
    assert all(type(x) is float for x in seen)


@pytest.mark.parametrize(
    "argument", ["'text'", "[1.0]", "None", "np.ones(20_000)", "np.array([None])", "1j", "True", "lambda: 0", "{}"]
)
def test_a_function_argument_takes_only_small_numeric_arguments(nursery: Nursery, argument: str) -> None:
    got = answer_of(nursery, f"return a[0]({argument})", lambda x: 1.0)
    assert isinstance(got, StudentError)
    assert got.kind == "TypeError"


def test_a_function_that_is_called_without_end_ends_the_call(nursery: Nursery) -> None:
    got = answer_of(nursery, "\n    while True: a[0](1.0)", lambda x: 1.0)
    assert isinstance(got, WorkerLost)
    assert got.outcome == "timeout"


@pytest.mark.parametrize(
    ("body", "outcome", "words"),
    [
        ("\n    while True: pass", "timeout", "more than 0.3 s"),
        ("import time; time.sleep(1000)", "timeout", "did not answer for 3 s"),
        ("import os; os._exit(0)", "crashed", "ended its own process"),
        ("import os; os.abort()", "crashed", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "crashed", "SIGSEGV"),
        ("return np.ones(10**9).sum()", "memory", "512 MiB"),
        ("import os; os.write(3, b'0' * 64)", "crashed", "protocol"),
        ("import os; os.close(3)", "crashed", "ended its own process"),
    ],
)
def test_what_ends_a_worker_has_an_outcome_of_its_own(nursery: Nursery, body: str, outcome: str, words: str) -> None:
    lost = answer_of(nursery, body)
    assert isinstance(lost, WorkerLost)
    assert lost.outcome == outcome
    assert words in lost.text


@pytest.mark.parametrize("body", ["import sys; sys.exit(0)", "raise KeyboardInterrupt", "raise SystemExit", "f()"])
def test_an_exit_or_endless_recursion_is_an_ordinary_exception(nursery: Nursery, body: str) -> None:
    assert isinstance(answer_of(nursery, body), StudentError)


def test_calls_after_a_lost_one_are_not_made(nursery: Nursery) -> None:
    with loaded(nursery, "import os\ndef f(x):\n    return os._exit(1) if x == 1 else x\n") as worker:
        answers = list(worker.round([Call("f", (x,)) for x in range(4)]))
    assert len(answers) == 2
    assert isinstance(answers[1], WorkerLost)


@pytest.mark.parametrize(
    "body",
    [
        "return open('/etc/passwd').read()",
        f"return open({str(ROOT / 'solutions' / '03_update_step' / 'update_step.py')!r}).read()",
        f"import os; return os.listdir({str(ROOT)!r})",
        "return open('/proc/self/environ').read()",
        "open('/tmp/downslope-was-here', 'w')",
        "import os; os.mkdir('/tmp/downslope-was-here')",
        "import os; os.unlink('/etc/hostname')",
        "import os; os.chmod('/tmp', 0o777)",
        "import os; return os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; return os.kill(os.getppid(), 0)",
        "import socket; socket.socket()",
        "import socket; socket.socketpair()",
        "import subprocess; return subprocess.run(['true']).returncode",
        "import threading; threading.Thread(target=print).start()",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
        "import ctypes; return ctypes.CDLL(None).ptrace(0, 0, 0, 0) // 0",
    ],
)
def test_student_code_reaches_nothing_outside_its_process(nursery: Nursery, body: str) -> None:
    got = answer_of(nursery, body)
    assert isinstance(got, StudentError), got
    assert got.kind in ("PermissionError", "OSError", "RuntimeError", "ValueError", "ZeroDivisionError"), got
    assert not Path("/tmp/downslope-was-here").exists()


def test_student_code_finds_no_environment_no_arguments_and_no_course(nursery: Nursery) -> None:
    code = "import os, sys\ndef f():\n    return [dict(os.environ), sys.argv, sorted(sys.modules), sys.path]\n"
    with loaded(nursery, code) as worker:
        environment, arguments, modules, path = ask(worker, "f")
    assert environment == {}
    assert arguments == ["submission"]
    assert not [name for name in modules if name.startswith(("autograder_tests", "grader.exam", "grader.checks"))]
    assert not [place for place in path if str(ROOT) in place]


def test_every_worker_starts_afresh(nursery: Nursery) -> None:
    code = "import numpy as np\ndef f():\n    np.pi += 1\n    return np.pi\n"
    for _ in range(2):
        with loaded(nursery, code) as worker:
            assert ask(worker, "f") == pytest.approx(4.14159265)


def test_the_layers_in_force_are_reported(nursery: Nursery) -> None:
    with loaded(nursery, "") as worker:
        assert {layer.partition(":")[0] for layer in worker.layers} >= {"landlock", "seccomp", "rlimits"}


def test_process_isolation_reports_only_what_it_has() -> None:
    with open_nursery("process") as nursery, loaded(nursery, "def f(): return 1\n") as worker:
        assert worker.layers == ["rlimits"]
        assert ask(worker, "f") == 1


def test_strict_isolation_is_refused_where_a_layer_is_missing() -> None:
    with pytest.raises(IsolationError, match=r"could read the files of the user.*--isolation auto"):
        require("strict", ["seccomp", "rlimits"], [])
    require("auto", [], [])


def test_without_seccomp_what_a_submission_has_started_ends_with_it() -> None:
    code = "import os, time\ndef f():\n    pid = os.fork()\n    while pid == 0: time.sleep(60)\n    return pid\n"
    code += "def hang():\n    f()\n    while True: pass\n"
    with open_nursery("process") as nursery, loaded(nursery, code) as worker:
        child = os.pidfd_open(ask(worker, "f"))
        assert isinstance(ask(worker, "hang"), WorkerLost)
    wait_for_end(child)
    os.close(child)


def test_a_notebook_goes_on_after_a_cell_that_fails(nursery: Nursery) -> None:
    cells = ("def first(): return 1", "def second(:\n", "1 / 0", "def third(): return 3")
    with loaded(nursery, "", cells=cells) as worker:
        assert ask(worker, "first") == 1
        assert ask(worker, "third") == 3
        error = ask(worker, "second")
    assert isinstance(error, StudentError)
    assert (error.kind, error.cell, error.line) == ("SyntaxError", 1, 1)


def test_killing_the_grader_leaves_no_process_behind(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from grader.model import Limits, Source\n"
        "from grader.worker.client import Worker; from grader.worker.nursery import open_nursery\n"
        "nursery = open_nursery(); worker = Worker(nursery, Limits())\n"
        "worker.load('lesson', Source('lesson.py', ('def f(): return 1',), False, ''))\n"
        "print(nursery.zygote.launched.process.pid, worker._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) as grader:
        assert grader.stdout is not None
        pids = [int(word) for word in grader.stdout.readline().split()]
        handles = [os.pidfd_open(pid) for pid in pids]
        grader.send_signal(signal.SIGKILL)
    assert len(handles) == 2
    for handle in handles:
        wait_for_end(handle)
        os.close(handle)


def wait_for_end(handle: int) -> None:
    """A process handle becomes readable when its process ends."""
    ready, _, _ = select.select([handle], [], [], 10)
    assert ready, "still running"
