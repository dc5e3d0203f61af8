package io.ffolayer.internal.linalg.sparse;

import io.ffolayer.internal.linalg.kernel.Kernels;

/// Which way of factoring a KKT matrix is the fastest, and how long it takes: predicted from the
/// pattern, before anything numeric is done.
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
/// @param kind the fastest way, [Kind#PRODUCTS] if no factor fits into an array
/// @param nanos predicted time of one numeric factorisation, infinite for [Kind#PRODUCTS]
/// @param bytes memory of the factor and of the workspace that makes it, 0 for [Kind#PRODUCTS]
public record FactorChoice(Kind kind, double nanos, double bytes) {

  /// A way of solving with the matrix.
  public enum Kind {
    /// [UpLookingLdl]
    UP_LOOKING,
    /// [SupernodalLdl]
    SUPERNODAL,
    /// P is diagonal: dense Cholesky of D + A P⁻¹ Aᵀ, one row per row of A.
    DENSE_SCHUR,
    /// Dense pivoted factor of the whole matrix.
    DENSE,
    /// None: [io.ffolayer.internal.linalg.krylov.Minres] or
    /// [io.ffolayer.internal.linalg.krylov.ProjectedConjugateGradients].
    PRODUCTS
  }

  private static final double PER_COLUMN = 15;
  private static final double PER_NONZERO = 4;
  private static final double PER_SCATTERED_FLOP = 0.33;
  private static final double PER_DENSE_FLOP = 0.03;
  private static final double PER_PIVOTED_FLOP = 0.045;
  private static final double PER_DENSE_VALUE = 1;
  private static final double PER_DENSE_CALL = 1000;
  private static final double WITHOUT_VECTORS = 3;
  private static final double LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /// The faster of the two sparse factors.
  public static FactorChoice sparse(LdlSymbolic symbolic) {
    return upLooking(symbolic).orFaster(supernodal(symbolic));
  }

  /// The fastest of all ways.
  ///
  /// @param a the constraint matrix
  /// @param diagonalHessian whether P is diagonal and positive, so that it can be eliminated by
  ///   rows of A
  public static FactorChoice of(KktPattern pattern, CompressedColumns a, boolean diagonalHessian) {
    FactorChoice best = sparse(pattern.symbolic()).orFaster(dense(pattern.dimension()));
    return diagonalHessian ? best.orFaster(denseSchur(a)) : best;
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

  private static FactorChoice dense(double n) {
    double nanos = PER_DENSE_CALL + PER_DENSE_VALUE * n * n + PER_PIVOTED_FLOP * n * n * n / 3;
    return fitting(Kind.DENSE, slowness() * nanos, n * n, 8 * n * n);
  }

  /// Forming the lower triangle of A P⁻¹ Aᵀ adds c²/2 products for a column with c entries.
  private static FactorChoice denseSchur(CompressedColumns a) {
    double m = a.rows();
    double products = 0;
    for (int j = 0; j < a.cols(); j++) {
      double count = a.columnStart()[j + 1] - a.columnStart()[j];
      products += count * (count + 1) / 2;
    }
    double dense = PER_DENSE_CALL + PER_DENSE_VALUE * m * m + PER_DENSE_FLOP * m * m * m / 3;
    double nanos = 2 * PER_SCATTERED_FLOP * products + slowness() * dense;
    return fitting(Kind.DENSE_SCHUR, nanos, m * m, 8 * m * m);
  }

  private static FactorChoice fitting(Kind kind, double nanos, double longest, double bytes) {
    return longest <= LONGEST_ARRAY
        ? new FactorChoice(kind, nanos, bytes)
        : new FactorChoice(Kind.PRODUCTS, Double.POSITIVE_INFINITY, 0);
  }

  private FactorChoice orFaster(FactorChoice other) {
    return other.nanos < nanos ? other : this;
  }

  private static double slowness() {
    return Kernels.vectorsAvailable() ? 1 : WITHOUT_VECTORS;
  }

  /// The structure for a sparse kind; make it once and share it.
  ///
  /// @throws IllegalStateException if the kind is not sparse
  public LdlStructure structure(LdlSymbolic symbolic) {
    return switch (kind) {
      case UP_LOOKING -> new UpLookingStructure(symbolic);
      case SUPERNODAL -> new SupernodalStructure(symbolic);
      case DENSE_SCHUR, DENSE, PRODUCTS ->
          throw new IllegalStateException(kind + " has no sparse factor");
    };
  }
}
