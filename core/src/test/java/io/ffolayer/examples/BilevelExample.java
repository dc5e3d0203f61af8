package io.ffolayer.examples;

// example begins
import static io.ffolayer.bilevel.Bilevel.argmin;
import static io.ffolayer.model.Affine.dot;
import static io.ffolayer.model.Constant.constant;
import static io.ffolayer.model.atom.Atoms.sumSquares;

import io.ffolayer.bilevel.Bilevel;
import io.ffolayer.bilevel.inner.InnerProblem;
import io.ffolayer.bilevel.outer.Adam;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Problem;
import io.ffolayer.model.Variable;
import java.util.Arrays;
import java.util.List;

class BilevelExample {
  public static void main(String[] args) {
    var price = Parameter.vector("price", 2);
    var y = Variable.vector("y", 2);
    var x = List.of(price);
    var ys = List.of(y);
    var wish = constant(3, 2);
    var buyer =
        Problem.minimize(sumSquares(y.minus(wish)).times(0.5).plus(dot(price, y)))
            .subjectTo(y.ge(0)); // y* = max(wish − price, 0)
    var loss = dot(price, y).negate(); // what the seller does not earn

    var byFunctions =
        Bilevel.minimize(loss, x, ys).subjectTo(argmin(InnerProblem.of(buyer, x, ys)));
    var byLayer = Bilevel.minimize(loss, x, ys).subjectTo(argmin(buyer, x, ys));

    double[] start = {0.5, 0.5};
    var record = byFunctions.solve(new Adam(0.05, 300), start, 1);
    System.out.println(Arrays.toString(record.x())); // 1.5, 1: half of what is wished for
    System.out.println(record.lastValue()); // −3.25
    System.out.println(byLayer.solve(new Adam(0.05, 300), start, 1).lastValue()); // −3.25
  }
}
// example ends
