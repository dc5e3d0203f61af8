/// The cones as solvers and adjoints see them, one file each: membership, barrier, scaling, step
/// length, projection, faces, rotated rows and margin, with the derivation above the code.
///
/// The exponential and power cones share what [io.ffolayer.internal.cone.NonsymmetricBlock] does.
/// They only say whether a step is inside; `solve.interior.StepLength` shortens it until it is.
@NullMarked
package io.ffolayer.internal.cone;

import org.jspecify.annotations.NullMarked;
