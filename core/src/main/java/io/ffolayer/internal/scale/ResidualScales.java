package io.ffolayer.internal.scale;

/// What the three errors of a point are compared with.
record ResidualScales(double primal, double dual, double gap) {}
