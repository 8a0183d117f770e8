"""The `submission` that a test body sees: functions to call, and handles on objects that only the worker has."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from grader.errors import NotAttempted, Refused
from grader.worker.calls import Answer, Call, HandleId

Ask = Callable[[Call], Answer]


class Submission:
    """`submission.name(...)` calls the student's function; `submission.NAME` reads a constant.

    `ask` takes a `Call` and returns its `Answer`, or raises what the call ended in. With `objects`, an answer that is
    no plain data is a `Handle`, and `first_object` is the first of the numbers given to such. Without, it is refused:
    a test that does not expect objects might compute with what the submission computes.
    """

    def __init__(self, ask: Ask, objects: bool = False, first_object: int = 0) -> None:
        self._ask = ask
        self._objects = objects
        self._numbers = itertools.count(first_object)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name.isupper():
            return self._answer(name, (), "get")[0]
        return RemoteFunction(self, name)

    def __repr__(self) -> str:
        return "<submission>"

    def _answer(self, name: str, arguments: tuple[Any, ...], kind: str) -> tuple[Any, list[Any] | None]:
        sent = [item.id if isinstance(item, Handle) else item for item in arguments]
        answer = self._ask(Call(name, sent, kind, next(self._numbers)))
        value = answer.value
        if type(value) is HandleId:
            if not self._objects:
                raise Refused(value.kind)
            value = Handle(self, value)
        return value, answer.arguments


class RemoteFunction:
    """One function of a submission."""

    def __init__(self, submission: Submission, name: str) -> None:
        self._submission, self._name = submission, name

    def __call__(self, *arguments: Any) -> Any:
        return self._submission._answer(self._name, arguments, "call")[0]

    def observed(self, *arguments: Any) -> tuple[Any, list[Any] | None]:
        """The answer, and the arguments as they are after the call (None if they can no longer be sent)."""
        return self._submission._answer(self._name, arguments, "observe")


class Handle:
    """An object of the submission's that is no plain data: it stays in the worker, and is used from here.

    It can be called, asked for public attributes (a method is another handle), passed back as an argument, and used
    with arithmetic operators on either side. Nothing else is forwarded: it is equal to itself alone.
    """

    __slots__ = ("_submission", "id")

    def __init__(self, submission: Submission, handle: HandleId) -> None:
        self._submission, self.id = submission, handle

    def __call__(self, *arguments: Any) -> Any:
        return self._submission._answer("", (self, *arguments), "apply")[0]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._submission._answer(name, (self,), "attribute")[0]

    def __repr__(self) -> str:
        return f"<{self.id.kind}>"


def observed(function: Any, *arguments: Any) -> tuple[Any, list[Any] | None]:
    """The answer of an object, such as a method of a handle, and the arguments as they are after the call."""
    if isinstance(function, Handle):
        value, after = function._submission._answer("", (function, *arguments), "observe")
        return value, after and after[1:]
    given = _copies(arguments)
    return function(*given), given


def repeated(operation: Callable[[Any, Any], Any], value: Any, other: Any, times: int) -> Any:
    """`value + other + other + ...`, for an `operation` such as `operator.add`; of handles in a single call.

    So a graph of thousands of objects is as cheap to build as a small one. What comes between stays in the worker.
    """
    if isinstance(value, Handle):
        return value._submission._answer(operation.__name__, (value, other, times), "repeat")[0]
    for _ in range(times):
        value = operation(value, other)
    return value


def _operator(name: str, reflected: bool) -> Callable[..., Any]:
    def operate(self: Handle, *other: Any) -> Any:
        operands = (*other, self) if reflected else (self, *other)
        return self._submission._answer(name, operands, "operate")[0]

    return operate


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(Handle, f"__{_name}__", _operator(_name, False))
    setattr(Handle, f"__r{_name}__", _operator(_name, True))
for _name in ("neg", "pos", "abs"):
    setattr(Handle, f"__{_name}__", _operator(_name, False))


class LocalSubmission(Submission):
    """A trusted module, such as the reference, in the place of a submission. Its objects are themselves."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__(self._refuse)
        self._module = module

    def _refuse(self, call: Call) -> Answer:
        raise NotImplementedError("a local submission is never sent anything")

    def _answer(self, name: str, arguments: tuple[Any, ...], kind: str) -> tuple[Any, list[Any] | None]:
        value = vars(self._module).get(name)
        if value is None:
            raise NotAttempted(name)
        if kind == "get":
            return copy.deepcopy(value), None
        given = _copies(arguments)
        return value(*given), given


def _copies(arguments: tuple[Any, ...]) -> list[Any]:
    """The arguments, those that a call may change as copies."""
    return [_copy(item) for item in arguments]


def _copy(value: Any) -> Any:
    match value:
        case np.ndarray():
            return value.copy()
        case dict():
            return {key: _copy(item) for key, item in value.items()}
        case list():
            return [_copy(item) for item in value]
    return value
