package io.ffolayer.lab.sudoku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import io.ffolayer.lab.sudoku.SudokuModel.Setup;
import io.ffolayer.lab.sudoku.SudokuModel.Slope;
import io.ffolayer.lab.sudoku.SudokuTraining.Rate;
import io.ffolayer.lab.sudoku.SudokuTraining.Settings;
import io.ffolayer.lab.sudoku.TrainingRecord.Epoch;
import io.ffolayer.lab.sudoku.TrainingRecord.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SudokuTrainingTest {
  private static final Settings SMALL =
      new Settings(PuzzleSet.fourByFour(1).withSizes(60, 20), 20, 0.1, 0.9, 2, 2);

  private static final SudokuTraining.Listener NOBODY =
      new SudokuTraining.Listener() {
        @Override
        public void step(Step step) {}

        @Override
        public void epoch(Epoch epoch) {}
      };

  @Test
  void theMeanOfAnEpochOfOneStepIsTheModelAfterIt() {
    Settings one = new Settings(PuzzleSet.fourByFour(1).withSizes(20, 20), 20, 0.1, 0.9, 2, 2);
    SudokuTraining training = new SudokuTraining(one);
    TrainingRecord plain = training.run(new FirstOrder(), new Implicit(), NOBODY);
    TrainingRecord mean = training.averaged().run(new FirstOrder(), new Implicit(), NOBODY);
    for (int k = 0; k < 2; k++)
      assertThat(mean.epochs().get(k).test().wrong())
          .isEqualTo(plain.epochs().get(k).test().wrong());
    assertThat(mean.example().after()).isEqualTo(plain.example().after());
  }

  @Test
  void theGradientOfAAndZMatchesCentralDifferences() {
    List<Puzzle> batch = new Puzzles(2, new SplittableRandom(1)).draw(3, 4, 8);
    List<Integer> keys = List.of(0, 1, 2);
    SplittableRandom random = new SplittableRandom(2);
    double[] a = random.doubles(40 * 64).toArray();
    double[] z0 = random.doubles(64, -0.1, 0.1).toArray();
    SudokuModel model = new SudokuModel(2, 0.1, random);
    model.start(a, z0);
    Slope slope = model.slope(model.visit(batch, keys), new FirstOrder());
    double h = 1e-6;
    for (int trial = 0; trial < 10; trial++) {
      int k = random.nextInt(a.length);
      double[] up = a.clone();
      double[] down = a.clone();
      up[k] += h;
      down[k] -= h;
      double difference = (loss(model, up, z0, batch) - loss(model, down, z0, batch)) / (2 * h);
      assertThat(slope.a()[k]).isCloseTo(difference, within(1e-6));
      int j = random.nextInt(z0.length);
      up = z0.clone();
      down = z0.clone();
      up[j] += h;
      down[j] -= h;
      difference = (loss(model, a, up, batch) - loss(model, a, down, batch)) / (2 * h);
      assertThat(slope.z0()[j]).isCloseTo(difference, within(1e-6));
    }
  }

  private static double loss(SudokuModel model, double[] a, double[] z0, List<Puzzle> batch) {
    model.start(a, z0);
    return model.visit(batch, List.of(0, 1, 2)).loss();
  }

  @Test
  void theLossFallsAndTheTwoGradientsAgree() {
    TrainingRecord record = new SudokuTraining(SMALL).run(new FirstOrder(), new Implicit(), NOBODY);
    assertThat(record.steps()).hasSize(6);
    assertThat(record.epochs()).hasSize(2);
    assertThat(record.steps().getLast().loss()).isLessThan(record.steps().getFirst().loss());
    assertThat(record.steps().stream().filter(step -> step.trust().isCompared())).hasSize(3);
    assertThat(record.epochs()).allMatch(epoch -> epoch.trust().difference() < 1e-8);
    assertThat(record.epochs()).allMatch(epoch -> epoch.trust().unsolved() == 0);
  }

  /// The published loss after an epoch of 1125 steps is .0693.
  @Test
  void nineByNineIsBelowThePublishedLossAfterASeventhOfAnEpoch() {
    Settings full = Settings.nineByNine(1);
    Settings begun =
        new Settings(
            full.puzzles().withSizes(1280, 10), full.model(), full.batch(), full.rate(), 1, 1000);
    List<Step> steps =
        new SudokuTraining(begun).run(new FirstOrder(), new Implicit(), NOBODY).steps();
    assertThat(steps.subList(140, 160)).extracting(Step::loss).allMatch(loss -> loss < 0.0693);
  }

  @Test
  void aModelOfAnotherSizeThanThePuzzlesIsRefused() {
    Rate rate = new Rate(0.1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Settings(PuzzleSet.fourByFour(1), Setup.published(3), 8, rate, 1, 1))
        .withMessageContaining("boxes of 3", "boxes of 2");
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(losses()).isEqualTo(losses());
  }

  private static List<Double> losses() {
    List<Double> losses = new ArrayList<>();
    new SudokuTraining(SMALL)
        .run(new FirstOrder(), new Implicit(), NOBODY).steps().stream()
            .map(Step::loss)
            .forEach(losses::add);
    return losses;
  }

  @Test
  void rowsAreComparedFromTheSecondEpochOn() {
    TrainingRecord record = new SudokuTraining(SMALL).run(new FirstOrder(), new Implicit(), NOBODY);
    assertThat(record.epochs().getFirst().changes().perVisit()).isZero();
    assertThat(record.epochs().getLast().changes().perVisit()).isPositive();
  }
}
