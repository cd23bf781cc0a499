"""Lets a child process end with the process that started it, even when that is killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


def ends_with_parent(number: int) -> Callable[[], None] | None:
    """What a child runs before its program begins, to be sent a signal once the thread that started it ends.

    None where the system cannot do that: there a child outlives a parent that was killed.
    """
    if sys.platform != "linux":
        return None
    # Looked up here: between fork and exec, as little as possible may happen.
    prctl, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def ask() -> None:
        prctl(_SET_DEATH_SIGNAL, number, 0, 0, 0)
        if os.getppid() != parent:  # it ended before the child could ask
            os.kill(os.getpid(), signal.SIGKILL)

    return ask
