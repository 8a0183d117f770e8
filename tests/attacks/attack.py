"""One attack: a file in a folder of this one, and what its docstring says must become of it.

Either the file is handed in as it stands, with words such as @SOLUTION@ replaced by places that an attacker could
know, or it defines `build(folder)`, which makes the hand-in on the trusted side and returns what is to be collected.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

HERE = Path(__file__).resolve().parent
CATEGORIES = (
    "process_control",
    "resources",
    "file_system",
    "network",
    "introspection",
    "monkeypatching",
    "lying_values",
    "wire_protocol",
    "output",
    "exfiltration",
    "archives",
    "notebooks",
    "identity",
)
REFUSED = "refused"  # what becomes of a hand-in that cannot be collected: a clear error, and nothing is graded
_FIELD = re.compile(r"^(must|outcome|says|file|earns|alone|outcome of \w+): (.+)$", re.MULTILINE)


class Attack(msgspec.Struct, frozen=True):
    """`fields` are the lines of the docstring that the test reads: must, outcome, and where given also

    `says` (words of the first check's message), `outcome of <another check>`, `file` (the name of the handed-in file,
    if not double.py), `earns` (the points that its right part is worth) and `alone` (refused: the path is an error when
    no other is graded with it).
    """

    category: str
    name: str
    text: str
    title: str
    fields: dict[str, str]

    @property
    def id(self) -> str:
        """Also the name of the student who hands it in."""
        return f"{self.category}-{self.name}"

    @property
    def builds(self) -> bool:
        """Whether it makes its hand-in itself."""
        return "\ndef build(" in self.text

    def code(self, places: Mapping[str, str]) -> str:
        """What is handed in. `KeyError` for a place that does not exist."""
        return re.sub(r"@([A-Z_]+)@", lambda match: places[match[1]], self.text)

    def build(self, folder: Path, places: Mapping[str, str]) -> Path:
        """Make the hand-in in an empty folder; what is to be collected."""
        space: dict[str, object] = {"__name__": self.name}
        exec(compile(self.code(places), f"{self.category}/{self.name}.py", "exec"), space)
        made = space["build"](folder)  # type: ignore[operator]
        assert isinstance(made, Path)
        return made


def read_attacks() -> dict[str, Attack]:
    """Every attack by its id, in a fixed order."""
    attacks = {}
    for category in CATEGORIES:
        for path in sorted((HERE / category).glob("*.py")):
            text = path.read_text(encoding="utf-8")
            doc = ast.get_docstring(ast.parse(text)) or ""
            title = doc.partition("\n")[0]
            attack = Attack(category, path.stem, text, title, dict(_FIELD.findall(doc)))
            attacks[attack.id] = attack
    return attacks
