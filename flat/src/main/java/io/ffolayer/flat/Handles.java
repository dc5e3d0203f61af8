package io.ffolayer.flat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Objects that a caller holds by number until it gives them back. Thread-safe.
final class Handles {
  private final SpareArrays spares = new SpareArrays();
  private final Map<Long, Object> objects = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  /// The number of an object, never 0.
  long hold(Object object) {
    long handle = last.incrementAndGet();
    objects.put(handle, object);
    return handle;
  }

  /// @throws IllegalArgumentException if no object of this kind has the number
  <T> T get(long handle, Class<T> kind) {
    Object object = objects.get(handle);
    if (!kind.isInstance(object))
      throw new IllegalArgumentException(
          "handle %d is no %s. Maybe it was given back".formatted(handle, kind.getSimpleName()));
    return kind.cast(object);
  }

  /// Lets go of an object; of one that is gone already nothing happens.
  void release(long handle) {
    if (objects.remove(handle) instanceof Answer answer) answer.end(spares);
  }

  /// Where arrays come from that answers hold.
  SpareArrays spares() {
    return spares;
  }

  int count() {
    return objects.size();
  }
}
