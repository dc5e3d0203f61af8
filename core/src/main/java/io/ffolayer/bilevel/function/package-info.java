/// Functions of (x, y) with first derivatives, of which problems are made that have no matrices.
///
/// One interface, [io.ffolayer.bilevel.function.SmoothFunction], asks for m values and for products
/// of weights with the derivatives by x and by y; a Jacobian need not exist. It is filled by hand,
/// or from an expression of [io.ffolayer.model]
/// ([io.ffolayer.bilevel.function.ExpressionFunction]).
/// [io.ffolayer.bilevel.function.DerivativeCheck] finds a wrong derivative,
/// [io.ffolayer.bilevel.function.ConvexityCheck] tries to refute that a function is convex in y,
/// and [io.ffolayer.bilevel.function.CallCounter] counts what a method asks for.
@NullMarked
package io.ffolayer.bilevel.function;

import org.jspecify.annotations.NullMarked;
