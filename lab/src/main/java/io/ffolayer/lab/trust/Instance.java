package io.ffolayer.lab.trust;

import static io.ffolayer.lab.trust.face.Decimals.rounded;
import static io.ffolayer.lab.trust.face.Decimals.times;

import io.ffolayer.lab.trust.face.Decimals;
import io.ffolayer.lab.trust.face.Face;
import io.ffolayer.lab.trust.face.Pair;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem with its truth: solution and gradients to the rounding of b and q.
///
/// @param weights by which an entry of a gradient counts: the size of the terms among which the
///   number stands, so that an error is measured by what it does to the loss, in every unit alike
public record Instance(
    Recipe recipe,
    Program program,
    Truth truth,
    SlotGradients weights,
    Sizes sizes,
    Sensitivity sensitivity) {
  /// @param y the solution
  /// @param gradients of the loss, or for a weak pair one for each side; empty where none is known
  record Truth(double[] y, List<SlotGradients> gradients) {}

  /// @param units of the variables
  /// @param loss Σ|c_j||y_j| + Σ|d_i||z_i| with units in place of zeros
  record Sizes(double[] units, double loss) {}

  /// What is smaller than this beside its terms is rounding, and stated as 0.
  private static final double NOTHING = 1e-14;

  /// How far relative changes ε of all numbers move the truth.
  ///
  /// @param pair the pair moves by up to ε times this, relative to its own size
  /// @param gradient the gradient changes by up to ε times this, relative to itself
  /// @param solution y moves by up to ε times this, relative to its units
  record Sensitivity(double pair, double gradient, double solution) {
    private static final double LEAST = 1e-8;
    private static final double MOST_MOVED = 1e-2;
    private static final double MOST_OF_GRADIENT = 1e7;

    /// Whether a solution to this tolerance, relative to its own terms, tells the face and the
    /// gradient.
    boolean isWellPosed(double tolerance) {
      return pair * Math.max(LEAST, tolerance) <= MOST_MOVED && gradient <= MOST_OF_GRADIENT;
    }
  }

  /// The names of the slots, in their order.
  static final List<String> SLOTS = List.of("P", "q", "A", "b");

  double[] y() {
    return truth.y;
  }

  List<SlotGradients> truths() {
    return truth.gradients;
  }

  double[] units() {
    return sizes.units;
  }

  double lossSize() {
    return sizes.loss;
  }

  String slotName(int slot) {
    return SLOTS.get(slot + (program.p() == null ? 1 : 0));
  }

  /// Completes a draft; null where its pair is not determined by it.
  static @Nullable Instance of(Recipe recipe, Draft draft) {
    List<Linearisation> linear = new ArrayList<>();
    for (Pair pair : draft.sides()) {
      Linearisation side = Linearisation.of(draft, pair);
      if (side == null) {
        if (recipe.face().kind() != Face.Kind.WEAK) return null;
      } else linear.add(side);
    }
    Sums sums = Sums.of(draft);
    Program program =
        new Program(draft.p(), sums.q, draft.a(), sums.b, draft.pair().cones(), draft.loss());
    boolean p = draft.p() != null;
    double[] y = rounded(draft.y()), z = rounded(draft.pair().z());
    SlotGradients weights = weights(p, draft, sums);
    double lossSize = lossSize(draft, sums);
    List<SlotGradients> truths = new ArrayList<>();
    Sensitivity worst = new Sensitivity(0, 0, 0);
    for (Linearisation side : linear) {
      if (recipe.face().kind() != Face.Kind.WEAK)
        truths.add(SlotGradients.of(p, y, z, side.dy(), side.dz()));
      Sensitivity own = side.sensitivity(sums, draft, weights, lossSize);
      worst = larger(worst, own);
    }
    Sizes sizes = new Sizes(draft.units(), lossSize);
    return new Instance(recipe, program, new Truth(y, truths), weights, sizes, worst);
  }

  private static Sensitivity larger(Sensitivity x, Sensitivity y) {
    return new Sensitivity(
        Math.max(x.pair, y.pair),
        Math.max(x.gradient, y.gradient),
        Math.max(x.solution, y.solution));
  }

  /// b and q, and what their rows and columns are made of.
  ///
  /// @param rowTerms |b_i| + Σ|a_ij y_j| + |s_i|
  /// @param columnTerms |q_j| + Σ|P_jk y_k| + Σ|a_ij z_i|
  record Sums(double[] b, double[] q, double[] rowTerms, double[] columnTerms) {
    static Sums of(Draft draft) {
      int n = draft.n(), m = draft.m();
      double[] b = new double[m], q = new double[n], rows = new double[m], columns = new double[n];
      Pair pair = draft.pair();
      for (int i = 0; i < m; i++) {
        Terms terms = new Terms().add(BigDecimal.ONE, pair.s()[i]);
        for (int j = 0; j < n; j++) terms.add(Decimals.decimal(draft.a()[i][j]), draft.y()[j]);
        b[i] = terms.value();
        rows[i] = terms.size + Math.abs(b[i]);
      }
      for (int j = 0; j < n; j++) {
        Terms terms = new Terms();
        double[][] p = draft.p();
        if (p != null)
          for (int k = 0; k < n; k++) terms.add(Decimals.decimal(-p[j][k]), draft.y()[k]);
        for (int i = 0; i < m; i++) terms.add(Decimals.decimal(-draft.a()[i][j]), pair.z()[i]);
        q[j] = terms.value();
        columns[j] = terms.size + Math.abs(q[j]);
      }
      return new Sums(b, q, rows, columns);
    }
  }

  /// A sum and the sum of the sizes.
  private static final class Terms {
    private BigDecimal sum = BigDecimal.ZERO;
    private double size;

    Terms add(BigDecimal x, BigDecimal y) {
      if (x.signum() == 0 || y.signum() == 0) return this;
      BigDecimal product = times(x, y);
      sum = sum.add(product, Decimals.DIGITS);
      size += Math.abs(product.doubleValue());
      return this;
    }

    double value() {
      double value = sum.doubleValue();
      return Math.abs(value) <= NOTHING * size ? 0 : value;
    }
  }

  /// What one of the numbers of a column or row is compared with where all its terms are 0.
  private static double orElse(double size, double otherwise) {
    return size > 0 ? size : otherwise;
  }

  private static SlotGradients weights(boolean quadratic, Draft draft, Sums sums) {
    int n = draft.n(), m = draft.m();
    double[] u = draft.units(), q = new double[n], b = new double[m];
    for (int j = 0; j < n; j++) q[j] = orElse(sums.columnTerms[j], 1 / u[j]);
    for (int i = 0; i < m; i++) b[i] = orElse(sums.rowTerms[i], rowUnit(draft, i));
    double[] p = new double[n * n], a = new double[m * n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) p[i * n + j] = 0.5 * (q[i] / u[j] + q[j] / u[i]);
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) a[i * n + j] = b[i] / u[j];
    return new SlotGradients(quadratic ? List.of(p, q, a, b) : List.of(q, a, b));
  }

  /// What a row is made of by the units of its variables.
  private static double rowUnit(Draft draft, int i) {
    double largest = 0;
    for (int j = 0; j < draft.n(); j++)
      largest = Math.max(largest, Math.abs(draft.a()[i][j]) * draft.units()[j]);
    return largest;
  }

  private static double lossSize(Draft draft, Sums sums) {
    double size = 0, force = 0;
    for (int j = 0; j < draft.n(); j++) {
      size += Math.abs(draft.loss().c()[j]) * draft.units()[j];
      force = Math.max(force, sums.columnTerms[j] * draft.units()[j]);
    }
    for (int i = 0; i < draft.m(); i++) {
      double own = Math.abs(draft.pair().z()[i].doubleValue());
      double unit = rowUnit(draft, i);
      double dual = own > 0 || unit == 0 ? own : force / unit;
      size += Math.abs(draft.loss().d()[i]) * dual;
    }
    return size;
  }
}
