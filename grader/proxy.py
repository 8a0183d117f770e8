"""The `submission` that a test body sees: functions to call, whoever answers them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import ModuleType
from typing import Any

from grader.errors import NotAttempted
from grader.worker.client import Answer, Call

Ask = Callable[[Call], Answer]


class Submission:
    """`submission.name(...)` calls the student's function; `submission.NAME` reads a constant.

    `ask` takes a `Call` and returns its `Answer`, or raises what the call ended in.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name.isupper():
            return self._ask(Call(name, kind="get")).value
        return RemoteFunction(self._ask, name)

    def __repr__(self) -> str:
        return "<submission>"


class RemoteFunction:
    """One function of a submission."""

    def __init__(self, ask: Ask, name: str) -> None:
        self._ask = ask
        self._name = name

    def __call__(self, *arguments: Any) -> Any:
        return self._ask(Call(self._name, arguments)).value

    def observed(self, *arguments: Any) -> tuple[Any, list[Any] | None]:
        """The answer, and the arguments as they are after the call (None if they can no longer be sent)."""
        answer = self._ask(Call(self._name, arguments, "observe"))
        return answer.value, answer.arguments


class LocalSubmission(Submission):
    """A trusted module, such as the reference, in the place of a submission."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__(self._call)
        self._module = module

    def _call(self, call: Call) -> Answer:
        value = vars(self._module).get(call.name)
        if value is None:
            raise NotAttempted(call.name)
        if call.kind == "get":
            return Answer(copy.deepcopy(value))
        arguments = [argument if callable(argument) else copy.deepcopy(argument) for argument in call.arguments]
        return Answer(value(*arguments), arguments)
