"""One file a peer. An adapter is a class that takes the problem and the time limit and has

    set_up()    what a user does before solving: build the solver's own object
    solve()     solves; returns an Answer in the rows of the problem

What is made of the problem in the constructor – matrices in the form that the solver takes – is not timed.
"""

import dataclasses

import numpy as np

SOLVED, INFEASIBLE, UNBOUNDED, UNSOLVED = "solved", "infeasible", "unbounded", "unsolved"


class NotApplicable(Exception):
    """The solver has no way to state this problem."""


@dataclasses.dataclass
class Answer:
    claim: str  # one of the four
    status: str  # in the solver's own words
    iterations: int
    x: np.ndarray  # the point, or the ray of an unbounded problem
    s: np.ndarray
    z: np.ndarray  # the duals, or the proof of an infeasible problem
