"""From the parameters of CVXPY's program back to the parameters of the user.

CVXPY replaces parameters: those of a geometric program by their logarithms, symmetric, diagonal and
sparse ones by the numbers that they are made of. A *source* is a parameter of the user, or its
logarithm, as a flat vector in C order; what CVXPY calls a parameter is a linear function of one
source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from cvxpy.reductions.complex2real.complex2real import Complex2Real
from cvxpy.reductions.cvx_attr2constr import SYMMETRIC_ATTRIBUTES, CvxAttr2Constr
from cvxpy.reductions.dgp2dcp.dgp2dcp import Dgp2Dcp

from ffo.layer.form import Source


@dataclass(frozen=True)
class _Origin:
    """Where the numbers of an internal parameter come from: places in a source, in the shape of the
    internal parameter.
    """

    parameter: int
    logarithm: bool
    places: np.ndarray


def expansion_of(chain, program, parameters) -> tuple[list[Source], sp.csr_array, np.ndarray]:
    """The sources that a program reads, and the matrix that makes CVXPY's parameter vector from
    them.

    Args:
        chain: the reductions that made the program.
        program: CVXPY's parametric cone program.
        parameters: the user's, in the order of the layer.

    Returns:
        The sources; the matrix, ``(CVXPY's parameters, all sources)``; where each source begins
        among its columns.
    """
    origins = _origins(chain, parameters)
    used = [origins[parameter.id] for parameter in program.parameters]
    keys = sorted({(origin.parameter, origin.logarithm) for origin in used})
    sources = [Source(i, log, int(parameters[i].size), parameters[i].name()) for i, log in keys]
    starts = np.concatenate([[0], np.cumsum([source.size for source in sources])]).astype(np.int64)
    rows, columns, factors = [], [], []
    for internal, origin in zip(program.parameters, used, strict=True):
        source = keys.index((origin.parameter, origin.logarithm))
        first = program.param_id_to_col[internal.id]
        for places, factor in _weighted(origin, parameters[origin.parameter]):
            rows.append(first + np.arange(places.size))
            columns.append(starts[source] + places)
            factors.append(factor)
    shape = (program.total_param_size + 1, int(starts[-1]))
    if not rows:
        return sources, sp.csr_array(shape), starts
    entries = (np.concatenate(factors), (np.concatenate(rows), np.concatenate(columns)))
    return sources, sp.csr_array(entries, shape=shape), starts


def _origins(chain, parameters) -> dict[int, _Origin]:
    origins = {
        parameter.id: _Origin(i, False, np.arange(parameter.size).reshape(parameter.shape))
        for i, parameter in enumerate(parameters)
    }
    for reduction in chain.reductions:
        if isinstance(reduction, Complex2Real) and reduction.param_id_map:
            raise ValueError(
                "Complex parameters have no place in a layer. "
                "Maybe pass the real and the imaginary part as two parameters."
            )
        for old, news in reduction.param_id_map.items():
            if old in origins:
                origins[news[0]] = _replaced(reduction, origins[old], old, news[0])
    return origins


def _replaced(reduction, origin: _Origin, old: int, new: int) -> _Origin:
    if isinstance(reduction, Dgp2Dcp):
        return _Origin(origin.parameter, True, origin.places)
    if isinstance(reduction, CvxAttr2Constr):
        places = np.asarray(reduction.param_forward({old: origin.places})[new])
        return _Origin(origin.parameter, origin.logarithm, places)
    raise NotImplementedError(
        f"The reduction {type(reduction).__name__} of this version of CVXPY replaces parameters in "
        f"a way that is not known here."
    )


def _weighted(origin: _Origin, parameter) -> list[tuple[np.ndarray, np.ndarray]]:
    """Places and factors; a symmetric parameter is read as the mean of itself and its transpose."""
    places = origin.places.ravel(order="F")
    if not any(parameter.attributes[name] for name in SYMMETRIC_ATTRIBUTES):
        return [(places, np.ones(places.size))]
    mirror = np.swapaxes(np.arange(parameter.size).reshape(parameter.shape), -2, -1).ravel()
    half = np.full(places.size, 0.5)
    return [(places, half), (mirror[places], half)]
