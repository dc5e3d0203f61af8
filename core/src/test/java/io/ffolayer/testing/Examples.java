package io.ffolayer.testing;

import io.ffolayer.testing.RandomPrograms.Curvature;
import io.ffolayer.testing.RandomPrograms.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The collections of programs that the contracts go through, small enough to run for every solver
/// in seconds.
public final class Examples {
  private Examples() {}

  /// Solvable, unique, well-conditioned, every curvature, every mix of rows.
  public static List<Example> strictlyComplementary() {
    List<Example> examples = new ArrayList<>();
    long seed = 0;
    for (Curvature curvature : Curvature.values())
      for (int n : new int[] {1, 2, 3, 5, 8, 13, 20})
        for (int mix = 0; mix < 4; mix++)
          examples.add(
              RandomPrograms.strictlyComplementary(
                  seed++, size(n, mix, curvature, mix == 3 ? 0.4 : 1)));
    return examples;
  }

  /// Four ways to share n between equalities and active inequalities: none, equalities,
  /// inequalities, both. A vertex where P = 0.
  private static Size size(int n, int mix, Curvature curvature, double density) {
    if (curvature == Curvature.ZERO) {
      int equalities = mix * n / 4;
      return new Size(n, equalities, n - equalities, n, curvature, density);
    }
    boolean singular =
        curvature == Curvature.SEMIDEFINITE || curvature == Curvature.ROUNDED_SEMIDEFINITE;
    int half = Math.max(singular && n == 1 ? 1 : n / 2, 0);
    return switch (mix) {
      case 0 -> new Size(n, singular ? half : 0, 0, n, curvature, density);
      case 1 -> new Size(n, half, 0, n, curvature, density);
      case 2 -> new Size(n, 0, half, n, curvature, density);
      default -> new Size(n, (half + 1) / 2, half - (half + 1) / 2, 2 * n, curvature, density);
    };
  }

  public static List<Example> separable() {
    List<Example> examples = new ArrayList<>();
    for (int n : new int[] {1, 2, 5, 12, 25})
      for (int general = 0; general <= Math.min(n / 2, 6); general += 2)
        examples.add(RandomPrograms.separable(n + general, n, general));
    return examples;
  }

  public static List<Example> degenerate() {
    List<Example> examples = new ArrayList<>();
    for (int seed = 1; seed <= 6; seed++) {
      examples.add(RandomPrograms.weaklyActive(seed, 6, 1));
      examples.add(RandomPrograms.weaklyActive(seed, 8, 1 + seed % 4));
      examples.add(RandomPrograms.repeatedRows(seed, 5));
      examples.add(RandomPrograms.dependentEqualities(seed, 6));
      examples.add(RandomPrograms.edgeOfSolutions(seed, 4));
    }
    return examples;
  }

  public static List<Example> withoutSolution() {
    List<Example> examples = new ArrayList<>();
    for (int seed = 1; seed <= 6; seed++)
      for (int n : new int[] {1, 3, 7}) {
        examples.add(RandomPrograms.infeasible(seed, n, Curvature.DEFINITE));
        examples.add(RandomPrograms.infeasible(seed, n, Curvature.DIAGONAL));
        examples.add(RandomPrograms.infeasible(seed, n, Curvature.ZERO));
        examples.add(RandomPrograms.conflictingPair(seed, n, 1, seed % 2 == 0));
        examples.add(RandomPrograms.conflictingPair(seed, n, 1e-4, seed % 2 == 0));
        examples.add(RandomPrograms.conflictingPair(seed, n, 1e-8, seed % 2 == 0));
        examples.add(RandomPrograms.unbounded(seed, n, true));
        examples.add(RandomPrograms.unbounded(seed, n, false));
      }
    return examples;
  }

  public static List<Example> badlyScaled() {
    List<Example> examples = new ArrayList<>();
    for (int seed = 1; seed <= 8; seed++)
      for (int decades = 3; decades <= 6; decades += 3)
        for (Curvature curvature :
            new Curvature[] {Curvature.DEFINITE, Curvature.DIAGONAL, Curvature.ZERO})
          examples.add(
              RandomPrograms.badlyScaled(
                  RandomPrograms.strictlyComplementary(seed, size(6, seed % 4, curvature, 1)),
                  seed,
                  decades));
    return examples;
  }

  public static Stream<Example> all() {
    return Stream.of(
            strictlyComplementary(), separable(), degenerate(), withoutSolution(), badlyScaled())
        .flatMap(List::stream);
  }
}
