package io.ffolayer;

import io.ffolayer.solve.Status;
import io.ffolayer.solve.WarmStart;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The last solution of each sample, under a key that the caller chooses. Owned by the caller;
/// thread-safe; grows with the number of keys.
public final class WarmStarts {
  private final Map<Object, WarmStart.Point> points = new ConcurrentHashMap<>();

  /// An empty store.
  public WarmStarts() {}

  /// The guesses for a batch: instance i from what is stored under `keys.get(i)`, if anything is.
  public WarmStart at(List<?> keys) {
    return instance -> instance < keys.size() ? points.get(keys.get(instance)) : null;
  }

  /// Stores the solved instances of a pass, and the almost solved ones; the others keep what they
  /// had.
  public void save(List<?> keys, ForwardPass pass) {
    for (int i = 0; i < pass.batch(); i++)
      if (pass.isSolved(i) || pass.status(i) == Status.ALMOST_SOLVED)
        points.put(keys.get(i), pass.point(i));
  }

  public int size() {
    return points.size();
  }

  public void clear() {
    points.clear();
  }
}
