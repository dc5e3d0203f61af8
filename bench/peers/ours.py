"""This library, through its command: `ffo solve FILE --repeat N` on the same problem file, and `ffo bench NAME`."""

import functools
import json
import subprocess

import numpy as np

from adapters import NotApplicable
from problem import data_folder
import problem_file


class NotBuilt(Exception):
    """The launcher is not there, or does not know the command."""


MOST_NUMBERS = 12_000_000  # in a problem file, about 100 MB


def solve(launcher, problem, reference, out, budget, environment):
    """The record of `ffo solve`, its gradients compared here as those of any peer."""
    _require(launcher, "solve", "--repeat")
    if not problem_file.can_state(problem):
        raise NotApplicable("another standard form; see `ffo bench`")
    if problem.numbers() > MOST_NUMBERS:
        raise NotApplicable(f"a problem file of {problem.numbers() / 1e6:.0f} million numbers")
    file = data_folder() / f"{problem.name}.json"
    if not file.exists():
        problem_file.write(problem, file)
    repeats = 5 if problem.numbers() > 1e6 else 50
    _call([launcher, "solve", file, "--repeat", str(repeats), "--threads", "2", "--json", out], budget, environment)
    answer = json.loads(out.read_text())
    gradients = {s: _gradient(answer["results"], problem, s) for s in problem.slots}
    errors, wrong = reference.errors(gradients)
    x = np.array([r["x"] for r in answer["results"]])
    return answer["seconds"] | {
        "status": "ran",
        "repeats": repeats,
        "errors": errors,
        "wrong": wrong,
        "batch": problem.batch,
        "solution_error": float(np.abs(x - reference.x).max() / np.abs(reference.x).max()),
    }


def bench(launcher, problem, out, budget, environment):
    """The record of `ffo bench`, which makes its own problems of the same kind and its own reference."""
    if not problem.bench:
        raise NotApplicable("no workload of `ffo bench`")
    _require(launcher, "bench", "--json")
    _call([launcher, "bench", problem.bench, "--json", out], budget, environment)
    row = next(r for r in _dictionaries(json.loads(out.read_text())) if "forward" in r and _name(r) == problem.bench)
    seconds = {k: {m: row[k][m] / 1000 for m in ("median", "min")} for k in ("forward", "backward")}
    error = row["gradientError"]
    return seconds | {
        "status": "ran",
        "errors": {"all": error if isinstance(error, float) and np.isfinite(error) else None},
        "wrong": row.get("unsolved", 0),
        "batch": problem.batch,
        "note": str(row.get("solver", "")),
    }


def _dictionaries(value):
    if isinstance(value, dict):
        yield value
    if isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _dictionaries(part)


def _name(row):
    workload = row.get("workload", row.get("name"))
    return workload.get("name") if isinstance(workload, dict) else workload


def _gradient(results, problem, slot):
    """As the peers give it: stacked, or summed over the batch where the slot is shared; None if one is missing."""
    each = [r.get("gradients", {}).get(slot) for r in results]
    if any(g is None for g in each):
        return None
    stacked = np.array(each)
    return stacked.sum(axis=0) if slot in problem.shared else stacked


@functools.cache
def _help(launcher, command):
    answer = subprocess.run([launcher, command, "--help"], capture_output=True, text=True, timeout=900)
    return answer.stdout if answer.returncode == 0 else ""


def _require(launcher, command, option):
    if not launcher.exists() or option not in _help(launcher, command):
        raise NotBuilt


def _call(command, budget, environment):
    result = subprocess.run(command, capture_output=True, text=True, timeout=budget + 60, env=environment)
    if result.returncode != 0:
        last = (result.stderr.strip().splitlines() or ["no message"])[-1]
        raise RuntimeError(f"exit {result.returncode}: {last[:300]}")
