package io.ffolayer.lab.trade;

import io.ffolayer.lab.experiment.Experiment.Setting;
import java.util.SplittableRandom;

/// Suppliers and customers whose places move with features, and what their matches cost.
///
/// @param places samples × 2·PLACES × 2: of the suppliers, then of the customers
record Matchings(double[][] features, double[][] costs, double[][][] places) {
  static final int PLACES = 5;
  static final int PAIRS = PLACES * PLACES;
  private static final int FEATURES = 6;

  private static Matchings draw(int samples, double[][] mixing, SplittableRandom random) {
    double[][] features = new double[samples][FEATURES], costs = new double[samples][PAIRS];
    double[][][] places = new double[samples][2 * PLACES][2];
    for (int s = 0; s < samples; s++) {
      for (int k = 0; k < FEATURES; k++) features[s][k] = random.nextGaussian();
      for (int i = 0; i < 4 * PLACES; i++)
        for (int k = 0; k <= FEATURES; k++)
          places[s][i / 2][i % 2] += mixing[i][k] * (k < FEATURES ? features[s][k] : 1);
      for (int c = 0; c < PAIRS; c++) {
        double[] from = places[s][c / PLACES], to = places[s][PLACES + c % PLACES];
        double square = Math.pow(from[0] - to[0], 2) + Math.pow(from[1] - to[1], 2);
        costs[s][c] = square * random.nextDouble(0.75, 1.25);
      }
    }
    return new Matchings(features, costs, places);
  }

  /// For training and for tests, with the same mixing of features.
  static Matchings[] of(Setting setting, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] mixing = new double[4 * PLACES][FEATURES + 1];
    for (double[] row : mixing)
      for (int k = 0; k <= FEATURES; k++) row[k] = random.nextGaussian(0, k < FEATURES ? 0.4 : 1);
    return new Matchings[] {
      draw(setting.pick(80, 400), mixing, random), draw(setting.pick(100, 500), mixing, random)
    };
  }
}
