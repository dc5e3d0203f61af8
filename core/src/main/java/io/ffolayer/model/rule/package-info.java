/// The rules of disciplined convex programming: signs, curvatures, monotonicity, and what breaks
/// them.
@NullMarked
package io.ffolayer.model.rule;

import org.jspecify.annotations.NullMarked;
