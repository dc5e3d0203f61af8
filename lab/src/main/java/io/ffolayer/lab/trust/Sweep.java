package io.ffolayer.lab.trust;

import io.ffolayer.lab.trust.face.Face;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Problems on every face of every cone, in every unit, at every zero point, each answered in every
/// layout, tolerance and adjoint, and compared with its truth.
///
/// @param seed the same seed makes the same problems
/// @param count of answers at which to stop; a round over all kinds of problems is about 155 000
/// @param only what the text of the problems that are wanted contains, all of it; empty for all
public record Sweep(long seed, int count, List<String> only) {
  public Sweep {
    only = List.copyOf(only);
  }

  /// Runs it.
  ///
  /// @param failures sees each failure
  /// @param progress hears of the number of answers so far
  public Tally run(Consumer<Trial> failures, IntConsumer progress) {
    Tally tally = new Tally();
    for (int round = 0; tally.cases() < count; round++) {
      int before = tally.cases();
      for (Recipe recipe : recipes(round)) {
        if (tally.cases() >= count) break;
        Instance instance = recipe.make();
        if (instance == null) {
          tally.addNone();
          continue;
        }
        Trial.all(
            instance,
            trial -> {
              tally.add(trial);
              if (trial.isFailure()) failures.accept(trial);
            });
        progress.accept(tally.cases());
      }
      if (tally.cases() == before) break;
    }
    return tally;
  }

  /// One of every kind, in an order taken at random.
  private List<Recipe> recipes(int round) {
    List<Recipe> recipes = new ArrayList<>();
    for (Face face : Face.all())
      for (ZeroPoint zero : ZeroPoint.values())
        for (Units units : Units.values()) {
          Recipe recipe = new Recipe(face, zero, units, ownSeed(round, face, zero, units));
          if (isWanted(recipe.toString())) recipes.add(recipe);
        }
    Collections.shuffle(recipes, new Random(seed + round));
    return recipes;
  }

  private boolean isWanted(String text) {
    return only.stream().allMatch(text::contains);
  }

  private long ownSeed(int round, Face face, ZeroPoint zero, Units units) {
    long own = (face.toString() + zero.name() + units.name()).hashCode();
    return (seed * 1_000_003 + round) * 1_000_003 + own;
  }
}
