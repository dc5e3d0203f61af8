/// Affine expressions as sums of terms, and terms as slots of a program.
@NullMarked
package io.ffolayer.internal.canon.lowering;

import org.jspecify.annotations.NullMarked;
