package io.ffolayer.solve;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;

/// What the interior point and its polish need of the rows of one cone. All arrays hold all m rows;
/// a block touches its own only.
///
/// The barrier, its scaling point and its step are the business of the cone; the embedding knows
/// none of them.
interface ConeBlock {
  /// The parameter ν of the barrier: sᵀz = ν μ on the central path.
  int degree();

  /// Writes the central point s = z.
  void start(double[] s, double[] z);

  /// The scaling H with H z = s as weights l of the rows.
  void scale(double[] s, double[] z, double[] l);

  /// shift ← d_s of the affine direction: s, or 0 where the cone has no interior.
  void affineShift(double[] s, double[] shift);

  /// shift ← d_s of the combined direction with the second-order term of the affine direction (ds,
  /// dz).
  void combinedShift(
      double[] s, double[] z, double[] ds, double[] dz, double centering, double[] shift);

  /// The largest step that keeps s + α ds and z + α dz in the cones, possibly infinite.
  double longestStep(double[] s, double[] ds, double[] z, double[] dz);

  /// Snaps to a face: v = s/σ_s − z/σ_z, (s, z) ← (σ_s Π(v), σ_z (Π(v) − v)); and l ← 0 for active
  /// rows, ∞ for inactive ones.
  void snap(double[] s, double[] z, double[] slackScale, double[] dualScale, double[] l);

  /// l ← 0 for the rows that take part in a proof, s < z and z above a floor, and ∞ for the others.
  void takePart(double[] s, double[] z, double floor, double[] l);

  /// s ← the nearest point of K.
  void project(double[] s);

  /// z ← the nearest point of K*.
  void projectDual(double[] z);

  /// The blocks of a structure, in the order of its rows.
  static ConeBlock[] of(ProgramStructure structure) {
    ConeBlock[] blocks = new ConeBlock[structure.blocks().size()];
    int first = 0;
    for (int k = 0; k < blocks.length; k++) {
      RowBlock block = structure.blocks().get(k);
      int end = first + block.rows();
      blocks[k] =
          switch (block.cone()) {
            case ZeroCone zero -> new ZeroBlock(first, end);
            case NonnegativeCone nonnegative -> new NonnegativeBlock(first, end);
          };
      first = end;
    }
    return blocks;
  }
}
