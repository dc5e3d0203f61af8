package io.ffolayer;

import io.ffolayer.adjoint.ActiveSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts how many rows change state between two visits of the same sample. Many changes mean that
/// gradients of neighbouring steps belong to different pieces of the solution map, and training
/// turns noisy. Owned by the caller; thread-safe.
public final class ActiveSetMonitor {
  private static final System.Logger LOGGER = System.getLogger(ActiveSetMonitor.class.getName());

  /// Above this part of the rows per epoch a warning is logged.
  public static final double WARNING_SHARE = 0.10;

  private final Map<Object, ActiveSet> last = new HashMap<>();
  private long visits;
  private long rows;
  private long changes;

  /// A monitor that has seen nothing.
  public ActiveSetMonitor() {}

  /// What one epoch showed.
  ///
  /// @param visits visits of samples that had been seen before
  /// @param rows rows that were compared
  /// @param changes rows that were on another side than at the last visit of their sample
  public record Epoch(long visits, long rows, long changes) {
    /// changes / rows, 0 without a comparison.
    public double share() {
      return rows == 0 ? 0 : (double) changes / rows;
    }

    /// Mean number of changed rows per visit.
    public double changesPerVisit() {
      return visits == 0 ? 0 : (double) changes / visits;
    }
  }

  /// Compares the solved instances of a pass with their last visit.
  ///
  /// @param keys one per instance, with equals and hashCode: a sample's number, say
  /// @throws IllegalArgumentException if there is not one key per instance
  public synchronized void record(List<?> keys, ForwardPass pass) {
    if (keys.size() != pass.batch())
      throw new IllegalArgumentException(keys.size() + " keys for a batch of " + pass.batch());
    for (int i = 0; i < pass.batch(); i++) {
      if (!pass.isSolved(i)) continue;
      ActiveSet now = pass.activeSet(i);
      ActiveSet before = last.put(keys.get(i), now);
      if (before == null || before.rows() != now.rows()) continue;
      visits++;
      rows += now.rows();
      changes += now.differences(before);
    }
  }

  /// The counts since the epoch began.
  public synchronized Epoch soFar() {
    return new Epoch(visits, rows, changes);
  }

  /// Ends an epoch: returns its counts, warns if more than a tenth of the rows changed, and starts
  /// counting anew.
  public synchronized Epoch endEpoch() {
    Epoch epoch = soFar();
    visits = rows = changes = 0;
    if (epoch.share() > WARNING_SHARE)
      LOGGER.log(
          System.Logger.Level.WARNING,
          "%.1f %% of the rows changed between active and inactive in this epoch. Maybe lower the learning rate"
              .formatted(100 * epoch.share()));
    return epoch;
  }
}
