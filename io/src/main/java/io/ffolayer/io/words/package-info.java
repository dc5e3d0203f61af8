/// Expressions and constraints as text: [ExpressionReader] makes `sumSquares(A @ x - b) + lambda *
/// norm1(x)` an expression of the model, given what its names stand for.
@NullMarked
package io.ffolayer.io.words;

import org.jspecify.annotations.NullMarked;
