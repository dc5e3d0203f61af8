package io.ffolayer.internal.kkt;

import io.ffolayer.program.ProgramStructure;

/// The choice of a [KktSystem] for a structure.
public final class KktSystems {
  private final ProgramStructure structure;

  private KktSystems(ProgramStructure structure) {
    this.structure = structure;
  }

  /// Analyses a structure, once for all threads.
  public static KktSystems of(ProgramStructure structure) {
    return new KktSystems(structure);
  }

  /// The memory of one thread.
  public KktSystem system() {
    return new DenseKkt(structure);
  }
}
