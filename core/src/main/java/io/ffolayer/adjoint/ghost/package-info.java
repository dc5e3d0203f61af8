/// The adjoints by the active-set Lagrangian: the ghost problem at a solution, and the ways to
/// solve it.
@NullMarked
package io.ffolayer.adjoint.ghost;

import org.jspecify.annotations.NullMarked;
