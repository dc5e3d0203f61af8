package io.ffolayer.internal.canon;

import io.ffolayer.internal.canon.lowering.ParameterOrder;
import io.ffolayer.model.Coefficient;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.program.AffineMap;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A program that is given in the standard form: each coefficient is a slot or a block of its own.
final class ConeSource {
  private final ConeProgram source;
  private final int n;
  private final ParameterOrder parameters = new ParameterOrder();
  private final Map<Differentiable, Output> outputs = new LinkedHashMap<>();

  ConeSource(ConeProgram source) {
    this.source = source;
    this.n = source.variable().size();
  }

  CanonicalForm build() {
    Slot quadratic = quadraticSlot(source.quadratic());
    AffineMap linear =
        source.linear() == null ? new AffineMap.Fixed(new double[n]) : whole(source.linear());
    List<RowBlock> blocks = new ArrayList<>();
    List<AffineMap> rows = new ArrayList<>();
    List<AffineMap> rhs = new ArrayList<>();
    int row = 0;
    for (ConeProgram.Block block : source.blocks()) {
      Slot matrix = rowSlot(block);
      blocks.add(new RowBlock(block.cone(), matrix.layout));
      rows.add(matrix.map);
      rhs.add(scaled(block.rhs(), block.sign()));
      int size = matrix.layout.rows();
      outputs.put(block.dual(), Output.Part.consecutive(Output.Vector.Z, row, size));
      outputs.put(block.slack(), Output.Part.consecutive(Output.Vector.S, row, size));
      row += size;
    }
    AffineMap b = rhs.size() == 1 ? rhs.getFirst() : new AffineMap.Stack(rhs);
    ParametricProgram program =
        new ParametricProgram(
            new ProgramStructure(quadratic.layout, blocks, source.auxiliaries()),
            quadratic.map,
            linear,
            rows,
            b);
    outputs.put(source.variable(), Output.Part.consecutive(Output.Vector.Y, 0, n));
    outputs.put(source.optimalValue(), new Output.Value(1, ObjectiveConstant.ZERO, false));
    return CanonicalForm.of(program, parameters.list(), outputs, Set.of(), null);
  }

  private record Slot(Layout layout, AffineMap map) {}

  private Slot quadraticSlot(@Nullable Coefficient p) {
    if (p == null) return new Slot(Layout.Sparse.empty(n, n), new AffineMap.Fixed(new double[0]));
    Layout.Sparse pattern = p.pattern();
    if (pattern == null) return new Slot(new Layout.Dense(n, n), whole(p));
    if (pattern.isUpperTriangular()) return new Slot(pattern, whole(p));
    return folded(p, pattern);
  }

  /// A sparse P on both triangles, or on the lower one, onto the upper triangle: the two entries of
  /// a pair are averaged.
  private Slot folded(Coefficient p, Layout.Sparse pattern) {
    if (!pattern.isLowerTriangular() && !pattern.isSymmetric())
      throw new ShapeException(
          "the pattern of P ("
              + p.name()
              + ") is neither symmetric nor one triangle. Maybe add the mirrored entries");
    boolean oneTriangle = pattern.isLowerTriangular();
    int size = pattern.size();
    int[] i = new int[size];
    int[] j = new int[size];
    double[] factor = new double[size];
    for (int column = 0; column < n; column++)
      for (int k = pattern.columnStart(column); k < pattern.columnStart(column + 1); k++) {
        int row = pattern.rowIndex(k);
        i[k] = Math.min(row, column);
        j[k] = Math.max(row, column);
        factor[k] = row == column || oneTriangle ? 1 : 0.5;
      }
    Layout.Sparse upper = upperTriangle(i, j);
    int[] target = new int[size];
    int[] source = new int[size];
    for (int k = 0; k < size; k++) {
      target[k] = upper.position(i[k], j[k]);
      source[k] = k;
    }
    return new Slot(
        upper,
        switch (p) {
          case Parameter parameter ->
              new AffineMap.Entries(
                  parameters.index(parameter), upper.size(), target, source, factor);
          case Constant constant -> {
            rejectAsymmetry(constant, pattern, oneTriangle);
            double[] values = new double[upper.size()];
            for (int k = 0; k < size; k++) values[target[k]] += factor[k] * constant.values()[k];
            yield new AffineMap.Fixed(values);
          }
        });
  }

  private void rejectAsymmetry(Constant p, Layout.Sparse pattern, boolean oneTriangle) {
    if (oneTriangle) return;
    for (int j = 0; j < n; j++)
      for (int k = pattern.columnStart(j); k < pattern.columnStart(j + 1); k++) {
        int i = pattern.rowIndex(k);
        double mirrored = p.values()[pattern.position(j, i)];
        if (p.values()[k] != mirrored)
          throw new IllegalArgumentException(
              "P is not symmetric: entry (%d, %d) is %s, entry (%d, %d) is %s"
                  .formatted(i, j, p.values()[k], j, i, mirrored));
      }
  }

  private Layout.Sparse upperTriangle(int[] i, int[] j) {
    long[] key = new long[i.length];
    for (int k = 0; k < i.length; k++) key[k] = (long) j[k] * n + i[k];
    key = Arrays.stream(key).sorted().distinct().toArray();
    int[] rows = new int[key.length];
    int[] columns = new int[key.length];
    for (int k = 0; k < key.length; k++) {
      rows[k] = (int) (key[k] % n);
      columns[k] = (int) (key[k] / n);
    }
    return Layout.Sparse.ofEntries(n, n, rows, columns);
  }

  private Slot rowSlot(ConeProgram.Block block) {
    Coefficient matrix = block.matrix();
    if (matrix == null) {
      double[] diagonal = new double[n];
      Arrays.fill(diagonal, block.sign());
      return new Slot(Layout.Sparse.diagonal(n), new AffineMap.Fixed(diagonal));
    }
    Layout.Sparse pattern = matrix.pattern();
    return new Slot(
        pattern != null ? pattern : new Layout.Dense(matrix.shape()[0], n), whole(matrix));
  }

  private AffineMap whole(Coefficient coefficient) {
    return switch (coefficient) {
      case Constant constant -> new AffineMap.Fixed(constant.values());
      case Parameter parameter ->
          new AffineMap.Same(parameters.index(parameter), parameter.scalars());
    };
  }

  private AffineMap scaled(Coefficient coefficient, double factor) {
    if (factor == 1) return whole(coefficient);
    return switch (coefficient) {
      case Constant constant -> {
        double[] values = constant.values().clone();
        for (int k = 0; k < values.length; k++) values[k] *= factor;
        yield new AffineMap.Fixed(values);
      }
      case Parameter parameter ->
          AffineMap.Entries.scaled(parameters.index(parameter), parameter.scalars(), factor);
    };
  }
}
