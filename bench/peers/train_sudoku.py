"""Trains the 4×4 Sudoku layer with exact gradients and writes A and z₀ after some steps to sudoku-4x4.json.

Adam at 0.1, batches of 150, A from U[0, 1], z₀ = 0, mean square loss; about half a minute for 80 steps. The committed file
is what the workloads read: another machine's rounding leads a training run elsewhere.
"""

import json
import sys

import numpy as np
import piqp
import scipy.linalg

import sudoku


class Adam:
    def __init__(self, value, rate=0.1):
        self.value, self.rate, self.first, self.second, self.steps = value, rate, 0.0, 0.0, 0

    def step(self, g):
        self.steps += 1
        self.first = 0.9 * self.first + 0.1 * g
        self.second = 0.999 * self.second + 0.001 * g * g
        unbiased = self.first / (1 - 0.9**self.steps)
        self.value = self.value - self.rate * unbiased / (np.sqrt(self.second / (1 - 0.999**self.steps)) + 1e-8)


def solve(A, b, p):
    n = A.shape[1]
    solver = piqp.DenseSolver()
    solver.settings.eps_abs = solver.settings.eps_rel = 1e-10
    solver.setup(0.1 * np.eye(n), -p, A, b, None, None, None, np.zeros(n), None)
    solver.solve()
    x = np.array(solver.result.x)
    return x, x > np.array(solver.result.z_bl)


def gradient(A, p, x, free, cotangent):
    """∂ℓ/∂A and ∂ℓ/∂b; the free variables may be as few as the rows, so both systems are solved by least squares."""
    F, k = A[:, free], free.sum()
    y = scipy.linalg.lstsq(F.T, (p - 0.1 * x)[free])[0]
    K = np.block([[0.1 * np.eye(k), F.T], [F, np.zeros((len(A), len(A)))]])
    d = scipy.linalg.lstsq(K, np.concatenate([-cotangent[free], np.zeros(len(A))]))[0]
    dx = np.zeros(len(x))
    dx[free] = d[:k]
    return np.outer(d[k:], x) + np.outer(y, dx), -d[k:]


def train(steps, batch=150, rows=40, side=2, seed=0):
    rng = np.random.default_rng(seed)
    n = side**6
    A, z0 = Adam(rng.uniform(size=(rows, n))), Adam(np.zeros(n))
    for step in range(1, steps + 1):
        e, gA, gb, wrong = np.exp(z0.value), np.zeros((rows, n)), np.zeros(rows), 0
        for _ in range(batch):
            p, board = sudoku.puzzle(side, rng)
            x, free = solve(A.value, A.value @ e, p)
            dA, db = gradient(A.value, p, x, free, 2 * (x - board) / n / batch)
            gA, gb = gA + dA, gb + db
            wrong += (x.reshape(-1, side**2).argmax(1) != board.reshape(-1, side**2).argmax(1)).any()
        print(f"step {step}: {wrong} of {batch} boards wrong", file=sys.stderr)
        gz = e * (A.value.T @ gb)
        A.step(gA + np.outer(gb, e))
        z0.step(gz)
    return A.value, z0.value


if __name__ == "__main__":
    learnt, start = train(int(sys.argv[1]) if len(sys.argv) > 1 else 80)
    state = {"A": np.round(learnt, 4).tolist(), "z0": np.round(start, 4).tolist()}
    sudoku.STATE.write_text(json.dumps(state, separators=(",", ":")).replace("],", "],\n") + "\n")
