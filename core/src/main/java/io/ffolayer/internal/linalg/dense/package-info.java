/// Dense factorisations.
@NullMarked
package io.ffolayer.internal.linalg.dense;

import org.jspecify.annotations.NullMarked;
