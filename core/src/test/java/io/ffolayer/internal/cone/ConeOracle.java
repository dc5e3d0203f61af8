package io.ffolayer.internal.cone;

import io.ffolayer.program.Cone;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;

/// What [ConeContractTest] knows of a cone independently of its block: the definition, taken
/// literally, and a projection in many digits. A cone joins the contract by its oracle.
interface ConeOracle {
  MathContext DIGITS = new MathContext(120);

  Cone cone();

  /// The sᵀz of the central point.
  int degree();

  /// How far s lies inside K, negative outside; any function with this sign that moves by no more
  /// than a few times as much as s does.
  double depth(double[] s);

  /// The same for z and K*.
  double dualDepth(double[] z);

  /// f*(z), up to a constant; 0 for a cone without interior.
  double dualBarrier(double[] z);

  double[] interior(Random random);

  double[] dualInterior(Random random);

  /// The projection on K to about 60 digits, at points where it is smooth.
  BigDecimal[] project(BigDecimal[] v);

  /// All kinds of pairs s ∈ K, z ∈ K*, sᵀz = 0; with exact numbers where rows are weak.
  List<Face> faces();

  /// λ ∘ x of a symmetric cone.
  default double[] jordanProduct(double[] x, double[] y) {
    throw new UnsupportedOperationException("not a symmetric cone");
  }

  /// Whether it has a Jordan product.
  default boolean symmetric() {
    return true;
  }

  /// A pair and what the projection does around v = s − z.
  ///
  /// @param name of the row of the table
  /// @param directions orthonormal: the rows of the table
  /// @param weights w of each direction, NaN for a weak one
  /// @param margin the distance of v from a kink
  record Face(
      String name, double[] s, double[] z, double[][] directions, double[] weights, double margin) {
    /// Whether s and z lie on the boundary exactly, not only to the rounding of doubles.
    boolean exact() {
      return !name.startsWith("curved");
    }
  }
}
