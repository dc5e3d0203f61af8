package io.ffolayer.examples;

// example begins
import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Affine.sum;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.oracle.FirstOrderOracle;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import io.ffolayer.solve.Watch;
import java.util.Arrays;
import java.util.List;

class InnerProblemExample {
  public static void main(String[] args) {
    var price = Parameter.vector("price", 2);
    var y = Variable.vector("y", 2);
    var wish = constant(3, 2);
    var buyer =
        Problem.minimize(sumSquares(y.minus(wish)).times(0.5).plus(dot(price, y)))
            .subjectTo(y.ge(0), sum(y).le(3));

    var inner = InnerProblem.of(buyer, List.of(price), List.of(y)); // functions of (x, y)
    double[] x = {1, 0.5};
    System.out.println(inner.checkDerivatives(x, new double[] {1, 1})); // [], none is wrong

    var oracle = FirstOrderOracle.of(inner);
    var visit = oracle.visit(inner, x, null, Watch.unlimited());
    System.out.println(Arrays.toString(visit.y())); // 1.75, 1.25: the last row is active

    var gradient = visit.pullBack(new double[] {1, 0}, Watch.unlimited());
    System.out.println(Arrays.toString(gradient.byX())); // −0.5, 0.5
    System.out.println(gradient.report()); // active rows, margin, error estimate, flags
  }
}
// example ends
