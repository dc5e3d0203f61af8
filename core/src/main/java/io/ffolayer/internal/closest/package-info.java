/// The closest feasible program of one that no point satisfies: rows that may be shifted, at a
/// price.
@NullMarked
package io.ffolayer.internal.closest;

import org.jspecify.annotations.NullMarked;
