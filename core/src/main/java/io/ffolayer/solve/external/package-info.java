/// Solvers that are not ours: [io.ffolayer.solve.external.ExternalSolver] makes a
/// [io.ffolayer.solve.Solver] of anything that takes a linear or quadratic program, and judges its
/// answers.
@NullMarked
package io.ffolayer.solve.external;

import org.jspecify.annotations.NullMarked;
