/// Auxiliary variables as the values of the functions that they stand for: a small program of its
/// own, solved and differentiated where the slack of a constraint with functions is asked for.
@NullMarked
package io.ffolayer.internal.tight;

import org.jspecify.annotations.NullMarked;
