package io.ffolayer.internal.apart;

import io.ffolayer.internal.presolve.Triplets;
import io.ffolayer.internal.scale.Parts;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.ProgramStructure.ConeRows;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.MatrixView;
import io.ffolayer.solve.Solution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One part of an instance as a program of its own, with sparse matrices.
///
/// @param data of the part, one instance
/// @param columns of the whole, ascending
/// @param rows of the whole, ascending
record PartProgram(ProgramData data, int[] columns, int[] rows) {
  static PartProgram of(Parts parts, int part, ProgramData whole, int instance) {
    int[] columns = new int[whole.structure().variables()];
    int[] rows = new int[whole.structure().rows()];
    int n = 0, m = 0;
    for (int j = 0; j < columns.length; j++) if (parts.ofColumn(j) == part) columns[n++] = j;
    for (int i = 0; i < rows.length; i++) if (parts.ofRow(i) == part) rows[m++] = i;
    columns = Arrays.copyOf(columns, n);
    rows = Arrays.copyOf(rows, m);
    Entries p = Entries.of(whole.p(), instance, columns, columns, true);
    Entries a = Entries.of(whole.a(), instance, rows, columns, false);
    List<Cone> cones = cones(whole.structure(), parts, part);
    Cone cone = cones.size() == 1 ? cones.getFirst() : new ProductCone(cones);
    List<RowBlock> blocks = m == 0 ? List.of() : List.of(new RowBlock(cone, a.layout));
    ProgramStructure structure = new ProgramStructure(p.layout, blocks);
    Batched linear = chosen(whole.linear(), instance, columns);
    Batched rhs = chosen(whole.rhs(), instance, rows);
    List<Batched> numbers = m == 0 ? List.of() : List.of(a.values);
    return new PartProgram(
        new ProgramData(structure, 1, p.values, linear, numbers, rhs), columns, rows);
  }

  /// The cones of a part: of flat ones the rows that belong to it, curved ones whole.
  private static List<Cone> cones(ProgramStructure structure, Parts parts, int part) {
    List<Cone> cones = new ArrayList<>();
    for (ConeRows rows : structure.cones()) {
      int count = 0;
      for (int i = rows.first(); i < rows.end(); i++) if (parts.ofRow(i) == part) count++;
      if (count == rows.cone().size()) cones.add(rows.cone());
      else if (count > 0)
        cones.add(
            rows.cone() instanceof NonnegativeCone
                ? new NonnegativeCone(count)
                : new ZeroCone(count));
    }
    return cones;
  }

  private static Batched chosen(Batched values, int instance, int[] which) {
    double[] chosen = new double[which.length];
    for (int k = 0; k < which.length; k++)
      chosen[k] = values.values()[values.offset(instance) + which[k]];
    return Batched.shared(chosen);
  }

  /// Writes the point of the part where it stands in the whole.
  void write(Solution part, Solution whole, int instance) {
    int yAt = instance * whole.variables(), rowAt = instance * whole.rows();
    for (int k = 0; k < columns.length; k++) whole.y()[yAt + columns[k]] = part.y()[k];
    for (int k = 0; k < rows.length; k++) {
      whole.s()[rowAt + rows[k]] = part.s()[k];
      whole.z()[rowAt + rows[k]] = part.z()[k];
    }
  }

  /// The entries of some rows and columns of a matrix.
  private record Entries(Layout.Sparse layout, Batched values) {
    /// @param upper whether only the upper triangle is wanted
    static Entries of(MatrixView matrix, int instance, int[] rows, int[] columns, boolean upper) {
      Triplets entries = new Triplets();
      matrix.forEach(
          instance,
          (i, j, value) -> {
            int row = Arrays.binarySearch(rows, i), column = Arrays.binarySearch(columns, j);
            boolean isPart = row >= 0 && column >= 0 && value != 0;
            if (isPart && (!upper || row <= column)) entries.add(row, column, value);
          });
      Layout.Sparse layout = entries.layout(rows.length, columns.length);
      return new Entries(layout, Batched.shared(entries.values(layout)));
    }
  }
}
