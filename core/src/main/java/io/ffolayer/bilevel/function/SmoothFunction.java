package io.ffolayer.bilevel.function;

/// m differentiable functions F₁ … F_m of the outer point x and the inner point y. What is asked of
/// the derivatives are products with weights, wᵀ∂F/∂x and wᵀ∂F/∂y: one row with weight 1 is a
/// gradient, and a Jacobian need not exist.
///
/// Implementations are immutable and thread-safe, write to no argument but `out`, and depend on
/// their arguments alone. Outside the domain of a function its values are +∞ or NaN; methods then
/// step back.
///
/// ```java
/// var risk = SmoothFunction.ofNumber(                                  // ½‖y − x‖²
///     (x, y) -> squaredDistance(x, y) / 2,
///     (x, y, out) -> { for (int i = 0; i < y.length; i++) out[i] += x[i] - y[i]; },
///     (x, y, out) -> { for (int i = 0; i < y.length; i++) out[i] += y[i] - x[i]; });
/// ```
public interface SmoothFunction {
  /// m, the number of functions; 0 is allowed.
  int rows();

  /// F(x, y).
  ///
  /// @param out m values, overwritten
  void value(double[] x, double[] y, double[] out);

  /// out ← out + wᵀ∂F/∂x.
  ///
  /// @param weights m values
  /// @param out as long as x
  void addProductX(double[] x, double[] y, double[] weights, double[] out);

  /// out ← out + wᵀ∂F/∂y.
  ///
  /// @param weights m values
  /// @param out as long as y
  void addProductY(double[] x, double[] y, double[] weights, double[] out);

  /// The value of a function with one row.
  default double number(double[] x, double[] y) {
    double[] out = new double[1];
    value(x, y, out);
    return out[0];
  }

  /// A function with one row.
  static SmoothFunction ofNumber(Value value, Gradient byX, Gradient byY) {
    return ofRows(
        1,
        (x, y, out) -> out[0] = value.at(x, y),
        (x, y, weights, out) -> addScaled(byX, x, y, weights[0], out),
        (x, y, weights, out) -> addScaled(byY, x, y, weights[0], out));
  }

  private static void addScaled(
      Gradient gradient, double[] x, double[] y, double weight, double[] out) {
    if (weight == 1) {
      gradient.add(x, y, out);
      return;
    }
    double[] own = new double[out.length];
    gradient.add(x, y, own);
    for (int i = 0; i < out.length; i++) out[i] += weight * own[i];
  }

  /// A function with m rows.
  static SmoothFunction ofRows(int rows, Values values, Product byX, Product byY) {
    return new FunctionOfRows(rows, values, byX, byY);
  }

  /// A function without rows.
  static SmoothFunction none() {
    return ofRows(0, (x, y, out) -> {}, (x, y, weights, out) -> {}, (x, y, weights, out) -> {});
  }

  /// A number made of (x, y).
  @FunctionalInterface
  interface Value {
    double at(double[] x, double[] y);
  }

  /// out ← F(x, y).
  @FunctionalInterface
  interface Values {
    void write(double[] x, double[] y, double[] out);
  }

  /// out ← out + ∂F of one row.
  @FunctionalInterface
  interface Gradient {
    void add(double[] x, double[] y, double[] out);
  }

  /// out ← out + wᵀ∂F.
  @FunctionalInterface
  interface Product {
    void add(double[] x, double[] y, double[] weights, double[] out);
  }
}
