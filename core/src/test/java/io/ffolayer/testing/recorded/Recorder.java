package io.ffolayer.testing.recorded;

import io.ffolayer.testing.recorded.Comparison.Verdict;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The command line of the recorders: `record FILE`, or `compare FILE [--all] [--allow NAME…]`.
///
/// `compare` prints what is not equal to the bit (`--all`: everything) and a count, and its exit
/// status is 1 where a word differs or an array by more than 1e-12 of its largest entry. A NAME
/// that ends with `*` stands for all that begin so; what is named may differ.
public final class Recorder {
  private static final double TOLERANCE = 1e-12;

  private Recorder() {}

  /// Does what the arguments say.
  ///
  /// @return the exit status
  public static int run(Supplier<Results> results, PrintStream out, String... args) {
    List<String> words = Arrays.asList(args);
    if (args.length == 2 && args[0].equals("record")) {
      Results found = results.get();
      found.write(Path.of(args[1]));
      out.println(found.size() + " results recorded");
      return 0;
    }
    if (args.length < 2 || !args[0].equals("compare")) {
      out.println("expected: record FILE, or compare FILE [--all] [--allow NAME…]");
      return 2;
    }
    int allow = words.indexOf("--allow");
    List<String> allowed = allow < 0 ? List.of() : words.subList(allow + 1, words.size());
    Comparison comparison = new Comparison(TOLERANCE, Double.MIN_NORMAL, Set.of());
    List<Verdict> verdicts = comparison.of(Results.read(Path.of(args[1])), results.get());
    return report(verdicts, name -> matches(name, allowed), words.contains("--all"), out);
  }

  private static boolean matches(String name, List<String> patterns) {
    return patterns.stream()
        .anyMatch(pattern ->
            pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern));
  }

  private static int report(
      List<Verdict> verdicts, Predicate<String> allowed, boolean all, PrintStream out) {
    for (Verdict verdict : verdicts)
      if (all || !verdict.isEqualToTheBit())
        out.println((allowed.test(verdict.name()) ? "(allowed) " : "") + verdict);
    int failures = Comparison.failures(verdicts, allowed).size();
    long equal = verdicts.stream().filter(Verdict::isEqualToTheBit).count();
    double worst =
        verdicts.stream()
            .filter(verdict -> verdict.complaints().isEmpty())
            .mapToDouble(Verdict::distance)
            .max()
            .orElse(0);
    out.printf(
        "%d results: %d equal to the bit, %d within %.1e, %d differ, %d of them allowed%n",
        verdicts.size(),
        equal,
        verdicts.stream()
            .filter(verdict -> !verdict.isEqualToTheBit() && verdict.complaints().isEmpty())
            .count(),
        worst,
        verdicts.stream().filter(verdict -> !verdict.complaints().isEmpty()).count(),
        verdicts.stream().filter(verdict -> !verdict.complaints().isEmpty()).count() - failures);
    return failures == 0 ? 0 : 1;
  }
}
