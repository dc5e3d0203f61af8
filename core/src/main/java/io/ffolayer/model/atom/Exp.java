package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.stack;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Constant;
import io.ffolayer.model.Curvature;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Graph;
import io.ffolayer.model.Monotonicity;
import io.ffolayer.model.Sign;
import io.ffolayer.model.Variable;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;

/// eˣ, entry by entry: convex, increasing. eˣ ≤ t ⇔ (x, 1, t) in the exponential cone.
public record Exp() implements Atom {
  @Override
  public String name() {
    return "exp";
  }

  @Override
  public int[] shape(List<Expression> arguments) {
    return arguments.getFirst().shape();
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.NONNEGATIVE;
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
  public Tensor value(List<Tensor> arguments) {
    Tensor x = arguments.getFirst();
    return Tensor.wrap(Arrays.stream(x.values()).map(Math::exp).toArray(), x.shape());
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Variable t = graph.variable(x.shape());
    int n = x.size();
    // Rows (x₁, 1, t₁), (x₂, 1, t₂), …: a matrix of three rows, transposed.
    Expression triples = stack(x, Constant.filled(n, 1), t).reshape(3, n).transpose();
    graph.subjectTo(triples.inCone(ProductCone.repeated(new ExponentialCone(), n)));
    return t;
  }

  @Override
  public Expression logarithm(List<Expression> logarithms) {
    // log exp(eᵘ) = eᵘ.
    return Atoms.exp(logarithms.getFirst());
  }
}
