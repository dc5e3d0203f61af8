package io.ffolayer.internal.linalg.sparse;

import io.ffolayer.internal.linalg.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/// Which way of factoring a sparse KKT matrix is the faster, and how long it takes: predicted from
/// the pattern, before anything numeric is done.
///
/// The rates were measured on one core with AVX-512 (Temurin 25), on band, grid and random KKT
/// matrices with 10⁴ to 4·10⁷ nonzeros in L; the predictions were within a factor of 1.6 there.
/// Where the vector kernels are missing, dense blocks are three times slower. Only the order of the
/// predictions matters; they are not meant for a clock.
///
/// | N × nonzeros of L | Σ c_j² | up-looking, ms | supernodal, ms |
/// |---|---|---|---|
/// | 15 000 × 25 k, band | 4.5e4 | **.4** | .8 |
/// | 15 000 × 130 k, wide band | 1.1e6 | .9 | .8 |
/// | 10 000 × 196 k, grid | 1.2e7 | 4.2 | **1.6** |
/// | 15 000 × 356 k, random | 1.7e8 | 56 | **8** |
/// | 90 000 × 2.8 M, grid | 4.6e8 | 185 | **38** |
/// | 15 000 × 7.9 M, random | 2.0e10 | 19 600 | **790** |
/// | 1 000 000 × 44 M, grid | 1.8e10 | 8 900 | **880** |
///
/// @param kind the faster way
/// @param nanos predicted time of one numeric factorisation
/// @param bytes memory of the factor and of the workspace that makes it
public record FactorChoice(Kind kind, double nanos, double bytes) {

  /// A way of factoring.
  public enum Kind {
    /// [UpLookingLdl]
    UP_LOOKING,
    /// [SupernodalLdl]
    SUPERNODAL
  }

  private static final double PER_COLUMN = 15;
  private static final double PER_NONZERO = 4;
  private static final double PER_SCATTERED_FLOP = 0.33;
  private static final double WITHOUT_VECTORS = 3;
  private static final double LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /// The faster of the two sparse factors.
  ///
  /// @return null where neither fits into an array
  public static @Nullable FactorChoice sparse(LdlSymbolic symbolic) {
    FactorChoice byRow = upLooking(symbolic);
    FactorChoice byBlock = supernodal(symbolic);
    FactorChoice best = byBlock.nanos < byRow.nanos ? byBlock : byRow;
    return best.nanos < Double.POSITIVE_INFINITY ? best : null;
  }

  static FactorChoice upLooking(LdlSymbolic symbolic) {
    double nonzeros = symbolic.nonzeros();
    double nanos =
        PER_COLUMN * symbolic.dimension()
            + PER_NONZERO * nonzeros
            + PER_SCATTERED_FLOP * symbolic.flops();
    return fitting(Kind.UP_LOOKING, nanos, nonzeros, 16 * nonzeros);
  }

  static FactorChoice supernodal(LdlSymbolic symbolic) {
    int[] first = Supernodes.partition(symbolic.parent(), symbolic.columnCount());
    double nanos = 0;
    double values = 0;
    double below = 0;
    for (int s = 0; s + 1 < first.length; s++) {
      int width = first[s + 1] - first[s];
      int rows = symbolic.columnCount()[first[s + 1] - 1];
      nanos += Supernodes.nanos(width, rows);
      values += SupernodalStructure.panelSize(width, rows);
      below = Math.max(below, rows);
    }
    double update = below * below;
    return fitting(
        Kind.SUPERNODAL, slowness() * nanos, Math.max(values, update), 8 * (values + update));
  }

  private static FactorChoice fitting(Kind kind, double nanos, double longest, double bytes) {
    return new FactorChoice(
        kind, longest <= LONGEST_ARRAY ? nanos : Double.POSITIVE_INFINITY, bytes);
  }

  private static double slowness() {
    return Kernels.vectorsAvailable() ? 1 : WITHOUT_VECTORS;
  }

  /// The structure of this factor; make it once and share it.
  public LdlStructure structure(LdlSymbolic symbolic) {
    return switch (kind) {
      case UP_LOOKING -> new UpLookingStructure(symbolic);
      case SUPERNODAL -> new SupernodalStructure(symbolic);
    };
  }
}
