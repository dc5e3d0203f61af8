package io.ffolayer.cli.choosing;

import io.ffolayer.lab.choosing.Comparison;
import io.ffolayer.lab.choosing.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/// `docs/choosing.svg`: every adjoint across a vertex and a kink, and its error at a smooth point.
public record ChoosingPicture(Comparison comparison) {
  private static final int LEGEND = 80;
  private static final int BESIDE = 3;
  private static final String[] COLORS = {
    "#1f2933", "#1f2933", "#9aa5b1", "#627d98", "#d9730d", "#b4540a", "#2f8f5b", "#0b6e99"
  };

  private static final double LEAST = 1e-8;
  private static final double FLOOR = 1e-12;

  /// Those that are drawn across vertex and kink; the others coincide with the first there.
  private static boolean isDrawn(int k) {
    return k == 0 || k >= 4;
  }

  private static boolean isDashed(int k) {
    return k == 2 || k == 4;
  }

  /// The whole file.
  public String svg() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" fill="#1f2933">
        <rect width="100%%" height="100%%" fill="white"/>
        """
            .formatted(3 * Panel.WIDTH + 2, Panel.HEIGHT + LEGEND));
    out.append(vertex().svg(0)).append(kink().svg(Panel.WIDTH));
    out.append(smooth().svg(2 * Panel.WIDTH)).append(legend());
    return out.append("</svg>\n").toString();
  }

  private Panel vertex() {
    return new Panel(
        "LP vertex: min qy, 0 ≤ y ≤ 1",
        new Panel.Axis("q", -1, 1, -1, -0.5, 0, 0.5, 1),
        new Panel.Axis("dy/dq", -7, 0.5, -6, -4, -2, 0),
        false,
        curves(comparison::atVertex));
  }

  private Panel kink() {
    return new Panel(
        "kink: min (y − a)², y ≤ 0",
        new Panel.Axis("a", -1, 1, -1, -0.5, 0, 0.5, 1),
        new Panel.Axis("dy/da", -0.1, 1.2, 0, 0.25, 0.5, 0.75, 1),
        false,
        curves(comparison::atKink));
  }

  private List<Panel.Curve> curves(ToDoubleBiFunction<Way, Double> value) {
    double[] x = IntStream.rangeClosed(0, 100).mapToDouble(k -> (k - 50) / 50.0 + 1e-3).toArray();
    List<Panel.Curve> curves = new ArrayList<>();
    for (int k = 0; k < Way.ALL.size(); k++) {
      Way way = Way.ALL.get(k);
      if (isDrawn(k))
        curves.add(
            Panel.Curve.of(COLORS[k], isDashed(k), clamped(x), at -> value.applyAsDouble(way, at)));
    }
    return curves;
  }

  private static double[] clamped(double[] x) {
    double[] within = x.clone();
    within[within.length - 1] = 1;
    return within;
  }

  private Panel smooth() {
    double[] x =
        IntStream.rangeClosed(0, 32).mapToDouble(k -> LEAST * Math.pow(10, k / 4.0)).toArray();
    List<Panel.Curve> curves = new ArrayList<>();
    for (int k = 2; k < Way.ALL.size(); k++) {
      Way way = Way.ALL.get(k);
      curves.add(
          Panel.Curve.of(
              COLORS[k],
              isDashed(k),
              x,
              at -> Math.max(FLOOR, comparison.atSmoothPoint(way, at).error())));
    }
    return new Panel(
        "smooth point: projection on a ball",
        new Panel.Axis("δ, τ, ρ, μ", LEAST, 1, 1e-8, 1e-6, 1e-4, 1e-2, 1),
        new Panel.Axis("error", FLOOR, 1, 1e-12, 1e-9, 1e-6, 1e-3, 1),
        true,
        curves);
  }

  private static String legend() {
    StringBuilder out = new StringBuilder();
    for (int k = 0, shown = 0; k < Way.ALL.size(); k++) {
      if (k == 1) continue; // as the first
      int x = 20 + shown % BESIDE * 296, y = Panel.HEIGHT + 20 + shown / BESIDE * 22;
      String label = k == 0 ? "FirstOrder, Implicit" : Way.ALL.get(k).label();
      out.append(
          "<path d=\"M%d %dh22\" stroke=\"%s\" stroke-width=\"2.4\"%s/><text x=\"%d\" y=\"%d\">%s</text>\n"
              .formatted(
                  x,
                  y - 4,
                  COLORS[k],
                  isDashed(k) ? " stroke-dasharray=\"5 3\"" : "",
                  x + 27,
                  y,
                  label));
      shown++;
    }
    return out.toString();
  }
}
