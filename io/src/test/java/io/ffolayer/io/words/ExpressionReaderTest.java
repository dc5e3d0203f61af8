package io.ffolayer.io.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.model.Constant;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.atom.Atoms;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.ZeroCone;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionReaderTest {
  private static final Variable X = Variable.vector("x", 3);
  private static final Variable M = Variable.matrix("M", 2, 2);
  private static final Variable T = Variable.scalar("t");
  private static final Map<String, Expression> NAMES =
      Map.of(
          "x",
          X,
          "M",
          M,
          "t",
          T,
          "A",
          Constant.constant(new double[][] {{1, 2, 3}, {0, 1, 0}}),
          "S",
          Constant.constant(new double[][] {{2, 1}, {1, 3}}));
  private static final Map<Variable, Tensor> VALUES =
      Map.of(
          X,
          Tensor.vector(1, -2, 3),
          M,
          Tensor.matrix(new double[][] {{2, 1}, {1, 3}}),
          T,
          Tensor.scalar(0.5));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 + 3 * 4                         | 14
          (2 + 3) * 4                       | 20
          2 - 3 - 4                         | -5
          12 / 3 / 2                        | 2
          -t^2                              | -0.25
          (-2)^2                            | 4
          2 * t^-1                          | 4
          1.5e1 + .5                        | 15.5
          1e-3                              | 0.001
          x[2]                              | 3
          M[0, 1]                           | 1
          sum(x[0:2])                       | -1
          (A @ x)[0]                        | 6
          x @ x                             | 14
          sum(x * x)                        | 14
          sum(2 * x)                        | 4
          sumSquares(x - t)                 | 12.75
          sum_squares(x) + t * norm1(x)     | 17
          NORM_INF(x)                       | 3
          pnorm(x, 3)                       | 3.3019272488946263
          sumLargest(x, 2)                  | 4
          maximum(t, 2, x[0])               | 2
          power(t, 2)                       | 0.25
          quadForm(x[0:2], S)               | 10
          trace(M) / t                      | 10
          dot(x, x)                         | 14
          logSumExp(stack(0, 0))            | 0.6931471805599453
          max(transpose(M) @ x[0:2])        | 0
          """)
  void anExpressionHasItsValue(String text, double value) {
    Expression expression = ExpressionReader.expression(text, NAMES);
    assertThat(expression.value(VALUES).item()).isEqualTo(value, within(1e-12));
  }

  @Test
  void aConstraintIsARelationOrSemidefinite() {
    assertThat(ExpressionReader.constraint("x >= 0", NAMES).cone())
        .isEqualTo(new NonnegativeCone(3));
    assertThat(ExpressionReader.constraint("norm2(x) <= t", NAMES).cone())
        .isEqualTo(new NonnegativeCone(1));
    Constraint budget = ExpressionReader.constraint("sum(x) == 1", NAMES);
    assertThat(budget.cone()).isEqualTo(new ZeroCone(1));
    assertThat(budget.expression().value(VALUES).item()).isEqualTo(1);
    assertThat(ExpressionReader.constraint("psd(M - t)", NAMES).cone()).isEqualTo(new PsdCone(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          x + y           | character 5: nothing is called y; expected one of
          2 +             | character 4: expected a number, a name or "(", got the end
          2 3             | character 3: expected an operator or the end, got "3"
          (2              | character 3: expected ")", got the end
          x @ t           | character 3: @ multiplies vectors and matrices
          A @ M           | character 3: constant · M: the shapes
          x + M           | character 3: x + M: the shapes
          x[3]            | character 2: index [3] outside x
          x[-1]           | character 3: expected an index, got "-"
          foo(x)          | character 1: there is no function foo; there are abs,
          norm2(x, x)     | character 1: norm2 takes 1 arguments, got 2
          sumLargest(x, t) | character 1: the second argument must be a number
          sumLargest(x, 1.5) | character 1: the second argument must be an integer
          1.2.3           | character 1: expected a number, got "1.2.3"
          1e999           | character 1: expected a finite number, got "1e999"
          x # 2           | character 3: expected an operator or the end, got "#"
          """)
  void whatIsWrongIsSaidInOneLineWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> ExpressionReader.expression(text, NAMES))
        .isInstanceOf(WordsException.class)
        .hasMessageStartingWith(message)
        .satisfies(thrown -> assertThat(thrown.getMessage().lines()).hasSize(1));
  }

  @Test
  void aConstraintWithoutRelationIsRefused() {
    assertThatThrownBy(() -> ExpressionReader.constraint("x", NAMES))
        .hasMessage("character 2: expected <=, >= or ==, got the end");
    assertThatThrownBy(() -> ExpressionReader.constraint("x < 1", NAMES))
        .hasMessageContaining("expected <=, >= or ==");
    assertThatThrownBy(() -> ExpressionReader.constraint("0 <= x <= 1", NAMES))
        .hasMessageContaining("expected an operator or the end");
    assertThatThrownBy(() -> ExpressionReader.constraint("psd(x)", NAMES))
        .hasMessageContaining("character 1: ");
  }

  @Test
  void deepNestingIsRefused() {
    for (String opening : new String[] {"(", "-", "abs(", "2^"}) {
      String text = opening.repeat(100_000) + "t" + ")".repeat(100_000);
      assertThatThrownBy(() -> ExpressionReader.expression(text, NAMES))
          .hasMessageContaining("nested");
    }
  }

  @Test
  void everyAtomCanBeCalled() {
    for (Method atom : Atoms.class.getDeclaredMethods())
      if (Modifier.isPublic(atom.getModifiers()))
        assertThat(Functions.named(atom.getName())).as(atom.getName()).isNotNull();
  }

  @Test
  void damagedTextIsReadOrRefusedWithItsPlace() {
    String text = "sumSquares(A @ x - t) + 0.5 * norm1(x[0:2]) / 2^t + maximum(t, M[0, 1])";
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < 3000; k++) {
      StringBuilder damaged = new StringBuilder(text);
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        int at = random.nextInt(damaged.length());
        if (random.nextBoolean()) damaged.deleteCharAt(at);
        else damaged.insert(at, "()[]+-*/@^,.:exA0 =<".charAt(random.nextInt(20)));
      }
      try {
        ExpressionReader.expression(damaged.toString(), NAMES);
      } catch (WordsException refused) {
        assertThat(refused.getMessage()).startsWith("character ");
      }
    }
  }
}
