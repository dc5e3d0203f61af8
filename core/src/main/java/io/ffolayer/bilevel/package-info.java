/// Bilevel problems: minimize f(x, y*(x)) where y*(x) solves an inner problem. Start here:
///
/// ```java
/// Bilevel.minimize(upper).subjectTo(argmin(lower)).solve(new Adam(0.05, 200), x0, seed);
/// ```
///
/// | package | what is in it |
/// |---|---|
/// | [io.ffolayer.bilevel.function] | functions with first derivatives, by hand or of expressions |
/// | [io.ffolayer.bilevel.set] | simple sets with projections |
/// | [io.ffolayer.bilevel.inner] | inner problems of functions, and methods that solve them |
/// | [io.ffolayer.bilevel.oracle] | the gradient through an inner problem, by first-order calls alone |
/// | [io.ffolayer.bilevel.outer] | methods for x |
///
/// The lower level may be functions ([io.ffolayer.bilevel.inner.InnerProblem]), a problem in the
/// modeller's words or a program; the last two take the fast layers ([io.ffolayer.ConvexLayer]).
@NullMarked
package io.ffolayer.bilevel;

import org.jspecify.annotations.NullMarked;
