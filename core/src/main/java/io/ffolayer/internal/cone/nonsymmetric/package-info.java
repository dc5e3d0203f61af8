/// What the blocks of three-dimensional cones compute with: the barriers of the dual cones, the
/// projections on curved boundaries, and 3×3 matrices. Nothing here knows the rows of a program.
@NullMarked
package io.ffolayer.internal.cone.nonsymmetric;

import org.jspecify.annotations.NullMarked;
