/// Dense and sparse linear algebra: kernels on the Vector API with scalar twins, orderings,
/// factorisations, iterative methods.
@NullMarked
package io.ffolayer.internal.linalg;

import org.jspecify.annotations.NullMarked;
