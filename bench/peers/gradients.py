"""The reference of a workload as a few vectors, its gradients one slot at a time, and the error of a layer against them."""

import dataclasses

import numpy as np


class Errors:
    """What every reference can tell: the error of a layer. It has x, slots, shared and gradient(slot, i)."""

    def total(self, slot):
        return sum(self.gradient(slot, i) for i in range(len(self.x)))

    def save(self, path):
        np.savez(path, **{f.name: getattr(self, f.name) for f in dataclasses.fields(self)})

    def errors(self, gradients):
        """Per slot: largest error over the batch against the largest entry, and the problems beyond 1e-4 of it.

        A slot without a gradient, or with one that is not finite, has the error None.
        """
        result, wrong = {}, set()
        for slot in self.slots:
            error, bad = self._error(slot, gradients.get(slot))
            result[slot] = error if np.isfinite(error) else None
            wrong |= bad
        return result, len(wrong)

    def _error(self, slot, g):
        everything = set(range(len(self.x)))
        if g is None:
            return float("inf"), everything
        if slot in self.shared:
            r = self.total(slot)
            error = _difference(g, r, slot) / (np.abs(r).max() or 1.0)
            return float(error), everything if not error <= 1e-4 else set()
        scale = max(np.abs(self.gradient(slot, i)).max() for i in everything) or 1.0
        each = np.array([_difference(g[i], self.gradient(slot, i), slot) for i in everything]) / scale
        return float(each.max()), set(np.flatnonzero(~(each <= 1e-4)))


@dataclasses.dataclass
class Given(Errors):
    """Gradients as they are, of one batched slot."""

    slots: tuple
    shared: tuple
    x: np.ndarray
    gradients: np.ndarray

    def gradient(self, slot, i):
        return self.gradients[i]


@dataclasses.dataclass
class Reference(Errors):
    """Gradients of a quadratic program, from its solution and its direction."""

    slots: tuple
    shared: tuple
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    dx: np.ndarray
    dy: np.ndarray
    dz: np.ndarray
    residual: np.ndarray
    margin: np.ndarray

    def gradient(self, slot, i):
        """∂ℓ/∂slot of problem i alone."""
        x, dx = self.x[i], self.dx[i]
        if slot == "P":
            return 0.5 * (np.outer(dx, x) + np.outer(x, dx))
        if slot == "q":
            return dx
        nu, dnu = (self.y[i], self.dy[i]) if slot in "Ab" else (self.z[i], self.dz[i])
        return -dnu if slot in "bh" else np.outer(dnu, x) + np.outer(nu, dx)


def load(path):
    with np.load(path) as f:
        fields = {k: f[k] for k in f.files}
    fields |= {"slots": tuple(fields["slots"]), "shared": tuple(fields["shared"])}
    return Given(**fields) if "gradients" in fields else Reference(**fields)


def _difference(g, r, slot):
    g = np.asarray(g)
    if g.shape != r.shape:
        raise ValueError(f"the gradient of {slot} has shape {g.shape}, expected {r.shape}")
    if slot in ("P", "C"):
        g = 0.5 * (g + g.T)  # a symmetric matrix has one entry for each pair
    largest = np.abs(g - r).max()
    return largest if np.isfinite(largest) else np.inf
