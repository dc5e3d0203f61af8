package io.ffolayer.lab.decision;

import io.ffolayer.decision.Decider;
import java.util.Arrays;
import java.util.SplittableRandom;

/// The shortest path from the top left to the bottom right of a grid, down and to the right, and
/// the data of Elmachtoub & Grigas (2022, §6.1): edge costs that are a polynomial of linear
/// features, with multiplicative noise.
///
/// Edge numbers: first those to the right, row by row, then those down.
///
/// @param size nodes a side
public record GridPaths(int size) {
  private static final int FEATURES = 5;
  private static final double SHIFT = 3;
  private static final double SCALE = 3.5;

  /// Number of edges.
  public int edges() {
    return 2 * size * (size - 1);
  }

  private int right(int row, int column) {
    return row * (size - 1) + column;
  }

  private int down(int row, int column) {
    return size * (size - 1) + row * size + column;
  }

  /// By dynamic programming from the end; of two paths of one length the one to the right first.
  public Decider decider() {
    return Decider.of(this::shortest);
  }

  private double[] shortest(double[] costs) {
    double[][] rest = new double[size][size];
    for (int i = size - 1; i >= 0; i--)
      for (int j = size - 1; j >= 0; j--)
        if (i < size - 1 || j < size - 1)
          rest[i][j] = Math.min(byRight(costs, rest, i, j), byDown(costs, rest, i, j));
    double[] path = new double[edges()];
    int i = 0, j = 0;
    while (i < size - 1 || j < size - 1)
      if (byRight(costs, rest, i, j) <= byDown(costs, rest, i, j)) path[right(i, j++)] = 1;
      else path[down(i++, j)] = 1;
    return path;
  }

  private double byRight(double[] costs, double[][] rest, int i, int j) {
    return j == size - 1 ? Double.POSITIVE_INFINITY : costs[right(i, j)] + rest[i][j + 1];
  }

  private double byDown(double[] costs, double[][] rest, int i, int j) {
    return i == size - 1 ? Double.POSITIVE_INFINITY : costs[down(i, j)] + rest[i + 1][j];
  }

  /// The nodes of a path: columns, then rows counted downward from 0.
  public double[][] nodes(double[] path) {
    double[][] nodes = new double[2][2 * size - 1];
    int i = 0, j = 0;
    for (int k = 1; k < nodes[0].length; k++) {
      if (j < size - 1 && path[right(i, j)] > 0.5) j++;
      else i++;
      nodes[0][k] = j;
      nodes[1][k] = i;
    }
    return nodes;
  }

  /// Features and edge costs.
  ///
  /// @param features samples × 5, standard normal
  /// @param costs samples × edges
  public record Data(double[][] features, double[][] costs) {
    /// Some of the samples.
    Data part(int from, int to) {
      return new Data(Arrays.copyOfRange(features, from, to), Arrays.copyOfRange(costs, from, to));
    }
  }

  /// Draws a matrix of zeros and ones and samples: c = ((Bx/√5 + 3)^degree + 1) ε / 3.5^degree, ε
  /// uniform in 1 ± noise.
  public Data draw(int samples, int degree, double noise, SplittableRandom random) {
    boolean[][] mixing = new boolean[edges()][FEATURES];
    for (boolean[] row : mixing) for (int k = 0; k < FEATURES; k++) row[k] = random.nextBoolean();
    double[][] features = new double[samples][FEATURES], costs = new double[samples][edges()];
    for (int s = 0; s < samples; s++) {
      for (int k = 0; k < FEATURES; k++) features[s][k] = random.nextGaussian();
      for (int e = 0; e < edges(); e++) {
        double mixed = 0;
        for (int k = 0; k < FEATURES; k++) if (mixing[e][k]) mixed += features[s][k];
        double clean = Math.pow(mixed / Math.sqrt(FEATURES) + SHIFT, degree) + 1;
        costs[s][e] = clean * random.nextDouble(1 - noise, 1 + noise) / Math.pow(SCALE, degree);
      }
    }
    return new Data(features, costs);
  }
}
