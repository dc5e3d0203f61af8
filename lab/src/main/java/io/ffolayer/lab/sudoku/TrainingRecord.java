package io.ffolayer.lab.sudoku;

import io.ffolayer.lab.sudoku.Puzzles.Puzzle;
import java.util.List;

/// What a training run showed.
///
/// @param adjoint name of the adjoint that gave the gradients
/// @param solved whether no test board was wrong at the end
/// @param wrongBefore test boards that break a rule before the first step
/// @param example one test puzzle, before and after
public record TrainingRecord(
    String adjoint,
    boolean solved,
    int wrongBefore,
    List<Step> steps,
    List<Epoch> epochs,
    Example example) {
  public TrainingRecord {
    steps = List.copyOf(steps);
    epochs = List.copyOf(epochs);
  }

  /// How far to trust the gradients.
  ///
  /// @param difference relative distance of the gradient from that of the other adjoint, the
  ///   largest where there are several; negative where it was not compared
  /// @param unsolved instances that the layer did not solve
  /// @param flagged instances whose gradient report has a flag
  public record Trust(double difference, int unsolved, int flagged) {
    static final double NOT_COMPARED = -1;

    public boolean isCompared() {
      return difference >= 0;
    }

    static Trust of(List<Step> steps) {
      return new Trust(
          steps.stream().mapToDouble(step -> step.trust.difference).max().orElse(NOT_COMPARED),
          steps.stream().mapToInt(step -> step.trust.unsolved).sum(),
          steps.stream().mapToInt(step -> step.trust.flagged).sum());
    }
  }

  /// Time in the layer.
  public record Seconds(double forward, double backward) {
    static Seconds of(List<Step> steps) {
      return new Seconds(
          steps.stream().mapToDouble(step -> step.seconds.forward).sum(),
          steps.stream().mapToDouble(step -> step.seconds.backward).sum());
    }
  }

  /// What one step showed.
  ///
  /// @param number 1, 2, … over all epochs
  /// @param loss mean square distance from the solutions, before the step
  /// @param solved boards of the batch that break no rule, before the step
  /// @param changes rows that changed sides since the last visit of their puzzle, mean of the
  ///   batch; 0 in the first epoch
  public record Step(
      int number, double loss, int solved, double changes, Trust trust, Seconds seconds) {}

  /// The model after an epoch, on the test boards.
  ///
  /// @param wrong boards that break a rule
  public record Test(int wrong, double seconds) {}

  /// Rows that changed sides in an epoch.
  ///
  /// @param perVisit of a puzzle
  /// @param share the same as a part of all rows
  public record Changes(double perVisit, double share) {}

  /// What one epoch showed.
  ///
  /// @param number 1, 2, …
  /// @param loss mean of the steps
  public record Epoch(
      int number, double loss, Test test, Changes changes, Trust trust, Seconds seconds) {}

  /// A test puzzle and what the model made of it.
  public record Example(Puzzle puzzle, Board before, Board after) {}
}
