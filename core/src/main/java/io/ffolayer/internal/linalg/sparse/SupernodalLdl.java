package io.ffolayer.internal.linalg.sparse;

import io.ffolayer.internal.linalg.kernel.DenseKernels;
import io.ffolayer.internal.linalg.kernel.Kernels;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// L D Lᵀ by dense blocks, the multifrontal method (Duff and Reid 1983; Liu 1992).
///
/// For a supernode with columns J and rows R below them:
///
///     1  F = the entries of the matrix in columns J + what the children of the supernode pass up
///     2  F_JJ = L_JJ D L_JJᵀ,   L_RJ = F_RJ L_JJ⁻ᵀ D⁻¹
///     3  F_RR − L_RJ D L_RJᵀ goes up to the parent, whose columns and rows contain R
///
/// Children come before their parents in a post-order, so that what is passed up waits on a stack.
/// Nearly all work is in products of panel matrices, at the speed of the dense kernels.
public final class SupernodalLdl implements LdlFactor {

  private static final int PANEL = DenseKernels.PANEL;
  private static final DenseKernels KERNELS = Kernels.dense();

  private final SupernodalStructure structure;
  private final PanelLdl panels;
  private double[] values;
  double[] inversePivot;
  private boolean isLent;
  private final double[] stack;
  private final int[] waiting;
  private final int[] source;
  private final int[] target;
  private final double[] ones;
  private final double[] own;
  private final double[] others;
  private BooleanSupplier stop = () -> false;

  SupernodalLdl(SupernodalStructure structure) {
    this.structure = structure;
    panels = new PanelLdl(structure.mostColumns, structure.mostBelow);
    values = new double[structure.storedValues()];
    inversePivot = new double[structure.upper.cols()];
    stack = new double[structure.stackSize];
    waiting = new int[structure.count()];
    source = new int[structure.mostBelow];
    target = new int[structure.mostBelow];
    ones = PanelLdl.ones(DenseKernels.padded(structure.mostColumns));
    own = new double[ones.length];
    others = new double[DenseKernels.padded(structure.mostBelow)];
  }

  @Override
  public boolean factor(double[] upper, int offset, double[] sign, double regularisation) {
    takeOwnMemory();
    Arrays.fill(values, 0);
    int[] entryPlace = structure.entryPlace;
    for (int p = 0; p < entryPlace.length; p++) {
      values[entryPlace[p]] = upper[offset + p];
    }
    int top = 0;
    int depth = 0;
    for (int s = 0; s < structure.count(); s++) {
      if (stop.getAsBoolean()) {
        return false;
      }
      int size = structure.updateSize(s);
      Arrays.fill(stack, top, top + size, 0);
      int base = top;
      for (int k = 0; k < structure.childCount[s]; k++) {
        int child = waiting[--depth];
        base -= structure.updateSize(child);
        addChild(child, base, s, top);
      }
      int width = structure.width(s);
      int below = structure.below(s);
      int panel = structure.panelStart[s];
      int first = structure.firstColumn[s];
      if (!panels.factor(width, below, values, panel, regularisation, sign, inversePivot, first)) {
        return false;
      }
      if (size > 0) {
        panels.subtractOuterProduct(width, below, values, panel, stack, top);
        if (base < top) {
          System.arraycopy(stack, top, stack, base, size);
        }
        waiting[depth++] = s;
      }
      top = base + size;
    }
    return true;
  }

  /// Adds the update of a child, at `from` on the stack, to the panel of s and to its update at
  /// `to`.
  private void addChild(int child, int from, int s, int to) {
    int[] place = structure.placeInParent;
    int first = structure.rowStart[child];
    int rows = structure.below(child);
    int childBelow = DenseKernels.padded(rows);
    int columns = DenseKernels.padded(structure.width(s));
    int below = DenseKernels.padded(structure.below(s));
    int panel = structure.panelStart[s];
    int ownRows = 0;
    for (int i = 0; i < rows; i++) {
      source[i] = from + TriangleStrips.row(i, childBelow);
      target[i] = DenseKernels.at(panel, PANEL * columns, place[first + i], 0);
      if (place[first + i] < columns) {
        ownRows++;
      }
    }
    for (int k = 0; k < ownRows; k++) {
      addColumn(k, rows, values, PANEL * place[first + k]);
    }
    for (int i = ownRows; i < rows; i++) {
      target[i] = to + TriangleStrips.row(place[first + i] - columns, below);
    }
    for (int k = ownRows; k < rows; k++) {
      addColumn(k, rows, stack, PANEL * (place[first + k] - columns));
    }
  }

  /// into[target[i] + shift] += element (i, k) of the child, for i ≥ k.
  private void addColumn(int k, int rows, double[] into, int shift) {
    int column = PANEL * k;
    for (int i = k; i < rows; i++) {
      into[target[i] + shift] += stack[source[i] + column];
    }
  }

  private void takeOwnMemory() {
    if (!isLent) {
      return;
    }
    values = new double[values.length];
    inversePivot = new double[inversePivot.length];
    isLent = false;
  }

  @Override
  public Numbers lend() {
    isLent = true;
    return new Numbers(values, inversePivot);
  }

  @Override
  public void resume(Numbers numbers) {
    values = numbers.values();
    inversePivot = numbers.inversePivot();
    isLent = true;
  }

  @Override
  public void stopWhen(BooleanSupplier newStop) {
    stop = newStop;
    panels.stopWhen(newStop);
  }

  @Override
  public double pivot(int k) {
    return 1 / inversePivot[k];
  }

  @Override
  public void solve(double[] x) {
    for (int s = 0; s < structure.count(); s++) {
      solveDown(s, x);
    }
    for (int j = 0; j < inversePivot.length; j++) {
      x[j] *= inversePivot[j];
    }
    for (int s = structure.count() - 1; s >= 0; s--) {
      solveUp(s, x);
    }
  }

  /// Takes the unknowns of a supernode out of x, with padding.
  private void load(int s, double[] x) {
    int width = structure.width(s);
    System.arraycopy(x, structure.firstColumn[s], own, 0, width);
    Arrays.fill(own, width, DenseKernels.padded(width), 0);
  }

  private void solveDown(int s, double[] x) {
    int width = structure.width(s);
    int below = structure.below(s);
    int base = structure.panelStart[s];
    int stride = PANEL * DenseKernels.padded(width);
    int rest = DenseKernels.at(base, stride, DenseKernels.padded(width), 0);
    load(s, x);
    KERNELS.solveLower(width, values, base, stride, ones, 0, own, 0);
    KERNELS.multiply(below, width, 1, values, rest, stride, own, 0, 0, others, 0);
    System.arraycopy(own, 0, x, structure.firstColumn[s], width);
    int first = structure.rowStart[s];
    for (int i = 0; i < below; i++) {
      x[structure.rowIndex[first + i]] -= others[i];
    }
  }

  private void solveUp(int s, double[] x) {
    int width = structure.width(s);
    int below = structure.below(s);
    int base = structure.panelStart[s];
    int stride = PANEL * DenseKernels.padded(width);
    int rest = DenseKernels.at(base, stride, DenseKernels.padded(width), 0);
    int first = structure.rowStart[s];
    for (int i = 0; i < below; i++) {
      others[i] = x[structure.rowIndex[first + i]];
    }
    Arrays.fill(others, below, DenseKernels.padded(below), 0);
    load(s, x);
    KERNELS.multiplyTransposed(below, width, -1, values, rest, stride, others, 0, 1, own, 0);
    KERNELS.solveLowerTransposed(width, values, base, stride, ones, 0, own, 0);
    System.arraycopy(own, 0, x, structure.firstColumn[s], width);
  }
}
