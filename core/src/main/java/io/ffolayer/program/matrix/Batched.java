package io.ffolayer.program.matrix;

/// The values of one slot for a batch: instance i at `offset(i)`, or one block for all of them.
///
/// @param values the array itself
/// @param size length of one instance
/// @param stride distance of two instances: `size`, or 0 where all instances share one block
/// @param origin what the values belong to: two slots with the same origin and stride 0 hold the
///   same numbers for as long as the origin lives, so that what was computed from them may be kept
///   (a constant), or only for this batch (the batch)
public record Batched(double[] values, int size, int stride, Object origin) {
  public Batched {
    if (stride != 0 && stride != size)
      throw new IllegalArgumentException("stride " + stride + " for size " + size);
    if (stride == 0 && values.length < size)
      throw new ShapeException(values.length + " values for a slot of size " + size);
  }

  /// One block for all instances.
  public static Batched shared(double[] values) {
    return new Batched(values, values.length, 0, values);
  }

  /// A block per instance, one after the other.
  public static Batched each(double[] values, int size) {
    return new Batched(values, size, size, values);
  }

  public int offset(int instance) {
    return instance * stride;
  }

  public boolean isShared() {
    return stride == 0;
  }

  /// Whether every instance has the same numbers, and those of another slot, for as long as the
  /// origin lives.
  @SuppressWarnings("ReferenceEquality") // arrays and origins are known by their identity
  public boolean sameAs(Batched other) {
    return isShared() && other.isShared() && values == other.values && origin == other.origin;
  }
}
