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

  /// What one step showed.
  ///
  /// @param number 1, 2, … over all epochs
  /// @param loss mean square distance from the solutions, before the step
  /// @param solved boards of the batch that break no rule, before the step
  /// @param changes rows that changed sides since the last visit of their puzzle, mean of the
  ///   batch; 0 in the first epoch
  /// @param difference relative distance of the gradient from that of the other adjoint; negative
  ///   where it was not compared
  /// @param unsolved instances that the layer did not solve
  /// @param flagged instances whose gradient report has a flag
  public record Step(
      int number,
      double loss,
      int solved,
      double changes,
      double difference,
      int unsolved,
      int flagged,
      double forwardSeconds,
      double backwardSeconds) {
    static final double NOT_COMPARED = -1;

    public boolean isCompared() {
      return difference >= 0;
    }
  }

  /// What one epoch showed.
  ///
  /// @param number 1, 2, …
  /// @param loss mean of the steps
  /// @param wrong test boards that break a rule after the epoch
  /// @param changes rows that changed sides, per visit of a puzzle
  /// @param changedShare the same as a part of all rows
  /// @param difference largest of the steps that were compared; negative if none was
  public record Epoch(
      int number,
      double loss,
      int wrong,
      double changes,
      double changedShare,
      double difference,
      int unsolved,
      int flagged,
      double forwardSeconds,
      double backwardSeconds,
      double testSeconds) {}

  /// A test puzzle and what the model made of it.
  public record Example(Puzzle puzzle, Board before, Board after) {}
}
