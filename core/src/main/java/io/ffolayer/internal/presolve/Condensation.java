package io.ffolayer.internal.presolve;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Factor;
import org.jspecify.annotations.Nullable;

/// Condenses instances where that is worth it: where many variables are defined and their map is
/// dense. Matrices that are shared by the batch, or are constants, are condensed once. In the
/// memory of one thread.
final class Condensation {
  /// So many variables have to be defined.
  private static final int FEWEST = 4;

  /// And so many for each of the others: MᵀDM of few is dense where a model of few factors is not.
  private static final double LEAST = 0.5;

  /// So much of the map from the others has to be there: a sparse one is solved faster as it is.
  private static final double FILL = 0.25;

  /// So many of the others may be there, and so many entries may the map have.
  private static final int MOST_KEPT = 2000;

  private static final long MOST_ENTRIES = 1 << 23;

  private final boolean[] equality;
  private final CondensedShape.Known shapes;
  private final SquareSums sums = new SquareSums();
  private final SharedMatrices shared = SharedMatrices.both();
  private @Nullable CondensedProgram memory;
  private @Nullable CondensedProgram program;

  /// @param shapes of the programs that any thread met
  Condensation(ProgramStructure structure, CondensedShape.Known shapes) {
    equality = structure.equalities();
    this.shapes = shapes;
  }

  /// Whether the structure lets expect that anything is defined.
  static boolean mayDefine(ProgramStructure structure) {
    Layout p = structure.quadratic();
    return structure.hasEntries()
        && p.size() > 0
        && structure.cones().stream()
            .anyMatch(part -> part.cone() instanceof ZeroCone && part.cone().size() > 0);
  }

  /// The program with the matrices of an instance, or null where there is nothing to gain. Valid
  /// until the next is asked for.
  @Nullable CondensedProgram at(ProgramData data, int i) {
    if (!shared.holds(data)) {
      shared.forget();
      program = read(data, i);
      shared.remember(data);
    }
    return program;
  }

  /// The program of which a forward pass left something, likewise.
  @SuppressWarnings("ReferenceEquality") // one object for each list of definitions
  CondensedProgram at(ProgramData data, int i, CondensedProgram.Left left) {
    if (program != null && program.shape() == left.shape() && shared.holds(data)) return program;
    shared.forget();
    CondensedProgram read = memory(left.shape());
    read.readAgain(data, i, left);
    program = read;
    shared.remember(data);
    return read;
  }

  private @Nullable CondensedProgram read(ProgramData data, int i) {
    Definitions found = Definitions.of(data, i, equality);
    if (found == null) return null;
    int count = found.variables().length, kept = found.kept().length;
    if (count < Math.max(FEWEST, LEAST * kept) || kept < 1) return null;
    if (kept > MOST_KEPT || (long) count * kept > MOST_ENTRIES) return null;
    CondensedProgram read = memory(shapes.of(data.structure(), found));
    return read.read(data, i, FILL, sums) ? read : null;
  }

  @SuppressWarnings("ReferenceEquality") // one object for each list of definitions
  private CondensedProgram memory(CondensedShape shape) {
    if (memory == null || memory.shape() != shape) memory = new CondensedProgram(shape);
    return memory;
  }

  /// What the backward pass needs of an instance; see [CondensedProgram#leave].
  CondensedProgram.Left leave(ProgramData left, @Nullable Factor factor) {
    if (program == null) throw new IllegalStateException("nothing was condensed");
    CondensedProgram.Left all = program.leave(left, factor);
    if (!shared.remembers()) program.release(all.hasRows());
    return all;
  }

  /// Keeps nothing of an instance alive; what all share stays.
  void release() {
    if (memory != null && !shared.remembers()) memory.release(false);
  }
}
