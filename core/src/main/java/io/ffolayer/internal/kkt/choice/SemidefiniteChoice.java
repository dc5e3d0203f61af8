package io.ffolayer.internal.kkt.choice;

import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.semidefinite.MatrixVariableKkt;
import io.ffolayer.internal.kkt.semidefinite.MatrixVariableStructure;
import io.ffolayer.internal.kkt.semidefinite.SemidefiniteKkt;
import io.ffolayer.internal.kkt.semidefinite.SpectralStructure;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether the rows of semidefinite cones are rotated and eliminated one by one, or by their data
/// matrices, in one of two ways: by the predicted times of a factorisation and of the products that
/// its answers are refined with.
///
/// Predicted for rotated rows: 3k³ flops for each of c columns of a cone of order k, in short
/// loops, and k²c²/2 for eliminating them.
final class SemidefiniteChoice {
  /// Below this the rotated rows serve well, ns: the other way has its overhead.
  private static final double SHORT = 1e6;

  /// How much faster the other way has to be predicted.
  private static final double FASTER = 2;

  private static final double NANOS_PER_ROTATION_FLOP = 0.3;
  private static final double NANOS_PER_ELIMINATION_FLOP = 0.12;

  private final ProgramStructure program;
  private final @Nullable SpectralStructure rows;
  private final @Nullable MatrixVariableStructure variables;

  private SemidefiniteChoice(
      ProgramStructure program,
      @Nullable SpectralStructure rows,
      @Nullable MatrixVariableStructure variables) {
    this.program = program;
    this.rows = rows;
    this.variables = variables;
  }

  /// The choice, or null for rotated rows.
  ///
  /// @param always whether to take the data matrices wherever they can be taken
  static @Nullable SemidefiniteChoice of(ProgramStructure program, boolean always) {
    boolean any = program.cones().stream().anyMatch(part -> part.cone() instanceof PsdCone);
    if (!any || !program.hasEntries()) return null;
    SpectralStructure rows = new SpectralStructure(program);
    double rotated = rotatedNanos(rows);
    if (!always && rotated < SHORT) return null;
    MatrixVariableStructure variables = MatrixVariableStructure.of(program);
    double direct = rows.nanos();
    double turned = variables == null ? Double.POSITIVE_INFINITY : variables.nanos();
    if (!always && rotated < FASTER * Math.min(direct, turned)) return null;
    return (always && variables != null) || turned < direct
        ? new SemidefiniteChoice(program, null, variables)
        : new SemidefiniteChoice(program, rows, null);
  }

  private static double rotatedNanos(SpectralStructure rows) {
    double nanos = 0;
    for (int cone = 0; cone < rows.cones(); cone++) {
      double k = rows.order(cone), c = rows.columns(cone);
      nanos += NANOS_PER_ROTATION_FLOP * 3 * k * k * k * c;
      nanos += NANOS_PER_ELIMINATION_FLOP * k * k / 2 * c * c;
    }
    return nanos;
  }

  /// @param rotated the system of rotated rows, for numbers that a turned program cannot take
  KktSystem system(Supplier<KktSystem> rotated) {
    if (rows != null) return new SemidefiniteKkt(rows);
    if (variables == null) return rotated.get();
    KktSystem system = new MatrixVariableKkt(variables);
    boolean takesAll = program.quadratic().size() == 0;
    return takesAll ? system : new FallbackKkt(program.rows(), system, rotated);
  }

  @Override
  public String toString() {
    return rows == null ? "MATRIX VARIABLES" : "SEMIDEFINITE";
  }
}
