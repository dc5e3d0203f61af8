package io.ffolayer.solve.activeset.distance;

import io.ffolayer.internal.kkt.dense.RangeSpaceFactor;

/// The active rows that a method has settled on.
///
/// @param factor of the KKT system with these rows
/// @param largestEntry a bound on the |entries| of A
/// @param pivots how many steps it took
public record ActiveRows(RangeSpaceFactor factor, double largestEntry, int pivots) {}
