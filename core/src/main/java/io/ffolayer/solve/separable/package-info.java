/// Semismooth Newton on the dual of a separable program.
@NullMarked
package io.ffolayer.solve.separable;

import org.jspecify.annotations.NullMarked;
