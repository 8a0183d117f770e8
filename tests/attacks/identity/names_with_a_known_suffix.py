"""Is named as what another one will be called, once its name has got the suffix that keeps two apart.

must: have a result file of its own.
outcome: failed
"""

import hashlib

WRONG = "def double(x):\n    return x\n"


def build(folder):
    for name in ("Twin", "twin"):
        (folder / name).mkdir()
    for name in ("Twin", "twin"):
        for origin in (folder / name, folder.resolve() / name):
            suffix = hashlib.sha256(str(origin).encode()).hexdigest()
            for length in (8, 16):
                (folder / f"{name}-{suffix[:length]}").mkdir(exist_ok=True)
    for student in list(folder.iterdir()):
        (student / "double.py").write_text(WRONG)
    return folder
