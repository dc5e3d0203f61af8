/// What the active-set methods share: the factor of P, the dual problem as one of least distance,
/// and the answer on a set of active rows.
@NullMarked
package io.ffolayer.solve.activeset.distance;

import org.jspecify.annotations.NullMarked;
