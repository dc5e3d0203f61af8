"""The Java virtual machine in this process: started once, on first use, and never ended."""

from __future__ import annotations

import ctypes
import os
import resource
import tempfile
import threading
from contextlib import contextmanager

from . import _home, _signals
from ._errors import EngineError, ForkError
from ._functions import FUNCTIONS, VERSION, Functions

_JNI_VERSION = 0x00150000
_INCUBATOR = b"WARNING: Using incubator modules: jdk.incubator.vector"
# Places of functions in the table of the Java Native Interface, as its specification lists them.
_FIND_CLASS, _EXCEPTION_DESCRIBE, _EXCEPTION_CLEAR = 6, 16, 17
_GET_STATIC_METHOD, _CALL_STATIC_VOID, _EXCEPTION_CHECK = 113, 143, 228

# A training loop leaves large arrays behind with every step. This collector frees these without moving
# others, and is told to rather work more than to let the heap grow: what is young stays small, and
# what a busy moment took is given back.
_COLLECTOR = (
    "-XX:+UseG1GC",
    "-Xms32m",
    "-XX:GCTimeRatio=4",
    "-XX:InitiatingHeapOccupancyPercent=20",
    "-XX:MaxNewSize=40m",
    "-XX:G1HeapRegionSize=2m",
    "-XX:MinHeapFreeRatio=20",
    "-XX:MaxHeapFreeRatio=50",
)

# Other versions of Java may not know these. While code is compiled, collections seem slow, and the
# heap would be doubled for that several times; it grows where an array finds no room. The main
# thread of the process belongs to others: no guard pages are put into its stack.
_EXPERIMENTAL = (
    "-XX:+UnlockExperimentalVMOptions",
    "-XX:G1ExpandByPercentOfAvailable=0",
    "-XX:+DisablePrimordialThreadGuardPages",
)
_KNOWS_THEM = 25

# The machine takes the stack of the main thread to be as long as those of its own threads, 1 MB, and
# what calls it from further down would have no stack left. Bytes.
_LEAST_STACK, _MOST_STACK = 1 << 20, 64 << 20

_lock = threading.Lock()
_functions: Functions | None = None
_process: int | None = None
_wanted: dict = {"heap": None, "java_home": None, "options": ()}


class _Option(ctypes.Structure):
    _fields_ = [("text", ctypes.c_char_p), ("extra", ctypes.c_void_p)]


class _Arguments(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_int),
        ("count", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
        ("ignore", ctypes.c_ubyte),
    ]


def configure(
    heap: str | None = None,
    java_home: str | None = None,
    options: tuple[str, ...] | list[str] = (),
) -> None:
    """Chooses how the engine will start; raises EngineError once it has started.

    heap: the most memory for its objects, as ``"2g"`` or ``"512m"``; default the environment
        variable FFO_HEAP, else a quarter of the machine's memory
    java_home: a JDK 25 or newer instead of the runtime in this package; default FFO_JAVA_HOME
    options: further options of the virtual machine; default FFO_JAVA_OPTS
    """
    with _lock:
        if _functions is not None:
            raise EngineError("the engine has started already; configure it before its first use")
        _wanted.update(heap=heap, java_home=java_home, options=tuple(options))


def is_started() -> bool:
    """Whether the engine runs in this process."""
    return _functions is not None and _process == os.getpid()


def functions() -> Functions:
    """The functions of the engine, which starts if it has not yet.

    Raises ForkError in a process that was forked after the engine started.
    """
    if _functions is None:
        _start()
    if _process != os.getpid():
        raise ForkError(
            "the engine started before this process was forked, and does not survive that. Maybe "
            'start processes by multiprocessing.get_context("spawn") (in a DataLoader: '
            'multiprocessing_context="spawn"), or call no layer before and in them'
        )
    _signals.keep()
    assert _functions is not None
    return _functions


def release(handle: int) -> None:
    """Gives a handle back, where there is an engine to give it to: a forked process has none, and
    objects that it inherited may end there."""
    if _functions is not None and _process == os.getpid():
        _functions.release(handle)


def _start() -> None:
    global _functions, _process
    with _lock:
        if _functions is not None:
            return
        home = _home.find(_wanted["java_home"])
        with _signals.own_suspend_signal(), _without_incubator_warning():
            environment = _create(home)
        _signals.remember()
        _functions = Functions(_table(environment))
        _process = os.getpid()


def _options(home: _home.Home) -> list[str]:
    options = [
        "--add-modules=jdk.incubator.vector,io.ffolayer.flat",
        "--limit-modules=jdk.jfr,jdk.incubator.vector,io.ffolayer.flat",
        "--enable-native-access=io.ffolayer.flat",
        # What is worth a word is said by this package.
        "-Djdk.system.logger.level=OFF",
        "-Xrs",
        "-XX:-UsePerfData",
        f"-Xss{_stack() >> 10}k",
        *_COLLECTOR,
    ]
    if home.version == _KNOWS_THEM:
        options.extend(_EXPERIMENTAL)
    if home.jars:
        options.append("--module-path=" + os.pathsep.join(str(jar) for jar in home.jars))
    heap = _wanted["heap"] or os.environ.get("FFO_HEAP")
    if heap:
        options.append(f"-Xmx{heap}")
    more = _wanted["options"] or os.environ.get("FFO_JAVA_OPTS", "").split()
    return [*options, *more]


def _stack() -> int:
    """How long the stack of the main thread may become, within bounds."""
    limit, _ = resource.getrlimit(resource.RLIMIT_STACK)
    most = _MOST_STACK if limit == resource.RLIM_INFINITY else limit
    return min(max(most, _LEAST_STACK), _MOST_STACK)


def _create(home: _home.Home) -> ctypes.c_void_p:
    options = _options(home)
    try:
        library = ctypes.CDLL(str(home.library), mode=ctypes.RTLD_LOCAL)
    except OSError as failed:
        raise EngineError(f"{home.library} cannot be loaded: {failed}") from failed
    array = (_Option * len(options))(*[_Option(os.fsencode(text), None) for text in options])
    arguments = _Arguments(_JNI_VERSION, len(options), array, 0)
    machine, environment = ctypes.c_void_p(), ctypes.c_void_p()
    code = library.JNI_CreateJavaVM(
        ctypes.byref(machine), ctypes.byref(environment), ctypes.byref(arguments)
    )
    if code == -5:
        raise EngineError(
            "another package has started a Java virtual machine in this process, and there can be "
            "only one. Maybe use the other package in a process of its own"
        )
    if code:
        raise EngineError(
            f"the Java virtual machine did not start (code {code}); options: {' '.join(options)}"
        )
    return environment


class _Native:
    """Calls of the Java Native Interface on this thread."""

    def __init__(self, environment: ctypes.c_void_p):
        self._environment = environment
        pointers = ctypes.POINTER(ctypes.c_void_p)
        self._table = ctypes.cast(ctypes.cast(environment, pointers)[0], pointers)

    def call(self, place: int, result, *arguments):
        """Function number `place`; `arguments` are pairs of a type and a value."""
        types = [kind for kind, _ in arguments]
        function = ctypes.CFUNCTYPE(result, ctypes.c_void_p, *types)(self._table[place])
        return function(self._environment, *[value for _, value in arguments])

    def check(self, what: str) -> None:
        if self.call(_EXCEPTION_CHECK, ctypes.c_ubyte):
            self.call(_EXCEPTION_DESCRIBE, None)
            self.call(_EXCEPTION_CLEAR, None)
            raise EngineError(f"the engine did not start: {what} failed, as shown above")


def _table(environment: ctypes.c_void_p) -> list[int]:
    """The addresses of the engine's functions, which it writes into memory of ours."""
    native = _Native(environment)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    kind = native.call(_FIND_CLASS, pointer, (text, b"io/ffolayer/flat/FunctionTable"))
    native.check("to find its class")
    method = native.call(
        _GET_STATIC_METHOD, pointer, (pointer, kind), (text, b"write"), (text, b"(JJ)V")
    )
    native.check("to find its method")
    size = 1 + len(FUNCTIONS)
    table = (ctypes.c_int64 * size)()
    values = (ctypes.c_int64 * 2)(ctypes.addressof(table), size)
    native.call(
        _CALL_STATIC_VOID,
        None,
        (pointer, kind),
        (pointer, method),
        (pointer, ctypes.addressof(values)),
    )
    native.check("to ask for its functions")
    if table[0] != VERSION:
        raise EngineError(f"the engine is of version {table[0]}, this package of {VERSION}")
    return list(table)[1:]


@contextmanager
def _without_incubator_warning():
    """Keeps one line off standard error: that the engine uses an incubator module.

    No option silences it. What else is written meanwhile is written afterwards.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    with tempfile.TemporaryFile() as caught:
        os.dup2(caught.fileno(), 2)
        try:
            yield
        finally:
            # What was caught goes out before others can write again, and once more what came between.
            passed = _pass_on(caught.fileno(), 0, kept)
            os.dup2(kept, 2)
            _pass_on(caught.fileno(), passed, kept)
            os.close(kept)


def _pass_on(caught: int, start: int, to: int) -> int:
    """Writes what a file holds from a place on, but for the warning, and returns its end. Leaves the
    place where others write."""
    parts = []
    end = start
    while part := os.pread(caught, 1 << 16, end):
        parts.append(part)
        end += len(part)
    lines = b"".join(parts).splitlines(keepends=True)
    rest = b"".join(line for line in lines if not line.startswith(_INCUBATOR))
    if rest:
        os.write(to, rest)
    return end


def warmup() -> None:
    """Starts the engine now, and solves and differentiates a small program, so that the first call
    does not wait for that: about a second the first time, nothing afterwards."""
    functions()
    from ._warmup import run

    run()
