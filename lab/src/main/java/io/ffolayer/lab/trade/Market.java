package io.ffolayer.lab.trade;

import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.norm1;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.model.Affine;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// Weekly returns of 20 shares, what is known of them at the beginning of each week, and the layer
/// that chooses a portfolio:
///
/// ```
/// max μᵀw − (γ/2) wᵀΣw − κ ‖w − before‖₁   subject to  1ᵀw = 1, 0 ≤ w ≤ 0.2, groups ≤ 0.4, risk ≤ 6 % a week
/// ```
final class Market {
  static final int SHARES = 20;
  static final int FEATURES = 5;
  static final double AVERSION = 5;
  static final double COST = 0.001;

  /// Weeks that features and risk look back.
  static final int LOOK_BACK = 104;

  private static final int[] SPANS = {1, 4, 13, 52};
  private static final double SHRINKAGE = 0.2;

  /// Technology, finance, energy, retail and industry, health, staples.
  private static final int[][] GROUPS = {
    {0, 1, 12}, {2, 8}, {4, 16, 19}, {3, 5, 6}, {7, 10, 11, 14, 17}, {9, 13, 15, 18}
  };

  private final double[][] returns;
  private final Parameter mu = Parameter.vector("mu", SHARES);
  private final Parameter factor = Parameter.matrix("L", SHARES, SHARES);
  private final Parameter before = Parameter.vector("before", SHARES);
  private final Variable w = Variable.vector("w", SHARES);
  private final ConvexLayer layer;

  Market() {
    returns = read("sp500-20-weekly-returns.csv");
    double[][] groups = new double[GROUPS.length][SHARES];
    for (int g = 0; g < GROUPS.length; g++) for (int i : GROUPS[g]) groups[g][i] = 1;
    Expression risk = factor.times(w);
    Expression utility =
        Affine.dot(mu, w)
            .minus(sumSquares(risk).times(AVERSION / 2))
            .minus(norm1(w.minus(before)).times(COST));
    layer =
        ConvexLayer.of(
            Problem.maximize(utility)
                .subjectTo(
                    sum(w).eq(1),
                    w.ge(0),
                    w.le(0.2),
                    constant(groups).times(w).le(0.4),
                    norm2(risk).le(0.06)));
  }

  private static double[][] read(String resource) {
    try (InputStream in = Market.class.getResourceAsStream(resource)) {
      if (in == null) throw new IllegalStateException(resource + " is missing from this build");
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return lines
            .lines()
            .skip(1)
            .map(line ->
                Arrays.stream(line.split(",")).skip(1).mapToDouble(Double::parseDouble).toArray())
            .toArray(double[][]::new);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  int weeks() {
    return returns.length;
  }

  double[] returns(int week) {
    return returns[week];
  }

  /// What is known of a share when a week begins: mean returns of the last 1, 4, 13 and 52 weeks,
  /// of the size of 1, and 1.
  double[] features(int week, int share) {
    double[] features = new double[FEATURES];
    for (int k = 0; k < SPANS.length; k++) {
      for (int t = week - SPANS[k]; t < week; t++) features[k] += returns[t][share];
      features[k] /= 0.04 * Math.sqrt(SPANS[k]);
    }
    features[FEATURES - 1] = 1;
    return features;
  }

  /// L with LᵀL = Σ: the covariance of the last 104 weeks, a fifth of the way to its diagonal.
  double[][] factor(int week) {
    double[][] sigma = new double[SHARES][SHARES], upper = new double[SHARES][SHARES];
    double[] mean = new double[SHARES];
    for (int t = week - LOOK_BACK; t < week; t++)
      for (int i = 0; i < SHARES; i++) mean[i] += returns[t][i] / LOOK_BACK;
    for (int t = week - LOOK_BACK; t < week; t++)
      for (int i = 0; i < SHARES; i++)
        for (int j = 0; j < SHARES; j++)
          sigma[i][j] +=
              (returns[t][i] - mean[i])
                  * (returns[t][j] - mean[j])
                  * (i == j ? 1 : 1 - SHRINKAGE)
                  / (LOOK_BACK - 1);
    for (int k = 0; k < SHARES; k++) {
      for (int i = 0; i < k; i++)
        for (int j = k; j < SHARES; j++) sigma[k][j] -= upper[i][k] * upper[i][j];
      for (int j = k; j < SHARES; j++) upper[k][j] = sigma[k][j] / Math.sqrt(sigma[k][k]);
    }
    return upper;
  }

  /// What a portfolio gave in a week: rᵀw − κ‖w − before‖₁, the same less (γ/2) wᵀΣw, and the
  /// turnover ‖w − before‖₁.
  double[] outcome(int week, double[] weights, double[] held) {
    double turnover = 0, risk = 0;
    for (int i = 0; i < SHARES; i++) turnover += Math.abs(weights[i] - held[i]);
    for (double[] row : factor(week)) risk += Math.pow(dot(row, weights), 2);
    double earned = dot(returns[week], weights) - COST * turnover;
    return new double[] {earned, earned - AVERSION / 2 * risk, turnover};
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
    return sum;
  }

  /// Portfolios of some weeks.
  ///
  /// @param held before, weeks × shares
  record Choice(
      Market market, int[] weeks, double[][][] factors, double[][] held, ForwardPass pass) {
    /// The portfolio of week k of them: what was held where none satisfies the limit of risk.
    double[] weights(int k) {
      if (!isChosen(k)) return held[k].clone();
      return Arrays.copyOfRange(pass.value(market.w).values(), k * SHARES, (k + 1) * SHARES);
    }

    boolean isChosen(int k) {
      return pass.isSolved(k);
    }

    /// The derivative of the utility by the weights.
    private double[] slope(int k, double[] x) {
      double[] slope = market.returns[weeks[k]].clone();
      for (double[] row : factors[k]) {
        double risk = dot(row, x);
        for (int i = 0; i < SHARES; i++) slope[i] -= AVERSION * risk * row[i];
      }
      for (int i = 0; i < SHARES; i++) slope[i] -= COST * Math.signum(x[i] - held[k][i]);
      return slope;
    }

    /// The gradient of the mean utility by the expected returns, weeks × shares.
    double[] pullBack() {
      double[] by = new double[weeks.length * SHARES];
      for (int k = 0; k < weeks.length; k++) {
        double[] slope = slope(k, weights(k));
        for (int i = 0; i < SHARES; i++) by[k * SHARES + i] = slope[i] / weeks.length;
      }
      return pass.backward(market.w, Tensor.wrap(by, weeks.length, SHARES)).of(market.mu).values();
    }
  }

  /// @param expected returns, weeks × shares
  /// @param held before, weeks × shares
  Choice choose(int[] weeks, double[][] expected, double[][] held) {
    double[][][] factors = Arrays.stream(weeks).mapToObj(this::factor).toArray(double[][][]::new);
    double[] flat =
        Arrays.stream(factors).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
    ForwardPass pass =
        layer.forward(
            Map.of(
                mu, Tensor.matrix(expected),
                factor, Tensor.wrap(flat, weeks.length, SHARES, SHARES),
                before, Tensor.matrix(held)));
    return new Choice(this, weeks, factors, held, pass);
  }
}
