package io.ffolayer.lab.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.decision.Decisions;
import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShortestPathTest {
  private static final Findings FOUND = new ShortestPath().run(new Setting(1, true), step -> {});

  private static Row row(String method) {
    return FOUND.tables().getFirst().rows().stream()
        .filter(row -> row.name().equals(method))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void spoPlusAndFenchelYoungLoseLessThanTwoStageOnEverySeed() {
    for (String method : List.of("SPO+", "SPO+, a tenth solved", "Fenchel–Young")) {
      double[] values = row(method).values();
      assertThat(values[0]).as(method).isLessThan(row("two-stage").values()[0]);
      assertThat(values[4]).as("the interval of the savings of %s", method).isPositive();
      assertThat(values[6]).as(method).isEqualTo(3);
    }
  }

  @Test
  void aMethodWhoseIntervalHoldsZeroIsCalledNoise() {
    for (Row row : FOUND.tables().getFirst().rows())
      if (row.values()[4] <= 0 && row.values()[5] >= 0)
        assertThat(FOUND.remarks())
            .anyMatch(text -> text.contains(row.name()) && text.contains("noise"));
  }

  @Test
  void theSameSeedGivesTheSameRegrets() {
    Findings again = new ShortestPath().run(new Setting(1, true), step -> {});
    for (int k = 0; k < again.tables().getFirst().rows().size(); k++) {
      double[] here = FOUND.tables().getFirst().rows().get(k).values();
      double[] there = again.tables().getFirst().rows().get(k).values();
      assertThat(Arrays.copyOf(there, 7)).isEqualTo(Arrays.copyOf(here, 7));
    }
    assertThat(again.remarks()).isEqualTo(FOUND.remarks());
  }

  /// All 6 paths of a grid of three nodes a side, one step to the right or down at a time.
  @Test
  void thePathIsTheCheapestOfAll() {
    GridPaths grid = new GridPaths(3);
    double[][] costs = grid.draw(50, 2, 0.5, new SplittableRandom(4)).costs();
    Decisions decided = grid.decider().decide(Tensor.matrix(costs));
    for (int s = 0; s < costs.length; s++) {
      double best = Double.POSITIVE_INFINITY;
      for (int turns = 0; turns < 16; turns++)
        if (Integer.bitCount(turns) == 2) best = Math.min(best, length(grid, costs[s], turns));
      assertThat(decided.objective(s, Tensor.matrix(costs))).isCloseTo(best, within(1e-12));
    }
  }

  private static double length(GridPaths grid, double[] costs, int turns) {
    double sum = 0;
    int i = 0, j = 0;
    for (int k = 0; k < 4; k++)
      if ((turns >> k & 1) == 1) sum += costs[i * 2 + j++];
      else sum += costs[6 + i++ * 3 + j];
    assertThat(grid.edges()).isEqualTo(12);
    return sum;
  }

  @Test
  void theNodesOfAPathGoFromCornerToCorner() {
    GridPaths grid = new GridPaths(5);
    double[][] costs = grid.draw(3, 6, 0.5, new SplittableRandom(2)).costs();
    for (double[] cost : costs) {
      double[] path = grid.decider().decide(Tensor.matrix(new double[][] {cost})).values().values();
      double[][] nodes = grid.nodes(path);
      assertThat(nodes[0][8]).isEqualTo(4);
      assertThat(nodes[1][8]).isEqualTo(4);
      assertThat(Arrays.stream(path).sum()).isEqualTo(8);
    }
  }

  @Test
  void leastSquaresFindsALinearModel() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] x = new double[30][4], y = new double[30][1];
    for (int s = 0; s < 30; s++) {
      for (int k = 0; k < 4; k++) x[s][k] = random.nextGaussian();
      y[s][0] = 3 + 2 * x[s][0] - x[s][3];
    }
    double[] fitted = LinearPredictor.leastSquares(x, y).predictAll().values();
    for (int s = 0; s < 30; s++) assertThat(fitted[s]).isCloseTo(y[s][0], within(1e-6));
  }
}
