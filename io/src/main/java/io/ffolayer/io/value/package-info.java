/// Numbers, vectors, matrices and cones as a file writes them, read and written in the same form.
@NullMarked
package io.ffolayer.io.value;

import org.jspecify.annotations.NullMarked;
