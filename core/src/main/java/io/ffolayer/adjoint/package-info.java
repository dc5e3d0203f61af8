/// Backward modes, one file each: from a cotangent to the direction (dy, dz) at a solution, and a
/// report of how far to trust it.
@NullMarked
package io.ffolayer.adjoint;

import org.jspecify.annotations.NullMarked;
