package io.ffolayer.bilevel.oracle;

import io.ffolayer.adjoint.GradientReport;

/// The derivative of cᵀy*(x) by x.
///
/// @param byX as long as x; zero where there is none, which the report says
/// @param report active rows, margin (in units of the part of y that the row sees, or of the length
///   of the problem where that is longer), the residual of the perturbed problem over δ, an
///   estimate of the Euclidean error of `byX`, and flags
/// @param delta the perturbation that was used, in units of the gradient of g; 0 if none
public record Hypergradient(double[] byX, GradientReport report, double delta) {}
