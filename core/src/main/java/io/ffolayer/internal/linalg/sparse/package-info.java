/// Sparse matrices, orderings and factorisations.
@NullMarked
package io.ffolayer.internal.linalg.sparse;

import org.jspecify.annotations.NullMarked;
