package io.ffolayer.program.text;

import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/// Sizes, layouts and cones.
final class StructureText {
  private StructureText() {}

  static void write(ProgramStructure structure, TextWriter text) throws IOException {
    int[] variables = structure.auxiliaries().variables();
    int[] rows = structure.auxiliaries().rows();
    text.line(
        "variables %d auxiliary %d rows %d"
            .formatted(structure.variables(), variables.length, rows.length));
    text.integers("auxiliary-variables", variables);
    text.integers("auxiliary-rows", rows);
    write("quadratic", structure.quadratic(), text);
    text.line("blocks " + structure.blocks().size());
    for (RowBlock block : structure.blocks()) {
      write("block", block.layout(), text);
      write(block.cone(), text);
    }
  }

  static ProgramStructure read(TextReader text) throws IOException {
    int variables = text.nextCount("variables");
    Auxiliaries auxiliaries = auxiliaries(text);
    Layout quadratic = layout("quadratic", variables, text);
    List<RowBlock> blocks = new ArrayList<>();
    int rows = 0;
    for (int left = text.nextCount("blocks"); left > 0; left--) {
      Layout layout = layout("block", variables, text);
      Cone cone = cone(text);
      blocks.add(text.checked(() -> new RowBlock(cone, layout)));
      rows += layout.rows();
      if (rows < 0) throw text.refuse("the blocks have more than 2147483647 rows together");
    }
    return text.checked(() -> new ProgramStructure(quadratic, blocks, auxiliaries));
  }

  private static Auxiliaries auxiliaries(TextReader text) throws IOException {
    text.word("auxiliary");
    int variableCount = text.count();
    text.word("rows");
    int rowCount = text.count();
    BitSet variables = set(text.integers("auxiliary-variables", variableCount), text);
    return new Auxiliaries(variables, set(text.integers("auxiliary-rows", rowCount), text));
  }

  private static BitSet set(int[] indices, TextReader text) {
    BitSet set = new BitSet();
    for (int k : indices) {
      if (k < 0) throw text.refuse("expected an index, got " + k);
      set.set(k);
    }
    return set;
  }

  static void write(String name, Layout layout, TextWriter text) throws IOException {
    switch (layout) {
      case Layout.Dense dense -> text.line(name + " dense " + dense.rows());
      case Layout.Sparse sparse -> {
        text.line(name + " sparse " + sparse.rows() + " " + sparse.size());
        text.integers("column-starts", sparse.columnStarts());
        text.integers("row-indices", sparse.rowIndices());
      }
      case Layout.Operator operator ->
          throw new IllegalArgumentException(
              "a matrix that is an operator has no text: it is code");
    }
  }

  private static Layout layout(String name, int columns, TextReader text) throws IOException {
    text.next();
    text.word(name);
    boolean sparse = text.choice("dense", "sparse") == 1;
    int rows = text.count();
    if (!sparse) return text.checked(() -> new Layout.Dense(rows, columns));
    return sparse(rows, columns, text);
  }

  /// The rest of a sparse layout, behind its number of rows.
  static Layout.Sparse sparse(int rows, int columns, TextReader text) throws IOException {
    int entries = text.count();
    if (columns == Integer.MAX_VALUE) throw text.refuse("too many columns");
    int[] starts = text.integers("column-starts", columns + 1);
    int[] indices = text.integers("row-indices", entries);
    return text.checked(() -> Layout.Sparse.ofColumns(rows, columns, starts, indices));
  }

  private static void write(Cone cone, TextWriter text) throws IOException {
    if (!(cone instanceof ProductCone product)) {
      text.line("cone " + words(cone));
      return;
    }
    List<Cone> factors = product.factors();
    text.line("cone product " + factors.size());
    int end;
    for (int from = 0; from < factors.size(); from = end) {
      end = from + 1;
      while (end < factors.size() && factors.get(end).equals(factors.get(from))) end++;
      text.line("factor " + (end - from) + " " + words(factors.get(from)));
    }
  }

  private static String words(Cone cone) {
    return switch (cone) {
      case ZeroCone zero -> "zero " + zero.size();
      case NonnegativeCone nonnegative -> "nonnegative " + nonnegative.size();
      case SecondOrderCone ball -> "second-order " + ball.size();
      case PsdCone psd -> "semidefinite " + psd.order();
      case ExponentialCone exponential -> "exponential";
      case PowerCone power -> "power " + TextWriter.number(power.alpha());
      case ProductCone product -> throw new IllegalStateException("products are flat");
    };
  }

  private static Cone cone(TextReader text) throws IOException {
    text.next();
    text.word("cone");
    String kind = text.word();
    if (!kind.equals("product")) return text.checked(() -> cone(kind, text));
    int count = text.count();
    List<Cone> factors = new ArrayList<>();
    while (factors.size() < count) {
      text.next();
      text.word("factor");
      int times = text.count();
      if (times < 1 || times > count - factors.size())
        throw text.refuse(
            "expected 1 to %d factors, got %d".formatted(count - factors.size(), times));
      String factor = text.word();
      Cone one = text.checked(() -> cone(factor, text));
      factors.addAll(Collections.nCopies(times, one));
    }
    return new ProductCone(factors);
  }

  private static Cone cone(String kind, TextReader text) {
    return switch (kind) {
      case "zero" -> new ZeroCone(text.count());
      case "nonnegative" -> new NonnegativeCone(text.count());
      case "second-order" -> new SecondOrderCone(text.count());
      case "semidefinite" -> new PsdCone(text.count());
      case "exponential" -> new ExponentialCone();
      case "power" -> new PowerCone(text.number());
      default -> throw text.refuse("there is no cone of this name");
    };
  }
}
