"""This library, through `ffo solve FILE`: once in a fresh process, then again and again in another."""

import json

import numpy as np

from adapters import INFEASIBLE, SOLVED, UNBOUNDED, UNSOLVED, Answer

CLAIMS = {"SOLVED": SOLVED, "INFEASIBLE": INFEASIBLE, "UNBOUNDED": UNBOUNDED}
REPEATS = 1000
WARM_UP = 12  # seconds at most, of `ffo solve --repeat`
LOOSE = 1e-6
JAVA = {"FFO_JAVA_OPTS": "-XX:+UseParallelGC -Xmx6g"}


class Ours:
    """Runs the command on one problem.

    call(command, seconds, environment) runs a command, kills it after so many seconds, and gives what it printed, or None;
    starting: seconds for the JVM and for reading the file."""

    def __init__(self, launcher, file, out, limit, call, starting):
        self.command = [launcher, "solve", file, "--threads", "1", "--time-limit", str(limit), "--json", out]
        self.out, self.limit, self.call, self.starting = out, limit, call, starting

    def run(self, problem, seconds):
        """The record and the answer, or the record and None."""
        content, printed = self._solve([], self.limit)
        if content is None:
            return {"claim": UNSOLVED, "status": _reason(printed)}, None
        first = content["seconds"]["forward"]["min"]
        times = {"first": first, "median": first, "min": first}
        if first < self.limit / 2:
            again = ["--repeat", str(REPEATS), "--seconds", str(seconds)]
            warm, _ = self._solve(again, WARM_UP + 4 * first + 2 * seconds)
            if warm is not None:
                content = warm
                times |= warm["seconds"]["forward"]
        result = content["results"][0]
        record = _record(result) | {"seconds": times}
        if record["status"] == "ITERATION_LIMIT":  # there is no point to be measured: one that is asked for less
            content, _ = self._solve(["--tolerance", str(LOOSE)], self.limit)
            if content is not None:
                result = content["results"][0]
                record["loose"] = result["status"]
        return record, _answer(problem, result, record)

    def _solve(self, options, seconds):
        self.out.unlink(missing_ok=True)
        printed = self.call(self.command + options, self.starting + seconds, JAVA)
        return (json.loads(self.out.read_text()) if self.out.exists() else None), printed


def _record(result):
    record = {
        "claim": CLAIMS.get(result["status"], UNSOLVED),
        "status": result["status"],
        "iterations": result["iterations"],
        "by": result["solver"],
        "told": result["residuals"],
    }
    return record | ({"message": result["message"]} if "message" in result else {})


def _answer(problem, result, record):
    where = result if "x" in result else result.get("certificate", {})
    z = where.get("dual", where.get("equalityDual", []) + where.get("inequalityDual", []))
    s = where.get("slack", [])
    if "equalityDual" in where:  # the slacks are those of the inequalities alone
        s = [0.0] * (problem.m - len(s)) + s
    x, s, z = (_known(v, size) for v, size in ((where.get("x", []), problem.n), (s, problem.m), (z, problem.m)))
    return Answer(record["claim"], record["status"], record["iterations"], x, s, z)


def _known(values, size):
    return np.array(values, float) if len(values) == size else np.full(size, np.nan)


def _reason(printed):
    if printed is None:
        return "time"
    if "OutOfMemoryError" in printed or "out of memory" in printed:
        return "memory"
    lines = [line for line in printed.splitlines() if line.strip() and "incubator" not in line]
    return (lines or ["no message"])[-1][:300]
