"""What may become a picture: real numbers and not too many of them, in a figure that is drawn within seconds.

A submission may answer anything, and a figure is drawn where no limit of a worker holds. So its answers are looked at
before `draw` gets them, and what `draw` has made of them before it is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from grader.errors import ExampleEnded, Refused, WorkerLost
from grader.show import clean, clip, shown
from grader.sitting import Candidate
from grader.worker.calls import Answer, Call, HandleId

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LARGEST = 1e100  # of the numbers in an answer; beyond it, arithmetic for axes overflows
MAX_CALLS, MAX_ENTRIES = 2_000, 500_000  # for one picture: calls, and numbers in all answers together
MAX_KEY, MAX_SHOWN = 100, 80  # letters: of a name in an answer, and of an answer in a message
MAX_POINTS, MAX_ARTISTS, MAX_TICKS, MAX_INCHES = 100_000, 5_000, 1_000, 20  # of one figure


class Questions:
    """Puts a figure's calls to a candidate, one by one, and lets through only answers that a picture can show.

    `latest` is the last answer, in words, once there is one; `notes` say which functions had answers with gaps.
    """

    def __init__(self, candidate: Candidate) -> None:
        self.latest: str | None = None
        self._candidate = candidate
        self._calls = self._entries = 0
        self._gaps: dict[str, None] = {}

    @property
    def notes(self) -> list[str]:
        return [f"{name} answered with nan or inf, and the picture leaves that out" for name in self._gaps]

    def __call__(self, call: Call) -> Answer:
        """The answer to one call. Raises what the call ended in, or `Refused` for an answer that cannot be drawn."""
        self._calls += 1
        if self._calls > MAX_CALLS:
            raise WorkerLost("timeout", f"answers so that the picture needs more than {MAX_CALLS} calls")
        (answer,) = self._candidate.round([call])
        if isinstance(answer, ExampleEnded):
            raise answer
        answer = answer.opened()
        name, value = call.name or "an object", answer.value
        self.latest = f"{clip(clean(value.kind if type(value) is HandleId else shown(value)), MAX_SHOWN)} from {name}"
        if value is None and call.name:
            raise Refused(f"None from {name} (printing an answer is not returning it)")
        if value is None:
            return answer  # a method that does something, and has no answer
        waiting = [value]
        while waiting:
            item = waiting.pop()
            if isinstance(item, dict):
                waiting.extend(item.values())
                if not all(_is_short(key) for key in item):
                    raise Refused(f"a dict with odd keys from {name}")
            elif isinstance(item, list):
                waiting.extend(item)
            elif problem := self._problem(item, name):
                raise Refused(f"{problem} from {name}")
        return answer

    def _problem(self, item: Any, name: str) -> str:
        """Why a single value of an answer cannot be drawn, in words; empty if it can."""
        if isinstance(item, HandleId):
            return ""
        if isinstance(item, str):  # for numpy, the text "3" is a number; only constants may hold text
            return "" if name.isupper() and _is_short(item) else "text"
        if isinstance(item, int):
            return f"a number above {LARGEST:g}" if abs(item) > LARGEST else ""
        array = np.array(np.nan if item is None else item)
        if array.dtype.kind not in "biuf":
            return "complex numbers" if array.dtype.kind == "c" else "bytes"
        self._entries += array.size
        if self._entries > MAX_ENTRIES or max(array.shape, default=0) > MAX_ENTRIES:
            return "more numbers than a picture can show"
        with np.errstate(invalid="ignore"):  # a signalling NaN
            numbers = array.astype(np.float64)
        finite = np.isfinite(numbers)
        if not finite.all():
            self._gaps[name] = None
        return f"a number above {LARGEST:g}" if (np.abs(numbers[finite]) > LARGEST).any() else ""


def require_drawable(figure: Figure) -> None:
    """Raise `ValueError` for a figure that would take minutes, or gigabytes, to draw."""
    for axis in [axis for place in figure.axes for axis in (place.xaxis, place.yaxis)]:
        if max(len(axis.get_majorticklocs()), len(axis.get_minorticklocs())) > MAX_TICKS:
            raise ValueError("an axis has too many marks")
    if not all(0 < inches <= MAX_INCHES for inches in figure.get_size_inches()):
        raise ValueError("the figure is too large")
    artists = figure.findobj()
    if len(artists) > MAX_ARTISTS or sum(map(_points, artists)) > MAX_POINTS:
        raise ValueError("the figure has too many parts")


def _points(artist: Any) -> int:
    """How many points, or letters, a part of a figure has."""
    from matplotlib.collections import Collection
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

    if isinstance(artist, Line2D):
        return len(np.asarray(artist.get_xydata()))
    if isinstance(artist, Collection):
        shapes = sum(len(np.asarray(path.vertices)) for path in artist.get_paths())
        return shapes + len(np.asarray(artist.get_offsets()))
    if isinstance(artist, AxesImage):
        return int(np.prod(artist.get_size()))
    return len(artist.get_text()) if isinstance(artist, Text) else 0


def _is_short(text: str) -> bool:
    return len(text) <= MAX_KEY and text.isprintable()
