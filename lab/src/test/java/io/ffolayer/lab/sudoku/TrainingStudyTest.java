package io.ffolayer.lab.sudoku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import io.ffolayer.lab.sudoku.RuleLearner.Method;
import io.ffolayer.lab.sudoku.RuleLearner.Plan;
import io.ffolayer.lab.sudoku.RuleLearner.Shown;
import io.ffolayer.lab.sudoku.SudokuModel.Setup;
import io.ffolayer.lab.sudoku.SudokuModel.Start;
import io.ffolayer.lab.sudoku.SudokuModel.Visit;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainingStudyTest {
  private static final Setup FOUR = new Setup(2, 40, 1.5, Start.ORTHONORMAL);

  @Test
  void allOfSudokuLiesInItsRulesAndNothingThatIsOrthogonalToThemDoes() {
    Rules rules = Rules.ofSudoku(2);
    assertThat(rules.missedBy(rules.a())).isCloseTo(0, within(1e-12));
    double[] board = new Puzzles(2, new SplittableRandom(1)).randomSolution().oneHot();
    double[] other = new Puzzles(2, new SplittableRandom(2)).randomSolution().oneHot();
    for (int k = 0; k < board.length; k++) board[k] -= other[k];
    assertThat(rules.missedBy(board)).isCloseTo(1, within(1e-12));
  }

  /// From rows of random directions, of which 5 of 8 parts are no rules, by nothing but the
  /// gradient through the layer.
  @Test
  void aLayerThatIsShownWholeBoardsLearnsTheRulesOfSudoku() {
    List<Puzzle> puzzles = new Puzzles(2, new SplittableRandom(1)).draw(860, 4, 8);
    RuleLearner learner =
        new RuleLearner(new Plan(FOUR, Method.ORTHONORMAL, 2, 8, Shown.SOLUTIONS, 0.2), 3);
    Rules rules = Rules.ofSudoku(2);
    assertThat(rules.missedBy(rows(learner.model()))).isGreaterThan(0.3);
    learner.learn(puzzles.subList(0, 800), 1000);
    assertThat(rules.missedBy(rows(learner.model()))).isLessThan(1e-3);
    List<Board> answers = learner.asked(0.01).solve(puzzles.subList(800, 860));
    assertThat(answers).allMatch(Board::isSolved);
  }

  private static double[] rows(SudokuModel model) {
    return Arrays.copyOf(model.learnt(), model.rules() * model.variables());
  }

  @Test
  void theRowsStayOrthonormal() {
    SudokuModel model = new SudokuModel(FOUR, 1, new SplittableRandom(4));
    double[] a = rows(model), z0 = new double[64];
    Arrays.fill(z0, -Math.log(4));
    OrthonormalDescent descent = new OrthonormalDescent(a, z0, 4, 2);
    List<Puzzle> batch = new Puzzles(2, new SplittableRandom(1)).draw(8, 4, 8);
    for (int k = 0; k < 11; k++) {
      Visit visit = model.visit(batch, List.of(0, 1, 2, 3, 4, 5, 6, 7));
      descent.step(model.slope(visit, new FirstOrder()));
      model.start(a, z0);
    }
    for (int i = 0; i < 40; i++)
      for (int j = 0; j < 40; j++) {
        double product = 0;
        for (int k = 0; k < 64; k++) product += a[i * 64 + k] * a[j * 64 + k];
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-3));
      }
  }

  /// The smaller ε is, the nearer the answers of the true rules are to those of a linear program.
  @Test
  void theSmallStudyHasEveryWayAndTheTrueRulesAnswerBetterTheSmallerTheRegularization() {
    var found = new TrainingStudy().run(new Setting(1, true), step -> {});
    double last = Double.POSITIVE_INFINITY;
    for (Row row : found.tables().getFirst().rows()) {
      assertThat(row.values()[0]).as(row.name()).isLessThanOrEqualTo(last + 1e-9);
      last = row.values()[0];
    }
    assertThat(found.tables().get(1).rows()).hasSize(14).allMatch(row -> row.values()[0] == 20);
    for (Row row : found.tables().get(1).rows())
      assertThat(row.values()[3]).as(row.name()).isBetween(0.0, 0.66);
  }
}
