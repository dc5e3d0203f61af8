/// Rows that say nothing: without coefficients, or with a bound that stands for none.
@NullMarked
package io.ffolayer.internal.absent;

import org.jspecify.annotations.NullMarked;
