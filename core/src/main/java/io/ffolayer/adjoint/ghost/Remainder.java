package io.ffolayer.adjoint.ghost;

/// What a direction still lacks: the lengths of the parts that another solve would add, and the
/// relative residual before the last one.
///
/// @param y ‖f_y‖
/// @param z ‖f_z‖
/// @param residual ‖K d + rhs‖∞ / ‖rhs‖∞
record Remainder(double y, double z, double residual) {
  static final Remainder NONE = new Remainder(0, 0, 0);

  static final Remainder UNKNOWN =
      new Remainder(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  Remainder plus(Remainder other) {
    return new Remainder(y + other.y, z + other.z, residual + other.residual);
  }

  boolean isFinite() {
    return y + z + residual < Double.POSITIVE_INFINITY;
  }
}
