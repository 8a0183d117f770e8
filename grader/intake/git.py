"""git: a folder of clones, one for each student. What is checked out is read; git is not run and `.git` is not read."""

from __future__ import annotations

from grader.folder import Folder, safe
from grader.intake.download import Download, Entry, Holds, most, work_in
from grader.layout import visible_folders
from grader.names import student_name

TITLE, LOOKS = "git", "folders that hold a .git"


def fits(root: Folder) -> bool:
    """Whether more than half of the folders are clones."""
    return most(visible_folders(root), _is_clone)


def read(root: Folder, holds: Holds) -> Download:
    """One entry for each clone; of itself, if it is one."""
    folders = [root] if _is_clone(root) else visible_folders(root)
    clones = [folder for folder in folders if _is_clone(folder)]
    entries = [Entry(one.name, student_name(one.name), work_in(one, holds)) for one in clones]
    return Download(entries, [f"{safe(folder.name)}/" for folder in folders if not _is_clone(folder)])


def _is_clone(folder: Folder) -> bool:
    return bool(folder.find(".git"))
