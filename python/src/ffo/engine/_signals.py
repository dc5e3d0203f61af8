"""Signals: whose handlers are whose.

With ``-Xrs`` the engine leaves SIGINT, SIGTERM, SIGHUP and SIGQUIT alone. It needs SIGSEGV, SIGBUS,
SIGFPE and SIGILL for itself (a null check of compiled code is one of them), and one more signal to
suspend threads, which by default is SIGUSR2: it gets one of the real-time signals instead.

:mod:`faulthandler` takes the first group when it is enabled or disabled. Where that happens after
the engine has started, the next call gives these signals back to the engine, which would end the
process otherwise; faulthandler then reports Python's crashes only if it was enabled before.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
from contextlib import contextmanager

_SUSPEND = "_JAVA_SR_SIGNUM"
_SIGNALS = (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL)
_ROOM = 256  # of a struct sigaction, with some to spare

_actions: dict[int, ctypes.Array] = {}
_enabled = False


@contextmanager
def own_suspend_signal():
    """While the engine starts, tells it which signal it may have for itself."""
    if _SUSPEND in os.environ:
        yield
        return
    os.environ[_SUSPEND] = str(signal.SIGRTMAX - 2)
    try:
        yield
    finally:
        del os.environ[_SUSPEND]


def remember() -> None:
    """Remembers the handlers that the engine has just installed."""
    global _enabled
    for number in _SIGNALS:
        action = (ctypes.c_char * _ROOM)()
        _sigaction(number, None, action)
        _actions[number] = action
    _enabled = faulthandler.is_enabled()


def keep() -> None:
    """Gives the engine its signals back if faulthandler took them."""
    global _enabled
    if faulthandler.is_enabled() == _enabled:
        return
    for number, action in _actions.items():
        _sigaction(number, action, None)
    _enabled = faulthandler.is_enabled()


def _sigaction(number: int, new, old) -> None:
    ctypes.CDLL(None).sigaction(ctypes.c_int(number), new, old)
