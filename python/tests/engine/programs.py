"""Random programs over every cone, with the numbers of their slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ffo.engine import Constant, Parameter, Program

FAMILIES = {
    "equalities": [("zero", 3), ("nonnegative", 4)],
    "inequalities": [("nonnegative", 7)],
    "second-order": [("zero", 1), ("second_order", 4), ("second_order", 3)],
    "semidefinite": [("psd", 3), ("nonnegative", 2)],
    "exponential": [("exponential",), ("nonnegative", 2), ("exponential",)],
    "power": [("power", 0.3), ("power", 0.7), ("zero", 1)],
    "all": [
        ("zero", 1),
        ("nonnegative", 2),
        ("second_order", 3),
        ("psd", 2),
        ("exponential",),
        ("power", 0.4),
    ],
}


def interior(cone: tuple, random: np.random.Generator) -> np.ndarray:
    """A point inside a cone; 0 of the zero cone."""
    kind = cone[0]
    if kind == "zero":
        return np.zeros(cone[1])
    if kind == "nonnegative":
        return random.uniform(0.1, 1, cone[1])
    if kind == "second_order":
        tail = random.normal(size=cone[1] - 1)
        return np.r_[np.linalg.norm(tail) + 0.3, tail]
    if kind == "psd":
        factor = random.normal(size=(cone[1], cone[1]))
        matrix = factor @ factor.T + 0.2 * np.eye(cone[1])
        upper = [
            matrix[i, j] * (1 if i == j else np.sqrt(2))
            for j in range(cone[1])
            for i in range(j + 1)
        ]
        return np.array(upper)
    x, y = random.normal() * 0.3, random.uniform(0.5, 1)
    if kind == "exponential":
        return np.array([x, y, y * np.exp(x / y) + 0.3])
    u, v = random.uniform(0.5, 1.5, 2)
    return np.array([u, v, 0.6 * u ** cone[1] * v ** (1 - cone[1])])


@dataclass
class Case:
    """A program whose four slots are parameters, and numbers for them."""

    n: int
    m: int
    cones: list
    numbers: dict[str, np.ndarray]
    sparse: bool

    def program(self, **more) -> Program:
        patterns = self.patterns() if self.sparse else {}
        return Program(
            n=self.n,
            p=Parameter(patterns.get("p")),
            q=Parameter(),
            a=Parameter(patterns.get("a")),
            b=Parameter(),
            cones=self.cones,
            **more,
        )

    def patterns(self) -> dict:
        """Full columns: of P the upper triangle."""
        n, m = self.n, self.m
        upper = np.concatenate([np.arange(j + 1) for j in range(n)])
        ends = np.cumsum(np.arange(n + 1))
        return {"p": (ends, upper), "a": (np.arange(n + 1) * m, np.tile(np.arange(m), n))}

    def values(self) -> dict[str, np.ndarray]:
        """The numbers in the layout of the program."""
        if not self.sparse:
            return dict(self.numbers)
        return {name: self.packed(name, value) for name, value in self.numbers.items()}

    def packed(self, name: str, dense: np.ndarray) -> np.ndarray:
        if name == "a":
            return dense.T.ravel().copy()
        if name == "p":
            return np.concatenate([dense[: j + 1, j] for j in range(self.n)])
        return dense

    def direction(self, name: str, random: np.random.Generator) -> np.ndarray:
        """A random change of a slot in the layout of the program; of P a symmetric one."""
        change = random.normal(size=self.numbers[name].shape)
        if name == "p":
            change = change + change.T
        return self.packed(name, change) if self.sparse else change


def case(family: str, seed: int, sparse: bool = False, n: int = 5) -> Case:
    """A strictly convex program with points inside its cones and a solution on their boundary."""
    random = np.random.default_rng(seed)
    cones = FAMILIES[family]
    inside = np.concatenate([interior(cone, random) for cone in cones])
    m = len(inside)
    a = random.normal(size=(m, n))
    factor = random.normal(size=(n, n))
    numbers = {
        "p": factor @ factor.T + np.eye(n),
        "q": 4 * random.normal(size=n),
        "a": a,
        "b": a @ random.normal(size=n) + inside,
    }
    return Case(n, m, list(cones), numbers, sparse)


def quadratic(n: int = 2, **more) -> Program:
    """½‖y‖² + qᵀy over y ≥ 0, q a parameter: y = max(−q, 0)."""
    return Program(
        n=n,
        p=Constant(np.eye(n)),
        q=Parameter(),
        a=Constant(-np.eye(n)),
        b=Constant(np.zeros(n)),
        cones=[("nonnegative", n)],
        **more,
    )
