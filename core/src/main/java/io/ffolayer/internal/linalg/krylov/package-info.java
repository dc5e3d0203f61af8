/// Iterative methods: by products alone, and the refinement of what a factor answers.
@NullMarked
package io.ffolayer.internal.linalg.krylov;

import org.jspecify.annotations.NullMarked;
