package io.ffolayer.internal.cone;

import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.List;

/// What an interior point, its polish and the adjoints need of the rows of one cone. All arrays
/// hold all m rows; a block touches its own only. The memory of one thread: a block may keep what
/// [#scale] computed for the calls that follow.
///
/// The barrier, its scaling point and its step are the business of the cone; the embedding knows
/// none of them.
public interface ConeBlock {
  /// The first row.
  int first();

  /// One past the last row.
  int end();

  /// The parameter ν of the barrier: sᵀz = ν μ on the central path.
  int degree();

  /// Writes the central point s = z.
  void start(double[] s, double[] z);

  /// The scaling H = U diag(l) Uᵀ with H z = s, symmetric positive definite.
  ///
  /// @param mu μ of the whole program, for cones whose scaling may fall back on their barrier
  /// @return false where (s, z) is not in the interior to working precision
  boolean scale(double[] s, double[] z, double mu, double[] l, Rotation rotation);

  /// shift ← d_s of the affine direction: s, or 0 where the cone has no interior.
  void affineShift(double[] s, double[] shift);

  /// shift ← d_s of the direction that only centres.
  ///
  /// @param target σμ
  void centeringShift(double[] s, double[] z, double target, double[] shift);

  /// shift ← d_s of the combined direction: that of [#centeringShift] and the second- or
  /// third-order term of the affine direction (ds, dz).
  ///
  /// @param target σμ
  void combinedShift(
      double[] s, double[] z, double[] ds, double[] dz, double target, double[] shift);

  /// The largest step that keeps s + α ds and z + α dz in the cones, possibly infinite; infinite
  /// for cones that only [#contains] and [#accepts] judge.
  double longestStep(double[] s, double[] ds, double[] z, double[] dz);

  /// Whether (s + α ds, z + α dz) lies in the interior: then so do all shorter steps. True for
  /// cones whose [#longestStep] is exact.
  default boolean contains(double[] s, double[] ds, double[] z, double[] dz, double step) {
    return true;
  }

  /// Whether (s + α ds, z + α dz) lies in the interior, in the wide neighbourhood of the central
  /// path. True for cones whose [#longestStep] is exact.
  default boolean accepts(double[] s, double[] ds, double[] z, double[] dz, double step) {
    return true;
  }

  /// Takes the pair to a face, and writes the rows of that face: v = s/σ_s − z/σ_z, (s, z) ← (σ_s
  /// Π(v), σ_z (Π(v) − v)). The scales are the same for all rows of a curved cone.
  ///
  /// The directions of rows that can change side point into K (−e₁ on the edge x = 0 of the
  /// exponential cone), and a row keeps its place from a face to the next one.
  void snap(double[] s, double[] z, FaceScales scales, FaceRows face);

  /// Brings the sizes of the slacks and duals of single rows to the coordinates in which [#snap]
  /// measures; nothing where these are those of the program.
  ///
  /// @param size the sizes that choose the coordinates, [FaceScales#size]
  default void toMeasure(double[] size, double[] slack, double[] dual) {}

  /// Whether there are several coordinates to measure in: automorphisms of the cone that stretch.
  default boolean hasCoordinates() {
    return false;
  }

  /// Whether rounding may turn the face of the last snap, however far it is from others.
  default boolean isDelicate() {
    return false;
  }

  /// Takes a pair that was snapped beside an edge of its cone to the edge itself, with the row that
  /// leads there on the other side than where [#snap] would put it: for programs that leave that
  /// row to others, to which Newton's method converges slowly.
  ///
  /// @param least how far from the edge a pair has to be, relative to its size, to be taken there
  /// @return whether it was
  default boolean snapToEdge(
      double[] s, double[] z, double least, FaceScales scales, FaceRows face) {
    return false;
  }

  /// l ← 0 for the (rotated) rows that take part in a proof, s < z and z above a floor, and ∞ for
  /// the others.
  void takePart(double[] s, double[] z, double floor, double[] l, Rotation rotation);

  /// s ← the nearest point of K.
  void project(double[] s);

  /// z ← the nearest point of K*.
  void projectDual(double[] z);

  /// Number of doubles that U takes, 0 where it is always the identity.
  default int rotationSize() {
    return 0;
  }

  /// rows ← Uᵀ rows in place.
  ///
  /// @param rows the rows of this block, row-major, from `at` on
  /// @param columns number of columns, 1 for a vector
  default void rotate(Rotation rotation, double[] rows, int at, int columns) {}

  /// v ← U v in place, the entries of this block from `at` on.
  default void rotateBack(Rotation rotation, double[] v, int at) {}

  /// The blocks of a structure, products taken apart, in the order of its rows.
  static ConeBlock[] of(ProgramStructure structure) {
    List<ProgramStructure.ConeRows> cones = structure.cones();
    ConeBlock[] blocks = new ConeBlock[cones.size()];
    for (int k = 0; k < blocks.length; k++) {
      int first = cones.get(k).first();
      int end = cones.get(k).end();
      blocks[k] =
          switch (cones.get(k).cone()) {
            case ZeroCone zero -> new ZeroBlock(first, end);
            case NonnegativeCone nonnegative -> new NonnegativeBlock(first, end);
            case SecondOrderCone cone -> new SecondOrderBlock(k, first, end);
            case PsdCone cone -> new PsdBlock(k, first, cone.order());
            case ExponentialCone cone -> new ExponentialBlock(k, first);
            case PowerCone cone -> new PowerBlock(k, first, cone.alpha());
            case ProductCone product -> throw new AssertionError("products were taken apart");
          };
    }
    return blocks;
  }
}
