package io.ffolayer.bilevel;

import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.oracle.FirstOrderOracle;
import io.ffolayer.bilevel.oracle.Hypergradient;
import io.ffolayer.bilevel.oracle.OracleVisit;
import io.ffolayer.solve.Status;
import io.ffolayer.solve.Watch;

/// A lower level of functions, by the oracle.
record FunctionLevel(InnerProblem problem, FirstOrderOracle oracle) implements LowerLevel {
  @Override
  public int outer() {
    return problem.outer();
  }

  @Override
  public int inner() {
    return problem.inner();
  }

  @Override
  public Solved at(double[] x, Watch watch) {
    return new Visited(oracle.visit(problem, x, null, watch), watch);
  }

  private record Visited(OracleVisit visit, Watch watch) implements Solved {
    @Override
    public Status status() {
      return visit.solution().status();
    }

    @Override
    public double[] y() {
      return visit.y();
    }

    @Override
    public Pulled pullBack(double[] cotangent) {
      Hypergradient found = visit.pullBack(cotangent, watch);
      return new Pulled(found.byX(), found.report());
    }
  }
}
