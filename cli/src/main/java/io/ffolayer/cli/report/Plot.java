package io.ffolayer.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// A plot of some curves over one axis.
///
/// @param legend where the names stand
record Plot(Axis horizontal, Axis vertical, LegendPosition legend, List<Curve> curves) {
  private static final int WIDTH = 620;
  private static final int HEIGHT = 320;

  /// Pixels of the picture for each pixel on the page, for sharp screens.
  private static final int SCALE = 2;

  private static final Color INK = new Color(0x1f2933);
  private static final Color FAINT = new Color(0xe4e7eb);
  private static final Color[] COLORS = {
    new Color(0x0b6e99),
    new Color(0xd9730d),
    new Color(0x1e7b4f),
    new Color(0x8e44ad),
    new Color(0xc0392b),
    new Color(0x52606d)
  };

  /// @param logarithmic then values ≤ 0 are left out
  record Axis(String name, boolean logarithmic) {
    private boolean shows(double value) {
      return Double.isFinite(value) && (!logarithmic || value > 0);
    }
  }

  /// Curves over the steps of a training run.
  ///
  /// @param logarithmic whether the vertical axis is
  static Plot overSteps(
      String vertical, boolean logarithmic, LegendPosition legend, List<Curve> curves) {
    return new Plot(new Axis("step", false), new Axis(vertical, logarithmic), legend, curves);
  }

  /// @param points whether the points are marked, or joined by a line
  record Curve(String name, boolean points, double[] x, double[] y) {
    /// The points that axes can show.
    private Curve shown(Axis horizontal, Axis vertical) {
      int[] kept =
          IntStream.range(0, y.length)
              .filter(k -> horizontal.shows(x[k]) && vertical.shows(y[k]))
              .toArray();
      return new Curve(
          name,
          points,
          Arrays.stream(kept).mapToDouble(k -> x[k]).toArray(),
          Arrays.stream(kept).mapToDouble(k -> y[k]).toArray());
    }
  }

  /// The picture as a data URI; empty where the machine cannot draw text: a Java without fonts.
  Optional<String> dataUri() {
    try {
      return Optional.of(
          "data:image/png;base64," + Base64.getEncoder().encodeToString(png(chart())));
    } catch (RuntimeException | LinkageError | InternalError noFonts) {
      return Optional.empty();
    }
  }

  private static byte[] png(XYChart chart) {
    BufferedImage image =
        new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(horizontal.name)
            .yAxisTitle(vertical.name)
            .build();
    style(chart);
    for (Curve curve : curves) {
      Curve shown = curve.shown(horizontal, vertical);
      if (shown.x.length == 0) continue;
      XYSeries series = chart.addSeries(curve.name, shown.x, shown.y);
      int k = curves.indexOf(curve);
      series.setMarker(curve.points ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      series.setMarkerColor(COLORS[k % COLORS.length]);
      series.setLineColor(COLORS[k % COLORS.length]);
      series.setLineStyle(curve.points ? SeriesLines.NONE : stroke(k));
    }
    return chart;
  }

  private boolean allAboveZero() {
    return curves.stream().flatMapToDouble(curve -> Arrays.stream(curve.y)).allMatch(y -> !(y < 0));
  }

  /// Where the horizontal axis begins: at 0, but for curves that begin far from it.
  private double lowest() {
    double[] x = curves.stream().flatMapToDouble(curve -> Arrays.stream(curve.x)).toArray();
    double low = Arrays.stream(x).min().orElse(0), high = Arrays.stream(x).max().orElse(0);
    return low > 0 && low < high / 4 ? 0 : low;
  }

  private static String tick(double value) {
    if (value == 0) return "0";
    return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
        ? new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value)
        : String.format(Locale.ROOT, "%.0e", value);
  }

  /// The first curve is broad, the second dashed, so that both are seen where they coincide.
  private static BasicStroke stroke(int k) {
    return k == 0
        ? new BasicStroke(3.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        : new BasicStroke(
            1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);
  }

  private void style(XYChart chart) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    if (!vertical.logarithmic && allAboveZero()) chart.getStyler().setYAxisMin(0.0);
    if (!horizontal.logarithmic) chart.getStyler().setXAxisMin(lowest());
    chart
        .getStyler()
        .setYAxisTickLabelsFormattingFunction(Plot::tick)
        .setXAxisTickLabelsFormattingFunction(Plot::tick)
        .setYAxisLogarithmic(vertical.logarithmic)
        .setXAxisLogarithmic(horizontal.logarithmic)
        .setPlotGridLinesColor(FAINT)
        .setPlotGridVerticalLinesVisible(false)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setAxisTickLabelsFont(font)
        .setAxisTitleFont(font)
        .setAxisTickMarksColor(FAINT)
        .setAxisTickLabelsColor(INK)
        .setXAxisMaxLabelCount(7)
        .setMarkerSize(9)
        .setLegendFont(font)
        .setLegendPosition(legend)
        .setLegendBorderColor(FAINT)
        .setLegendVisible(curves.size() > 1)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartFontColor(INK)
        .setAntiAlias(true);
  }
}
