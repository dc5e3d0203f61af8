"""One file a peer. An adapter is a class that takes the problem and the options of a variant and has

    set_up()    what a user does once: build the layer
    forward()   solves the batch and keeps what the backward pass needs; returns x, [B, n]
    backward()  the gradients of cᵀx for the slots that are parameters: {slot: array}

The constructor turns the arrays into tensors; that is not timed.
"""


class NotApplicable(Exception):
    """The layer has no way to take this problem."""


def refuse_large_sparse(problem, peer):
    """For layers of dense quadratic programs."""
    refuse_conic(problem, peer)
    if problem.sparse and problem.n > 2000:
        raise NotApplicable(f"{peer} takes dense matrices only")


def refuse_conic(problem, peer):
    if problem.kind != "quadratic":
        raise NotApplicable(f"{peer} takes quadratic programs only")
