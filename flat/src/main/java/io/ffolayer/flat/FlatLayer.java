package io.ffolayer.flat;

import io.ffolayer.ConvexLayer;
import io.ffolayer.flat.wire.Choices;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A layer and its variants, one for each list of choices that calls came with. Thread-safe.
final class FlatLayer {
  /// So many lists of choices are kept; a caller with a new time limit for every call makes more.
  private static final int MOST = 64;

  private final ConvexLayer layer;
  private final Choices usual;
  private final Map<Choices, ConvexLayer> variants = new ConcurrentHashMap<>();

  /// @param usual the choices of calls that make none
  FlatLayer(ConvexLayer layer, Choices usual) {
    this.layer = layer;
    this.usual = usual;
    with(usual);
  }

  ConvexLayer usual() {
    return with(usual);
  }

  /// The layer with these choices; variants share the analysis of the structure.
  ConvexLayer with(Choices choices) {
    if (variants.size() > MOST) variants.keySet().removeIf(kept -> !kept.equals(usual));
    return variants.computeIfAbsent(choices, made -> made.applyTo(layer));
  }
}
