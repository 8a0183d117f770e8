"""The command line, started as a user starts it."""

import subprocess
import sys


def test_version_names_the_product() -> None:
    command = [sys.executable, "-c", "from grader.cli import main; main()", "--version"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("downslope 0.")
