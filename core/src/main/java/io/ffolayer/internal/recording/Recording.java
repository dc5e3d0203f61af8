package io.ffolayer.internal.recording;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/// Whether somebody uses Flight Recorder. Only then are the classes of the events loaded, which
/// would cost most of the first call of a layer.
public final class Recording {
  private Recording() {}

  /// An event that begins now, or null.
  public static @Nullable SolveEvent solve() {
    return FlightRecorder.isInitialized() ? SolveEvent.started() : null;
  }

  /// An event that begins now, or null.
  public static @Nullable BackwardEvent backward() {
    return FlightRecorder.isInitialized() ? BackwardEvent.started() : null;
  }
}
