/// The cones as solvers and adjoints see them, one file each: membership, barrier, scaling, step
/// length, projection, faces, rotated rows and margin, with the derivation above the code.
@NullMarked
package io.ffolayer.internal.cone;

import org.jspecify.annotations.NullMarked;
