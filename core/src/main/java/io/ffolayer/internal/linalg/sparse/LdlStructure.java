package io.ffolayer.internal.linalg.sparse;

/// Where the nonzeros of a factor are, in the form that one way of factoring needs: immutable, made
/// once per structure.
public interface LdlStructure {

  /// A new workspace for numeric factors of this structure.
  LdlFactor newFactor();
}
