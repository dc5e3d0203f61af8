/// The primal–dual interior point for all cones: the homogeneous embedding, its polish, and the
/// proofs that it leaves.
@NullMarked
package io.ffolayer.solve.interior;

import org.jspecify.annotations.NullMarked;
