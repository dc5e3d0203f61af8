package io.ffolayer;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.ProgramGradient;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Mᵀ for one parameter: from the gradient of the numbers of a program to the gradient of the
/// parameter. Where a matrix is the parameter itself, its gradient is written in place; otherwise
/// the gradient of the slot is made first, then pulled back.
final class Pullback {
  private static final int QUADRATIC = -1;
  private static final int LINEAR = -2;
  private static final int RHS = -3;

  /// @param slot one of the three constants, or the index of a block of rows
  private record Use(int slot, AffineMap map, int size) {}

  private final ProgramStructure structure;
  private final int parameter;
  private final int size;
  private final List<Use> uses = new ArrayList<>();

  Pullback(ParametricProgram program, int parameter, int size) {
    this.structure = program.structure();
    this.parameter = parameter;
    this.size = size;
    addUse(QUADRATIC, program.quadratic());
    addUse(LINEAR, program.linear());
    for (int k = 0; k < program.rows().size(); k++) addUse(k, program.rows().get(k));
    addUse(RHS, program.rhs());
  }

  private void addUse(int slot, AffineMap map) {
    if (map.reads(parameter)) uses.add(new Use(slot, map, map.size()));
  }

  /// Index of the parameter.
  int parameter() {
    return parameter;
  }

  int size() {
    return size;
  }

  /// Doubles of scratch that [#write] needs.
  int scratchSize() {
    return uses.stream().filter(use -> !inPlace(use)).mapToInt(Use::size).max().orElse(0);
  }

  /// Number of rows that [#write] can be split into; 1 where it cannot.
  int rows() {
    return uses.size() == 1
            && inPlace(uses.getFirst())
            && uses.getFirst().slot >= 0
            && structure.blocks().get(uses.getFirst().slot).layout() instanceof Layout.Dense dense
        ? Math.max(1, dense.rows())
        : 1;
  }

  /// out = or += the gradient of the parameter from one instance, size() values at `at`.
  ///
  /// @param from first of the rows to write, `to` the row after the last: 0 and [#rows] for
  ///   everything
  void write(
      ProgramGradient gradient,
      int instance,
      int from,
      int to,
      boolean add,
      double[] out,
      int at,
      double[] scratch) {
    boolean fresh = !add;
    for (Use use : uses) {
      if (inPlace(use)) {
        writeSlot(gradient, use, instance, from, rows() == 1 ? rowsOf(use) : to, !fresh, out, at);
      } else {
        if (fresh) Arrays.fill(out, at, at + size, 0.0);
        writeSlot(gradient, use, instance, 0, rowsOf(use), false, scratch, 0);
        use.map.pullBack(parameter, scratch, 0, out, at);
      }
      fresh = false;
    }
    if (uses.isEmpty() && fresh) Arrays.fill(out, at, at + size, 0.0);
  }

  private static boolean inPlace(Use use) {
    return use.map instanceof AffineMap.Same;
  }

  private int rowsOf(Use use) {
    return use.slot >= 0 ? structure.blocks().get(use.slot).rows() : 0;
  }

  private void writeSlot(
      ProgramGradient gradient,
      Use use,
      int instance,
      int from,
      int to,
      boolean add,
      double[] out,
      int at) {
    switch (use.slot) {
      case QUADRATIC -> gradient.quadratic(instance, add, out, at);
      case LINEAR -> gradient.linear(instance, add, out, at);
      case RHS -> gradient.rhs(instance, add, out, at);
      default -> {
        int first = structure.firstRow(use.slot) + from;
        Layout layout = structure.blocks().get(use.slot).layout();
        if (to - from == layout.rows()) gradient.rows(instance, first, layout, add, out, at);
        else {
          Layout some = new Layout.Dense(to - from, layout.columns());
          gradient.rows(instance, first, some, add, out, at + from * layout.columns());
        }
      }
    }
  }
}
