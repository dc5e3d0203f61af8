package io.ffolayer.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// K₁ × K₂ × …: consecutive rows, each run in its own cone, with one layout for all of them. A
/// thousand exponential cones are one block of rows, not a thousand.
///
/// @param factors the cones in the order of their rows; products among them are flattened
public record ProductCone(List<Cone> factors) implements Cone {
  public ProductCone {
    List<Cone> flat = new ArrayList<>(factors.size());
    for (Cone factor : factors) {
      if (factor instanceof ProductCone product) flat.addAll(product.factors());
      else flat.add(factor);
    }
    factors = List.copyOf(flat);
  }

  /// The same cone several times.
  public static ProductCone repeated(Cone cone, int count) {
    return new ProductCone(Collections.nCopies(count, cone));
  }

  @Override
  public int size() {
    int size = 0;
    for (Cone factor : factors) size += factor.size();
    return size;
  }
}
