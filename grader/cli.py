"""The command line: parse, call, print, exit code. No grading happens here."""

from __future__ import annotations

import typer

from grader import __version__

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"downslope {__version__}")
        raise typer.Exit


@app.callback()
def grader(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True)) -> None:
    """Grade submissions of a Downslope course."""


def main() -> None:
    """The `grader` command."""
    app()
