package io.ffolayer.internal.canon;

import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.Constant.sparse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.program.AffineMap;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ParameterValues;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalFormTest {
  private final Variable x = Variable.vector("x", 2);

  @Test
  void eachConstraintIsABlockWithItsOwnConeAndLayout() {
    var program =
        QuadraticProgram.in(x)
            .minimize(constant(1, 2))
            .equalTo(constant(new double[][] {{1, 1}}), constant(1))
            .atLeast(constant(0, Double.NEGATIVE_INFINITY));
    var structure = CanonicalForm.of(program).program().structure();
    assertThat(structure.blocks().get(0).cone()).isEqualTo(new ZeroCone(1));
    assertThat(structure.blocks().get(0).layout()).isEqualTo(new Layout.Dense(1, 2));
    assertThat(structure.blocks().get(1).cone()).isEqualTo(new NonnegativeCone(2));
    assertThat(structure.blocks().get(1).layout()).isEqualTo(Layout.Sparse.diagonal(2));
    assertThat(structure.quadratic().size()).isZero();
  }

  @Test
  void aLowerBoundStandsAsMinusXWithItsSignTurned() {
    var l = Parameter.vector("l", 2);
    var canonical = CanonicalForm.of(QuadraticProgram.in(x).atLeast(l));
    ProgramData data = at(canonical, new double[] {3, Double.NEGATIVE_INFINITY});
    assertThat(data.rhs().values()).containsExactly(-3, Double.POSITIVE_INFINITY);
    assertThat(data.rows().getFirst().values()).containsExactly(-1, -1);
  }

  @Test
  void aSparsePOnBothTrianglesIsFoldedAndOnOneIsTaken() {
    int[] i = {0, 0, 1, 1};
    int[] j = {0, 1, 0, 1};
    var both = Parameter.sparse("P", Layout.Sparse.ofEntries(2, 2, i, j));
    var q = constant(0, 0);
    var folded = CanonicalForm.of(QuadraticProgram.in(x).minimize(both, q));
    assertThat(at(folded, new double[] {4, 1, 3, 5}).quadratic().values()).containsExactly(4, 2, 5);
    var lower =
        Parameter.sparse(
            "P", Layout.Sparse.ofEntries(2, 2, new int[] {0, 1, 1}, new int[] {0, 0, 1}));
    var taken = CanonicalForm.of(QuadraticProgram.in(x).minimize(lower, q));
    assertThat(at(taken, new double[] {4, 1, 5}).quadratic().values()).containsExactly(4, 1, 5);
  }

  @Test
  void aPatternOfPThatIsNeitherSymmetricNorATriangleIsRefused() {
    var pattern = Layout.Sparse.ofEntries(3, 3, new int[] {0, 2}, new int[] {1, 0});
    var p = Parameter.sparse("P", pattern);
    var program = QuadraticProgram.in(Variable.vector("y", 3)).minimize(p, constant(0, 0, 0));
    assertThatThrownBy(() -> CanonicalForm.of(program))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("neither symmetric nor one triangle");
  }

  @Test
  void aConstantSparsePThatIsNotSymmetricIsRefusedWithTheEntry() {
    var pattern = Layout.Sparse.ofEntries(2, 2, new int[] {0, 1}, new int[] {1, 0});
    var program = QuadraticProgram.in(x).minimize(sparse(pattern, 1, 2), constant(0, 0));
    assertThatThrownBy(() -> CanonicalForm.of(program))
        .hasMessageContaining("entry (1, 0) is 1.0, entry (0, 1) is 2.0");
  }

  @Test
  void theParametersOfSeveralSlotsStandOnceInOrder() {
    var v = Parameter.vector("v", 2);
    var w = Parameter.vector("w", 2);
    var canonical = CanonicalForm.of(QuadraticProgram.in(x).minimize(w).atMost(v).atLeast(w));
    assertThat(canonical.parameters()).containsExactly(w, v);
  }

  @Test
  void thePullbackIsTheTransposeOfEveryMap() {
    Random random = new Random(1);
    AffineMap entries =
        new AffineMap.Entries(
            0, 3, new int[] {0, 2, 2}, new int[] {1, 0, 1}, new double[] {2, -1, 0.5});
    AffineMap map =
        new AffineMap.Stack(
            java.util.List.of(
                entries,
                new AffineMap.Same(0, 2),
                AffineMap.Entries.scaled(0, 2, -3),
                new AffineMap.Fixed(new double[] {7})));
    double[] theta = random.doubles(2).toArray();
    double[] slot = random.doubles(map.size()).toArray();
    double[] image = new double[map.size()];
    map.apply(
        new ParameterValues(1, new double[][] {theta}, new int[] {2}, new boolean[1]), 0, image, 0);
    image[image.length - 1] = 0; // the constant part
    double[] pulled = new double[2];
    map.pullBack(0, slot, 0, pulled, 0);
    assertThat(dot(image, slot))
        .isCloseTo(dot(theta, pulled), org.assertj.core.api.Assertions.within(1e-14));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) sum += a[k] * b[k];
    return sum;
  }

  private static ProgramData at(CanonicalForm canonical, double[]... values) {
    int[] sizes = Arrays.stream(values).mapToInt(v -> v.length).toArray();
    return canonical
        .program()
        .at(new ParameterValues(1, values, sizes, new boolean[values.length]));
  }
}
