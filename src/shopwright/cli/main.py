"""``shopwright``: runs a command; its error messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cyclopts import CycloptsError

from .refusal import INTERRUPTED, RefusedError
from .text import console, visible
from .tree import build, with_default, words_after

if TYPE_CHECKING:
    from cyclopts.exceptions import UnknownCommandError, UnknownOptionError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; answers its exit code."""
    words = with_default(sys.argv[1:] if arguments is None else list(arguments))
    try:
        result = build(words)(_of_operation(words))
        sys.stdout.flush()
    except RefusedError as refusal:
        return _refuse(refusal)
    except CycloptsError as error:
        return _refuse(_usage(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has left. Python would complain once more when it flushes standard output at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        explained = _explained(error)
        if explained is None:
            raise
        return _refuse(explained)
    return result if isinstance(result, int) else 0


def _of_operation(arguments: list[str]) -> list[str]:
    """``call OPERATION --help`` asks what the operation takes, not what the command does."""
    if arguments[:1] == ["call"] and len(arguments) > 2 and not arguments[1].startswith("-"):
        return ["--describe" if argument in ("--help", "-h") else argument for argument in arguments]
    return arguments


def _explained(error: Exception) -> RefusedError | None:
    """Errors of the client and of a missing extra, whose modules help does not need; others are defects."""
    from shopwright.client.errors import ShopwrightError
    from shopwright.extras import MissingExtraError

    if isinstance(error, ShopwrightError):
        return RefusedError(visible(error.message), visible(error.remedy))
    return RefusedError(str(error), "") if isinstance(error, MissingExtraError) else None


def _refuse(refusal: RefusedError) -> int:
    from rich.text import Text

    text = Text.assemble(("error: ", "bold red"), refusal.problem)
    if refusal.remedy:
        text.append_text(Text.assemble(("\n   do: ", "bold green"), refusal.remedy))
    console(stderr=True).print(text)
    return refusal.exit_code


def _usage(error: CycloptsError) -> RefusedError:
    """The error message for wrong arguments. Unknown arguments are not repeated, as they may be secrets."""
    from cyclopts import UnknownCommandError, UnknownOptionError, UnusedCliTokensError

    remedy = f"see {' '.join(['shopwright', *(error.command_chain or ())])} --help"
    if isinstance(error, UnknownOptionError):
        return _unknown_option(error, remedy)
    if isinstance(error, UnknownCommandError):
        return _unknown_command(error)
    if isinstance(error, UnusedCliTokensError):
        return RefusedError("there are more arguments than the command takes", remedy)
    error.verbose = False
    return RefusedError(str(error).rstrip("."), remedy)


def _unknown_command(error: UnknownCommandError) -> RefusedError:
    from difflib import get_close_matches

    before = " ".join(error.command_chain or ())
    words = words_after(before)
    text = visible(error.unused_tokens[0]) if error.unused_tokens else ""
    near = get_close_matches(text, words, 1)
    remedy = f"did you mean {near[0]}?" if near else f"it has {', '.join(words)}"
    command = f"shopwright {before}".rstrip()
    return RefusedError(f"{command} has no command {text}", remedy)


def _unknown_option(error: UnknownOptionError, remedy: str) -> RefusedError:
    name = (error.token.keyword or error.token.value).split("=", 1)[0]
    if name == "--sandbox-key":
        from .addresses import SANDBOX_KEY_VARIABLE

        remedy = f"arguments can be seen by other programs: set {SANDBOX_KEY_VARIABLE}, or use --sandbox-key-file FILE"
    elif "secret" in name or "token" in name:
        remedy = "secrets are not taken as arguments, which other programs can see: leave it out and be asked for it"
    else:
        from difflib import get_close_matches

        names = [name for argument in error.argument_collection for name in argument.names]
        near = get_close_matches(name, names, n=1)
        remedy = f"did you mean {near[0]}? {remedy}" if near else remedy
    return RefusedError(f"there is no option {name if name.startswith('--') else name[:2]}", remedy)
