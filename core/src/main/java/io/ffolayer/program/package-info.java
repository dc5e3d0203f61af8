/// Programs as matrices: the standard form, its data for a batch, and the map from parameters to
/// it.
///
/// ```
/// minimize    ½ yᵀP y + qᵀy
/// subject to  A y + s = b,   s ∈ K          dual z ∈ K*
/// ```
@NullMarked
package io.ffolayer.program;

import org.jspecify.annotations.NullMarked;
