"""What the engine raises. A numeric outcome is no error: it is the status of an instance."""

from __future__ import annotations


class EngineError(Exception):
    """The engine could not do what it was asked for; the text says why and what to try."""


class MisuseError(EngineError, ValueError):
    """An argument is wrong: a shape, a value out of range, a pattern."""


class UnsupportedError(EngineError, NotImplementedError):
    """The chosen solver or adjoint does not take such programs."""


class EngineMemoryError(EngineError, MemoryError):
    """The heap of the engine is full. Maybe give it more: ``ffo.engine.configure(heap="8g")``."""


class StoppedError(EngineError):
    """The call was stopped before it had an answer."""


class ForkError(EngineError, RuntimeError):
    """This process was forked after the engine had started."""


def of_kind(kind: int, text: str) -> EngineError:
    """The exception for a kind of failure, as the engine numbers them."""
    kinds = {1: MisuseError, 2: UnsupportedError, 3: EngineMemoryError, 4: StoppedError}
    return kinds.get(kind, EngineError)(text)
