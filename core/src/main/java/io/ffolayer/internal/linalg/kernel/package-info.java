/// Kernels on the Vector API with scalar twins, and the choice between them.
@NullMarked
package io.ffolayer.internal.linalg.kernel;

import org.jspecify.annotations.NullMarked;
