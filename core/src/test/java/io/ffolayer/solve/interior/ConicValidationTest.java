package io.ffolayer.solve.interior;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.solve.Status;
import io.ffolayer.testing.ConicKkt;
import io.ffolayer.testing.ConicProgram;
import io.ffolayer.testing.ConicPrograms;
import io.ffolayer.testing.IllPosedPrograms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The interior point on the sets of programs over all cones that it was designed on, dense and
/// sparse. Some of each in every build; all of them, the numbers of the design, by
///
/// ```
/// ./ffo test -pl core -Dtest=ConicValidationTest -Dconic.full=true
/// ```
class ConicValidationTest {
  /// A set: how many there are, what is right, and the iterations that the design needed.
  enum Group {
    WELL_POSED(400, Status.SOLVED, 9.1),
    BADLY_SCALED(400, Status.SOLVED, 9.7),
    NOT_UNIQUE(200, Status.SOLVED, 8.7),
    NOT_UNIQUE_BADLY_SCALED(200, Status.SOLVED, 9.6),
    /// The design gives a range, 5…12.
    LARGE_NOT_UNIQUE(6, Status.SOLVED, 12),
    NOT_STRICTLY_COMPLEMENTARY(200, Status.SOLVED, 9.7),
    NO_SLATER_POINT(200, Status.SOLVED, 9.3),
    /// Not among those of the design, and held to the iterations of the last.
    NO_INTERIOR(200, Status.SOLVED, 9.3),
    RAY_OF_SOLUTIONS(200, Status.SOLVED, 9.3),
    INFEASIBLE(200, Status.INFEASIBLE, 5.5),
    INFEASIBLE_ON_A_FACE(200, Status.INFEASIBLE, 6.1),
    UNBOUNDED(200, Status.UNBOUNDED, 7.4);

    final int size;
    final Status right;
    final double iterations;

    Group(int size, Status right, double iterations) {
      this.size = size;
      this.right = right;
      this.iterations = iterations;
    }

    boolean isIllPosed() {
      return this == NOT_STRICTLY_COMPLEMENTARY || this == NO_INTERIOR || this == RAY_OF_SOLUTIONS;
    }

    /// How many in a hundred end with a residual of at most 1e-11.
    int exactPercent() {
      return switch (this) {
        case NOT_STRICTLY_COMPLEMENTARY -> 95;
        case NO_INTERIOR, RAY_OF_SOLUTIONS -> 80;
        default -> 99;
      };
    }

    ConicProgram program(long seed) {
      return switch (this) {
        case WELL_POSED -> ConicPrograms.wellPosed(seed);
        case BADLY_SCALED -> ConicPrograms.badlyScaled(seed, true);
        case NOT_UNIQUE -> ConicPrograms.feasible(seed);
        case NOT_UNIQUE_BADLY_SCALED -> ConicPrograms.badlyScaled(seed, false);
        case LARGE_NOT_UNIQUE -> ConicPrograms.largeNotUnique(seed);
        case NOT_STRICTLY_COMPLEMENTARY -> ConicPrograms.weak(seed);
        case NO_SLATER_POINT -> ConicPrograms.withoutSlaterPoint(seed);
        case NO_INTERIOR -> IllPosedPrograms.withoutInterior(seed);
        case RAY_OF_SOLUTIONS -> IllPosedPrograms.withRayOfSolutions(seed);
        case INFEASIBLE -> ConicPrograms.infeasible(seed, true);
        case INFEASIBLE_ON_A_FACE -> ConicPrograms.infeasible(seed, false);
        case UNBOUNDED -> ConicPrograms.unbounded(seed);
      };
    }
  }

  private static final boolean FULL = Boolean.getBoolean("conic.full");

  @ParameterizedTest
  @EnumSource(Group.class)
  void theStatusIsRightAndTheAnswerIsTrue(Group group) {
    for (boolean sparse : new boolean[] {false, true}) {
      ConicTally tally = run(group, FULL ? group.size : Math.clamp(group.size / 10, 1, 20), sparse);
      assertThat(tally.wrong).as("%s", tally).isEmpty();
      // A limit of solvable programs may stop just short of the tolerance.
      int mayStop = group.isIllPosed() ? tally.count / 100 : 0;
      assertThat(tally.right).as("%s", tally).isGreaterThanOrEqualTo(tally.count - mayStop);
      if (group.right == Status.SOLVED)
        assertThat(tally.exact)
            .as("%s", tally)
            .isGreaterThanOrEqualTo(tally.count * group.exactPercent() / 100);
      if (FULL)
        assertThat(tally.iterations / tally.count)
            .as("%s", tally)
            .isLessThanOrEqualTo(1.1 * group.iterations);
    }
  }

  @ParameterizedTest
  @EnumSource(Group.class)
  void theKnownSolutionsAreSolutions(Group group) {
    for (long seed = 0; seed < 20 && group.right == Status.SOLVED; seed++) {
      ConicProgram f = group.program(seed);
      assertThat(ConicKkt.residual(f, f.y(), f.s(), f.z())).as("seed %d", seed).isLessThan(1e-12);
      assertThat(ConicKkt.outside(f.cones(), f.s(), false)).as("seed %d", seed).isLessThan(1e-13);
      assertThat(ConicKkt.outside(f.cones(), f.z(), true)).as("seed %d", seed).isLessThan(1e-13);
    }
  }

  private static ConicTally run(Group group, int count, boolean sparse) {
    ConicTally tally = new ConicTally();
    for (long seed = 0; seed < count; seed++)
      tally.add("seed " + seed, group.program(seed), group.right, sparse);
    return tally;
  }

  /// Prints what became of the sets: GROUP or all, count, dense or sparse.
  static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[1]);
    for (Group group : Group.values()) {
      if (!arguments[0].equals("all") && !group.name().equals(arguments[0])) continue;
      long before = System.nanoTime();
      System.out.println(group + " " + run(group, count, arguments[2].equals("sparse")));
      System.out.printf("   %.1f s%n", (System.nanoTime() - before) / 1e9);
    }
  }
}
