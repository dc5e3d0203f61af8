package io.ffolayer.solve;

import io.ffolayer.program.ProgramStructure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// One structure and what has been found out about it: orders of elimination, patterns of factors,
/// choices that depend on layouts alone.
///
/// A layer makes one and hands it to its solver and to its adjoints, so that what several of them
/// need is analysed once. Thread-safe; lives as long as the layer.
public final class Analysis {
  private final ProgramStructure structure;
  private final Map<Class<?>, Object> found = new ConcurrentHashMap<>();

  public Analysis(ProgramStructure structure) {
    this.structure = structure;
  }

  public ProgramStructure structure() {
    return structure;
  }

  /// What was found of one kind, analysed by whoever asks first; others wait for it.
  ///
  /// @param kind the class of the result: immutable or thread-safe
  /// @param analyse called at most once for each kind; must not ask this analysis itself
  public <T> T of(Class<T> kind, Function<ProgramStructure, T> analyse) {
    return kind.cast(found.computeIfAbsent(kind, key -> analyse.apply(structure)));
  }
}
