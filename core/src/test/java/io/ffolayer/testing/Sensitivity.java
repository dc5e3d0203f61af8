package io.ffolayer.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// An example, a loss c·y + d·z of its solution, and the derivatives of the loss by central
/// differences: of every entry where the program is small, along random directions within each slot
/// where it is not.
///
/// @param c cotangent of y
/// @param d cotangent of z
public record Sensitivity(Example example, double[] c, double[] d, List<Probe> probes) {
  /// The derivative of the loss along a change of one slot.
  ///
  /// @param change a factor for each entry of the slot
  public record Probe(Slot slot, double[] change, Differences.Derivative derivative) {
    /// The same derivative from a gradient.
    public double predicted(PlainProgram program, SlotGradients gradients) {
      double sum = 0;
      for (int k = 0; k < change.length; k++) sum += change[k] * gradients.entry(program, slot, k);
      return sum;
    }
  }

  private static final int SMALL = 40;
  private static final int DIRECTIONS = 3;

  /// Takes the differences for random cotangents.
  ///
  /// @param sparse whether only entries that are not zero move
  public static Sensitivity of(Example example, long seed, boolean sparse) {
    SplittableRandom random = new SplittableRandom(seed);
    PlainProgram program = example.program();
    double[] c = RandomPrograms.normals(random, program.n());
    double[] d = RandomPrograms.normals(random, program.m());
    List<Probe> probes = new ArrayList<>();
    for (Slot slot : Slot.values()) {
      int entries = slot.entries(program);
      boolean every = entries <= SMALL;
      for (int k = 0; k < (every ? entries : DIRECTIONS); k++) {
        double[] change = new double[entries];
        if (every) change[k] = 1;
        else
          for (int e = 0; e < entries; e++) change[e] = random.nextGaussian() / Math.sqrt(entries);
        if (sparse && (slot == Slot.P || slot == Slot.A))
          for (int e = 0; e < entries; e++) if (slot.value(program, e) == 0) change[e] = 0;
        probes.add(new Probe(slot, change, difference(example, slot, change, c, d)));
      }
    }
    return new Sensitivity(example, c, d, probes);
  }

  private static Differences.Derivative difference(
      Example example, Slot slot, double[] change, double[] c, double[] d) {
    Face face = example.face();
    return Differences.sharpest(
        h -> {
          PlainProgram moved = example.program().copy();
          for (int k = 0; k < change.length; k++)
            if (change[k] != 0) slot.move(moved, k, h * change[k]);
          return Differences.loss(face, moved, c, d, example.name());
        },
        0.02);
  }

  /// Size of the derivatives that a relative error refers to.
  public double size(Slot slot) {
    double sum = 0;
    for (Probe probe : probes)
      if (probe.slot == slot) sum += probe.derivative.value() * probe.derivative.value();
    return Math.sqrt(sum);
  }

  @Override
  public String toString() {
    return example.name();
  }
}
