"""Runs workloads × peers, each pair in a process of its own, and keeps every result in .out/record.json."""

import argparse
import datetime
import fnmatch
import json
import os
import pathlib
import platform
import resource
import signal
import subprocess
import sys

import ours
import peers
import reference
import report
from adapters import NotApplicable
import gradients
from peers import PEERS
from problem import Problem
from workloads import QUICK, WORKLOADS, files

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OUT = HERE / ".out"
OURS = ("ours", "ours-bench")
SOURCES = ("workloads.py", "conic.py", "sudoku.py", "sudoku-4x4.json", "problem.py", "reference.py", "gradients.py")  # of the data
THREADS = 2
MEMORY = 14 << 30  # bytes, for one peer


def main():
    options = parse()
    OUT.mkdir(exist_ok=True)
    file = OUT / "record.json"
    if options.report:
        publish(json.loads(file.read_text()))
        return
    record = json.loads(file.read_text()) if file.exists() and not options.whole else {"results": {}}
    record["machine"] = machine()
    for workload in options.workloads:
        say(f"{workload}: preparing")
        problem_file, reference_file = prepare(workload)
        record["results"].setdefault(workload, {})
        for peer in options.peers:
            result = one(peer, workload, problem_file, reference_file, record["results"], options)
            result["date"] = datetime.date.today().isoformat()
            record["results"][workload][peer] = result
            say(f"  {peer:22s} {report.line(result)}")
            file.write_text(json.dumps(record, indent=1))
    if options.whole or options.write:
        publish(record)
    else:
        print(report.page({**record, "results": {w: record["results"][w] for w in options.workloads}}))


def parse():
    p = argparse.ArgumentParser(prog="bench/peers/run", description="Without options: everything, then docs/benchmarks.md.")
    p.add_argument("--quick", action="store_true", help=f"only {', '.join(QUICK)} through some of the peers, briefly")
    p.add_argument("--only", metavar="WORKLOADS", help="names or patterns, with commas: dense-10-*,sudoku-*")
    p.add_argument("--peers", metavar="NAMES", help=f"names or patterns, with commas, of: {', '.join((*OURS, *PEERS))}")
    p.add_argument("--seconds", type=float, help="time of the repeats for each pair (default 2, quick 0.5)")
    p.add_argument("--budget", type=float, help="most seconds for a pair, set-up and repeats (default 60, quick 10)")
    p.add_argument("--write", action="store_true", help="write docs/benchmarks.md also after a partial run")
    p.add_argument("--report", action="store_true", help="run nothing; write docs/benchmarks.md from what was recorded")
    o = p.parse_args()
    o.whole = not (o.quick or o.only or o.peers)
    o.seconds = o.seconds or (0.5 if o.quick else 2.0)
    o.budget = o.budget or (10.0 if o.quick else 60.0)
    o.workloads = chosen(o.only, WORKLOADS) if o.only else list(QUICK if o.quick else WORKLOADS)
    o.peers = chosen(o.peers, (*OURS, *PEERS)) if o.peers else [*OURS, *(peers.QUICK if o.quick else PEERS)]
    return o


def chosen(patterns, names):
    found = [n for n in names if any(fnmatch.fnmatch(n, p) for p in patterns.split(","))]
    if not found:
        sys.exit(f"peers: {patterns!r} matches none of {', '.join(names)}")
    return found


def prepare(workload):
    """The files of a workload; in a process of its own and on one thread, so that every run makes the same numbers."""
    problem_file = HERE / ".data" / f"{workload}.npz"
    reference_file = HERE / ".data" / f"{workload}.reference.npz"
    made = reference_file.stat().st_mtime if reference_file.exists() else 0
    if made < max((HERE / source).stat().st_mtime for source in SOURCES):
        for old in (problem_file, problem_file.with_suffix(".json")):
            old.unlink(missing_ok=True)
        command = [sys.executable, HERE / "harness.py", "--prepare", workload]
        subprocess.run(command, check=True, env=environment(threads=1))
    return problem_file, reference_file


def make(workload):
    problem_file = files(workload)
    reference.exact(Problem.load(problem_file)).save(problem_file.with_suffix(".reference.npz"))


def one(peer, workload, problem_file, reference_file, results, options):
    if peer in OURS:
        return ours_record(peer, problem_file, reference_file, options.budget)
    missing = OUT / f"environment-{PEERS[peer].environment}.txt"
    python = HERE / f".venv-{PEERS[peer].environment}" / "bin" / "python"
    if not (python.parent.parent / "installed.txt").exists():
        reason = missing.read_text().strip() if missing.exists() else "no environment"
        return {"status": "not installed", "message": reason}
    expected = expectation(peer, workload, results)
    if expected > options.budget:
        return {"status": "skipped", "message": f"{expected:.0f} s expected from the smaller batch"}
    return measured(peer, python, problem_file, reference_file, options)


def expectation(peer, workload, results):
    """Seconds of the first call and one more, from the same dense problem in a smaller batch; 0 where nothing is known."""
    if not workload.startswith("dense-") or "eq" in workload:
        return 0.0
    size, batch = workload.rsplit("-b", 1)
    for smaller in (64, 16, 1):
        known = results.get(f"{size}-b{smaller}", {}).get(peer)
        if smaller < int(batch) and known:
            if known["status"] in ("skipped", "over budget"):
                return float("inf")
            if known["status"] == "ran":
                return 2 * (known["forward"]["min"] + known["backward"]["min"]) * int(batch) / smaller
    return 0.0


def measured(peer, python, problem_file, reference_file, options):
    out = OUT / "result.json"
    out.unlink(missing_ok=True)
    command = [python, HERE / "measure.py", peer, problem_file, reference_file, out, str(options.seconds), str(options.budget)]
    with open(OUT / "stderr.txt", "w") as errors:
        child = subprocess.Popen(
            command, stdout=errors, stderr=errors, cwd=HERE, env=environment(), start_new_session=True, preexec_fn=confine
        )
        try:
            code = child.wait(options.budget + 60)  # beyond the budget: imports and the comparison
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            nothing = {"status": "over budget", "message": f"no set-up after {options.budget:.0f} s"}
            return json.loads(out.read_text()) if out.exists() else nothing
    if code == 0:
        return json.loads(out.read_text())
    last = ((OUT / "stderr.txt").read_text().strip().splitlines() or [""])[-1]
    how = f"signal {-code}" if code < 0 else f"exit {code}"
    return {"status": "crashed", "message": f"{how} {last[:200]}".strip()}


def ours_record(peer, problem_file, reference_file, budget):
    problem, out = Problem.load(problem_file), OUT / "ours.json"
    out.unlink(missing_ok=True)
    try:
        if peer == "ours":
            return ours.solve(ROOT / "ffo", problem, gradients.load(reference_file), out, budget, environment())
        return ours.bench(ROOT / "ffo", problem, out, budget, environment())
    except ours.NotBuilt:
        return {"status": "not built", "message": f"no {'solve --repeat' if peer == 'ours' else 'bench'} in ffo"}
    except NotApplicable as e:
        return {"status": "not applicable", "message": str(e)}
    except subprocess.TimeoutExpired:
        return {"status": "over budget", "message": f"nothing after {budget:.0f} s"}
    except (RuntimeError, ValueError, KeyError, StopIteration, OSError) as e:
        return {"status": "raised", "message": f"{type(e).__name__}: {e}"}


def environment(threads=THREADS):
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS")
    return os.environ | {n: str(threads) for n in names} | {"JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": ""}


def confine():
    """Two cores, which libraries that count cores themselves then find, and a bound on memory."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.processor())
    flags = next((l for l in open("/proc/cpuinfo") if l.startswith("flags")), "")
    return {"processor": cpu, "cores": os.cpu_count(), "avx512": "avx512f" in flags, "system": platform.system()}


def publish(record):
    docs = ROOT / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "benchmarks.md").write_text(report.page(record))
    (docs / "benchmarks.json").write_text(json.dumps(record, indent=1) + "\n")
    resources = docs.parent / "lab/src/main/resources/io/ffolayer/lab/bench"
    (resources / "peers.csv").write_text(report.sizes(record))
    say(f"wrote docs/benchmarks.md, docs/benchmarks.json and {resources}/peers.csv")


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--prepare"]:
        make(sys.argv[2])
    else:
        main()
