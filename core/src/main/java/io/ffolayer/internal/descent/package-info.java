/// Minimizing a smooth function over a set with a projection, by values and gradients alone:
/// [io.ffolayer.internal.descent.Descent] is the method, the other classes are its parts.
@NullMarked
package io.ffolayer.internal.descent;

import org.jspecify.annotations.NullMarked;
