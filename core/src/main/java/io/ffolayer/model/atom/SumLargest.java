package io.ffolayer.model.atom;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Variable;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Monotonicity;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.List;

/// The sum of the k largest entries: convex, increasing. By linear programming duality it is the
/// least kq + Σ max(x_i − q, 0) over numbers q.
///
/// @param count k, from 1 to the number of entries
public record SumLargest(int count) implements Reduction {
  public SumLargest {
    if (count < 1)
      throw new IllegalArgumentException("sumLargest of " + count + " entries. Maybe 1");
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    if (count > arguments.getFirst().size())
      throw new ShapeException(
          "the sum of the %d largest of %d entries of %s"
              .formatted(count, arguments.getFirst().size(), arguments.getFirst().name()));
    return new int[0];
  }

  @Override
  public String name() {
    return "sumLargest[" + count + "]";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return arguments.getFirst().sign();
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.CONVEX;
  }

  @Override
  public Monotonicity monotonicity(int i, List<Expression> arguments) {
    return Monotonicity.INCREASING;
  }

  @Override
  public double at(double[] x) {
    double[] ascending = x.clone();
    Arrays.sort(ascending);
    double sum = 0;
    for (int i = x.length - count; i < x.length; i++) sum += ascending[i];
    return sum;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable q = graph.variable();
    return q.times(count).plus(Atoms.pos(x.minus(q)).sum());
  }
}
