"""Where the key of the exam comes from, and where drawn papers are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.exam import PUBLIC_KEY, default_cache, read_key


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
