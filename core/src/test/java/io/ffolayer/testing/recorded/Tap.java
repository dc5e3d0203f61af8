package io.ffolayer.testing.recorded;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Where tests show what they solve. Nobody looks, unless a recorder runs the test.
public final class Tap {
  private static final ThreadLocal<@Nullable Tap> OPEN = new ThreadLocal<>();

  private final Results results;
  private final String name;
  private final int step;
  private int count;

  private Tap(Results results, String name, int step) {
    this.results = results;
    this.name = name;
    this.step = step;
  }

  /// Runs a test and records what it shows, as `name`#0, `name`#1, ….
  public static void record(Results results, String name, Runnable test) {
    record(results, name, 1, test);
  }

  /// The same for one in `step` only of what it shows.
  public static void record(Results results, String name, int step, Runnable test) {
    OPEN.set(new Tap(results, name, step));
    try {
      test.run();
    } finally {
      OPEN.remove();
    }
  }

  /// For tests: what to record, under the name that is handed over.
  public static void show(BiConsumer<Results, String> shown) {
    Tap tap = OPEN.get();
    if (tap == null) return;
    int number = tap.count++;
    if (number % tap.step == 0) shown.accept(tap.results, tap.name + "#" + number);
  }
}
