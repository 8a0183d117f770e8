"""Where the key of the exam comes from, and where drawn papers are kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MINI, ROOT

from grader.cache import default_cache
from grader.errors import UsageError
from grader.exam import PUBLIC_KEY, read_key


def test_the_key_is_the_files_else_the_variables_else_the_public_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRADER_KEY", raising=False)
    assert read_key(None) == PUBLIC_KEY
    monkeypatch.setenv("GRADER_KEY", "from outside")
    assert read_key(None) == b"from outside"
    (tmp_path / "key").write_bytes(b" from a file\n")
    assert read_key(tmp_path / "key") == b"from a file"
    (tmp_path / "key").write_bytes(b" \n")
    with pytest.raises(UsageError, match=r"the key file is empty\. Put any secret text into it"):
        read_key(tmp_path / "key")
    with pytest.raises(UsageError, match=r"the key file cannot be read \(No such file or directory\)"):
        read_key(tmp_path / "nothing")


def test_papers_are_kept_where_the_system_keeps_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "downslope"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_cache() == tmp_path / ".cache" / "downslope"


def test_an_installed_copy_of_the_grader_draws_the_same_paper(tmp_path: Path) -> None:
    """From a wheel the package lies elsewhere, beside other packages; the paper must not depend on that."""
    shutil.copytree(ROOT / "grader", tmp_path / "site" / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "site" / "unrelated.py").write_text(f"NUMBERS = {list(range(1000, 1400))}\nTEXT = 'constants'\n")
    code = (
        "import hashlib, sys\nfrom pathlib import Path\nimport grader\nfrom grader.course import load_course\n"
        "from grader.exam import set_exam\n"
        "try:\n    import unrelated\nexcept ImportError:\n    pass\n"
        "course = load_course(Path(sys.argv[1]))\n"
        "exams = set_exam(course, course.lessons, b'key', Path(sys.argv[2]))\n"
        "print(grader.__file__, hashlib.sha256(repr([exam.paper for exam in exams]).encode()).hexdigest())\n"
    )
    found = []
    for number, place in enumerate((ROOT, tmp_path / "site")):
        command = [sys.executable, "-c", code, str(MINI), str(tmp_path / f"cache{number}")]
        run = subprocess.run(command, cwd=place, capture_output=True, text=True, check=True)
        found.append(run.stdout.split())
    assert found[0][0] != found[1][0]
    assert found[0][1] == found[1][1]
