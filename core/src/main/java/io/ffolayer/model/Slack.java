package io.ffolayer.model;

/// The slack of a constraint: how far inside its cone the solution lies.
public final class Slack implements Differentiable {
  private final String name;
  private final int[] shape;

  public Slack(String name, int... shape) {
    this.name = name;
    this.shape = shape.clone();
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
  public String toString() {
    return name;
  }
}
