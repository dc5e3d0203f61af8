package io.ffolayer.decision;

import io.ffolayer.program.Tensor;
import io.ffolayer.program.matrix.ShapeException;
import io.ffolayer.solve.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A decider that solves a chosen share of what it is asked and answers the rest from the decisions
/// that it has (Mulamba et al., *Contrastive losses and solution caching for predict-and-optimize*,
/// IJCAI 2021, §4): the convex hull of these approximates S from inside.
///
/// It grows with every fresh solve, and nothing is ever forgotten. The first instance is always
/// solved. What is answered from the cache is feasible and never better than a fresh solve; to a
/// share of 1 it is the decider itself. Every instance must have the same S and r.
///
/// Mutable, owned by the user, safe for several threads: draws and growth follow the order of the
/// instances, so that one thread always gets the same, and a batch the same as its items in a row.
///
/// @implNote Each answer from the cache costs O(size · n).
public final class SolutionCache implements Decider {
  private final Decider decider;
  private final double freshShare;
  private final Lookup lookup;
  private final SplittableRandom random;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Decision> known = new HashSet<>();
  private long solves;

  /// Which of the decisions answers.
  public enum Lookup {
    /// The one with the best objective at the costs that are asked: that of the paper.
    BEST,
    /// That of the nearest costs, in the Euclidean norm.
    NEAREST
  }

  private record Entry(double[] costs, double[] decision, double term, Status status) {}

  /// With equality by contents.
  private record Decision(List<Double> entries) {}

  /// @param freshShare in [0, 1]: the probability that an instance is solved
  /// @param seed of what is solved
  /// @throws IllegalArgumentException if the decider is a layer with parameters per instance, whose
  ///   decisions do not fit another instance
  public SolutionCache(Decider decider, double freshShare, Lookup lookup, long seed) {
    if (!(freshShare >= 0 && freshShare <= 1))
      throw new IllegalArgumentException(
          "the share of fresh solves must be in [0, 1], got " + freshShare);
    if (decider instanceof LayerDecider layer && layer.differsByInstance())
      throw new IllegalArgumentException(
          "a cached decision must fit every instance, but the layer has parameters with a batch axis. Maybe use it without a cache");
    this.decider = decider;
    this.freshShare = freshShare;
    this.lookup = lookup;
    random = new SplittableRandom(seed);
  }

  /// Number of decisions that it has: different ones, or all with their costs where the nearest
  /// answers.
  public synchronized int size() {
    return entries.size();
  }

  /// How many instances were solved.
  public synchronized long solves() {
    return solves;
  }

  @Override
  public Sense sense() {
    return decider.sense();
  }

  @Override
  public boolean isLinear() {
    return decider.isLinear();
  }

  @Override
  public synchronized Decisions decide(Tensor costs) {
    Rows.requireMatrix("costs", costs);
    if (!entries.isEmpty() && costs.axis(1) != entries.getFirst().costs.length)
      throw new ShapeException(
          "costs have %d columns, those in the cache %d"
              .formatted(costs.axis(1), entries.getFirst().costs.length));
    int batch = costs.axis(0);
    boolean[] fresh = new boolean[batch];
    for (int i = 0; i < batch; i++) fresh[i] = random.nextDouble() < freshShare;
    Answers answers = new Answers(costs);
    answers.solve(fresh);
    for (int i = 0; i < batch; i++) {
      if (fresh[i]) remember(answers, i);
      else if (entries.isEmpty()) {
        answers.solve(only(i, batch));
        remember(answers, i);
      } else answers.take(i, look(Rows.row(costs, i)));
    }
    return answers.decisions();
  }

  private static boolean[] only(int instance, int batch) {
    boolean[] which = new boolean[batch];
    which[instance] = true;
    return which;
  }

  private void remember(Answers answers, int i) {
    solves++;
    if (!Decisions.isDecided(answers.statuses[i])) return;
    Entry entry = answers.entry(i);
    boolean isNew = known.add(new Decision(Arrays.stream(entry.decision).boxed().toList()));
    if (isNew || lookup == Lookup.NEAREST) entries.add(entry);
  }

  private Entry look(double[] costs) {
    Entry best = entries.getFirst();
    if (!Rows.isFinite(costs))
      return new Entry(costs, new double[costs.length], 0, Status.INVALID_DATA);
    for (Entry entry : entries) if (rank(entry, costs) < rank(best, costs)) best = entry;
    return best;
  }

  /// Less is better.
  private double rank(Entry entry, double[] costs) {
    double sum = lookup == Lookup.BEST ? entry.term : 0;
    for (int k = 0; k < costs.length; k++)
      sum +=
          lookup == Lookup.BEST
              ? costs[k] * entry.decision[k]
              : (costs[k] - entry.costs[k]) * (costs[k] - entry.costs[k]);
    return lookup == Lookup.BEST && sense() == Sense.MAXIMIZE ? -sum : sum;
  }

  /// The answers to a batch, filled in its order.
  private final class Answers {
    private final Tensor costs;
    private final double[] values;
    private final double[] terms;
    private final Status[] statuses;

    Answers(Tensor costs) {
      this.costs = costs;
      values = new double[costs.size()];
      terms = new double[costs.axis(0)];
      statuses = new Status[costs.axis(0)];
    }

    /// Solves some of the instances together.
    void solve(boolean[] which) {
      int[] asked = IntStream.range(0, which.length).filter(i -> which[i]).toArray();
      if (asked.length == 0) return;
      Decisions solved = decider.decide(Rows.rows(costs, asked));
      for (int k = 0; k < asked.length; k++)
        take(
            asked[k],
            new Entry(
                Rows.row(costs, asked[k]),
                Rows.row(solved.values(), k),
                solved.terms()[k],
                solved.statuses().get(k)));
    }

    void take(int i, Entry entry) {
      System.arraycopy(entry.decision, 0, values, i * costs.axis(1), costs.axis(1));
      terms[i] = entry.term;
      statuses[i] = entry.status;
    }

    Entry entry(int i) {
      int n = costs.axis(1);
      double[] decision = Arrays.copyOfRange(values, i * n, (i + 1) * n);
      return new Entry(Rows.row(costs, i), decision, terms[i], statuses[i]);
    }

    Decisions decisions() {
      return new Decisions(Tensor.wrap(values, costs.shape()), terms, Arrays.asList(statuses));
    }
  }
}
