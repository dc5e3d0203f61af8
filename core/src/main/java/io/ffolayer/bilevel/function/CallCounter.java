package io.ffolayer.bilevel.function;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the first-order calls of a function. One counter may count several functions;
/// thread-safe.
public final class CallCounter {
  private final AtomicLong values = new AtomicLong();
  private final AtomicLong productsX = new AtomicLong();
  private final AtomicLong productsY = new AtomicLong();

  public CallCounter() {}

  /// The calls so far.
  public Calls calls() {
    return new Calls(values.get(), productsX.get(), productsY.get());
  }

  /// The same function, its calls counted here.
  public SmoothFunction counting(SmoothFunction function) {
    return new Counting(function);
  }

  /// @param values evaluations
  /// @param productsX products with the derivative by x
  /// @param productsY products with the derivative by y
  public record Calls(long values, long productsX, long productsY) {
    public long total() {
      return values + productsX + productsY;
    }

    /// The calls since an earlier count.
    public Calls since(Calls earlier) {
      return new Calls(
          values - earlier.values, productsX - earlier.productsX, productsY - earlier.productsY);
    }

    public Calls plus(Calls other) {
      return new Calls(
          values + other.values, productsX + other.productsX, productsY + other.productsY);
    }
  }

  private final class Counting implements SmoothFunction {
    private final SmoothFunction function;

    Counting(SmoothFunction function) {
      this.function = function;
    }

    @Override
    public int rows() {
      return function.rows();
    }

    @Override
    public void value(double[] x, double[] y, double[] out) {
      values.incrementAndGet();
      function.value(x, y, out);
    }

    @Override
    public void addProductX(double[] x, double[] y, double[] weights, double[] out) {
      productsX.incrementAndGet();
      function.addProductX(x, y, weights, out);
    }

    @Override
    public void addProductY(double[] x, double[] y, double[] weights, double[] out) {
      productsY.incrementAndGet();
      function.addProductY(x, y, weights, out);
    }
  }
}
