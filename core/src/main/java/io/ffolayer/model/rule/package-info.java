/// The rules of disciplined convex programming: signs, curvatures, monotonicity, the rule of
/// products, and what breaks them. The rule of compositions is `model.Composition`, the check of a
/// whole problem `model.Discipline`.
@NullMarked
package io.ffolayer.model.rule;

import org.jspecify.annotations.NullMarked;
