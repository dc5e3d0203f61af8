package io.ffolayer.internal.canon;

import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.stack;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.abs;
import static io.ffolayer.model.atom.Atoms.exp;
import static io.ffolayer.model.atom.Atoms.norm2;
import static io.ffolayer.model.atom.Atoms.sumSquares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.canon.graph.Columns;
import io.ffolayer.model.Affine;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.program.AffineMap;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.Tensor;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The steps from the modeller's words to the standard form: problem in, text or matrices out.
class ConicProblemTest {
  private static final int N = 3;
  private final Variable x = Variable.vector("x", N);
  private final Parameter p = Parameter.vector("p", N);
  private final Parameter a = Parameter.matrix("A", 2, N);

  @Test
  void theGraphFormOfAnAtomTakesItsPlace() {
    var problem = Problem.minimize(norm2(x.minus(p))).subjectTo(sum(abs(x)).le(1), sum(x).eq(0.5));
    assertThat(ConicProblem.of(problem))
        .hasToString(
            """
            minimize t1
              stack(t1, x - p) in SecondOrderCone[size=4]
              t2 - x ≥ 0
              t2 + x ≥ 0
              1 - sum(t2) ≥ 0
              sum(x) - 0.5 = 0\
            """);
  }

  @Test
  void aSumOfManyTermsStandsOnceBesideAnExponentialCone() {
    Variable w = Variable.vector("w", 5);
    Parameter wide = Parameter.matrix("X", 2, 5);
    var problem = Problem.minimize(sum(exp(wide.times(w)))).subjectTo(exp(sum(x)).le(1));
    assertThat(ConicProblem.of(problem))
        .hasToString(
            """
            minimize sum(t1)
              m1 - X·w = 0
              stack(m1, 1, t1)ᵀ in ProductCone[factors=[ExponentialCone[], ExponentialCone[]]]
              stack(sum(x), 1, t2)ᵀ in ProductCone[factors=[ExponentialCone[]]]
              1 - t2 ≥ 0\
            """);
  }

  @Test
  void aQuadraticStaysAQuadraticInTheObjectiveAndBecomesAConeInAConstraint() {
    var problem =
        Problem.minimize(sumSquares(x.minus(p)).times(3).plus(dot(p, x)))
            .subjectTo(sumSquares(x).le(4));
    assertThat(ConicProblem.of(problem))
        .hasToString(
            """
            minimize 3·sumSquares(x - p) + p·x
              where sumSquares(x - p) is the sum of squares of x - p
              stack(t1 + 1, 2·x, t1 - 1) in SecondOrderCone[size=5]
              4 - t1 ≥ 0\
            """);
  }

  @Test
  void whatIsDeclaredOfAVariableIsAConstraint() {
    var v = Variable.nonnegative("v", 2);
    assertThat(ConicProblem.of(Problem.minimize(sum(v)))).hasToString("minimize sum(v)\n  v ≥ 0");
  }

  @Test
  void aParameterThatIsASlotOrABlockIsAView() {
    var b = Parameter.vector("b", 2);
    var q = Parameter.vector("q", N);
    var problem =
        Problem.minimize(sumSquares(x).times(0.5).plus(dot(q, x))).subjectTo(a.times(x).eq(b));
    var canonical = CanonicalForm.of(problem);
    var program = canonical.program();
    assertThat(canonical.parameters()).containsExactly(q, a, b);
    assertThat(program.structure().quadratic()).isEqualTo(Layout.Sparse.diagonal(N));
    assertThat(program.quadratic()).isInstanceOf(AffineMap.Fixed.class);
    assertThat(program.linear()).isEqualTo(new AffineMap.Same(0, N));
    assertThat(program.rows()).containsExactly(new AffineMap.Same(1, 2 * N));
    assertThat(program.rhs()).isEqualTo(new AffineMap.Same(2, 2));
    assertThat(program.structure().blocks().getFirst().layout()).isEqualTo(new Layout.Dense(2, N));
  }

  @Test
  void boundsAreSparseRowsInOneBlockAndDenseRowsInAnother() {
    var problem =
        Problem.minimize(sumSquares(x)).subjectTo(x.ge(0), a.times(x).le(1), x.le(p), sum(x).eq(1));
    var blocks = CanonicalForm.of(problem).program().structure().blocks();
    assertThat(blocks).hasSize(3);
    assertThat(blocks.get(0).cone()).isEqualTo(new ZeroCone(1));
    assertThat(blocks.get(1).cone()).isEqualTo(new NonnegativeCone(2 * N));
    assertThat(blocks.get(1).layout()).isInstanceOf(Layout.Sparse.class);
    assertThat(blocks.get(1).layout().size()).isEqualTo(2 * N);
    assertThat(blocks.get(2).layout()).isEqualTo(new Layout.Dense(2, N));
  }

  @Test
  void aTransposedParameterIsAFewNumbersWhateverItsSize() {
    var big = Parameter.matrix("A", 300, 400);
    var y = Variable.vector("y", 300);
    var problem = Problem.minimize(sumSquares(y)).subjectTo(big.transpose().times(y).le(1));
    assertThat(CanonicalForm.of(problem).program().rows().getFirst())
        .isInstanceOf(AffineMap.Strided.class);
  }

  @Test
  void aMillionScalarParametersAreOneStepOfAMap() {
    int n = 1000;
    var y = Variable.vector("y", n);
    var big = Parameter.matrix("A", n, n);
    var b = Parameter.vector("b", n);
    var program =
        CanonicalForm.of(Problem.minimize(sumSquares(y)).subjectTo(big.times(y).le(b))).program();
    assertThat(program.rows()).containsExactly(new AffineMap.Same(1, n * n));
  }

  static Stream<Arguments> affine() {
    Parameter m = Parameter.matrix("M", 3, 2);
    Parameter s = Parameter.scalar("s");
    Variable z = Variable.matrix("Z", 2, 3);
    Variable v = Variable.symmetric("V", 3);
    Constant c = constant(new double[][] {{1, 2, 0}, {0, -1, 3}});
    return Stream.of(
        law("m z", m.times(z), m, s, z, v),
        law("z m", z.times(m), m, s, z, v),
        law("mᵀ zᵀ", m.transpose().times(z.transpose()), m, s, z, v),
        law("c zᵀ + mᵀ m₀", c.times(z.transpose()).plus(m.slice(0, 2)), m, s, z, v),
        law("m (c v)", m.times(c.times(v)), m, s, z, v),
        law("s v", s.times(v).plus(s), m, s, z, v),
        law("z₁ + column", z.row(1).plus(m.column(1)).multiply(c.row(0)), m, s, z, v),
        law("kron(m, c z)", Affine.kron(m, c.times(z.transpose())), m, s, z, v),
        law("kron(z, c)", Affine.kron(z, c), m, s, z, v),
        law("trace", Affine.trace(z.times(m)), m, s, z, v),
        law("diag", Affine.diag(Affine.diag(v).multiply(m.column(0))), m, s, z, v),
        law("stack", stack(z, s, v.get(0, 2), m.times(2)), m, s, z, v),
        law("hstack", Affine.hstack(z, m.transpose(), s.times(c.column(0))), m, s, z, v),
        law("cumsum", Affine.cumsum(z.reshape(6)).dividedBy(3), m, s, z, v),
        law("convolve", Affine.convolve(m.column(0), z.row(0)), m, s, z, v),
        law("sum over an axis", Affine.sum(z, 0).plus(Affine.sum(m, 1)), m, s, z, v),
        law("sum of a product", sum(m.transpose().multiply(z)).minus(s), m, s, z, v),
        law("c c (z)", c.transpose().times(c.times(z.transpose())), m, s, z, v));
  }

  private static Arguments law(
      String name, Expression expression, Parameter m, Parameter s, Variable z, Variable v) {
    return Arguments.of(name, expression, List.of(m, s), List.of(z, v));
  }

  /// The rows of `expression = 0` are its value at random points.
  @ParameterizedTest(name = "{0}")
  @MethodSource("affine")
  void theMatricesOfAnAffineExpressionGiveItsValue(
      String name, Expression expression, List<Parameter> parameters, List<Variable> variables) {
    SplittableRandom random = new SplittableRandom(3);
    Function<int[], Tensor> draw =
        shape -> Tensor.wrap(random.doubles(Tensor.sizeOf(shape), -1, 1).toArray(), shape);
    Tensor z = draw.apply(new int[] {2, 3});
    Tensor v = draw.apply(new int[] {3, 3});
    double[] triangle = new double[6];
    for (int k = 0; k < 9; k++) {
      int at = Columns.inTriangle(3, k);
      triangle[at] = v.values()[k];
    }
    for (int k = 0; k < 9; k++) v.values()[k] = triangle[Columns.inTriangle(3, k)];
    Map<Parameter, Tensor> theta =
        Map.of(
            parameters.get(0), draw.apply(new int[] {3, 2}),
            parameters.get(1), draw.apply(new int[0]));
    double[] y =
        Stream.of(z.values(), triangle).flatMapToDouble(java.util.Arrays::stream).toArray();
    // Both variables occur, in this order, and so do the parameters.
    var canonical =
        CanonicalForm.of(
            Problem.minimize(
                    sum(variables.get(0)).plus(sum(variables.get(1))).plus(parameters.get(1)))
                .subjectTo(expression.eq(0)));
    ProgramData data = at(canonical, theta);
    double[] rows = new double[expression.size()];
    data.addRowProduct(0, y, 0, rows, 0);
    double[] b = data.rhs().values();
    for (int k = 0; k < rows.length; k++) rows[k] -= b[k];
    java.util.HashMap<Expression, Tensor> values = new java.util.HashMap<>(theta);
    values.put(variables.get(0), z);
    values.put(variables.get(1), v);
    assertThat(rows).containsExactly(expression.value(values).values(), within(1e-14));
  }

  private static ProgramData at(CanonicalForm canonical, Map<Parameter, Tensor> theta) {
    int count = canonical.parameters().size();
    double[][] values = new double[count][];
    int[] sizes = new int[count];
    for (int k = 0; k < count; k++) {
      Tensor tensor = theta.get(canonical.parameters().get(k));
      values[k] = tensor.values();
      sizes[k] = tensor.size();
    }
    return canonical.program().at(new ParameterValues(1, values, sizes, new boolean[count]));
  }

  @Test
  void manySmallConesAreOneBlock() {
    var problem = Problem.minimize(sum(exp(x))).subjectTo(norm2(x).le(1));
    var blocks = CanonicalForm.of(problem).program().structure().blocks();
    assertThat(blocks).hasSize(2);
    assertThat(blocks.get(1).cone().size()).isEqualTo(3 * N + 1 + N);
  }
}
