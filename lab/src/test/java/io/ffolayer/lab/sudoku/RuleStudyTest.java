package io.ffolayer.lab.sudoku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.lab.experiment.Experiment.Setting;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RuleStudyTest {
  /// 4×4 has 40 independent rules, and all boards together obey no others: those of the boards are
  /// orthogonal to a board minus another, and span the same space.
  @Test
  void theRulesOfSolvedBoardsAreThoseOfSudoku() {
    List<Puzzle> boards = new Puzzles(2, new SplittableRandom(1)).draw(800, 4, 8);
    Rules found = Rules.ofBoards(boards), known = Rules.ofSudoku(2);
    assertThat(found.count()).isEqualTo(known.count()).isEqualTo(40);
    int n = 64;
    for (int i = 0; i < known.count(); i++) {
      double inside = 0;
      for (int r = 0; r < found.count(); r++) {
        double along = 0;
        for (int k = 0; k < n; k++) along += known.a()[i * n + k] * found.a()[r * n + k];
        inside += along * along;
      }
      assertThat(inside).isCloseTo(1, within(1e-10));
    }
  }

  @Test
  void withTheRulesTheBoardsThatWereKeptBackAreSolvedWhenTheLayerIsAskedRepeatedly() {
    Findings found = new RuleStudy().run(new Setting(1, true), step -> {});
    var rows = found.tables().getFirst().rows();
    for (int k = 0; k < 2; k++) {
      assertThat(rows.get(k).values()[4]).as(rows.get(k).name()).isZero();
      assertThat(rows.get(k).values()[2]).isLessThan(0.0693);
    }
  }
}
