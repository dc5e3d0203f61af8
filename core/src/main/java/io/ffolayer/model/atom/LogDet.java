package io.ffolayer.model.atom;

import static io.ffolayer.model.Affine.diag;

import io.ffolayer.model.Atom.Graph;
import io.ffolayer.model.Constraint;
import io.ffolayer.model.Expression;
import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.Sign;
import java.util.List;

/// log det of the symmetric part of X ≻ 0, −∞ elsewhere: concave. It is ≥ t ⇔ some lower triangular
/// Z with diagonal D has [X Z; Zᵀ D] ⪰ 0 and Σ log D_k ≥ t: then X ⪰ ZD⁻¹Zᵀ, whose determinant is Π
/// D_k, and the Cholesky factor of X gives equality (Ben-Tal & Nemirovski 2001, §4.2).
public record LogDet() implements SmoothSpectralAtom {
  @Override
  public String name() {
    return "logDet";
  }

  @Override
  public Sign sign(List<Expression> arguments) {
    return Sign.UNKNOWN;
  }

  @Override
  public Curvature curvature(List<Expression> arguments) {
    return Curvature.CONCAVE;
  }

  @Override
  public List<Constraint> domain(List<Expression> arguments) {
    return List.of(arguments.getFirst().psd());
  }

  @Override
  public double at(double[] eigenvalues) {
    double sum = 0;
    for (double value : eigenvalues) sum += value > 0 ? Math.log(value) : Double.NEGATIVE_INFINITY;
    return sum;
  }

  @Override
  public double slope(double eigenvalue) {
    return 1 / eigenvalue;
  }

  @Override
  public Expression graph(List<Expression> arguments, Graph graph) {
    Expression x = arguments.getFirst();
    Expression z = Matrices.lowerTriangle(graph, x.shape()[0]);
    Expression diagonal = diag(z);
    graph.subjectTo(Matrices.bordered(x, z, diag(diagonal)).psd());
    return Atoms.log(diagonal).sum();
  }
}
