package io.ffolayer.flat.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.approximate.Lpgd;
import io.ffolayer.adjoint.approximate.Relaxed;
import io.ffolayer.adjoint.condensed.Condensed;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.model.Parameter;
import io.ffolayer.model.Variable;
import io.ffolayer.model.standard.QuadraticProgram;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.activeset.DualActiveSet;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.presolve.Condense;
import io.ffolayer.solve.presolve.Presolve;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Choices as a list of doubles.
class ChoicesTest {
  private final ConvexLayer layer = layer();

  private static ConvexLayer layer() {
    Variable x = Variable.vector("x", 2);
    Parameter p = Parameter.matrix("P", 2, 2), q = Parameter.vector("q", 2);
    return ConvexLayer.of(QuadraticProgram.in(x).minimize(p, q));
  }

  private ConvexLayer with(Object... placesAndValues) {
    double[] values = new double[Choices.LENGTH];
    Arrays.fill(values, Double.NaN);
    for (int k = 0; k < placesAndValues.length; k += 2)
      values[(int) placesAndValues[k]] = ((Number) placesAndValues[k + 1]).doubleValue();
    return new Choices(values).applyTo(layer);
  }

  @Test
  void whatIsNotChosenIsTheDefault() {
    assertThat(with().solver()).isEqualTo(new Condense(new Automatic()));
    assertThat(with().adjoint()).isEqualTo(new Condensed(new FirstOrder()));
  }

  @Test
  void everyNumberOfASolverIsOne() {
    assertThat(with(0, 1e-7, 7, 1e-4).solver())
        .isEqualTo(new Condense(new Automatic(1e-7, 1e-4), 1e-7));
    assertThat(with(4, 1, 1, 7).solver())
        .isEqualTo(new Presolve(new InteriorPoint().withMaxIterations(7), 1e-9));
    assertThat(with(4, 2, 1, 7).solver()).isEqualTo(new BlockPivoting().withMaxPivots(7));
    assertThat(with(4, 3).solver()).isEqualTo(new DualActiveSet());
    assertThatThrownBy(() -> with(4, 5)).hasMessageContaining("there is no solver 5.0");
  }

  @Test
  void everyNumberOfAnAdjointIsOne() {
    assertThat(with(5, 1).adjoint()).isEqualTo(new Condensed(new Implicit()));
    assertThat(with(5, 2, 6, 0.5).adjoint()).isEqualTo(new Lpgd(0.5));
    assertThat(with(5, 4).adjoint()).isEqualTo(new Relaxed(1e-3));
    assertThatThrownBy(() -> with(5, 9)).hasMessageContaining("there is no adjoint 9.0");
  }

  @Test
  void whatIsOutOfItsRangeIsRefusedByName() {
    assertThatThrownBy(() -> with(0, 2)).hasMessageContaining("tolerance must be in (0, 1e-2]");
    assertThatThrownBy(() -> with(3, 1.5))
        .hasMessageContaining("the number of threads must be a whole");
    assertThatThrownBy(() -> with(2, -1))
        .hasMessageContaining("the time limit must not be negative");
    assertThatThrownBy(() -> with(10, 1)).hasMessageContaining("must be in [0, 1), got 1.0");
    assertThatThrownBy(() -> new Choices(new double[3])).hasMessageContaining("3 choices");
  }

  @Test
  void choicesOfTheSameNumbersAreTheSame() {
    assertThat(new Choices()).isEqualTo(new Choices()).hasSameHashCodeAs(new Choices());
  }
}
