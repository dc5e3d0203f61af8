package io.ffolayer.internal.kkt.choice;

import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.conic.ExpandedKkt;
import io.ffolayer.internal.kkt.conic.ExpandedStructure;
import io.ffolayer.internal.kkt.conic.FaceEquilibratedKkt;
import io.ffolayer.internal.kkt.conic.RotatedKkt;
import io.ffolayer.internal.kkt.conic.RotatedStructure;
import io.ffolayer.internal.kkt.dense.DenseKkt;
import io.ffolayer.internal.kkt.dense.ResidualKkt;
import io.ffolayer.internal.kkt.dense.ResidualStructure;
import io.ffolayer.internal.kkt.separable.SeparableKkt;
import io.ffolayer.internal.kkt.separable.SeparableStructure;
import io.ffolayer.internal.kkt.sparse.SparseKkt;
import io.ffolayer.internal.linalg.sparse.FactorChoice;
import io.ffolayer.internal.linalg.sparse.LdlStructure;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.UnsupportedProgramException;
import org.jspecify.annotations.Nullable;

/// The choice of a [KktSystem] for a structure, by its layouts and the predicted time of a
/// factorisation; and the analysis that all threads share.
///
/// | program | system |
/// |---|---|
/// | P a sparse diagonal, few general rows ([SeparableStructure]), which, if they are sparse, take less time by their dense Schur complement than by a sparse factor of the whole | [SeparableKkt], and, for weights that leave some variable undetermined there, the next in this table that applies |
/// | P sparse, A dense but for residual variables ([ResidualStructure]) | [ResidualKkt], and, for weights that vanish on them, the next that applies |
/// | P and A dense | [DenseKkt] |
/// | otherwise | [SparseKkt], or [DenseKkt] where the factor of the sparse matrix is predicted to take longer, and the dense matrices fit |
///
/// Around it stand others, from outside inwards, each only where it is needed:
///
/// | | | where |
/// |---|---|---|
/// | 1 | [EquilibratedKkt]: to units in which absolute numbers mean something | always |
/// | 2 | [ExpandedKkt]: keeps the rows of large sparse second-order blocks, and goes on with 4 for its own rows; behind a [FallbackKkt], which goes on with 3 where the border has no factor | such blocks |
/// | 3 | [RotatedKkt]: to the rows UᵀA | curved cones |
/// | 3 | in its place those of [SemidefiniteChoice]: the data matrices of semidefinite cones in place of rotated rows; goes on with nothing | where that is predicted to take less time |
/// | 4 | [FallbackKkt]: from a system that cannot take every weight to a general one | SEPARABLE, RESIDUAL |
/// | 5 | the system of the first table, for flat rows | always |
public final class KktSystems {
  private final ProgramStructure structure;
  private final @Nullable ExpandedStructure expanded;
  private final @Nullable KktSystems expandedSystems;
  private final @Nullable SemidefiniteChoice semidefinite;
  private @Nullable Choice choice;

  private KktSystems(ProgramStructure structure, boolean eager) {
    this.structure = structure;
    expanded = ExpandedStructure.of(structure);
    semidefinite = expanded == null ? SemidefiniteChoice.of(structure, eager) : null;
    expandedSystems = expanded == null ? null : new KktSystems(expanded.rows, eager);
    if (expanded == null && semidefinite == null) choice = new Choice(structure);
  }

  /// Analyses a structure, once for all threads.
  public static KktSystems of(ProgramStructure structure) {
    return new KktSystems(structure, false);
  }

  /// The same with the data matrices of semidefinite cones wherever they can be taken, however
  /// small they are: for tests.
  static KktSystems byMatrices(ProgramStructure structure) {
    return new KktSystems(structure, true);
  }

  /// The choice for rotated rows, analysed when it is first needed.
  private synchronized Choice choice() {
    if (choice == null) choice = new Choice(structure);
    return choice;
  }

  /// A system for numbers in any units: the memory of one thread.
  public KktSystem system() {
    return equilibrated();
  }

  /// The same with its units, for who works in them.
  public EquilibratedKkt equilibrated() {
    return new EquilibratedKkt(structure, inUnits());
  }

  private KktSystem inUnits() {
    if (expanded == null || expandedSystems == null) return rotated();
    KktSystem wide = new ExpandedKkt(expanded, expandedSystems.inUnits());
    return new FallbackKkt(structure.rows(), wide, this::rotated);
  }

  private KktSystem rotated() {
    return semidefinite == null ? rotatedRows() : semidefinite.system(this::rotatedRows);
  }

  private KktSystem rotatedRows() {
    Choice made = choice();
    KktSystem flat = flat(made);
    if (made.rotated == null) return flat;
    return new RotatedKkt(made.rotated, new FaceEquilibratedKkt(made.rows, flat));
  }

  private static KktSystem flat(Choice made) {
    KktSystem special = made.special();
    return special == null
        ? made.generalSystem()
        : new FallbackKkt(made.rows.rows(), special, made::generalSystem);
  }

  /// What was chosen, in a word.
  @Override
  public String toString() {
    if (expandedSystems != null) return "EXPANDED " + expandedSystems;
    return (semidefinite == null ? choice() : semidefinite).toString();
  }

  /// What is analysed for the rows UᵀA, and the systems for them.
  private static final class Choice {
    private final @Nullable RotatedStructure rotated;
    private final ProgramStructure rows;
    private final @Nullable SeparableStructure separable;
    private final @Nullable ResidualStructure residuals;
    private @Nullable General general;

    Choice(ProgramStructure structure) {
      rotated = structure.isPolyhedral() ? null : new RotatedStructure(structure);
      rows = rotated == null ? structure : rotated.rows;
      boolean diagonal = rows.quadratic() instanceof Layout.Sparse p && p.isDiagonal();
      SeparableStructure form = diagonal ? SeparableStructure.of(rows) : null;
      separable = form != null && isSlower(form) ? null : form;
      residuals = separable == null ? ResidualStructure.of(rows) : null;
      if (separable == null && residuals == null) general();
    }

    /// Whether the sparse factor of the whole is predicted to take less time.
    private boolean isSlower(SeparableStructure form) {
      if (!form.isSparse()) return false;
      double nanos = nanos(form);
      return General.leastNanos(form) < nanos && general().nanos < nanos;
    }

    /// The time of a factorisation of the Schur complement, and of its solves.
    private static double nanos(SeparableStructure form) {
      double p = form.generalRows();
      return General.NANOS_PER_DENSE_FACTOR
          + General.NANOS_PER_DENSE_FLOP * p * p * p / 3
          + General.NANOS_PER_ENTRY * form.products()
          + General.SOLVES * General.NANOS_PER_DENSE_NUMBER * p * p;
    }

    /// The choice for what has no form of its own, analysed when it is first needed.
    private synchronized General general() {
      if (general == null) general = General.of(rows);
      return general;
    }

    KktSystem generalSystem() {
      return general().system(rows);
    }

    /// The system that cannot take every weight, null where there is none.
    @Nullable KktSystem special() {
      if (separable != null) return new SeparableKkt(separable);
      return residuals == null ? null : new ResidualKkt(residuals);
    }

    @Override
    public String toString() {
      if (separable != null) return "SEPARABLE";
      return residuals == null ? general().toString() : "RESIDUAL";
    }
  }

  /// Dense or sparse.
  ///
  /// @param kind the kind of the sparse factor, null where dense
  /// @param nanos predicted time of a factorisation and its solves
  private record General(
      SparseKkt.@Nullable Structure sparse,
      @Nullable LdlStructure factor,
      FactorChoice.@Nullable Kind kind,
      double nanos) {
    /// Dense matrices of more doubles than this are not made from sparse data.
    private static final double MOST_DENSE_VALUES = 3e7;

    /// Solves per factorisation, and what a solve costs for each number of the factor; measured
    /// roughly.
    private static final double SOLVES = 6;

    private static final double NANOS_PER_NONZERO = 2;
    private static final double NANOS_PER_ENTRY = 1;
    private static final double NANOS_PER_DENSE_FLOP = 0.03;
    private static final double NANOS_PER_DENSE_NUMBER = 0.5;
    private static final double NANOS_PER_DENSE_FACTOR = 2000;

    static General of(ProgramStructure structure) {
      double n = structure.variables(), m = structure.rows();
      double denseNanos = denseNanos(n, m);
      if (structure.isDense()) return dense(denseNanos);
      SparseKkt.Structure sparse = new SparseKkt.Structure(structure);
      FactorChoice choice = FactorChoice.sparse(sparse.pattern.symbolic());
      boolean fits = 3 * n * n + 4 * n * m <= MOST_DENSE_VALUES;
      if (choice == null) return denseOrNothing(fits, denseNanos, sparse);
      double nanos =
          choice.nanos() + SOLVES * NANOS_PER_NONZERO * sparse.pattern.symbolic().nonzeros();
      if (fits && denseNanos < nanos) return dense(denseNanos);
      return new General(sparse, choice.structure(sparse.pattern.symbolic()), choice.kind(), nanos);
    }

    /// What the solves take at least, if the factor has no more entries than the general rows:
    /// known without an analysis.
    static double leastNanos(SeparableStructure form) {
      return SOLVES * NANOS_PER_NONZERO * form.generalEntries();
    }

    private static General dense(double nanos) {
      return new General(null, null, null, nanos);
    }

    private static General denseOrNothing(boolean fits, double nanos, SparseKkt.Structure sparse) {
      if (fits) return dense(nanos);
      throw new UnsupportedProgramException(
          "the factor of the KKT matrix has %d nonzeros, more than an array can hold. Maybe state the program with fewer dense rows"
              .formatted(sparse.pattern.symbolic().nonzeros()));
    }

    /// The time of a dense factorisation with half of the rows active that can be, and of its
    /// solves.
    private static double denseNanos(double n, double m) {
      double k = Math.min(n, m) / 2;
      double flops = n * n * (m + n / 3) + n * n * k + n * k * k + k * k * k / 3;
      double numbers = n * (2 * n + 4 * m);
      return NANOS_PER_DENSE_FACTOR
          + NANOS_PER_DENSE_FLOP * flops
          + SOLVES * NANOS_PER_DENSE_NUMBER * numbers;
    }

    KktSystem system(ProgramStructure structure) {
      return sparse == null || factor == null
          ? new DenseKkt(structure)
          : new SparseKkt(sparse, factor);
    }

    @Override
    public String toString() {
      return kind == null ? "DENSE" : kind.name();
    }
  }
}
