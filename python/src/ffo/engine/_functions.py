"""The engine's functions, by their addresses. Each call releases the interpreter lock."""

from __future__ import annotations

import ctypes
import threading

import numpy as np

from . import _errors

VERSION = 1
_I, _L = ctypes.c_int32, ctypes.c_int64
FUNCTIONS = {
    "create": (_L, _L, _L, _L, _L, _L),
    "run": (_L, _I, _L, _I),
    "start": (_L, _I, _L, _I),
    "wait": (_I, _L, _L),
    "cancel": (_I, _L),
    "answer": (_L, _L),
    "read": (_I, _L, _I, _L, _L),
    "text": (_I, _L, _I, _I, _L, _I),
    "release": (None, _L),
    "held": (_L,),
    "error_kind": (_I,),
    "error": (_I, _L, _I),
    "store": (_L,),
    "monitor": (_L,),
    "record": (_I, _L, _L, _L),
    "epoch": (_I, _L, _I, _L),
}
"""Result and arguments, in the order of the engine's table."""

_SLICE = 50  # milliseconds after which a signal is seen at the latest
_TEXT = 512


def address(array: np.ndarray) -> int:
    """Where the numbers of an array stand."""
    return array.__array_interface__["data"][0]


class Functions:
    """What the engine can do, with failures as exceptions."""

    def __init__(self, addresses: list[int]):
        self._of = {
            name: ctypes.CFUNCTYPE(*types)(at)
            for (name, types), at in zip(FUNCTIONS.items(), addresses)
        }
        self.release = self._of["release"]
        self._read = self._of["read"]

    def failure(self) -> _errors.EngineError:
        """What went wrong last on this thread."""
        kind = self._of["error_kind"]()
        return _errors.of_kind(kind, self._whole_text(self._of["error"]))

    def _whole_text(self, function, *arguments) -> str:
        """The text that a function writes, however long it is."""
        room = _TEXT
        while True:
            buffer = ctypes.create_string_buffer(room)
            length = function(*arguments, ctypes.addressof(buffer), room)
            if length < 0:
                raise self.failure()
            if length <= room:
                return buffer.raw[:length].decode("utf-8")
            room = length

    def handle(self, name: str, *arguments) -> int:
        """Calls a function that answers with a handle."""
        handle = self._of[name](*arguments)
        if handle == 0:
            raise self.failure()
        return handle

    def do(self, name: str, *arguments) -> int:
        """Calls a function that answers with a code."""
        code = self._of[name](*arguments)
        if code < 0:
            raise self.failure()
        return code

    def call(self, kind: int, numbers: list[int]) -> int:
        """Runs a call and returns the handle of its answer.

        On the main thread it runs in slices, between which Python looks after signals: Ctrl-C ends
        it. Any other thread runs it itself.
        """
        request = (ctypes.c_int64 * len(numbers))(*numbers)
        place = ctypes.addressof(request)
        if threading.current_thread() is not threading.main_thread():
            return self.handle("run", kind, place, len(numbers))
        call = self.handle("start", kind, place, len(numbers))
        try:
            while not self.do("wait", call, _SLICE):
                pass
            return self.handle("answer", call)
        except BaseException:
            self._of["cancel"](call)
            raise
        finally:
            self.release(call)

    def array(self, answer: int, which: int, shape: tuple[int, ...]) -> np.ndarray:
        """An array of an answer."""
        into = np.empty(shape)
        if self._read(answer, which, address(into), into.size) < 0:
            raise self.failure()
        return into

    def text(self, answer: int, which: int, instance: int) -> str:
        """A text of an answer about one instance."""
        return self._whole_text(self._of["text"], answer, which, instance)

    def held(self) -> int:
        """How many objects of the engine this process holds."""
        return self._of["held"]()
