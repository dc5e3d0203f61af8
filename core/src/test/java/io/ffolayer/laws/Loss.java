package io.ffolayer.laws;

import io.ffolayer.testing.ConicProgram;
import java.util.SplittableRandom;

/// cᵀy + dᵀz.
record Loss(double[] c, double[] d) {
  static Loss random(ConicProgram program) {
    SplittableRandom random = new SplittableRandom(23);
    double[] c = new double[program.n()], d = new double[program.m()];
    for (int j = 0; j < c.length; j++) c[j] = random.nextGaussian();
    for (int i = 0; i < d.length; i++) d[i] = random.nextGaussian();
    return new Loss(c, d);
  }
}
