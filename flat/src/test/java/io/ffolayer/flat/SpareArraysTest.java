package io.ffolayer.flat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpareArraysTest {
  private static final int LONG = 1 << 13;

  @Test
  void anArrayThatWasGivenBackIsTakenOnce() {
    SpareArrays spares = new SpareArrays();
    double[] array = spares.take(LONG);
    spares.giveBack(array, null);
    assertThat(spares.take(LONG)).isSameAs(array);
    assertThat(spares.take(LONG)).isNotSameAs(array).hasSize(LONG);
  }

  @Test
  void shortArraysAreNotKept() {
    SpareArrays spares = new SpareArrays();
    double[] array = spares.take(10);
    spares.giveBack(array);
    assertThat(spares.take(10)).isNotSameAs(array);
  }

  /// What finds no room makes room.
  @Test
  void whatWaitsIsBounded() {
    SpareArrays spares = new SpareArrays(8L * LONG * 3 / 2);
    double[] first = new double[LONG], second = new double[LONG];
    spares.giveBack(first);
    spares.giveBack(second);
    assertThat(spares.take(LONG)).isSameAs(second);
    assertThat(spares.take(LONG)).isNotSameAs(first);
  }
}
