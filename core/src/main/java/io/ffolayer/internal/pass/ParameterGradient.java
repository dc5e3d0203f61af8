package io.ffolayer.internal.pass;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import io.ffolayer.program.ProgramGradient;
import io.ffolayer.program.matrix.Layout;
import java.util.Arrays;

/// From the gradient of the numbers of a program to the gradient of its parameters, in the memory
/// of one thread. Where a slot is the parameter itself, or the parameter is a block of a matrix,
/// its gradient is written in place; otherwise the gradient of the slot is made first, then pulled
/// back.
final class ParameterGradient {
  private static final DenseKernels KERNELS = Kernels.dense();

  private final ProgramGradient gradient;
  private final double[] scratch;

  /// @param scratch as long as the longest that a pullback asks for
  ParameterGradient(ProgramGradient gradient, double[] scratch) {
    this.gradient = gradient;
    this.scratch = scratch;
  }

  /// out = or += the gradient of a piece of a parameter from one instance; the parameter begins at
  /// `at`.
  void write(Pullback.Piece piece, int instance, boolean add, double[] out, int at) {
    Pullback pullback = piece.pullback();
    boolean fresh = !add;
    for (Pullback.Use use : pullback.uses()) {
      if (use.isInPlace()) {
        writeSlot(use, piece, instance, !fresh, out, at);
      } else if (use.own() != null) {
        writeOwn(use, use.own(), instance, !fresh, out, at);
      } else {
        if (fresh) Arrays.fill(out, at, at + pullback.size(), 0.0);
        writeSlot(use, pullback.whole(), instance, false, scratch, 0);
        use.map().pullBack(pullback.parameter(), scratch, 0, out, at);
      }
      fresh = false;
    }
    if (pullback.uses().isEmpty() && fresh) Arrays.fill(out, at, at + pullback.size(), 0.0);
  }

  private void writeOwn(
      Pullback.Use use, Pullback.Own own, int instance, boolean add, double[] out, int at) {
    int size = own.panel().block().size();
    if (own.factor() == 1) {
      gradient.rows(instance, use.row(), own.panel(), add, out, at);
    } else if (add) {
      gradient.rows(instance, use.row(), own.panel(), false, scratch, 0);
      KERNELS.axpy(size, own.factor(), scratch, 0, out, at);
    } else {
      gradient.rows(instance, use.row(), own.panel(), false, out, at);
      KERNELS.scale(size, own.factor(), out, at);
    }
  }

  private void writeSlot(
      Pullback.Use use, Pullback.Piece piece, int instance, boolean add, double[] out, int at) {
    switch (use.slot()) {
      case Pullback.QUADRATIC -> gradient.quadratic(instance, add, out, at);
      case Pullback.LINEAR -> gradient.linear(instance, add, out, at);
      case Pullback.RHS -> gradient.rhs(instance, add, out, at);
      default -> {
        Layout block = use.block();
        if (block == null) throw new AssertionError("rows have a layout");
        Layout part = piece.part() == null ? block : piece.part();
        int from = piece.from();
        gradient.rows(instance, use.row() + from, part, add, out, at + from * block.columns());
      }
    }
  }
}
