"""``shopwright``: the commands, and their error messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cyclopts import App, CycloptsError

from shopwright.client.errors import ShopwrightError
from shopwright.extras import MissingExtraError
from shopwright.release import installed_release

from .refusal import INTERRUPTED, REFUSED, RefusedError
from .text import console, visible

if TYPE_CHECKING:
    from cyclopts.exceptions import UnknownOptionError

app = App(
    name="shopwright",
    help="An open TikTok Shop that you run yourself.",
    version=lambda: f"shopwright {installed_release()}",
    exit_on_error=False,
    print_error=False,
    result_action="return_value",
)

# Commands are named by path: their modules are loaded when they are called.
platform = App(name="platform", help="The shop: serve it, show its keys, fill it.")
platform.command("shopwright.cli.serve:serve", name="serve", help="Start a TikTok Shop on this machine.")
platform.command("shopwright.cli.keys:keys", name="keys", help="Show the keys of a running platform.")
platform.command(
    "shopwright.cli.replay:replay", name="replay", help="Put an order history into a shop, or play it live."
)
platform.command("shopwright.cli.rotate:rotate_keys", name="rotate-keys", help="Encrypt what is stored with a new key.")
app.command(platform)

sign = App(name="sign", help="Signatures of Partner API calls.")
sign.command(
    "shopwright.cli.sign:explain", name="explain", help="Show what a signature is made of, or why it is wrong."
)
app.command(sign)

app.command("shopwright.cli.call:call", name="call", help="Call an operation of the Partner API.")
app.command("shopwright.cli.login:login", name="login", help="Authorise this machine for a shop, and remember it.")
app.command(
    "shopwright.cli.doctor:doctor", name="doctor", help="Find what keeps calls from working, and how to mend it."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; answers its exit code."""
    try:
        result = app(_of_operation(sys.argv[1:] if arguments is None else list(arguments)))
        sys.stdout.flush()
    except RefusedError as refusal:
        return _refuse(refusal)
    except CycloptsError as error:
        return _refuse(_usage(error))
    except ShopwrightError as error:
        return _refuse(RefusedError(visible(error.message), visible(error.remedy)))
    except MissingExtraError as error:
        console(stderr=True).print(f"error: {error}")
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has left. Python would complain once more when it flushes standard output at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return result if isinstance(result, int) else 0


def _of_operation(arguments: list[str]) -> list[str]:
    """``call OPERATION --help`` asks what the operation takes, not what the command does."""
    if arguments[:1] == ["call"] and len(arguments) > 2 and not arguments[1].startswith("-"):
        return ["--describe" if argument in ("--help", "-h") else argument for argument in arguments]
    return arguments


def _refuse(refusal: RefusedError) -> int:
    from rich.text import Text

    text = Text.assemble(("error: ", "bold red"), refusal.problem, ("\n   do: ", "bold green"), refusal.remedy)
    console(stderr=True).print(text)
    return REFUSED


def _usage(error: CycloptsError) -> RefusedError:
    """The error message for wrong arguments. Unknown arguments are not repeated, as they may be secrets."""
    from cyclopts import UnknownOptionError, UnusedCliTokensError

    remedy = f"see {' '.join(['shopwright', *(error.command_chain or ())])} --help"
    if isinstance(error, UnknownOptionError):
        return _unknown_option(error, remedy)
    if isinstance(error, UnusedCliTokensError):
        return RefusedError("there are more arguments than the command takes", remedy)
    error.verbose = False
    return RefusedError(str(error).rstrip("."), remedy)


def _unknown_option(error: UnknownOptionError, remedy: str) -> RefusedError:
    name = (error.token.keyword or error.token.value).split("=", 1)[0]
    if "secret" in name or "token" in name:
        remedy = "secrets are not taken as arguments, which other programs can see: leave it out and be asked for it"
    else:
        from difflib import get_close_matches

        names = [name for argument in error.argument_collection for name in argument.names]
        near = get_close_matches(name, names, n=1)
        remedy = f"did you mean {near[0]}? {remedy}" if near else remedy
    return RefusedError(f"there is no option {name if name.startswith('--') else name[:2]}", remedy)
