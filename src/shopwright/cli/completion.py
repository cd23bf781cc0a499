"""``shopwright completion``: words, options and choices for the tab key."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter


def completion(
    shell: Annotated[Literal["bash", "zsh", "fish"], Parameter(help="Which shell.")],
) -> int:
    """Print what lets a shell complete the command's words.

    For example:
        shopwright completion bash > ~/.local/share/bash-completion/completions/shopwright
        shopwright completion zsh > ~/.zfunc/_shopwright
        shopwright completion fish > ~/.config/fish/completions/shopwright.fish
    """
    from .tree import build

    print(build().generate_completion(prog_name="shopwright", shell=shell))
    return 0
