package io.ffolayer.flat.wire;

import io.ffolayer.program.AffineMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Maps as they come over the wire: constants, parameters, and sums of lists of entries.
final class Maps {
  private Maps() {}

  /// The map to some of the values of a slot.
  ///
  /// @param places where each value stands among them, −1 where it does not
  static AffineMap restricted(AffineMap map, int[] places, int size) {
    return switch (map) {
      case AffineMap.Fixed fixed -> {
        double[] values = new double[size];
        for (int k = 0; k < places.length; k++)
          if (places[k] >= 0) values[places[k]] = fixed.values()[k];
        yield new AffineMap.Fixed(values);
      }
      case AffineMap.Same same -> {
        int[] all = new int[same.size()];
        Arrays.setAll(all, k -> k);
        double[] ones = new double[same.size()];
        Arrays.fill(ones, 1);
        AffineMap.Entries entries =
            new AffineMap.Entries(same.parameter(), same.size(), all, all, ones);
        yield new AffineMap.Sum(size, List.of(restricted(entries, places, size)));
      }
      case AffineMap.Entries entries -> restricted(entries, places, size);
      case AffineMap.Sum sum ->
          new AffineMap.Sum(
              size, sum.terms().stream().map(term -> restricted(term, places, size)).toList());
      case AffineMap.Strided strided -> throw new IllegalArgumentException("not of the wire");
      case AffineMap.Stack stack -> throw new IllegalArgumentException("not of the wire");
    };
  }

  private static AffineMap.Entries restricted(AffineMap.Entries map, int[] places, int size) {
    int count = 0;
    int[] target = new int[map.target().length], source = new int[target.length];
    double[] factor = new double[target.length];
    for (int k = 0; k < target.length; k++) {
      int place = places[map.target()[k]];
      if (place < 0) continue;
      target[count] = place;
      source[count] = map.source()[k];
      factor[count++] = map.factor()[k];
    }
    return new AffineMap.Entries(
        map.parameter(),
        size,
        Arrays.copyOf(target, count),
        Arrays.copyOf(source, count),
        Arrays.copyOf(factor, count));
  }

  /// The same map in fewer numbers.
  ///
  /// @param sizes of the parameters
  static AffineMap compact(AffineMap map, int[] sizes) {
    return switch (map) {
      case AffineMap.Fixed fixed -> fixed;
      case AffineMap.Same same -> same;
      case AffineMap.Stack stack -> stack;
      case AffineMap.Strided strided -> strided;
      case AffineMap.Entries entries -> entries.compact();
      case AffineMap.Sum sum -> compact(sum, sizes);
    };
  }

  private static AffineMap compact(AffineMap.Sum sum, int[] sizes) {
    double[] constant = new double[sum.size()];
    List<AffineMap> terms = new ArrayList<>();
    for (AffineMap term : sum.terms()) {
      if (term instanceof AffineMap.Fixed fixed)
        for (int k = 0; k < constant.length; k++) constant[k] += fixed.values()[k];
      else if (!(term instanceof AffineMap.Entries entries) || entries.target().length > 0)
        terms.add(term);
    }
    if (terms.isEmpty()) return new AffineMap.Fixed(constant);
    boolean isZero = Arrays.stream(constant).allMatch(value -> value == 0);
    if (isZero
        && terms.size() == 1
        && terms.getFirst() instanceof AffineMap.Entries only
        && isWhole(only, sizes)) return new AffineMap.Same(only.parameter(), only.size());
    terms.replaceAll(term -> compact(term, sizes));
    if (!isZero) terms.addFirst(new AffineMap.Fixed(constant).compact());
    return new AffineMap.Sum(sum.size(), terms);
  }

  /// Whether a slot is a parameter, entry by entry.
  private static boolean isWhole(AffineMap.Entries map, int[] sizes) {
    int size = map.size();
    if (size != sizes[map.parameter()] || map.target().length != size) return false;
    boolean[] met = new boolean[size];
    for (int k = 0; k < size; k++) {
      int place = map.target()[k];
      if (map.source()[k] != place || map.factor()[k] != 1 || met[place]) return false;
      met[place] = true;
    }
    return true;
  }
}
