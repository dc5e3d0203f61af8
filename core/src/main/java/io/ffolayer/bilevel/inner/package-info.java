/// Inner problems of functions.
///
/// An [io.ffolayer.bilevel.inner.InnerProblem] states min over y of g(x, y) subject to h(x, y) ≤ 0,
/// e(x, y) = 0 and y in a simple set, by functions with first derivatives alone.
@NullMarked
package io.ffolayer.bilevel.inner;

import org.jspecify.annotations.NullMarked;
