"""Seeded random problems over the atoms of CVXPY, for laws about canonicalisation and gradients.

Every problem is strongly convex in x, ``½‖x − c‖² + f(x)`` under random constraints, with f or a
bound on f made of one atom and of parameters. So the solution is unique, and but for rare kinks
differentiable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cvxpy as cp
import numpy as np


@dataclass(frozen=True)
class Drawn:
    """A problem, its parameters with values, and the variables that the law is about."""

    name: str
    problem: cp.Problem
    parameters: list[cp.Parameter]
    values: list[np.ndarray]
    variables: list[cp.Variable]


# name: (kind of argument, convex scalar of the argument). Arguments: "any" a vector, "positive" a
# vector that is bounded below by 0.05, "matrix" a 3×3 matrix, "symmetric" and "definite" symmetric
# 3×3 matrices, "two" two vectors of which the second is positive, "both" two positive vectors.
ATOMS: dict[str, tuple[str, Callable]] = {
    "abs": ("any", lambda v: cp.sum(cp.abs(v))),
    "norm1": ("any", cp.norm1),
    "norm2": ("any", lambda v: cp.norm(v, 2)),
    "norm_inf": ("any", lambda v: cp.norm(v, "inf")),
    "pnorm_3": ("any", lambda v: cp.pnorm(v, 3)),
    "pnorm_1.5": ("any", lambda v: cp.pnorm(v, 1.5)),
    "max": ("any", cp.max),
    "min": ("any", lambda v: -cp.min(v)),
    "maximum": ("any", lambda v: cp.sum(cp.maximum(v, -0.3, 0.5 * v + 0.1))),
    "minimum": ("any", lambda v: -cp.sum(cp.minimum(v, 0.4))),
    "sum_largest": ("any", lambda v: cp.sum_largest(v, 2)),
    "sum_smallest": ("any", lambda v: -cp.sum_smallest(v, 2)),
    "square": ("any", lambda v: cp.sum(cp.square(v))),
    "sum_squares": ("any", cp.sum_squares),
    "quad_form": ("plain", lambda v: cp.quad_form(v, np.diag(np.arange(1.0, v.size + 1)))),
    "huber": ("any", lambda v: cp.sum(cp.huber(v, 0.5))),
    "exp": ("any", lambda v: cp.sum(cp.exp(v))),
    "logistic": ("any", lambda v: cp.sum(cp.logistic(v))),
    "log_sum_exp": ("any", cp.log_sum_exp),
    "pos": ("any", lambda v: cp.sum(cp.pos(v))),
    "neg": ("any", lambda v: cp.sum(cp.neg(v))),
    "scalene": ("any", lambda v: cp.sum(cp.scalene(v, 2, 3))),
    "power_4": ("any", lambda v: cp.sum(cp.power(v, 4))),
    "tv": ("any", cp.tv),
    "ptp": ("any", cp.ptp),
    "std": ("any", cp.std),
    "var": ("any", cp.var),
    "cumsum": ("any", lambda v: cp.sum_squares(cp.cumsum(v))),
    "cummax": ("any", lambda v: cp.sum(cp.cummax(v))),
    "diff": ("any", lambda v: cp.norm(cp.diff(v))),
    "conv": ("any", lambda v: cp.norm(cp.convolve(np.array([1.0, -2.0, 1.0]), v))),
    "dotsort": ("any", lambda v: cp.dotsort(v, np.arange(1.0, v.size + 1))),
    "cvar": ("any", lambda v: cp.cvar(v, 0.5)),
    "loggamma": ("positive", lambda v: cp.sum(cp.loggamma(v + 1))),
    "log": ("positive", lambda v: -cp.sum(cp.log(v))),
    "log1p": ("positive", lambda v: -cp.sum(cp.log1p(v))),
    "sqrt": ("positive", lambda v: -cp.sum(cp.sqrt(v))),
    "entr": ("positive", lambda v: -cp.sum(cp.entr(v))),
    "inv_pos": ("positive", lambda v: cp.sum(cp.inv_pos(v))),
    "power_1.5": ("positive", lambda v: cp.sum(cp.power(v, 1.5))),
    "power_-1.3": ("positive", lambda v: cp.sum(cp.power(v, -1.3))),
    "power_0.3": ("positive", lambda v: -cp.sum(cp.power(v, 0.3))),
    "geo_mean": ("positive", lambda v: -cp.geo_mean(v)),
    "geo_mean_weighted": ("positive", lambda v: -cp.geo_mean(v, [3, 1, 2, 1])),
    "harmonic_mean": ("positive", lambda v: -cp.harmonic_mean(v)),
    "pnorm_0.5": ("positive", lambda v: -cp.pnorm(v, 0.5)),
    "xexp": ("nonnegative", lambda v: cp.sum(cp.xexp(v))),
    "inv_prod": ("positive", cp.inv_prod),
    "rel_entr": ("both", lambda u, v: cp.sum(cp.rel_entr(u, v))),
    "kl_div": ("both", lambda u, v: cp.sum(cp.kl_div(u, v))),
    "quad_over_lin": ("two", lambda u, v: cp.quad_over_lin(u, cp.sum(v))),
    "norm_fro": ("matrix", lambda m: cp.norm(m, "fro")),
    "sigma_max": ("matrix", cp.sigma_max),
    "norm_nuc": ("matrix", cp.normNuc),
    "mixed_norm": ("matrix", lambda m: cp.mixed_norm(m, 2, 1)),
    "norm_rows": ("matrix", lambda m: cp.sum(cp.norm(m, 2, axis=1))),
    "max_columns": ("matrix", lambda m: cp.sum(cp.max(m, axis=0))),
    "log_sum_exp_rows": ("matrix", lambda m: cp.sum(cp.log_sum_exp(m, axis=1))),
    "kron": ("plain matrix", lambda m: cp.norm(cp.kron(np.array([[1.0, 2.0]]), m), "fro")),
    "trace": ("matrix", lambda m: cp.square(cp.trace(m)) + cp.sum_squares(cp.upper_tri(m))),
    "tv_2d": ("matrix", cp.tv),
    "lambda_max": ("symmetric", cp.lambda_max),
    "lambda_min": ("symmetric", lambda m: -cp.lambda_min(m)),
    "lambda_sum_largest": ("symmetric", lambda m: cp.lambda_sum_largest(m, 2)),
    "log_det": ("definite", lambda m: -cp.log_det(m)),
    "tr_inv": ("definite", cp.tr_inv),
    "matrix_frac": ("definite", lambda m: cp.matrix_frac(np.array([1.0, -1.0, 0.5]), m)),
    "von_neumann_entr": ("definite", lambda m: -cp.von_neumann_entr(m)),
}


def draw(name: str, seed: int) -> Drawn:
    """A problem with the atom of this name."""
    rng = np.random.default_rng([seed, sorted(ATOMS).index(name)])
    kind, atom = ATOMS[name]
    arguments, variables, parameters, values, constraints, distance = _ARGUMENTS[kind](rng)
    term = atom(*arguments)
    weight: cp.Parameter | float = rng.uniform(0.3, 1.5)
    if not term.parameters():  # The product of two parameters would not be DPP.
        values = [*values, np.array(weight)]
        weight = cp.Parameter(nonneg=True, name="weight")
        parameters = [*parameters, weight]
    x = variables[0]
    extra = _constraints(rng, cp.vec(x, order="F"), parameters, values)
    if rng.random() < 0.7:
        objective = distance + weight * term
    else:  # The atom in a constraint, whose bound is the parameter.
        slack = cp.Variable(nonneg=True, name="slack")
        objective = distance + 2 * cp.square(slack) + slack
        extra.append(term <= weight + slack)
    problem = cp.Problem(cp.Minimize(objective), constraints + extra)
    return Drawn(name, problem, parameters, values, variables)


def _constraints(rng, x, parameters, values) -> list:
    kind = rng.integers(4)
    if kind == 0:
        return []
    h = cp.Parameter(2, name="h")
    rows = rng.normal(size=(2, x.size))
    parameters.append(h)
    if kind == 1:
        values.append(rng.uniform(0.2, 1.0, 2) + rows @ np.full(x.size, 0.6))
        return [rows @ x <= h]
    if kind == 2:
        values.append(rows @ np.full(x.size, 0.6) + 0.1 * rng.normal(size=2))
        return [rows @ x == h]
    values.append(rng.uniform(0.8, 2.0, 2))
    return [cp.norm(x - 0.6) <= cp.sum(h)]


def _distance(rng, x, shape):
    c = cp.Parameter(shape, name="c")
    return 0.5 * cp.sum_squares(x - c), c, rng.normal(size=shape)


def _any(rng, plain=False):
    x = cp.Variable(4, name="x")
    distance, c, value = _distance(rng, x, 4)
    if not plain and rng.random() < 0.5:
        a, b = cp.Parameter((4, 4), name="a"), cp.Parameter(4, name="b")
        return (
            [a @ x + b],
            [x],
            [c, a, b],
            [value, rng.normal(size=(4, 4)), rng.normal(size=4)],
            [],
            distance,
        )
    return [x], [x], [c], [value], [], distance


def _positive(rng):
    x = cp.Variable(4, name="x")
    distance, c, value = _distance(rng, x, 4)
    return [x], [x], [c], [value + 1], [x >= 0.05], distance


def _nonnegative(rng):
    x = cp.Variable(4, name="x", nonneg=True)
    distance, c, value = _distance(rng, x, 4)
    return [x], [x], [c], [value + 1], [x >= 0.05], distance


def _two(rng):
    x, v = cp.Variable(4, name="x"), cp.Variable(4, name="v")
    distance, c, value = _distance(rng, x, 4)
    d = cp.Parameter(4, name="d")
    distance = distance + 0.5 * cp.sum_squares(v - d)
    return [x, v], [x, v], [c, d], [value, rng.uniform(0.3, 1.5, 4)], [v >= 0.05], distance


def _both(rng):
    arguments, variables, parameters, values, constraints, distance = _two(rng)
    return (
        arguments,
        variables,
        parameters,
        [values[0] + 1, values[1]],
        [*constraints, arguments[0] >= 0.05],
        distance,
    )


def _matrix(rng, plain=False):
    x = cp.Variable((3, 3), name="X")
    distance, c, value = _distance(rng, x, (3, 3))
    if not plain and rng.random() < 0.5:
        a = cp.Parameter((3, 3), name="a")
        return [a @ x], [x], [c, a], [value, rng.normal(size=(3, 3))], [], distance
    return [x], [x], [c], [value], [], distance


def _symmetric(rng):
    x = cp.Variable((3, 3), name="X", symmetric=True)
    distance, c, value = _distance(rng, x, (3, 3))
    s = cp.Parameter((3, 3), name="s", symmetric=True)
    shift = rng.normal(size=(3, 3))
    return [x + s], [x], [c, s], [value, shift + shift.T], [], distance


def _definite(rng):
    x = cp.Variable((3, 3), name="X", PSD=True)
    distance, c, value = _distance(rng, x, (3, 3))
    return [x + 0.2 * np.eye(3)], [x], [c], [value + 1.5 * np.eye(3)], [], distance


_ARGUMENTS = {
    "any": _any,
    "plain": lambda rng: _any(rng, plain=True),
    "plain matrix": lambda rng: _matrix(rng, plain=True),
    "positive": _positive,
    "nonnegative": _nonnegative,
    "two": _two,
    "both": _both,
    "matrix": _matrix,
    "symmetric": _symmetric,
    "definite": _definite,
}
