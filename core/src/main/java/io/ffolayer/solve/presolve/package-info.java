/// A solver that takes out of a program what can be said more simply, and leaves the rest to
/// another one.
@NullMarked
package io.ffolayer.solve.presolve;

import org.jspecify.annotations.NullMarked;
