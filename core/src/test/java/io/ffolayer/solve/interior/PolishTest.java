package io.ffolayer.solve.interior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.kkt.choice.EquilibratedKkt;
import io.ffolayer.internal.kkt.choice.KktSystems;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.Layout;
import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The polish of an assignment: least Σ c_ij y_ij over matrices of ones and zeros in every row and
/// column, whose solution, here the identity, meets many more rows than it needs; and of a
/// Hermitian matrix in real numbers, of whose duals only those in the middle have its form.
class PolishTest {
  private static final int SIDE = 20;
  private static final int ENTRIES = SIDE * SIDE;
  private static final int ROWS = 2 * SIDE + ENTRIES;

  /// c_ij less the multipliers of row i and column j: 0 on the diagonal, what the bound of entry
  /// (i, j) has to hold elsewhere.
  private static final double[] FORCE = new double[ENTRIES];

  static {
    SplittableRandom random = new SplittableRandom(4);
    Arrays.setAll(FORCE, k -> k % (SIDE + 1) == 0 ? 0 : random.nextDouble(0.5, 2));
  }

  @Test
  void fromNearItEndsAtTheSolution() {
    Tried tried = new Tried();
    SplittableRandom random = new SplittableRandom(5);
    for (int k = 0; k < ENTRIES; k++) {
      boolean one = k % (SIDE + 1) == 0;
      tried.from.y[k] = (one ? 1 : 0) + random.nextDouble(1e-4);
      tried.from.s[2 * SIDE + k] = tried.from.y[k];
      tried.from.z[2 * SIDE + k] = FORCE[k] + random.nextDouble(1e-4);
    }
    assertThat(tried.polish()).isLessThan(1e-10);
    assertThat(tried.polish.factorisations()).isLessThanOrEqualTo(2);
  }

  @Test
  void aVainTryFromFarAwayEndsAfterTwoFactorisations() {
    Tried tried = new Tried();
    SplittableRandom random = new SplittableRandom(6);
    for (int k = 0; k < ENTRIES; k++) {
      tried.from.y[k] = random.nextDouble(2.0 / SIDE);
      tried.from.s[2 * SIDE + k] = tried.from.y[k];
      tried.from.z[2 * SIDE + k] = random.nextDouble(2.0 / SIDE);
    }
    assertThat(tried.polish()).isGreaterThan(1e-3);
    assertThat(tried.polish.factorisations()).isBetween(1, 2);
  }

  /// Least 3x₁ + 2x₂ + 4x₃ + 4x₄ over X = [x₁, x₂ + ix₄; x₂ − ix₄, x₃] ⪰ C, stated as [Re X, −Im X;
  /// Im X, Re X]: Y is the matrix of the costs, in the same form.
  @Test
  void theDualOfAHermitianMatrixKeepsItsForm() {
    double root = Math.sqrt(2);
    double[][] a = new double[10][4];
    a[0][0] = a[2][2] = a[5][0] = a[9][2] = -1;
    a[1][1] = a[8][1] = a[4][3] = -root;
    a[6][3] = root;
    double[] b = {-1, -root / 2, -2, 0, -root / 4, -1, root / 4, 0, -root / 2, -2};
    ProgramStructure structure =
        new ProgramStructure(
            Layout.Sparse.ofEntries(4, 4, new int[0], new int[0]),
            List.of(new RowBlock(new PsdCone(4), new Layout.Dense(10, 4))));
    ProgramData data =
        new ProgramData(
            structure,
            1,
            Batched.shared(new double[0]),
            Batched.shared(new double[] {3, 2, 4, 4}),
            List.of(Batched.shared(Arrays.stream(a).flatMapToDouble(Arrays::stream).toArray())),
            Batched.shared(b));
    Solution solution = new Solution(structure, 1);
    new InteriorPoint()
        .prepare(new Analysis(structure))
        .worker()
        .solve(data, 0, 1, WarmStart.NONE, Watch.unlimited(), solution);
    double[] z = solution.z();
    assertThat(solution.status(0)).isEqualTo(Status.SOLVED);
    assertThat(z)
        .containsExactly(
            new double[] {1.5, root / 2, 2, 0, root, 1.5, -root, 0, root / 2, 2}, within(1e-9));
  }

  /// A polish of the assignment and the point that it starts from, in equilibrated units, which are
  /// nearly those of the program.
  private static final class Tried {
    final Iterate from;
    final Polish polish;

    Tried() {
      ProgramData data = assignment();
      ProgramStructure structure = data.structure();
      EquilibratedKkt kkt = KktSystems.of(structure).equilibrated();
      kkt.load(data, 0);
      Accuracy accuracy = new Accuracy(kkt.equilibration());
      accuracy.use(kkt.equilibration(), data, 0);
      ProgramData scaled = kkt.equilibration().scaled();
      polish = new Polish(scaled, kkt.scaled(), ConeBlock.of(structure), accuracy);
      from = new Iterate(structure);
    }

    double polish() {
      return polish.run(from, 1, true);
    }
  }

  private static ProgramData assignment() {
    int[] i = new int[3 * ENTRIES], j = new int[3 * ENTRIES];
    for (int k = 0; k < ENTRIES; k++) {
      i[k] = k / SIDE;
      i[ENTRIES + k] = SIDE + k % SIDE;
      i[2 * ENTRIES + k] = 2 * SIDE + k;
      j[k] = j[ENTRIES + k] = j[2 * ENTRIES + k] = k;
    }
    Layout.Sparse layout = Layout.Sparse.ofEntries(ROWS, ENTRIES, i, j);
    double[] a = new double[layout.size()];
    for (int k = 0; k < i.length; k++) a[layout.position(i[k], j[k])] = k < 2 * ENTRIES ? 1 : -1;
    double[] b = new double[ROWS];
    Arrays.fill(b, 0, 2 * SIDE, 1);
    Layout none = Layout.Sparse.ofEntries(ENTRIES, ENTRIES, new int[0], new int[0]);
    ProgramStructure structure =
        new ProgramStructure(
            none,
            List.of(
                new RowBlock(
                    new ProductCone(List.of(new ZeroCone(2 * SIDE), new NonnegativeCone(ENTRIES))),
                    layout)));
    return new ProgramData(
        structure,
        1,
        Batched.shared(new double[0]),
        Batched.shared(FORCE.clone()),
        List.of(Batched.shared(a)),
        Batched.shared(b));
  }
}
