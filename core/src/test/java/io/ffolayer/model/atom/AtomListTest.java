package io.ffolayer.model.atom;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.model.Atom;
import io.ffolayer.model.Expression;
import io.ffolayer.model.Operation;
import io.ffolayer.model.Variable;
import io.ffolayer.testing.Implementations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AtomListTest {
  @Test
  void everyAtomOfTheLibraryIsPutToTheContract() {
    Set<String> listed = new HashSet<>();
    for (AtomCase atom : AtomCases.ALL) {
      double[][] values = atom.sample(new SplittableRandom(1));
      List<Expression> arguments =
          AtomCases.arguments(
              atom, values, i -> Variable.of("x" + i, atom.arguments().get(i).shape()));
      collect(atom.make().apply(arguments), listed);
    }
    // It has no graph form: GeometricProgramTest puts it to the test.
    listed.add(ParametricPower.class.getName());
    assertThat(listed).as("AtomCases.ALL").containsAll(Implementations.of(Atom.class));
  }

  private static void collect(Expression expression, Set<String> names) {
    if (expression instanceof Operation.AtomValue value)
      names.add(value.atom().getClass().getName());
    for (Expression argument : expression.arguments()) collect(argument, names);
  }
}
