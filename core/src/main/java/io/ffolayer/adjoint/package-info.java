/// What an adjoint must answer – from a cotangent to the direction (dy, dz) at a solution – and its
/// report of how far to trust it. The adjoints themselves are in [io.ffolayer.adjoint.ghost]; from
/// the direction to ∂P, ∂q, ∂A, ∂b goes [io.ffolayer.program.ProgramGradient].
@NullMarked
package io.ffolayer.adjoint;

import org.jspecify.annotations.NullMarked;
