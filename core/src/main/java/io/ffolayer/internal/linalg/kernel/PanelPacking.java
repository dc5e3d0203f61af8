package io.ffolayer.internal.linalg.kernel;

import java.util.Arrays;

/// Into panels, out of panels, and from panels to panels: bound by memory, and written once for
/// both implementations.
abstract class PanelPacking implements DenseKernels {

  @Override
  public void packRows(
      int rows, int cols, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride) {
    int i = 0;
    for (; i + 8 <= rows; i += 8) {
      packPanel(cols, m, mOffset + i * ld, ld, p, pOffset + (i >> 3) * stride);
    }
    if (i < rows) {
      int panel = pOffset + (i >> 3) * stride;
      Arrays.fill(p, panel, panel + 8 * cols, 0);
      for (int r = i; r < rows; r++) {
        packRow(cols, m, mOffset + r * ld, p, panel + (r & 7));
      }
    }
  }

  private void packPanel(int cols, double[] m, int from, int ld, double[] p, int panel) {
    int k = 0;
    for (; k + 8 <= cols; k += 8) {
      transpose(m, from + k, ld, p, panel + 8 * k, 8);
    }
    for (int r = 0; r < 8; r++) {
      for (int j = k; j < cols; j++) {
        p[panel + 8 * j + r] = m[from + r * ld + j];
      }
    }
  }

  /// Transposes an 8×8 block; rows are `ld` apart where it comes from and `toLd` where it goes to.
  /// The places must not overlap.
  void transpose(double[] m, int from, int ld, double[] t, int to, int toLd) {
    for (int k = 0; k < 8; k++) {
      int q = from + k;
      int r = to + k * toLd;
      t[r] = m[q];
      t[r + 1] = m[q + ld];
      t[r + 2] = m[q + 2 * ld];
      t[r + 3] = m[q + 3 * ld];
      t[r + 4] = m[q + 4 * ld];
      t[r + 5] = m[q + 5 * ld];
      t[r + 6] = m[q + 6 * ld];
      t[r + 7] = m[q + 7 * ld];
    }
  }

  private static void packRow(int cols, double[] m, int from, double[] p, int to) {
    for (int k = 0; k < cols; k++) {
      p[to + 8 * k] = m[from + k];
    }
  }

  @Override
  public void packSelectedRows(
      int count,
      int cols,
      int[] selected,
      double[] m,
      int mOffset,
      int ld,
      double[] p,
      int pOffset,
      int stride) {
    zeroPadding(count, cols, p, pOffset, stride);
    for (int a = 0; a < count; a++) {
      packRow(cols, m, mOffset + selected[a] * ld, p, pOffset + (a >> 3) * stride + (a & 7));
    }
  }

  /// Clears the last panel when it is not full.
  static void zeroPadding(int rows, int cols, double[] p, int pOffset, int stride) {
    if ((rows & 7) != 0) {
      int panel = pOffset + (rows >> 3) * stride;
      Arrays.fill(p, panel, panel + 8 * cols, 0);
    }
  }

  @Override
  public void packTransposed(
      int rows, int cols, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride) {
    for (int i = 0; i < rows; i += 8) {
      copyPanel(Math.min(8, rows - i), cols, m, mOffset + i, ld, p, pOffset + (i >> 3) * stride);
    }
  }

  /// Eight (or, in the last panel, `height`) neighbouring elements of each of `cols` rows of m
  /// become the columns of a panel.
  void copyPanel(int height, int cols, double[] m, int from, int ld, double[] p, int panel) {
    for (int k = 0; k < cols; k++) {
      int to = panel + 8 * k;
      System.arraycopy(m, from + k * ld, p, to, height);
      for (int i = height; i < 8; i++) {
        p[to + i] = 0;
      }
    }
  }

  @Override
  public void packSymmetric(
      int n, double[] m, int mOffset, int ld, double[] p, int pOffset, int stride) {
    for (int i = 0; i < n; i += 8) {
      int height = Math.min(8, n - i);
      int panel = pOffset + (i >> 3) * stride;
      copyPanel(height, i + height, m, mOffset + i, ld, p, panel);
      identityPadding(i + height, p, panel);
    }
  }

  /// Rounds the last panel of a symmetric matrix of size n up by columns of the identity.
  static void identityPadding(int n, double[] p, int panel) {
    for (int k = n; k < DenseKernels.padded(n); k++) {
      Arrays.fill(p, panel + 8 * k, panel + 8 * k + 8, 0);
      p[panel + 8 * k + (k & 7)] = 1;
    }
  }

  @Override
  public void unpackRows(
      int rows, int cols, double[] p, int pOffset, int stride, double[] m, int mOffset, int ld) {
    int i = 0;
    for (; i + 8 <= rows; i += 8) {
      unpackPanel(cols, p, pOffset + (i >> 3) * stride, m, mOffset + i * ld, ld);
    }
    for (; i < rows; i++) {
      int from = pOffset + (i >> 3) * stride + (i & 7);
      int to = mOffset + i * ld;
      for (int k = 0; k < cols; k++) {
        m[to + k] = p[from + 8 * k];
      }
    }
  }

  private void unpackPanel(int cols, double[] p, int panel, double[] m, int to, int ld) {
    int k = 0;
    for (; k + 8 <= cols; k += 8) {
      transpose(p, panel + 8 * k, 8, m, to + k, ld);
    }
    for (int r = 0; r < 8; r++) {
      for (int j = k; j < cols; j++) {
        m[to + r * ld + j] = p[panel + 8 * j + r];
      }
    }
  }

  @Override
  public void unpackTransposed(
      int rows, int cols, double[] p, int pOffset, int stride, double[] m, int mOffset, int ld) {
    for (int i = 0; i < rows; i += 8) {
      int panel = pOffset + (i >> 3) * stride;
      int height = Math.min(8, rows - i);
      for (int k = 0; k < cols; k++) {
        System.arraycopy(p, panel + 8 * k, m, mOffset + k * ld + i, height);
      }
    }
  }

  @Override
  public void gatherPrincipal(
      int count,
      int[] selected,
      double[] s,
      int sOffset,
      int sStride,
      double[] f,
      int fOffset,
      int fStride) {
    for (int a = 0; a < count; a++) {
      int row = selected[a];
      int from = sOffset + (row >> 3) * sStride + (row & 7);
      int to = fOffset + (a >> 3) * fStride + (a & 7);
      for (int b = 0; b <= a; b++) {
        f[to + 8 * b] = s[from + 8 * selected[b]];
      }
    }
    if ((count & 7) != 0) {
      int panel = fOffset + (count >> 3) * fStride;
      for (int b = 0; b < count; b++) {
        Arrays.fill(f, panel + 8 * b + (count & 7), panel + 8 * b + 8, 0);
      }
      identityPadding(count, f, panel);
    }
  }

  @Override
  public void gatherRows(
      int count,
      int cols,
      int[] selected,
      double[] p,
      int pOffset,
      int pStride,
      double[] g,
      int gOffset,
      int gStride) {
    zeroPadding(count, cols, g, gOffset, gStride);
    for (int a = 0; a < count; a++) {
      int from = pOffset + (selected[a] >> 3) * pStride + (selected[a] & 7);
      int to = gOffset + (a >> 3) * gStride + (a & 7);
      for (int k = 0; k < cols; k++) {
        g[to + 8 * k] = p[from + 8 * k];
      }
    }
  }

  @Override
  public void symmetrize(int n, double[] c, int cOffset, int stride) {
    for (int i = 8; i < n; i += 8) {
      for (int j = 0; j < i; j += 8) {
        int lower = cOffset + (i >> 3) * stride + 8 * j;
        transpose(c, lower, 8, c, cOffset + (j >> 3) * stride + 8 * i, 8);
      }
    }
  }
}
