package io.ffolayer.internal.kkt;

import io.ffolayer.program.ProgramData;

/// The instance of the user that a system was factored for, and the units between them: the matrix
/// that was factored is diag(g, h) K diag(g, h), K that of the instance.
///
/// @param columnUnit g, n values, read only
/// @param rowUnit h, m values, read only
public record Origin(ProgramData data, int instance, double[] columnUnit, double[] rowUnit) {
  /// Whether every cone is polyhedral, so that no rows were rotated.
  public boolean isPolyhedral() {
    return data.structure().isPolyhedral();
  }
}
