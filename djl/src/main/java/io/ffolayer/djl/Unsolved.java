package io.ffolayer.djl;

/// What a block does about instances that have no solution.
public enum Unsolved {
  /// Their outputs are zero and their gradients are masked; they are counted
  /// ([LayerStatistics.Epoch#unsolved]). [ConvexBlock.Builder#withMask] tells the loss which ones.
  MASK,
  /// The forward pass throws an [UnsolvedException], which names the first and says why.
  FAIL,
  /// An infeasible one is answered with the closest feasible problem, and differentiated so
  /// ([io.ffolayer.ConvexLayer#withClosestFeasible]); any other is masked.
  CLOSEST
}
