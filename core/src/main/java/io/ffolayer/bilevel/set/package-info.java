/// Simple closed convex sets: those on which the nearest point to any other is found at once. An
/// inner problem over such a set needs no multipliers to be solved (`AcceleratedGradient`); for the
/// oracle each set is also described by rows, ≤ 0 and = 0.
@NullMarked
package io.ffolayer.bilevel.set;

import org.jspecify.annotations.NullMarked;
