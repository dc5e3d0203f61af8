/// Iterative methods by products alone.
@NullMarked
package io.ffolayer.internal.linalg.krylov;

import org.jspecify.annotations.NullMarked;
