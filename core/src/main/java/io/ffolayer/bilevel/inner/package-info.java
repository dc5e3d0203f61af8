/// Inner problems of functions, and methods that solve them by first-order calls alone.
///
/// An [io.ffolayer.bilevel.inner.InnerProblem] states min over y of g(x, y) subject to h(x, y) ≤ 0,
/// e(x, y) = 0 and y in a simple set, by functions with first derivatives. An
/// [io.ffolayer.bilevel.inner.InnerMethod] solves it at one outer point:
///
/// | the constraints are | method |
/// |---|---|
/// | a simple set, or none | [io.ffolayer.bilevel.inner.AcceleratedGradient] |
/// | affine equalities | [io.ffolayer.bilevel.inner.NullSpaceGradient] |
/// | anything convex | [io.ffolayer.bilevel.inner.AugmentedLagrangian] |
/// | whatever your solver takes | [io.ffolayer.bilevel.inner.GivenSolver] |
///
/// Each stops at an accuracy of y, and says solved only of what values and gradients show to be
/// that near ([io.ffolayer.bilevel.inner.InnerSolution]).
@NullMarked
package io.ffolayer.bilevel.inner;

import org.jspecify.annotations.NullMarked;
