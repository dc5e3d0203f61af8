package io.ffolayer.adjoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.SecondOrderCone;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ActiveSetTest {
  private static final List<Cone> CONES = List.of(new NonnegativeCone(2), new SecondOrderCone(4));

  private static ActiveSet at(double[] s, double[] z) {
    ConeExample example = ConeExample.with(1, CONES, s, z, new SplittableRandom(1));
    ProgramData data = example.data(false);
    return ActiveSet.of(data, example.solution(data), 0);
  }

  @Test
  void rowsOfACurvedConeCountByTheirStateOnItsFace() {
    ActiveSet interior = at(new double[] {1, 0, 9, 3, 0, 4}, new double[] {0, 1, 0, 0, 0, 0});
    ActiveSet boundary = at(new double[] {1, 0, 5, 3, 0, 4}, new double[] {0, 1, 5, -3, 0, -4});
    ActiveSet apex = at(new double[] {1, 0, 0, 0, 0, 0}, new double[] {0, 1, 9, -3, 0, -4});
    assertThat(interior.count()).isEqualTo(1);
    assertThat(interior.contains(1)).isTrue();
    assertThat(boundary.count()).isEqualTo(2);
    assertThat(apex.count()).isEqualTo(5);
    assertThat(boundary.rows()).isEqualTo(6);
    assertThat(interior.differences(boundary)).isEqualTo(3); // one active, two curved
    assertThat(boundary.differences(apex)).isEqualTo(3);
    assertThat(interior.differences(apex)).isEqualTo(4);
    assertThat(boundary).isNotEqualTo(apex).isNotEqualTo(interior);
  }

  @Test
  void turningAlongTheBoundaryChangesNothing() {
    ActiveSet here = at(new double[] {1, 0, 5, 3, 0, 4}, new double[] {0, 1, 5, -3, 0, -4});
    ActiveSet there = at(new double[] {1, 0, 5, 0, -4, 3}, new double[] {0, 1, 10, 0, 8, -6});
    assertThat(here.differences(there)).isZero();
    assertThat(here).isEqualTo(there).hasSameHashCodeAs(there);
  }
}
