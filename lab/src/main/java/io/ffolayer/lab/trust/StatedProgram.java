package io.ffolayer.lab.trust;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Dual;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.ConeProgram;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program as a layer, in some layout, every number of it a parameter. Equalities and
/// inequalities alone stand as a quadratic program, everything else as a program over cones: as in
/// a problem file.
public final class StatedProgram {
  /// How the matrices are stored.
  public enum Form {
    DENSE("dense"),
    SPARSE("sparse"),
    SPARSE_P_DENSE_A("P sparse, A dense");

    private final String text;

    Form(String text) {
      this.text = text;
    }

    /// In the words of a table.
    public String text() {
      return text;
    }

    /// Whether P is stored by its entries.
    public boolean hasSparseP() {
      return this != DENSE;
    }

    public boolean hasSparseA() {
      return this == SPARSE;
    }
  }

  /// A matrix parameter, or some rows of A, and where its numbers stand in the program.
  private record Slot(Parameter parameter, Layout layout, int firstRow) {}

  private final Program program;
  private final Variable x;
  private final @Nullable Slot p;
  private final Parameter q;
  private final List<Slot> rows = new ArrayList<>();
  private final List<Parameter> rhs = new ArrayList<>();
  private final List<Dual> duals;
  private final ConvexLayer layer;

  private StatedProgram(Program program, Form form) {
    this.program = program;
    int n = program.n();
    x = Variable.vector("x", n);
    double[][] quadratic = program.p();
    p = quadratic == null ? null : slot("P", quadratic, 0, n, form.hasSparseP());
    q = Parameter.vector("q", n);
    List<Cone> cones = program.cones();
    int equalities = equalities(cones);
    if (equalities >= 0) {
      QuadraticProgram stated = QuadraticProgram.in(x);
      stated = p == null ? stated.minimize(q) : stated.minimize(p.parameter, q);
      if (equalities > 0) {
        block("A", "b", 0, equalities, form);
        stated = stated.equalTo(rows.getLast().parameter, rhs.getLast());
      }
      if (program.m() > equalities) {
        block("G", "h", equalities, program.m() - equalities, form);
        stated = stated.lessThan(rows.getLast().parameter, rhs.getLast());
      }
      duals = stated.duals();
      layer = ConvexLayer.of(stated).withThreads(1);
    } else {
      ConeProgram stated = ConeProgram.in(x);
      stated = p == null ? stated.minimize(q) : stated.minimize(p.parameter, q);
      block("A", "b", 0, program.m(), form);
      stated = stated.subjectTo(rows.getLast().parameter, rhs.getLast(), new ProductCone(cones));
      duals = stated.duals();
      layer = ConvexLayer.of(stated).withThreads(1);
    }
  }

  public static StatedProgram of(Program program, Form form) {
    return new StatedProgram(program, form);
  }

  /// The number of equalities if these come first and all else are inequalities; otherwise −1.
  public static int equalities(List<Cone> cones) {
    int equalities = 0;
    boolean first = true;
    for (Cone cone : cones) {
      if (cone instanceof ZeroCone && first) equalities += cone.size();
      else if (cone instanceof NonnegativeCone) first = false;
      else return -1;
    }
    return equalities;
  }

  private void block(String matrix, String vector, int from, int count, Form form) {
    double[][] part = Arrays.copyOfRange(program.a(), from, from + count);
    rows.add(slot(matrix, part, from, program.n(), form.hasSparseA()));
    rhs.add(Parameter.vector(vector, count));
  }

  private static Slot slot(String name, double[][] matrix, int first, int columns, boolean sparse) {
    if (!sparse)
      return new Slot(
          Parameter.matrix(name, matrix.length, columns),
          new Layout.Dense(matrix.length, columns),
          first);
    Layout.Sparse pattern = pattern(matrix, columns);
    return new Slot(Parameter.sparse(name, pattern), pattern, first);
  }

  private static Layout.Sparse pattern(double[][] matrix, int columns) {
    int[] i = new int[matrix.length * columns], j = new int[matrix.length * columns];
    int size = 0;
    for (int row = 0; row < matrix.length; row++)
      for (int column = 0; column < columns; column++)
        if (matrix[row][column] != 0) {
          i[size] = row;
          j[size++] = column;
        }
    return Layout.Sparse.ofEntries(
        matrix.length, columns, Arrays.copyOf(i, size), Arrays.copyOf(j, size));
  }

  ConvexLayer layer() {
    return layer;
  }

  Variable variable() {
    return x;
  }

  /// The numbers of the program.
  Map<Parameter, Tensor> values() {
    Map<Parameter, Tensor> values = new LinkedHashMap<>();
    double[][] quadratic = program.p();
    if (p != null && quadratic != null) values.put(p.parameter, tensor(p, quadratic));
    values.put(q, Tensor.vector(program.q()));
    for (int k = 0; k < rows.size(); k++) {
      Slot slot = rows.get(k);
      values.put(slot.parameter, tensor(slot, program.a()));
      int from = slot.firstRow;
      values.put(
          rhs.get(k),
          Tensor.vector(Arrays.copyOfRange(program.b(), from, from + slot.layout.rows())));
    }
    return values;
  }

  private static Tensor tensor(Slot slot, double[][] matrix) {
    double[] values = new double[slot.layout.size()];
    int[] at = {0};
    visit(slot.layout, (i, j) -> values[at[0]++] = matrix[slot.firstRow + i][j]);
    return Tensor.of(values, slot.parameter.tensorShape());
  }

  private interface Place {
    void at(int i, int j);
  }

  /// The places of a layout in the order in which it stores them.
  private static void visit(Layout layout, Place place) {
    if (layout instanceof Layout.Sparse sparse) {
      for (int j = 0; j < sparse.columns(); j++)
        for (int k = sparse.columnStart(j); k < sparse.columnStart(j + 1); k++)
          place.at(sparse.rowIndex(k), j);
    } else
      for (int i = 0; i < layout.rows(); i++)
        for (int j = 0; j < layout.columns(); j++) place.at(i, j);
  }

  /// The cotangents of y and z.
  Map<Differentiable, Tensor> cotangents() {
    Map<Differentiable, Tensor> cotangents = new LinkedHashMap<>();
    cotangents.put(x, Tensor.vector(program.loss().c()));
    int from = 0;
    for (Dual dual : duals) {
      int size = Tensor.sizeOf(dual.shape());
      cotangents.put(
          dual, Tensor.vector(Arrays.copyOfRange(program.loss().d(), from, from + size)));
      from += size;
    }
    return cotangents;
  }

  double[] solution(ForwardPass pass) {
    return pass.value(x).values();
  }

  /// NaN where an entry is not stored.
  SlotGradients read(Gradients gradients) {
    int n = program.n(), m = program.m();
    double[] ofRows = new double[m * n], b = new double[m];
    Arrays.fill(ofRows, Double.NaN);
    for (int k = 0; k < rows.size(); k++) {
      read(gradients, rows.get(k), n, ofRows);
      double[] own = gradients.of(rhs.get(k)).values();
      System.arraycopy(own, 0, b, rows.get(k).firstRow, own.length);
    }
    List<double[]> slots = new ArrayList<>();
    if (p != null) {
      double[] quadratic = new double[n * n];
      Arrays.fill(quadratic, Double.NaN);
      read(gradients, p, n, quadratic);
      slots.add(quadratic);
    }
    slots.add(gradients.of(q).values().clone());
    slots.add(ofRows);
    slots.add(b);
    return new SlotGradients(slots);
  }

  private static void read(Gradients gradients, Slot slot, int n, double[] into) {
    double[] values = gradients.of(slot.parameter).values();
    int[] at = {0};
    visit(slot.layout, (i, j) -> into[(slot.firstRow + i) * n + j] = values[at[0]++]);
  }
}
