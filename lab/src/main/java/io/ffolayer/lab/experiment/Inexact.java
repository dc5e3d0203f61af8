package io.ffolayer.lab.experiment;

import io.ffolayer.solve.Analysis;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.SplittableRandom;

/// A solver whose answers are off by a normal error of a given size, another one at every call:
/// what theorems on inexact oracles assume, at its worst.
///
/// @param size of the error of each number
/// @param seed of the errors
record Inexact(double size, long seed) implements Solver {
  @Override
  public Prepared prepare(Analysis analysis) {
    Prepared prepared = new InteriorPoint().prepare(analysis);
    SplittableRandom random = new SplittableRandom(seed);
    return () -> {
      Worker worker = prepared.worker();
      return (data, from, to, guess, watch, solution) -> {
        worker.solve(data, from, to, guess, watch, solution);
        for (double[] part : new double[][] {solution.y(), solution.z()})
          for (int i = 0; i < part.length; i++) part[i] += size * random.nextGaussian();
      };
    };
  }
}
