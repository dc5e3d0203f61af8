package io.ffolayer.lab;

/// Adam (Kingma & Ba 2015) on one array of numbers, with the usual decay rates 0.9 and 0.999.
public final class Adam {
  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.999;
  private static final double SMALLEST = 1e-8;

  private double learningRate;
  private final double[] first;
  private final double[] second;
  private int steps;

  /// @param size number of numbers that are learnt
  /// @param learningRate > 0
  public Adam(int size, double learningRate) {
    this.learningRate = checked(learningRate);
    first = new double[size];
    second = new double[size];
  }

  private static double checked(double learningRate) {
    if (!(learningRate > 0))
      throw new IllegalArgumentException("the learning rate must be > 0, got " + learningRate);
    return learningRate;
  }

  /// Changes the length of the steps from now on.
  public void setLearningRate(double newRate) {
    learningRate = checked(newRate);
  }

  /// One step: `values` is overwritten.
  public void step(double[] values, double[] gradient) {
    steps++;
    double firstBias = 1 - Math.pow(FIRST_DECAY, steps);
    double secondBias = 1 - Math.pow(SECOND_DECAY, steps);
    for (int k = 0; k < values.length; k++) {
      first[k] = FIRST_DECAY * first[k] + (1 - FIRST_DECAY) * gradient[k];
      second[k] = SECOND_DECAY * second[k] + (1 - SECOND_DECAY) * gradient[k] * gradient[k];
      values[k] -=
          learningRate * (first[k] / firstBias) / (Math.sqrt(second[k] / secondBias) + SMALLEST);
    }
  }
}
