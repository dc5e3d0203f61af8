/// Adjoints whose direction is on purpose not the derivative at the solution, each with a parameter
/// at whose limit 0 it is: [io.ffolayer.adjoint.approximate.Lpgd] looks further than a vertex or a
/// kink, [io.ffolayer.adjoint.approximate.Smoothed] takes a mean over right-hand sides,
/// [io.ffolayer.adjoint.approximate.Relaxed] stays inside the constraints.
@NullMarked
package io.ffolayer.adjoint.approximate;

import org.jspecify.annotations.NullMarked;
