package io.ffolayer.lab.sudoku;

import io.ffolayer.ActiveSetMonitor;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import io.ffolayer.lab.sudoku.SudokuModel.Slope;
import io.ffolayer.lab.sudoku.SudokuModel.Visit;
import io.ffolayer.lab.sudoku.TrainingRecord.Epoch;
import io.ffolayer.lab.sudoku.TrainingRecord.Example;
import io.ffolayer.lab.sudoku.TrainingRecord.Seconds;
import io.ffolayer.lab.sudoku.TrainingRecord.Step;
import io.ffolayer.lab.sudoku.TrainingRecord.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Learns the rules of Sudoku from solved boards until no test board is wrong, and notes what
/// happens on the way. The same settings give the same puzzles and the same start for every
/// adjoint.
public final class SudokuTraining {
  /// The learning rate of Adam.
  ///
  /// @param first in the first epoch
  /// @param decay from one epoch to the next it is multiplied by this
  public record Rate(double first, double decay) {}

  /// @param model the layer and its start
  /// @param batch puzzles per step; what does not fill a batch is left out
  /// @param mostEpochs where to stop if some test board is still wrong
  /// @param compareEvery every so many steps the gradient is compared with that of another adjoint
  public record Settings(
      PuzzleSet puzzles,
      SudokuModel.Setup model,
      int batch,
      Rate rate,
      int mostEpochs,
      int compareEvery) {
    public Settings {
      if (model.box() != puzzles.box())
        throw new IllegalArgumentException(
            "the model is for boxes of %d, the puzzles have boxes of %d"
                .formatted(model.box(), puzzles.box()));
      if (batch < 1 || puzzles.training() < batch)
        throw new IllegalArgumentException(
            "the batch must be in [1, %d], got %d".formatted(puzzles.training(), batch));
      if (mostEpochs < 1 || compareEvery < 1)
        throw new IllegalArgumentException("epochs and steps between comparisons must be ≥ 1");
    }

    /// With the layer and the start that were published.
    ///
    /// @param learningRate of Adam in the first epoch
    /// @param decay from one epoch to the next the learning rate is multiplied by this
    public Settings(
        PuzzleSet puzzles,
        int batch,
        double learningRate,
        double decay,
        int mostEpochs,
        int compareEvery) {
      this(
          puzzles,
          SudokuModel.Setup.published(puzzles.box()),
          batch,
          new Rate(learningRate, decay),
          mostEpochs,
          compareEvery);
    }

    /// Of Adam in the first epoch.
    public double learningRate() {
      return rate.first;
    }

    /// From one epoch to the next the learning rate is multiplied by this.
    public double decay() {
      return rate.decay;
    }

    /// 4×4: epochs of 60 steps.
    public static Settings fourByFour(long seed) {
      return new Settings(PuzzleSet.fourByFour(seed), 150, 0.1, 0.7, 20, 5);
    }

    /// 9×9: one epoch of 1125 steps with ε = 1, from orthonormal rows.
    public static Settings nineByNine(long seed) {
      SudokuModel.Setup model = new SudokuModel.Setup(3, 249, 1, SudokuModel.Start.ORTHONORMAL);
      return new Settings(PuzzleSet.nineByNine(seed), model, 8, new Rate(0.003, 1), 1, 25);
    }

    /// 9×9 with the published settings: one epoch with ε = .1 and rate .1, from a uniform A. Its
    /// loss stays at .08.
    public static Settings publishedNineByNine(long seed) {
      return new Settings(PuzzleSet.nineByNine(seed), 8, 0.1, 1, 1, 25);
    }

    public Settings withMostEpochs(int epochs) {
      return new Settings(puzzles, model, batch, rate, epochs, compareEvery);
    }

    public int stepsPerEpoch() {
      return puzzles.training() / batch;
    }
  }

  /// Watches a run.
  public interface Listener {
    void step(Step step);

    void epoch(Epoch epoch);
  }

  private final Settings settings;
  private final List<Puzzle> training;
  private final List<Puzzle> test;

  /// Whether the test boards are solved with the mean of what was learnt in an epoch.
  private final boolean isAveraged;

  /// Draws the puzzles.
  public SudokuTraining(Settings settings) {
    this(settings, settings.puzzles.draw(), false);
  }

  private SudokuTraining(Settings settings, List<Puzzle> puzzles, boolean isAveraged) {
    this.settings = settings;
    training = puzzles.subList(0, settings.puzzles.training());
    test = puzzles.subList(settings.puzzles.training(), puzzles.size());
    this.isAveraged = isAveraged;
  }

  /// The same training, whose test boards are solved with the mean of A and z₀ after the steps of
  /// an epoch (Polyak & Juditsky 1992): the last steps of Adam wander around what they look for,
  /// and one board in a hundred is wrong or right by chance.
  public SudokuTraining averaged() {
    List<Puzzle> puzzles = Stream.concat(training.stream(), test.stream()).toList();
    return new SudokuTraining(settings, puzzles, true);
  }

  public Settings settings() {
    return settings;
  }

  /// A model at the start of a run.
  private SudokuModel newModel() {
    return new SudokuModel(
        settings.model, settings.rate.first, new SplittableRandom(~settings.puzzles.seed()));
  }

  /// Trains a new model until no test board is wrong, or for the most epochs.
  ///
  /// @param other compared with `adjoint` on some of the steps
  public TrainingRecord run(Adjoint adjoint, Adjoint other, Listener listener) {
    SudokuModel model = newModel();
    SudokuModel tested = isAveraged ? newModel() : model;
    List<Board> before = model.solve(test);
    ActiveSetMonitor monitor = new ActiveSetMonitor();
    List<Step> steps = new ArrayList<>();
    List<Epoch> epochs = new ArrayList<>();
    do {
      model.setLearningRate(settings.rate.first * Math.pow(settings.rate.decay, epochs.size()));
      int first = steps.size();
      double[] sum = new double[model.learnt().length];
      for (int k = 0; k < settings.stepsPerEpoch(); k++) {
        Step step = step(model, monitor, k, steps.size() + 1, adjoint, other);
        steps.add(step);
        double[] learnt = model.learnt();
        for (int j = 0; j < sum.length; j++) sum[j] += learnt[j] / settings.stepsPerEpoch();
        listener.step(step);
      }
      if (isAveraged) tested.start(sum);
      Epoch epoch = epoch(tested, epochs.size() + 1, monitor, steps.subList(first, steps.size()));
      epochs.add(epoch);
      listener.epoch(epoch);
    } while (epochs.getLast().test().wrong() > 0 && epochs.size() < settings.mostEpochs);
    Board after = tested.solve(test.subList(0, 1)).getFirst();
    return new TrainingRecord(
        adjoint.name(),
        epochs.getLast().test().wrong() == 0,
        wrong(before),
        steps,
        epochs,
        new Example(test.getFirst(), before.getFirst(), after));
  }

  /// The model after some steps, for benchmarks of its layer.
  public SudokuModel modelAfter(int steps, Adjoint adjoint) {
    SudokuModel model = newModel();
    for (int k = 0; k < steps; k++) {
      int at = k % settings.stepsPerEpoch();
      model.step(model.slope(model.visit(batch(at), keys(at)), adjoint));
    }
    return model;
  }

  /// The puzzles of the k-th step of an epoch.
  public List<Puzzle> batch(int k) {
    return training.subList(k * settings.batch, (k + 1) * settings.batch);
  }

  private List<Integer> keys(int k) {
    return IntStream.range(k * settings.batch, (k + 1) * settings.batch).boxed().toList();
  }

  private Step step(
      SudokuModel model,
      ActiveSetMonitor monitor,
      int k,
      int number,
      Adjoint adjoint,
      Adjoint other) {
    Visit visit = model.visit(batch(k), keys(k));
    long changesBefore = monitor.soFar().changes();
    monitor.record(keys(k), visit.pass());
    Slope slope = model.slope(visit, adjoint);
    double difference =
        number % settings.compareEvery == 0
            ? slope.distance(model.slope(visit, other))
            : Trust.NOT_COMPARED;
    model.step(slope);
    return new Step(
        number,
        visit.loss(),
        settings.batch - wrong(visit.boards()),
        (double) (monitor.soFar().changes() - changesBefore) / settings.batch,
        new Trust(
            difference,
            slope.layer().failures().length,
            (int) slope.layer().reports().stream().filter(report -> !report.isClean()).count()),
        new Seconds(visit.pass().seconds(), slope.layer().seconds()));
  }

  private Epoch epoch(SudokuModel model, int number, ActiveSetMonitor monitor, List<Step> steps) {
    long start = System.nanoTime();
    int wrong = wrong(model.solve(test));
    double testSeconds = (System.nanoTime() - start) * 1e-9;
    ActiveSetMonitor.Epoch counted = monitor.endEpoch();
    return new Epoch(
        number,
        steps.stream().mapToDouble(Step::loss).average().orElse(0),
        new TrainingRecord.Test(wrong, testSeconds),
        new TrainingRecord.Changes(counted.changesPerVisit(), counted.share()),
        Trust.of(steps),
        Seconds.of(steps));
  }

  private static int wrong(List<Board> boards) {
    return (int) boards.stream().filter(board -> !board.isSolved()).count();
  }
}
