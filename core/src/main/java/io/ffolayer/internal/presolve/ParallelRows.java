package io.ffolayer.internal.presolve;

import io.ffolayer.internal.presolve.WorkingProgram.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes out of a [WorkingProgram] the rows that are multiples of others and ask for less:
/// inequalities that are looser by a margin, equalities that say the same once more.
final class ParallelRows {
  /// How far the ratios of two rows may be apart.
  private static final double ROUNDING = 1e-14;

  private static final double MARGIN = 1e-6;

  /// Rows of one pattern that are compared with each other.
  private static final int MOST_COMPARED = 16;

  private final WorkingProgram program;
  private final SparseRows a;
  private final Map<Integer, List<Integer>> found = new HashMap<>();

  ParallelRows(WorkingProgram program) {
    this.program = program;
    a = program.a;
  }

  /// Looks at every row of two entries and more. What contradicts another row stays, for a solver
  /// to prove it.
  void take() {
    found.clear();
    for (int i = 0; i < a.rows(); i++)
      if (program.hasRow[i] && program.kind[i] != Kind.CURVED && a.length(i) > 1) compare(i);
  }

  private void compare(int row) {
    List<Integer> others = found.computeIfAbsent(a.patternHash(row), hash -> new ArrayList<>());
    for (int other : others) {
      if (!program.hasRow[other] || !isParallel(row, other)) continue;
      takeLooser(row, other);
      if (!program.hasRow[row]) return;
    }
    if (others.size() < MOST_COMPARED) others.add(row);
  }

  private boolean isParallel(int row, int other) {
    if (a.length(row) != a.length(other)) return false;
    double ratio = a.value(row, 0) / a.value(other, 0);
    for (int k = 0; k < a.length(row); k++) {
      double value = a.value(row, k);
      if (a.column(row, k) != a.column(other, k)) return false;
      if (Math.abs(value - ratio * a.value(other, k)) > ROUNDING * Math.abs(value)) return false;
    }
    return true;
  }

  private void takeLooser(int row, int other) {
    double ratio = a.value(row, 0) / a.value(other, 0);
    double mine = program.b[row], theirs = ratio * program.b[other];
    double margin = MARGIN * (Math.abs(mine) + Math.abs(theirs));
    boolean isEquality = program.kind[row] == Kind.EQUALITY;
    boolean otherIsEquality = program.kind[other] == Kind.EQUALITY;
    if (isEquality && otherIsEquality) {
      double size = Math.max(program.size[row], Math.abs(ratio) * program.size[other]);
      if (Math.abs(mine - theirs) <= WorkingProgram.ROUNDING * size) program.drop(row);
    } else if (otherIsEquality) {
      if (mine > theirs + margin) program.drop(row);
    } else if (isEquality) {
      boolean looser = ratio > 0 ? theirs > mine + margin : theirs < mine - margin;
      if (looser) program.drop(other);
    } else if (ratio > 0) {
      if (mine > theirs + margin) program.drop(row);
      else if (theirs > mine + margin) program.drop(other);
    }
  }
}
