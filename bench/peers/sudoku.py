"""The Sudoku layers: min 0.05‖y‖² − pᵀy subject to Ay = b, y ≥ 0, with A and b = A·exp(z₀) learnt and p the one-hot puzzle.

Problems from the start of a training run are easy and problems from its middle are not: there nearly every answer is a
vertex. The 4×4 layer is therefore taken from a real run, kept in sudoku-4x4.json (step 80 of train_sudoku.py, when nearly
half of the boards are still wrong). The 9×9 layer would take hours to train here; it imitates what the 4×4 run showed:
A = ½ + (its part in the row space of the rules, condition number 2.4) + (a part outside it, a sixth as large, of quickly
decaying singular values), exp(z₀) within 15 % of 1/9.
"""

import functools
import itertools
import json
import pathlib

import numpy as np
import scipy.sparse as sp

from problem import Problem

STATE = pathlib.Path(__file__).parent / "sudoku-4x4.json"
CLUES = {2: (4, 9), 3: (30, 41)}


def layer(side, batch):
    """The layer of side² × side² boards, with the loss ½‖y − board‖²."""
    import reference

    A, z0 = trained() if side == 2 else imitated(side)
    rng = np.random.default_rng([5, side])
    boards = [puzzle(side, rng) for _ in range(batch)]
    n = A.shape[1]
    data = {
        "P": sp.identity(n, format="csc") * 0.1,
        "q": -np.stack([p for p, _ in boards]),
        "A": A,
        "b": np.round(A @ np.exp(z0), 6),
        "G": -sp.identity(n, format="csc"),
        "h": np.zeros(n),
    }
    problem = Problem(f"sudoku {side}", "", ("q", "A", "b"), ("P", "A", "b", "G", "h"), data, np.zeros((batch, n)))
    answers = np.stack([reference.solve(problem, i).x for i in range(batch)])
    problem.cotangent = np.round(answers - np.stack([board for _, board in boards]), 6)
    return problem


def trained():
    state = json.loads(STATE.read_text())
    return np.array(state["A"]), np.array(state["z0"])


def imitated(side):
    rng = np.random.default_rng([6, side])
    R = rules(side)
    singular, V = np.linalg.svd(R)[1:]
    rank = int((singular > 1e-9).sum())
    n = R.shape[1]
    inside = _orthogonal(rng, rank) * np.linspace(1, 2.4, rank) @ V[:rank]
    outside = _orthogonal(rng, rank)[:, : n - rank] * 0.9 ** np.arange(min(rank, n - rank))
    outside = outside @ V[rank : rank + outside.shape[1]]
    outside *= np.linalg.norm(inside) / np.linalg.norm(outside) / 6
    A = inside + outside
    A = 0.5 + A * 0.8 / A.std()
    return np.round(A, 4), np.log(rng.uniform(0.85, 1.15, n) / side**2)


def _orthogonal(rng, k):
    return np.linalg.qr(rng.standard_normal((k, k)))[0]


def rules(side):
    """Every rule as a row of ones: one digit in a cell, each digit once in a row, a column, a block."""
    n = side * side
    cell = np.arange(n**3).reshape(n, n, n)  # row, column, digit
    blocks = cell.reshape(side, side, side, side, n).transpose(0, 2, 1, 3, 4).reshape(n, n, n)
    groups = np.concatenate([cell.reshape(-1, n)] + [np.moveaxis(g, 1, 2).reshape(-1, n) for g in (cell, cell.transpose(1, 0, 2), blocks)])
    R = np.zeros((len(groups), n**3))
    R[np.arange(len(groups))[:, None], groups] = 1
    return R


def puzzle(side, rng):
    """A solved board and some of its cells, both one-hot; on 4×4 the cells determine the board, on 9×9 that is not asked."""
    n = side * side
    while True:
        board = _board(side, rng)
        known = rng.permutation(n * n)[: rng.integers(*CLUES[side])]
        if side > 2 or (_boards_4x4()[:, known] == board[known]).all(axis=1).sum() == 1:
            break
    one_hot = np.eye(n)[board]
    clues = np.zeros((n * n, 1))
    clues[known] = 1
    return (one_hot * clues).ravel(), one_hot.ravel()


def _board(side, rng):
    """One of all boards for 4×4; beyond, the cyclic board with rows, columns and digits permuted as the blocks allow."""
    if side == 2:
        return _boards_4x4()[rng.integers(len(_boards_4x4()))]
    order = [np.concatenate([side * band + rng.permutation(side) for band in rng.permutation(side)]) for _ in range(2)]
    r, c = order[0][:, None], order[1][None, :]
    return rng.permutation(side * side)[(side * (r % side) + r // side + c) % side**2].ravel()


@functools.cache
def _boards_4x4():
    rows = list(itertools.permutations(range(4)))
    stacks = (np.array(four) for four in itertools.product(rows, repeat=4) if all(len(set(c)) == 4 for c in zip(*four)))
    blocks = lambda b: b.reshape(2, 2, 2, 2).transpose(0, 2, 1, 3).reshape(4, 4)
    return np.array([b.ravel() for b in stacks if all(len(set(block)) == 4 for block in blocks(b))])
