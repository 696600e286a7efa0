"""Reads the files that a command names: a program, a map, a log.

A file that can't be read is told alike whichever it is, and ends the command with code 2 before
anything is begun.
"""

from pathlib import Path

from setia.cli.context import MISTYPED, fail


def read_text(path: Path) -> str:
    """The text of a file, or a message and exit."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise fail(f"{path}: {_why(error)}", MISTYPED) from None


def readable(path: Path) -> Path:
    """The path of a file that can be opened, or a message and exit."""
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise fail(f"{path}: {_why(error)}", MISTYPED) from None


def _why(error: OSError | UnicodeDecodeError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "there is no such file; check its name"
        case IsADirectoryError():
            return "is a directory; name a file in it"
        case PermissionError():
            return "this account may not read it; change its rights, or use another account"
        case UnicodeDecodeError():
            return f"is not text in UTF-8 (byte {error.start + 1}); save it as UTF-8"
        case _:
            return f"can't be read: {error.strerror}"
