/// KKT systems with a diagonal P, bounds and a few general rows.
@NullMarked
package io.ffolayer.internal.kkt.separable;

import org.jspecify.annotations.NullMarked;
