/// Presolve: what a program says more simply, exact and reversible. Rules shorten a
/// [WorkingProgram] and leave [Substitution]s behind; a [ReducedProgram] is what is left for a
/// solver, and takes its answer back to all variables and rows.
@NullMarked
package io.ffolayer.internal.presolve;

import org.jspecify.annotations.NullMarked;
