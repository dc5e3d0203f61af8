package io.ffolayer.solve.activeset.distance;

import io.ffolayer.internal.kkt.dense.RangeSpaceFactor;
import java.util.function.Supplier;

/// The active rows that a method has settled on.
///
/// @param rows in any order
/// @param factor makes the factor of the KKT system with these rows, a copy: asked for only where
///   it is needed
/// @param largestEntry a bound on the |entries| of A
/// @param pivots how many steps it took
public record ActiveRows(
    int[] rows, Supplier<RangeSpaceFactor> factor, double largestEntry, int pivots) {}
