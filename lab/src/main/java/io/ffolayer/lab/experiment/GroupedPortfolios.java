package io.ffolayer.lab.experiment;

import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.Constant.filled;

import io.ffolayer.ConvexLayer;
import io.ffolayer.ForwardPass;
import io.ffolayer.Gradients;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.GradientReport;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Dual;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.automatic.Automatic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Portfolios with many limits: min ½wᵀΣw + μᵀw, 1ᵀw = 1, Gw ≤ h, where G holds w ≥ 0, a limit per
/// share and one for each of many overlapping groups. Parameters Σ, μ (the returns with a minus)
/// and h, one of each a portfolio.
///
/// ∂ℓ/∂h = −dλ is zero at a row that was taken for inactive, and at no other: it tells which rows
/// an oracle held.
final class GroupedPortfolios {
  private static final int SHARES = 40;
  private static final int GROUPS = 40;

  /// Number of rows of G.
  static final int ROWS = 2 * SHARES + GROUPS;

  private static final double SHARE_LIMIT = 0.08;
  private static final double LEAST = 0.01;
  private static final int FACTORS = 5;
  private static final double TIGHT = 1e-12;

  /// Errors below this part of a gradient are rounding.
  private static final double ROUNDING = 1e-12;

  private static final double STEP = 1e-6;

  private final Variable w = Variable.vector("w", SHARES);
  private final Parameter sigma = Parameter.matrix("sigma", SHARES, SHARES);
  private final Parameter mu = Parameter.vector("mu", SHARES);
  private final Parameter h = Parameter.vector("h", ROWS);
  private final QuadraticProgram program;
  private final ConvexLayer layer;
  private final Map<Parameter, Tensor> values;
  private final double[] returns;
  private final Tensor cotangent;

  /// Number of portfolios.
  final int count;

  GroupedPortfolios(int count, long seed) {
    this.count = count;
    SplittableRandom random = new SplittableRandom(seed);
    double[] g = new double[ROWS * SHARES];
    double[] limits = new double[count * ROWS];
    for (int i = 0; i < SHARES; i++) {
      g[i * SHARES + i] = -1;
      g[(SHARES + i) * SHARES + i] = 1;
      for (int k = 0; k < count; k++) limits[k * ROWS + SHARES + i] = SHARE_LIMIT;
    }
    for (int row = 2 * SHARES; row < ROWS; row++) {
      int members = 0;
      for (int j = 0; j < SHARES; j++) {
        g[row * SHARES + j] = random.nextInt(5) == 0 ? 1 : 0;
        members += (int) g[row * SHARES + j];
      }
      // Equal shares keep every limit.
      double equal = (double) members / SHARES;
      for (int k = 0; k < count; k++)
        limits[k * ROWS + row] = equal * random.nextDouble(1.02, 1.6) + LEAST;
    }
    program =
        QuadraticProgram.in(w)
            .minimize(sigma, mu)
            .equalTo(constant(Tensor.of(ones(), 1, SHARES)), filled(1, 1))
            .lessThan(constant(Tensor.of(g, ROWS, SHARES)), h);
    layer = ConvexLayer.of(program);
    double[] covariances = new double[count * SHARES * SHARES];
    for (int k = 0; k < count; k++)
      System.arraycopy(covariance(random), 0, covariances, k * SHARES * SHARES, SHARES * SHARES);
    returns = Vectors.normal(random, count * SHARES, 0, 1);
    values =
        Map.of(
            sigma, Tensor.wrap(covariances, count, SHARES, SHARES),
            mu, Tensor.wrap(returns, count, SHARES),
            h, Tensor.wrap(limits, count, ROWS));
    cotangent = Tensor.wrap(Vectors.normal(random, count * SHARES, 0, 1), count, SHARES);
  }

  private static double[] ones() {
    double[] ones = new double[SHARES];
    Arrays.fill(ones, 1);
    return ones;
  }

  /// A few factors, and what is each share's own.
  private static double[] covariance(SplittableRandom random) {
    double[] factors = Vectors.normal(random, SHARES * FACTORS, 0, 1);
    double[] p = new double[SHARES * SHARES];
    for (int i = 0; i < SHARES; i++)
      for (int j = 0; j < SHARES; j++) {
        double sum = i == j ? random.nextDouble(1, 3) : 0;
        for (int k = 0; k < FACTORS; k++)
          sum += factors[i * FACTORS + k] * factors[j * FACTORS + k] / FACTORS;
        p[i * SHARES + j] = sum;
      }
    return p;
  }

  /// The gradients of all portfolios.
  ///
  /// @param all ∂ℓ/∂Σ, ∂ℓ/∂μ, ∂ℓ/∂h, each portfolio by portfolio
  record Answers(ForwardPass pass, Gradients gradients, double[][] all) {
    boolean isSolved(int portfolio) {
      return pass.isSolved(portfolio);
    }

    /// The gradients of a portfolio, one after the other.
    double[] gradient(int portfolio) {
      return IntStream.range(0, all.length)
          .mapToObj(slot -> of(slot, portfolio))
          .flatMapToDouble(Arrays::stream)
          .toArray();
    }

    private double[] of(int slot, int portfolio) {
      int size = all[slot].length / pass.batch();
      return Arrays.copyOfRange(all[slot], portfolio * size, (portfolio + 1) * size);
    }

    boolean isHeld(int portfolio, int row) {
      return all[2][portfolio * ROWS + row] != 0;
    }

    /// Distance of the nearest row from changing side.
    double margin(int portfolio) {
      return gradients.report(portfolio).margin();
    }

    /// Whether the report is silent on an error: it has no flag, and a smaller estimate.
    boolean isSilent(int portfolio, Answers exact) {
      GradientReport report = gradients.report(portfolio);
      if (!report.isClean()) return false;
      double wrong = 0;
      for (int slot = 0; slot < all.length; slot++) {
        double[] own = of(slot, portfolio), truth = exact.of(slot, portfolio);
        wrong = Math.max(wrong, Vectors.error(own, truth) * Vectors.norm(truth));
      }
      return wrong > report.errorEstimate() + ROUNDING * Vectors.norm(exact.gradient(portfolio));
    }
  }

  /// By the implicit function theorem, at a solution as tight as can be had.
  Answers exact() {
    return answers(solve(new Automatic(TIGHT)), new Implicit());
  }

  ForwardPass solve(Solver solver) {
    return layer.withSolver(solver).forward(values);
  }

  Answers answers(ForwardPass pass, Adjoint adjoint) {
    Gradients gradients = pass.backward(Map.of(w, cotangent), adjoint);
    double[][] all =
        Stream.of(sigma, mu, h).map(p -> gradients.of(p).values()).toArray(double[][]::new);
    return new Answers(pass, gradients, all);
  }

  /// A row in words, with its slack and its multiplier at the exact solution.
  String describe(Answers exact, int portfolio, int row) {
    Dual dual = program.inequalityDual();
    String kind =
        row < SHARES
            ? "bound of share " + (row + 1)
            : row < 2 * SHARES
                ? "limit of share " + (row - SHARES + 1)
                : "limit of group " + (row - 2 * SHARES + 1);
    return "%s of portfolio %d (slack %.1e, multiplier %.1e)"
        .formatted(
            kind,
            portfolio + 1,
            exact.pass.slack(dual).at(portfolio, row),
            exact.pass.value(dual).at(portfolio, row));
  }

  /// The relative error of ∂ℓ/∂μ of all portfolios along a drawn direction, against central
  /// differences of a tight solve.
  double errorAgainstDifferences(SplittableRandom random) {
    double[] direction = Vectors.normal(random, count * SHARES, 0, 1);
    double found = Vectors.dot(exact().all[1], direction);
    return Vectors.slopeError(found, h -> loss(direction, h), STEP);
  }

  private double loss(double[] direction, double step) {
    Map<Parameter, Tensor> there = new HashMap<>(values);
    there.put(mu, Tensor.wrap(Vectors.moved(returns, direction, step), count, SHARES));
    ForwardPass pass = layer.withSolver(new Automatic(TIGHT)).forward(there);
    return Vectors.dot(pass.value(w).values(), cotangent.values());
  }
}
