package io.ffolayer.bilevel.set;

import io.ffolayer.bilevel.function.SmoothFunction;
import io.ffolayer.bilevel.function.StackedFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The vectors whose parts, one after the other, lie in these sets.
public record ProductSet(List<SimpleSet> parts) implements SimpleSet {
  public ProductSet {
    parts = List.copyOf(parts);
  }

  public static ProductSet of(SimpleSet... parts) {
    return new ProductSet(List.of(parts));
  }

  @Override
  public int size() {
    return parts.stream().mapToInt(SimpleSet::size).sum();
  }

  @Override
  public void project(double[] y) {
    int next = 0;
    for (SimpleSet part : parts) {
      double[] own = Arrays.copyOfRange(y, next, next + part.size());
      part.project(own);
      System.arraycopy(own, 0, y, next, own.length);
      next += own.length;
    }
  }

  @Override
  public SmoothFunction inequalities() {
    return rows(SimpleSet::inequalities);
  }

  @Override
  public SmoothFunction equalities() {
    return rows(SimpleSet::equalities);
  }

  private SmoothFunction rows(Function<SimpleSet, SmoothFunction> of) {
    List<SmoothFunction> rows = new ArrayList<>();
    int next = 0;
    for (SimpleSet part : parts) {
      SmoothFunction own = of.apply(part);
      if (own.rows() > 0) rows.add(new RowsOfPart(own, next, part.size()));
      next += part.size();
    }
    return new StackedFunction(rows);
  }

  /// Rows of the entries `from` ≤ k < `from` + `size`.
  private record RowsOfPart(SmoothFunction function, int from, int size) implements SmoothFunction {
    @Override
    public int rows() {
      return function.rows();
    }

    private double[] part(double[] y) {
      return Arrays.copyOfRange(y, from, from + size);
    }

    @Override
    public void value(double[] x, double[] y, double[] out) {
      function.value(x, part(y), out);
    }

    @Override
    public void addProductX(double[] x, double[] y, double[] weights, double[] out) {
      function.addProductX(x, part(y), weights, out);
    }

    @Override
    public void addProductY(double[] x, double[] y, double[] weights, double[] out) {
      double[] own = part(out);
      function.addProductY(x, part(y), weights, own);
      System.arraycopy(own, 0, out, from, size);
    }
  }
}
