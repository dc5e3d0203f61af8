package io.ffolayer.model;

import static io.ffolayer.model.Constant.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.model.atom.Atoms;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What expressions claim of themselves, against their values at random points.
class ExpressionTest {
  private final Variable x = Variable.vector("x", 3);
  private final Variable v = Variable.nonnegative("v", 3);
  private final Variable m = Variable.matrix("M", 3, 3);
  private final Parameter p = Parameter.vector("p", 3);
  private final Parameter w = Parameter.vector("w", 3).nonnegative();
  private final Parameter a = Parameter.matrix("A", 3, 3);

  private Map<Expression, Tensor> point(SplittableRandom random) {
    Map<Expression, Tensor> values = new HashMap<>();
    for (Expression leaf : List.of(x, v, m, p, w, a)) {
      double least = leaf.sign().isNonnegative() ? 0 : -1;
      values.put(leaf, Tensor.wrap(random.doubles(leaf.size(), least, 1).toArray(), leaf.shape()));
    }
    return values;
  }

  /// Vectors of length 3 made of vectors of length 3.
  private Expression grown(SplittableRandom random, int depth) {
    if (depth == 0)
      return switch (random.nextInt(6)) {
        case 0 -> v;
        case 1 -> p;
        case 2 -> w;
        case 3 -> m.row(1);
        case 4 -> constant(random.nextDouble(-1, 1), 2, 0);
        default -> x;
      };
    Expression left = grown(random, depth - 1);
    Expression right = grown(random, depth - 1);
    return switch (random.nextInt(12)) {
      case 0 -> left.plus(right);
      case 1 -> left.minus(right);
      case 2 -> left.times(random.nextInt(-2, 3));
      case 3 -> left.multiply(w);
      case 4 -> left.multiply(right);
      case 5 -> Atoms.abs(left);
      case 6 -> Atoms.exp(left);
      case 7 -> a.times(left);
      case 8 -> Affine.cumsum(left);
      case 9 -> right.plus(Atoms.norm2(left));
      case 10 -> Affine.stack(left.slice(1, 3), right.get(0));
      default -> left.plus(left.sum()).reshape(3);
    };
  }

  @Test
  void signsHoldAtRandomPoints() {
    SplittableRandom random = new SplittableRandom(1);
    int known = 0;
    for (int trial = 0; trial < 500; trial++) {
      Expression expression = grown(random, 1 + trial % 3);
      for (int sample = 0; sample < 10; sample++)
        for (double value : expression.value(point(random)).values()) {
          if (expression.sign().isNonnegative())
            assertThat(value).as(expression.name()).isGreaterThanOrEqualTo(0);
          if (expression.sign().isNonpositive())
            assertThat(value).as(expression.name()).isLessThanOrEqualTo(0);
        }
      if (expression.sign() != Sign.UNKNOWN) known++;
    }
    assertThat(known).isGreaterThan(50);
  }

  @Test
  void curvaturesHoldAtTheMiddleOfRandomPoints() {
    SplittableRandom random = new SplittableRandom(2);
    List<Curvature> seen = new ArrayList<>();
    for (int trial = 0; trial < 500; trial++) {
      Expression expression = grown(random, 1 + trial % 3);
      for (int sample = 0; sample < 10; sample++) checkMiddle(expression, random);
      seen.add(expression.curvature());
    }
    assertThat(seen).contains(Curvature.AFFINE, Curvature.CONVEX, Curvature.CONCAVE);
  }

  /// Variables move, parameters stay.
  private void checkMiddle(Expression expression, SplittableRandom random) {
    Map<Expression, Tensor> one = point(random);
    Map<Expression, Tensor> other = point(random);
    Map<Expression, Tensor> middle = new HashMap<>();
    for (Expression leaf : one.keySet()) {
      if (leaf instanceof Parameter) other.put(leaf, one.get(leaf));
      double[] mean = one.get(leaf).values().clone();
      for (int k = 0; k < mean.length; k++)
        mean[k] = 0.5 * mean[k] + 0.5 * other.get(leaf).values()[k];
      middle.put(leaf, Tensor.wrap(mean, leaf.shape()));
    }
    double[] f = expression.value(middle).values();
    double[] g = expression.value(one).values();
    double[] h = expression.value(other).values();
    for (int k = 0; k < f.length; k++) {
      double gap = 0.5 * (g[k] + h[k]) - f[k];
      double rounding = 1e-12 * (1 + Math.abs(f[k]) + Math.abs(g[k]) + Math.abs(h[k]));
      if (expression.curvature().isConvex())
        assertThat(gap).as(expression.name()).isGreaterThanOrEqualTo(-rounding);
      if (expression.curvature().isConcave())
        assertThat(gap).as(expression.name()).isLessThanOrEqualTo(rounding);
    }
  }

  @Test
  void shapesThatDoNotFitAreRefusedWithBothNames() {
    assertThatThrownBy(() -> x.plus(Variable.vector("y", 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("x + y")
        .hasMessageContaining("[3]");
    assertThatThrownBy(() -> a.times(Variable.vector("y", 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("A · y");
    assertThatThrownBy(() -> x.get(3)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> x.psd()).hasMessageContaining("square matrix");
    assertThatThrownBy(() -> Problem.minimize(x)).hasMessageContaining("sum()");
  }

  @Test
  void namesReadLikeTheFormula() {
    assertThat(a.times(x).minus(p).name()).isEqualTo("A·x - p");
    assertThat(Atoms.norm2(a.transpose().times(x.plus(1))).name()).isEqualTo("norm2(Aᵀ·(x + 1))");
    assertThat(x.multiply(w).times(-2).name()).isEqualTo("-2·x ∘ w");
    assertThat(x.ge(0).name()).isEqualTo("x ≥ 0");
  }
}
