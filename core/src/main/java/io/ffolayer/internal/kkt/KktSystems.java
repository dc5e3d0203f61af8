package io.ffolayer.internal.kkt;

import io.ffolayer.internal.linalg.FactorChoice;
import io.ffolayer.internal.linalg.LdlStructure;
import io.ffolayer.program.ProgramStructure;
import org.jspecify.annotations.Nullable;

/// The choice of a [KktSystem] for a structure, by its layouts and the predicted time of a
/// factorisation; and the analysis that all threads share.
///
/// | program | system |
/// |---|---|
/// | P and A dense | [DenseKkt] |
/// | otherwise | [SparseKkt], or [DenseKkt] where the factor of the sparse matrix is predicted to take longer, and the dense matrices fit |
public final class KktSystems {
  /// Dense matrices of more doubles than this are not made from sparse data.
  private static final double MOST_DENSE_VALUES = 3e7;

  /// Solves per factorisation, and what a solve costs for each number of the factor; measured
  /// roughly.
  private static final double SOLVES = 6;

  private static final double NANOS_PER_NONZERO = 2;
  private static final double NANOS_PER_DENSE_FLOP = 0.03;
  private static final double NANOS_PER_DENSE_NUMBER = 0.5;
  private static final double NANOS_PER_DENSE_FACTOR = 2000;

  private final ProgramStructure structure;
  private final SparseKkt.@Nullable Structure sparse;
  private final @Nullable LdlStructure factor;
  private final String choice;

  private KktSystems(
      ProgramStructure structure,
      SparseKkt.@Nullable Structure sparse,
      @Nullable LdlStructure factor,
      String choice) {
    this.structure = structure;
    this.sparse = sparse;
    this.factor = factor;
    this.choice = choice;
  }

  /// Analyses a structure, once for all threads.
  public static KktSystems of(ProgramStructure structure) {
    if (structure.isDense()) return new KktSystems(structure, null, null, "dense");
    SparseKkt.Structure sparse = new SparseKkt.Structure(structure);
    FactorChoice choice = FactorChoice.sparse(sparse.pattern.symbolic());
    double n = structure.variables(), m = structure.rows();
    boolean fits = 3 * n * n + 4 * n * m <= MOST_DENSE_VALUES;
    double sparseNanos =
        choice.nanos() + SOLVES * NANOS_PER_NONZERO * sparse.pattern.symbolic().nonzeros();
    if (fits && denseNanos(n, m) < sparseNanos)
      return new KktSystems(structure, null, null, "dense, from sparse data");
    return new KktSystems(
        structure, sparse, choice.structure(sparse.pattern.symbolic()), choice.kind().name());
  }

  /// The time of a dense factorisation with half of the rows active, as many as there can be, and
  /// its solves.
  private static double denseNanos(double n, double m) {
    double k = Math.min(n, m) / 2;
    double flops = n * n * (m + n / 3) + n * n * k + n * k * k + k * k * k / 3;
    return NANOS_PER_DENSE_FACTOR
        + NANOS_PER_DENSE_FLOP * flops
        + SOLVES * NANOS_PER_DENSE_NUMBER * n * (2 * n + 4 * m);
  }

  /// A system for numbers in any units: the memory of one thread.
  public KktSystem system() {
    return equilibrated();
  }

  /// The same with its units, for who works in them.
  public EquilibratedKkt equilibrated() {
    KktSystem scaled =
        sparse == null || factor == null ? new DenseKkt(structure) : new SparseKkt(sparse, factor);
    return new EquilibratedKkt(structure, scaled);
  }

  /// What was chosen, in words.
  @Override
  public String toString() {
    return choice;
  }
}
