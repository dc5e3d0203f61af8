/// KKT systems of programs with semidefinite cones of some size, whose rows are never rotated
/// densely: the Schur complement from sparse data matrices.
@NullMarked
package io.ffolayer.internal.kkt.semidefinite;

import org.jspecify.annotations.NullMarked;
