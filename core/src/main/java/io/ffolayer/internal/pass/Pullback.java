package io.ffolayer.internal.pass;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.Panel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mᵀ for one parameter: which numbers of a program it enters, and by which maps. Made once a
/// layer; [ParameterGradient] does the work.
final class Pullback {
  static final int QUADRATIC = -1;
  static final int LINEAR = -2;
  static final int RHS = -3;

  /// A place where the parameter stands.
  ///
  /// @param slot one of the three constants, or the index of a block of rows
  /// @param row the first of the block among those of the program
  /// @param block its layout, null for the other slots
  /// @param size number of values of the slot
  /// @param own the entries of the block that are the parameter, times a factor, and nothing else
  ///   of it; null where it is read otherwise
  record Use(
      int slot, AffineMap map, int row, @Nullable Layout block, int size, @Nullable Own own) {
    /// Whether the slot is the parameter itself.
    boolean isInPlace() {
      return map instanceof AffineMap.Same;
    }

    /// Doubles of scratch for its gradient.
    int scratchSize() {
      if (own != null) return own.factor() == 1 ? 0 : own.panel().block().size();
      return isInPlace() ? 0 : size;
    }
  }

  /// A parameter that stands in rows as a full block of entries, times a factor: its gradient needs
  /// no other entries.
  record Own(Panel panel, double factor) {
    static @Nullable Own of(AffineMap map, int parameter, int size, Layout layout) {
      int[] positions = new int[size];
      Arrays.fill(positions, -1);
      double[] factor = {Double.NaN};
      boolean[] fits = {size > 0};
      map.forEachEntry(
          parameter,
          0,
          (target, source, times) -> {
            if (Double.isNaN(factor[0])) factor[0] = times;
            fits[0] &= positions[source] < 0 && times == factor[0];
            positions[source] = target;
          });
      for (int position : positions) fits[0] &= position >= 0;
      Panel panel = fits[0] ? Panel.of(layout, positions) : null;
      return panel == null ? null : new Own(panel, factor[0]);
    }
  }

  /// Some rows of the matrix that is the parameter, or everything.
  ///
  /// @param from the first of the rows
  /// @param part their layout, or null for everything
  record Piece(Pullback pullback, int from, Layout.@Nullable Dense part) {}

  private final int parameter;
  private final int size;
  private final List<Use> uses = new ArrayList<>();
  private final Layout.@Nullable Dense splittable;
  private final int scratchSize;
  private final Piece whole;

  Pullback(ParametricProgram program, int parameter, int size) {
    this.parameter = parameter;
    this.size = size;
    ProgramStructure structure = program.structure();
    addUse(QUADRATIC, program.quadratic(), 0, null);
    addUse(LINEAR, program.linear(), 0, null);
    for (int k = 0; k < program.rows().size(); k++)
      addUse(k, program.rows().get(k), structure.firstRow(k), structure.blocks().get(k).layout());
    addUse(RHS, program.rhs(), 0, null);
    splittable = splittable();
    scratchSize = uses.stream().mapToInt(Use::scratchSize).max().orElse(0);
    whole = new Piece(this, 0, null);
  }

  private void addUse(int slot, AffineMap map, int row, @Nullable Layout block) {
    if (!map.reads(parameter)) return;
    @Nullable Own own = null;
    if (block != null && !(map instanceof AffineMap.Same))
      own = Own.of(map, parameter, size, block);
    uses.add(new Use(slot, map, row, block, map.size(), own));
  }

  /// The block whose rows can be written one by one: where the parameter is nothing but that.
  private Layout.@Nullable Dense splittable() {
    return uses.size() == 1
            && uses.getFirst().isInPlace()
            && uses.getFirst().block() instanceof Layout.Dense dense
        ? dense
        : null;
  }

  /// Index of the parameter.
  int parameter() {
    return parameter;
  }

  /// Number of scalars of the parameter.
  int size() {
    return size;
  }

  List<Use> uses() {
    return uses;
  }

  /// Doubles of scratch that the [ParameterGradient] needs.
  int scratchSize() {
    return scratchSize;
  }

  Piece whole() {
    return whole;
  }

  /// Pieces of about so many values each, one after the other.
  List<Piece> pieces(int values) {
    if (splittable == null) return List.of(whole);
    List<Piece> pieces = new ArrayList<>();
    int rows = splittable.rows();
    int columns = splittable.columns();
    int step = Math.max(1, values / Math.max(1, columns));
    for (int from = 0; from < rows; from += step)
      pieces.add(
          new Piece(this, from, new Layout.Dense(Math.min(rows, from + step) - from, columns)));
    return pieces;
  }
}
