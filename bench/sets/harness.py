"""Runs a folder of problems through every peer, one process at a time, and keeps every result in .out/record.json."""

import argparse
import datetime
import fnmatch
import importlib.metadata
import json
import os
import pathlib
import platform
import resource
import signal
import subprocess
import sys

import numpy as np

import peers
import problem
import report
import verdict
from adapters import UNSOLVED, Answer
from ours import Ours

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OUT = HERE / ".out"
RECORD = OUT / "record.json"
NAMES = ("ours", *peers.PEERS)
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS")
STARTING = 20  # seconds for a process to start and to read its problem, beside the limit
MEMORY = 6 << 30  # bytes, for a peer; this library has the same heap


def main():
    o = parse()
    OUT.mkdir(exist_ok=True)
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {"results": {}}
    if not o.report:
        run(o, record)
    page = report.page(record)
    if o.report or o.write:
        (ROOT / "docs" / "sets.md").write_text(page)
        say("wrote docs/sets.md")
    else:
        print(page)


def parse():
    p = argparse.ArgumentParser(prog="bench/sets/run", description="Runs a folder of problems through all solvers.")
    known = os.environ.get("FFOLAYER_SETS")
    p.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        type=pathlib.Path,
        default=known and pathlib.Path(known),
        help="the problems with their index.json; default: $FFOLAYER_SETS",
    )
    p.add_argument("--only", metavar="PROBLEMS", default="*", help="names or patterns, with commas: mm/*,netlib/afiro")
    p.add_argument("--peers", metavar="NAMES", default="*", help=f"names or patterns, with commas, of: {', '.join(NAMES)}")
    p.add_argument("--limit", metavar="S", type=float, default=60, help="most seconds for a solve (default 60)")
    p.add_argument("--seconds", metavar="S", type=float, default=2, help="time for the repeats of a problem (default 2)")
    p.add_argument("--ffo", metavar="FILE", type=pathlib.Path, default=ROOT / "ffo", help="the command of this library")
    p.add_argument("--write", action="store_true", help="write docs/sets.md from the record, this run included")
    p.add_argument("--report", action="store_true", help="run nothing; write docs/sets.md from the record")
    o = p.parse_args()
    if not o.report and (o.folder is None or not (o.folder / "index.json").exists()):
        p.error("expected a folder with an index.json. Maybe set FFOLAYER_SETS")
    o.peers = chosen(o.peers, NAMES)
    return o


def chosen(patterns, names):
    found = [n for n in names if any(fnmatch.fnmatch(n, p) for p in patterns.split(","))]
    if not found:
        sys.exit(f"sets: {patterns!r} matches nothing")
    return found


def run(o, record):
    if "ours" in o.peers:
        build(o.ffo)
    record["machine"] = machine()
    record["versions"] = {p: importlib.metadata.version(peers.PACKAGES.get(p, p)) for p in peers.PEERS}
    entries = {f"{e['set'].lower()}/{e['name']}": e for e in json.loads((o.folder / "index.json").read_text())}
    for name in chosen(o.only, entries):
        path = o.folder / f"{name}.json.gz"
        stated = problem.read(path)
        row = record["results"].setdefault(name, {"peers": {}})
        row |= {"n": stated.n, "m": stated.m, "linear": stated.is_linear, "index": entries[name]}
        for peer in o.peers:
            result = one(peer, stated, path, o) | {"limit": o.limit, "date": datetime.date.today().isoformat()}
            row["peers"][peer] = result
            say(f"{name:24s} {peer:9s} {report.line(result)}")
        RECORD.write_text(json.dumps(record, indent=1))


def build(ffo):
    """Lets the launcher build what is not built, which no limit allows for."""
    subprocess.run([ffo, "--version"], check=True, stdout=subprocess.DEVNULL)


def one(peer, stated, path, o):
    if peer == "ours":
        record, answer = Ours(o.ffo, path, OUT / "ours.json", o.limit, call, STARTING).run(stated, o.seconds)
    else:
        record, answer = of_peer(peer, path, o)
    return record if answer is None else record | verdict.of(stated, answer)


def of_peer(peer, path, o):
    for old in OUT.glob("peer.*"):
        old.unlink()
    command = [sys.executable, HERE / "measure.py", peer, path, OUT / "peer", str(o.seconds), str(o.limit)]
    printed = call(command, STARTING + o.limit + 2 * o.seconds, {}, MEMORY)
    if not (OUT / "peer.json").exists():
        return {"claim": UNSOLVED, "status": reason(printed)}, None
    record = json.loads((OUT / "peer.json").read_text())
    if not (OUT / "peer.npz").exists():
        return record, None
    if record["seconds"]["first"] > o.limit:
        record |= {"claim": UNSOLVED, "status": "time"}
    with np.load(OUT / "peer.npz") as a:
        return record, Answer(record["claim"], record["status"], record["iterations"], a["x"], a["s"], a["z"])


def reason(printed):
    """Why a process left nothing."""
    if printed is None:
        return "time"
    last = (printed.strip().splitlines() or ["crashed"])[-1]
    return "memory" if "MemoryError" in last or "memory allocation" in last else last[:300]


def call(command, seconds, more, memory=None):
    """What the command prints; None if it was killed after so many seconds."""
    child = subprocess.Popen(
        [str(c) for c in command],
        cwd=HERE,
        env=os.environ | {n: "1" for n in THREADS} | more,
        start_new_session=True,
        preexec_fn=memory and (lambda: resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        return child.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return None


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.processor())
    flags = next((l for l in open("/proc/cpuinfo") if l.startswith("flags")), "")
    return {"processor": cpu, "cores": os.cpu_count(), "avx512": "avx512f" in flags, "system": platform.system()}


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
