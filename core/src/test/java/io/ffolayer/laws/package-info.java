/// The laws that every solver, adjoint and cone obeys: what a change of units, a neighbour, a zero
/// or a layout may not change. One file for each law.
@NullMarked
package io.ffolayer.laws;

import org.jspecify.annotations.NullMarked;
