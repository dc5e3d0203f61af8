package io.ffolayer.program;

import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How the values of one slot of a program come from the parameters: an affine map that is never a
/// matrix with a column per scalar parameter. [#pullBack] is its transpose.
public sealed interface AffineMap {
  /// Length of the slot.
  int size();

  /// Whether the slot differs between the instances of a call.
  boolean dependsOnBatch(ParameterValues theta);

  /// Whether the map reads the parameter.
  boolean reads(int parameter);

  /// out[at + k] += the slot's value k for one instance.
  void apply(ParameterValues theta, int instance, double[] out, int at);

  /// gradient[to + j] += Σ_k (∂slot_k / ∂θ_j) · slot[at + k], θ the given parameter.
  void pullBack(int parameter, double[] slot, int at, double[] gradient, int to);

  /// Entries of the matrix of the map: what a value of the slot has of a parameter.
  interface Entry {
    /// `slot[target] += factor · θ[source]`. A pair of places may come more than once.
    void see(int target, int source, double factor);
  }

  /// Hands over every entry that reads the parameter.
  ///
  /// @param at added to all targets
  void forEachEntry(int parameter, int at, Entry entry);

  /// The slot is known when the layer is made.
  record Fixed(double[] values) implements AffineMap {
    /// Of zeros, what is worth a part of its own.
    private static final int LONG = 256;

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean dependsOnBatch(ParameterValues theta) {
      return false;
    }

    @Override
    public boolean reads(int parameter) {
      return false;
    }

    @Override
    public void apply(ParameterValues theta, int instance, double[] out, int at) {
      for (int k = 0; k < values.length; k++) out[at + k] += values[k];
    }

    @Override
    public void pullBack(int parameter, double[] slot, int at, double[] gradient, int to) {}

    /// The same map without long runs of zeros, which add nothing.
    public AffineMap compact() {
      List<AffineMap> parts = new ArrayList<>();
      int done = 0;
      while (done < values.length) {
        int end = done;
        while (end < values.length && values[end] == 0) end++;
        if (end - done >= LONG) parts.add(new Sum(end - done, List.of()));
        else end = done;
        int next = end;
        int zeros = 0;
        while (next < values.length && zeros < LONG) zeros = values[next++] == 0 ? zeros + 1 : 0;
        int stop = zeros == LONG ? next - LONG : next;
        if (stop > end) parts.add(new Fixed(Arrays.copyOfRange(values, end, stop)));
        done = stop;
      }
      return parts.size() == 1 ? parts.getFirst() : new Stack(parts);
    }

    @Override
    public void forEachEntry(int parameter, int at, Entry entry) {}
  }

  /// The slot is the parameter, entry by entry.
  record Same(int parameter, int size) implements AffineMap {
    @Override
    public boolean dependsOnBatch(ParameterValues theta) {
      return theta.batched()[parameter];
    }

    @Override
    public boolean reads(int which) {
      return which == parameter;
    }

    @Override
    public void apply(ParameterValues theta, int instance, double[] out, int at) {
      double[] values = theta.values()[parameter];
      int from = theta.offset(parameter, instance);
      for (int k = 0; k < size; k++) out[at + k] += values[from + k];
    }

    @Override
    public void pullBack(int which, double[] slot, int at, double[] gradient, int to) {
      if (which == parameter) for (int k = 0; k < size; k++) gradient[to + k] += slot[at + k];
    }

    @Override
    public void forEachEntry(int which, int at, Entry entry) {
      if (which == parameter) for (int k = 0; k < size; k++) entry.see(at + k, k, 1);
    }
  }

  /// `slot[target[k]] += factor[k] · θ[source[k]]` over all k.
  record Entries(int parameter, int size, int[] target, int[] source, double[] factor)
      implements AffineMap {
    /// Fewer entries are read as fast by their lists.
    private static final int WORTH_LOOPS = 32;

    public Entries {
      if (target.length != source.length || target.length != factor.length)
        throw new ShapeException("the three lists of an entry map differ in length");
    }

    /// The same map, in a few numbers if its lists are those of two nested loops with one factor: a
    /// block of a matrix, say. Lists of a few entries are left as they are.
    public AffineMap compact() {
      int count = target.length;
      if (count < WORTH_LOOPS) return this;
      int run = 2;
      while (run < count && isStep(run, 1)) run++;
      if (count % run != 0) return this;
      for (int k = 1; k < count; k++) {
        if (factor[k] != factor[0]) return this;
        if (!(k % run == 0 ? isStep(k, run) : isStep(k, 1))) return this;
      }
      int outer = run == count ? 0 : run;
      return new Strided(
          parameter,
          size,
          factor[0],
          new int[] {count / run, run},
          new Walk(target[0], new int[] {target[outer] - target[0], target[1] - target[0]}),
          new Walk(source[0], new int[] {source[outer] - source[0], source[1] - source[0]}));
    }

    /// Whether entry k is as far from the one `back` before it as the first such pair is.
    private boolean isStep(int k, int back) {
      return target[k] - target[k - back] == target[back] - target[0]
          && source[k] - source[k - back] == source[back] - source[0];
    }

    /// slot = factor · θ.
    public static Entries scaled(int parameter, int size, double factor) {
      int[] all = new int[size];
      Arrays.setAll(all, k -> k);
      double[] factors = new double[size];
      Arrays.fill(factors, factor);
      return new Entries(parameter, size, all, all, factors);
    }

    @Override
    public boolean dependsOnBatch(ParameterValues theta) {
      return theta.batched()[parameter];
    }

    @Override
    public boolean reads(int which) {
      return which == parameter;
    }

    @Override
    public void apply(ParameterValues theta, int instance, double[] out, int at) {
      double[] values = theta.values()[parameter];
      int from = theta.offset(parameter, instance);
      for (int k = 0; k < target.length; k++)
        out[at + target[k]] += factor[k] * values[from + source[k]];
    }

    @Override
    public void pullBack(int which, double[] slot, int at, double[] gradient, int to) {
      if (which != parameter) return;
      for (int k = 0; k < target.length; k++)
        gradient[to + source[k]] += factor[k] * slot[at + target[k]];
    }

    @Override
    public void forEachEntry(int which, int at, Entry entry) {
      if (which != parameter) return;
      for (int k = 0; k < target.length; k++) entry.see(at + target[k], source[k], factor[k]);
    }
  }

  /// The parts one after the other.
  record Stack(List<AffineMap> parts) implements AffineMap {
    public Stack {
      parts = List.copyOf(parts);
    }

    @Override
    public int size() {
      int size = 0;
      for (AffineMap part : parts) size += part.size();
      return size;
    }

    @Override
    public boolean dependsOnBatch(ParameterValues theta) {
      return parts.stream().anyMatch(part -> part.dependsOnBatch(theta));
    }

    @Override
    public boolean reads(int parameter) {
      return parts.stream().anyMatch(part -> part.reads(parameter));
    }

    @Override
    public void apply(ParameterValues theta, int instance, double[] out, int at) {
      int next = at;
      for (AffineMap part : parts) {
        part.apply(theta, instance, out, next);
        next += part.size();
      }
    }

    @Override
    public void pullBack(int parameter, double[] slot, int at, double[] gradient, int to) {
      int next = at;
      for (AffineMap part : parts) {
        part.pullBack(parameter, slot, next, gradient, to);
        next += part.size();
      }
    }

    @Override
    public void forEachEntry(int parameter, int at, Entry entry) {
      int next = at;
      for (AffineMap part : parts) {
        part.forEachEntry(parameter, next, entry);
        next += part.size();
      }
    }
  }

  /// The way of nested loops through an array: from `start`, `stride[d]` further with each step of
  /// loop d.
  record Walk(int start, int[] stride) {}

  /// Nested loops over k₁ < count₁, k₂ < count₂, …: slot[target] += factor · θ[source], each at the
  /// place where its walk is. A scaled, shifted, transposed or repeated block in a few numbers,
  /// whatever its size.
  record Strided(int parameter, int size, double factor, int[] counts, Walk target, Walk source)
      implements AffineMap {
    @Override
    public boolean dependsOnBatch(ParameterValues theta) {
      return theta.batched()[parameter];
    }

    @Override
    public boolean reads(int which) {
      return which == parameter;
    }

    @Override
    public void apply(ParameterValues theta, int instance, double[] out, int at) {
      double[] values = theta.values()[parameter];
      int from = theta.offset(parameter, instance) + source.start;
      run(0, false, values, from, out, at + target.start);
    }

    @Override
    public void pullBack(int which, double[] slot, int at, double[] gradient, int to) {
      if (which == parameter) run(0, true, slot, at + target.start, gradient, to + source.start);
    }

    @Override
    public void forEachEntry(int which, int at, Entry entry) {
      if (which == parameter) visit(0, at + target.start, source.start, entry);
    }

    private void visit(int depth, int to, int from, Entry entry) {
      if (depth == counts.length) entry.see(to, from, factor);
      else
        for (int k = 0; k < counts[depth]; k++)
          visit(depth + 1, to + k * target.stride[depth], from + k * source.stride[depth], entry);
    }

    /// The loops from `depth` inwards, reading `in` and adding to `out`.
    ///
    /// @param back whether from the slot to the parameter
    private void run(int depth, boolean back, double[] in, int from, double[] out, int to) {
      if (depth == counts.length) {
        out[to] += factor * in[from];
        return;
      }
      int count = counts[depth];
      int step = (back ? target : source).stride[depth];
      int outStep = (back ? source : target).stride[depth];
      if (depth < counts.length - 1) {
        for (int k = 0; k < count; k++)
          run(depth + 1, back, in, from + k * step, out, to + k * outStep);
      } else {
        for (int k = 0; k < count; k++) out[to + k * outStep] += factor * in[from + k * step];
      }
    }
  }

  /// The sum of maps to one slot.
  record Sum(int size, List<AffineMap> terms) implements AffineMap {
    public Sum {
      terms = List.copyOf(terms);
      for (AffineMap term : terms)
        if (term.size() != size)
          throw new ShapeException("a map of size " + term.size() + " in a sum of size " + size);
    }

    @Override
    public boolean dependsOnBatch(ParameterValues theta) {
      return terms.stream().anyMatch(term -> term.dependsOnBatch(theta));
    }

    @Override
    public boolean reads(int parameter) {
      return terms.stream().anyMatch(term -> term.reads(parameter));
    }

    @Override
    public void apply(ParameterValues theta, int instance, double[] out, int at) {
      for (AffineMap term : terms) term.apply(theta, instance, out, at);
    }

    @Override
    public void pullBack(int parameter, double[] slot, int at, double[] gradient, int to) {
      for (AffineMap term : terms) term.pullBack(parameter, slot, at, gradient, to);
    }

    @Override
    public void forEachEntry(int parameter, int at, Entry entry) {
      for (AffineMap term : terms) term.forEachEntry(parameter, at, entry);
    }
  }
}
