"""Builds the wheel, with nothing but the standard library (a build backend by PEP 517 and 660).

Where ``build/image`` holds a Java runtime with the engine, made by ``./ffo wheel``, the wheel carries
it and is for Linux x86-64; where only the jars of the engine are built, the wheel carries these, is
for every platform, and needs a JDK at run time.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
IMAGE = HERE / "build" / "image"
# The runtime and its libraries need symbols of glibc 2.17 at most.
PLATFORM = "manylinux_2_17_x86_64.manylinux2014_x86_64"
EPOCH = (2026, 1, 1, 0, 0, 0)


def _project() -> dict:
    try:
        import tomllib
    except ImportError:  # Python 3.10
        from pip._vendor import tomli as tomllib
    return tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _jars() -> list[Path]:
    return [
        jar
        for module in ("core", "flat")
        for jar in sorted((ROOT / module / "target").glob(f"ffolayer-{module}-*.jar"))
        if not jar.name.endswith(("-sources.jar", "-javadoc.jar", "-tests.jar"))
    ]


def _files() -> dict[str, Path]:
    """What the wheel holds, by its place there."""
    files = {
        path.relative_to(HERE / "src").as_posix(): path
        for path in sorted((HERE / "src").rglob("*"))
        if path.suffix in (".py", ".pyi") or path.name == "py.typed"
    }
    files |= {f"ffo/engine/jars/{jar.name}": jar for jar in _jars()}
    if IMAGE.is_dir():
        files |= {
            f"ffo/engine/image/{path.relative_to(IMAGE).as_posix()}": path
            for path in sorted(IMAGE.rglob("*"))
            if path.is_file()
        }
    if not any(name.endswith(".jar") for name in files):
        raise SystemExit(
            "the engine is not built. Maybe run ./mvnw -pl flat -am -Dmaven.test.skip=true package"
        )
    return files


def _metadata(project: dict) -> str:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        "License-File: LICENSE",
        f"Requires-Python: {project['requires-python']}",
    ]
    lines += [f"Requires-Dist: {one}" for one in project["dependencies"]]
    for extra, wanted in project["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {one}; extra == "{extra}"' for one in wanted]
    readme = (HERE / project["readme"]).read_text(encoding="utf-8") if "readme" in project else ""
    return "\n".join([*lines, "Description-Content-Type: text/markdown", "", readme])


class _Wheel:
    """A wheel that is being written: the same bits from the same files."""

    def __init__(self, path: Path):
        self._zip = zipfile.ZipFile(path, "w")
        self._record: list[tuple[str, str, str]] = []

    def add(self, name: str, content: bytes, executable: bool = False) -> None:
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.external_attr = (0o100755 if executable else 0o100644) << 16
        self._zip.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
        self._record.append((name, f"sha256={digest.decode()}", str(len(content))))

    def close(self, record: str) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([*self._record, (record, "", "")])
        self.add(record, text.getvalue().encode())
        self._zip.close()


def _write(directory: str, files: dict[str, Path], extra: dict[str, str], tag: str) -> str:
    project = _project()
    base = f"{project['name']}-{project['version']}"
    name = f"{base}-py3-none-{tag}.whl"
    info = f"{base}.dist-info"
    wheel = _Wheel(Path(directory) / name)
    for place, path in files.items():
        wheel.add(place, path.read_bytes(), os.access(path, os.X_OK))
    for place, text in extra.items():
        wheel.add(place, text.encode())
    tags = "".join(f"Tag: py3-none-{one}\n" for one in tag.split("."))
    wheel.add(f"{info}/METADATA", _metadata(project).encode())
    wheel.add(
        f"{info}/WHEEL",
        f"Wheel-Version: 1.0\nGenerator: ffo\nRoot-Is-Purelib: {str(tag == 'any').lower()}\n{tags}".encode(),
    )
    wheel.add(f"{info}/licenses/LICENSE", (ROOT / "LICENSE").read_bytes())
    wheel.close(f"{info}/RECORD")
    return name


def get_requires_for_build_wheel(config_settings=None) -> list[str]:
    return []


get_requires_for_build_editable = get_requires_for_build_wheel


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None) -> str:
    return _write(wheel_directory, _files(), {}, PLATFORM if IMAGE.is_dir() else "any")


def build_editable(wheel_directory, config_settings=None, metadata_directory=None) -> str:
    return _write(wheel_directory, {}, {"ffo.pth": f"{HERE / 'src'}\n"}, "any")


class UnsupportedOperation(Exception):
    """What the frontend is told where something cannot be made (PEP 517)."""


def build_sdist(sdist_directory, config_settings=None) -> str:
    raise UnsupportedOperation(
        "the engine is built by Maven from the whole source tree. Maybe make a wheel: ./ffo wheel"
    )


if __name__ == "__main__":
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "dist"
    out.mkdir(parents=True, exist_ok=True)
    print(out / build_wheel(str(out)))
