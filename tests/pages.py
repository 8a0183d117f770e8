"""How-to pages whose commands are run: what is in a page, and running it as somebody would who follows it.

A fence ```sh holds commands. A fence ```text right behind it is all that they print, on both streams.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from conftest import ROOT

_FENCE = re.compile(r"^( *)```sh\n(.*?)^ *```\n(?:^ *```text\n(.*?)^ *```\n)?", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """Commands, and what the page says that they print; None where it says nothing."""

    commands: str
    output: str | None


def blocks(page: Path) -> list[Block]:
    """The commands of a page, in order."""
    found = []
    for indent, commands, output in _FENCE.findall(page.read_text(encoding="utf-8")):
        plain = [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for text in (commands, output)]
        found.append(Block(plain[0], plain[1] or None))
    return found


def follow(page: Path, folder: Path, modules: Sequence[str] = ()) -> None:
    """Run a page's commands in a folder, one block after the other; each must succeed and print what the page says.

    `modules` are those that the page, or what it calls, runs as commands.
    """
    commands = folder.parent / f"{folder.name}-commands"
    commands.mkdir()
    known = [("python", ""), ("grader", "-c 'from grader.cli import main; main()'")]
    for name, arguments in [*known, *((module, f"-m {module}") for module in modules)]:
        command = commands / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
    path = f"{commands}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    for block in blocks(page):
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.commands],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert run.returncode == 0, f"{page.name}: {block.commands}{run.stdout}"
        if block.output is not None:
            assert run.stdout == block.output, f"{page.name}: {block.commands}"


def steps(page: Path) -> list[str]:
    """The numbered steps of a page, by their first lines."""
    return re.findall(r"^\d+\. (.*)", page.read_text(encoding="utf-8"), re.MULTILINE)


def headings(page: Path) -> list[str]:
    """The second-level headings of a page."""
    return re.findall(r"^## (.*)", page.read_text(encoding="utf-8"), re.MULTILINE)


def copy_course(folder: Path) -> None:
    """The course, as it is where an instructor works."""
    for name in ("exercises", "solutions", "autograder_tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "course.yml", folder)
