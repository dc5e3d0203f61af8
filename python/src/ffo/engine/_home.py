"""Where the engine is: a Java runtime, and our modules in it or beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ._errors import EngineError

NEEDED = 25
_HERE = Path(__file__).resolve().parent
_IMAGE = _HERE / "image"
_JARS = _HERE / "jars"
_LIBRARIES = ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll")


@dataclass(frozen=True)
class Home:
    """A Java runtime.

    library: the shared library of the virtual machine
    jars: our modules, where the runtime does not hold them itself
    version: of Java, None where the runtime does not say
    """

    library: Path
    jars: tuple[Path, ...]
    version: int | None = None


def find(java_home: str | None) -> Home:
    """The runtime that was named, else the one in this package, else (in a source tree) JAVA_HOME.

    Raises EngineError where there is none, or it is too old.
    """
    named = java_home or os.environ.get("FFO_JAVA_HOME")
    if named:
        return _home(Path(named), "FFO_JAVA_HOME", _jars)
    if _IMAGE.is_dir():
        return _home(_IMAGE, "the image in this package", tuple)
    usual = os.environ.get("JAVA_HOME")
    if usual:
        return _home(Path(usual), "JAVA_HOME", _jars)
    raise EngineError(
        "this package holds no Java runtime, and none is named. Maybe install the wheel, or set "
        f"FFO_JAVA_HOME to the home of a JDK {NEEDED} or newer"
    )


def _home(home: Path, source: str, jars: Callable[[], tuple[Path, ...]]) -> Home:
    places = [home / place for place in _LIBRARIES if (home / place).is_file()]
    if not places:
        raise EngineError(f"{source} is {home}, and there is no Java runtime ({_LIBRARIES[0]})")
    version = _version(home)
    if version is not None and version < NEEDED:
        raise EngineError(f"{source} is {home}, Java {version}; {NEEDED} or newer is needed")
    return Home(places[0], jars(), version)


def _version(home: Path) -> int | None:
    try:
        release = (home / "release").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    return int(found.group(1)) if found else None


def _jars() -> tuple[Path, ...]:
    """The jars in this package, or those that the source tree around it has built."""
    if _JARS.is_dir():
        return tuple(sorted(_JARS.glob("*.jar")))
    root = _HERE.parents[3]
    jars = [
        jar
        for module in ("core", "flat")
        for jar in sorted((root / module / "target").glob(f"ffolayer-{module}-*.jar"))
        if not jar.name.endswith(("-sources.jar", "-javadoc.jar", "-tests.jar"))
    ]
    if len(jars) < 2:
        raise EngineError(
            f"the modules of the engine are not built in {root}. Maybe run "
            "./mvnw -pl flat -am -Dmaven.test.skip=true package"
        )
    return tuple(jars)
