/// The adjoints by the active-set Lagrangian. The ghost problem at a solution is the quadratic
/// program with the same P whose active rows hold as equalities; a file for each way to solve it.
@NullMarked
package io.ffolayer.adjoint.ghost;

import org.jspecify.annotations.NullMarked;
