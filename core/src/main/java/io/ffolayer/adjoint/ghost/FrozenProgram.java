package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.internal.face.Norms;
import io.ffolayer.internal.scale.Point;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.MatrixView;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.WarmStart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One instance of a program on the face of its solution, as the paper freezes it: active rows are
/// equalities, inactive ones are gone. A cone on whose boundary the solution lies, curved there,
/// stays what it is: its curvature is that of the problem.
///
/// The multipliers are those of the program, not increments: a perturbed problem with affine rows
/// may leave λ*ᵀh out of its objective (`docs/maths.md` §3).
final class FrozenProgram {
  /// Whether a curved cone is among its rows, so that it is not an equality-constrained quadratic.
  final boolean isCurved;

  final ProgramStructure structure;
  private final Visited visited;
  private final Batched quadratic;
  private final List<Batched> rowValues = new ArrayList<>();
  private final Rotation rotation;

  /// For each of its rows the row of the program, and whether that is a rotated one.
  private final int[] source;

  private final boolean[] isRotated;

  FrozenProgram(Visited visited, ActiveRows rows) {
    this.visited = visited;
    ProgramData data = visited.data;
    rotation = rows.rotation.copy();
    source = new int[rows.l.length];
    isRotated = new boolean[rows.l.length];
    int at = data.quadratic().offset(visited.instance);
    quadratic =
        Batched.shared(
            Arrays.copyOfRange(data.quadratic().values(), at, at + data.quadratic().size()));
    List<RowBlock> blocks =
        rows.isFlat
            ? flatBlocks(visited, rows.active(), rowValues)
            : List.of(curvedBlock(rows.clearL()));
    if (rows.isFlat) list(rows.active());
    isCurved = blocks.stream().anyMatch(block -> !block.cone().isPolyhedral());
    structure = new ProgramStructure(data.structure().quadratic(), blocks);
  }

  /// The active rows of a program that has flat rows only, a block of equalities for each of its
  /// blocks.
  ///
  /// @param values their numbers are added
  static List<RowBlock> flatBlocks(Visited visited, boolean[] active, List<Batched> values) {
    ProgramStructure structure = visited.data.structure();
    List<RowBlock> blocks = new ArrayList<>();
    for (int k = 0; k < structure.blocks().size(); k++) {
      MatrixView kept =
          visited.data.block(k).rowsWhere(visited.instance, active, structure.firstRow(k));
      blocks.add(new RowBlock(new ZeroCone(kept.rows()), kept.layout()));
      values.add(kept.numbers());
    }
    return blocks;
  }

  private void list(boolean[] active) {
    int count = 0;
    for (int i = 0; i < active.length; i++) if (active[i]) source[count++] = i;
  }

  /// The rows of a program with curved cones as one sparse block: of a cone that is curved at the
  /// solution all, of any other the rotated rows with l = 0.
  private RowBlock curvedBlock(double[] l) {
    List<Cone> cones = new ArrayList<>();
    int count = 0;
    for (ProgramStructure.ConeRows cone : visited.data.structure().cones()) {
      boolean isWhole = false;
      for (int i = cone.first(); i < cone.end(); i++)
        isWhole |= l[i] > 0 && l[i] < Double.POSITIVE_INFINITY;
      int before = count;
      for (int i = cone.first(); i < cone.end(); i++) {
        if (!isWhole && l[i] != 0) continue;
        source[count] = i;
        isRotated[count++] = !isWhole;
      }
      cones.add(isWhole ? cone.cone() : new ZeroCone(count - before));
    }
    int n = visited.data.structure().variables();
    SolvedGhost.SparseColumns a = new SolvedGhost.SparseColumns();
    double[] unit = new double[n], plain = new double[l.length];
    for (int j = 0; j < n; j++) {
      unit[j] = 1;
      Arrays.fill(plain, 0.0);
      visited.addRowProduct(unit, plain);
      double[] kept = kept(plain, count);
      for (int k = 0; k < count; k++) a.add(k, kept[k]);
      a.end();
      unit[j] = 0;
    }
    rowValues.add(a.values());
    return new RowBlock(new ProductCone(cones), a.layout(count));
  }

  /// The values of a vector of the program's rows in the rows of this one; what a rotation leaves
  /// of rounding is 0.
  private double[] kept(double[] plain, int count) {
    double[] rotated = plain.clone();
    rotation.apply(rotated, 0);
    double rounding = Math.ulp(1.0) * Norms.largest(plain, 0, plain.length);
    double[] kept = new double[count];
    for (int k = 0; k < count; k++) {
      double value = rotated[source[k]];
      if (!isRotated[k]) kept[k] = plain[source[k]];
      else if (Math.abs(value) > rounding) kept[k] = value;
    }
    return kept;
  }

  /// The problem with q + t u in place of q and b − t v in place of b.
  ProgramData at(double t, double[] u, double[] v) {
    Batched linear = visited.data.linear(), rhs = visited.data.rhs();
    double[] q = u.clone(), b = v.clone();
    int qAt = linear.offset(visited.instance), bAt = rhs.offset(visited.instance);
    for (int j = 0; j < q.length; j++) q[j] = linear.values()[qAt + j] + t * u[j];
    for (int i = 0; i < b.length; i++) b[i] = rhs.values()[bAt + i] - t * v[i];
    return new ProgramData(
        structure,
        1,
        quadratic,
        Batched.shared(q),
        rowValues,
        Batched.shared(kept(b, structure.rows())));
  }

  /// A point of the program as a guess.
  WarmStart guess(Point point) {
    int count = structure.rows();
    double[] s = kept(point.s(), count);
    for (int k = 0; k < count; k++) if (isRotated[k]) s[k] = 0;
    WarmStart.Point guess = new WarmStart.Point(point.y().clone(), s, kept(point.z(), count));
    return instance -> guess;
  }

  /// The multipliers of a solution of this problem, in the rows of the program; 0 in those that are
  /// gone.
  double[] multipliers(Solution solution) {
    double[] z = new double[source.length];
    for (int k = 0; k < structure.rows(); k++) if (isRotated[k]) z[source[k]] = solution.z()[k];
    rotation.applyTransposed(z, 0);
    for (int k = 0; k < structure.rows(); k++) if (!isRotated[k]) z[source[k]] = solution.z()[k];
    return z;
  }
}
