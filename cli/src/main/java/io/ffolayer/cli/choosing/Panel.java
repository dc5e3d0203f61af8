package io.ffolayer.cli.choosing;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/// Curves over one axis, as a part of an SVG picture. Logarithmic axes show the powers of ten.
///
/// @param horizontal the axis
/// @param vertical the other
/// @param isLogarithmic both
record Panel(
    String title, Axis horizontal, Axis vertical, boolean isLogarithmic, List<Curve> curves) {
  static final int WIDTH = 300;
  static final int HEIGHT = 280;
  private static final int LEFT = 46;
  private static final int TOP = 34;
  private static final int RIGHT = 14;
  private static final int BOTTOM = 44;

  /// @param ticks where numbers stand
  record Axis(String name, double low, double high, double... ticks) {}

  /// @param x in the order of the line; what is not finite breaks it
  record Curve(String color, boolean isDashed, double[] x, double[] y) {
    /// Values of a function at so many points from low to high.
    static Curve of(String color, boolean isDashed, double[] x, DoubleUnaryOperator f) {
      double[] y = new double[x.length];
      for (int k = 0; k < x.length; k++) y[k] = f.applyAsDouble(x[k]);
      return new Curve(color, isDashed, x, y);
    }
  }

  private double place(Axis axis, double value) {
    if (!isLogarithmic) return (value - axis.low) / (axis.high - axis.low);
    return Math.log(value / axis.low) / Math.log(axis.high / axis.low);
  }

  private double x(double value) {
    return LEFT + (WIDTH - LEFT - RIGHT) * place(horizontal, value);
  }

  private double y(double value) {
    double within = Math.clamp(value, vertical.low, vertical.high);
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * place(vertical, within);
  }

  /// The part of the picture with its left edge at `at`.
  String svg(int at) {
    StringBuilder out = new StringBuilder();
    out.append("<g transform=\"translate(%d,0)\">\n".formatted(at));
    text(out, LEFT, 20, "start", "font-weight=\"bold\"", title);
    text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", "", horizontal.name);
    text(out, 4, 20, "start", "", vertical.name);
    for (double tick : horizontal.ticks) {
      line(out, x(tick), TOP, x(tick), HEIGHT - BOTTOM);
      text(out, x(tick), HEIGHT - BOTTOM + 16, "middle", "", number(tick));
    }
    for (double tick : vertical.ticks) {
      line(out, LEFT, y(tick), WIDTH - RIGHT, y(tick));
      text(out, LEFT - 5, y(tick) + 4, "end", "", number(tick));
    }
    for (Curve curve : curves) out.append(path(curve));
    return out.append("</g>\n").toString();
  }

  private static void text(
      StringBuilder out, double x, double y, String anchor, String style, String text) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
            x,
            y,
            anchor,
            style,
            text));
  }

  private static void line(StringBuilder out, double x, double y, double toX, double toY) {
    out.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#e4e7eb\"/>%n",
            x,
            y,
            toX,
            toY));
  }

  private String number(double tick) {
    if (tick == 0) return "0";
    if (!isLogarithmic) return String.format(Locale.ROOT, "%s", tick).replace(".0", "");
    return tick == 1 ? "1" : "1e" + Math.round(Math.log10(tick));
  }

  private String path(Curve curve) {
    StringBuilder points = new StringBuilder();
    boolean isOpen = false;
    for (int k = 0; k < curve.x.length; k++) {
      boolean isShown = Double.isFinite(curve.y[k]) && (!isLogarithmic || curve.y[k] > 0);
      if (isShown)
        points.append(
            String.format(
                Locale.ROOT, "%s%.1f %.1f", isOpen ? "L" : "M", x(curve.x[k]), y(curve.y[k])));
      isOpen = isShown;
    }
    return "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>\n"
        .formatted(
            points,
            curve.color,
            curve.isDashed ? "1.8" : "2.4",
            curve.isDashed ? " stroke-dasharray=\"5 3\"" : "");
  }
}
