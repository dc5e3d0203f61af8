package io.ffolayer.model;

import io.ffolayer.program.Layout;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A vector or matrix that each call of the layer gives, and with respect to which it
/// differentiates. Two parameters are equal only if they are the same object. A call may give one
/// block for all instances, or one per instance along a leading batch axis.
public final class Parameter implements Coefficient {
  private final String name;
  private final int[] shape;
  private final Layout.@Nullable Sparse pattern;

  private Parameter(String name, int[] shape, Layout.@Nullable Sparse pattern) {
    this.name = name;
    this.shape = shape;
    this.pattern = pattern;
    Tensor.sizeOf(shape);
  }

  public static Parameter vector(String name, int size) {
    return new Parameter(name, new int[] {size}, null);
  }

  public static Parameter matrix(String name, int rows, int columns) {
    return new Parameter(name, new int[] {rows, columns}, null);
  }

  /// A sparse matrix on a fixed pattern: its tensors have shape [entries] or [B, entries], values
  /// column by column; so has its gradient.
  public static Parameter sparse(String name, Layout.Sparse pattern) {
    return new Parameter(name, new int[] {pattern.rows(), pattern.columns()}, pattern);
  }

  /// A diagonal n×n matrix: its tensors have shape [n] or [B, n].
  public static Parameter diagonal(String name, int n) {
    return sparse(name, Layout.Sparse.diagonal(n));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public Layout.@Nullable Sparse pattern() {
    return pattern;
  }

  /// The shape of the tensors that give it, without the batch axis.
  public int[] tensorShape() {
    return pattern == null ? shape.clone() : new int[] {pattern.size()};
  }

  /// Number of scalars.
  public int size() {
    return pattern == null ? Tensor.sizeOf(shape) : pattern.size();
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
