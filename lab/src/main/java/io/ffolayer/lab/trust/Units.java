package io.ffolayer.lab.trust;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/// The units in which a problem of ordinary size is stated: of rows (a curved cone as one), of
/// variables, of the objective; or how far out on a cone its pair lies; or what stands beside it.
enum Units {
  ORDINARY,
  ROWS_LARGE,
  ROWS_SMALL,
  ROWS_MIXED,
  VARIABLES_LARGE,
  VARIABLES_SMALL,
  VARIABLES_MIXED,
  OBJECTIVE_LARGE,
  OBJECTIVE_SMALL,
  /// Coordinates of a cone up to 10^±4 apart.
  FAR_OUT,
  /// Coordinates of a cone up to 10^±8 apart.
  FARTHER_OUT,
  /// An unrelated variable, with a row and a cost of its own, of sizes up to 10⁸.
  NEIGHBOUR_LARGE,
  NEIGHBOUR_SMALL;

  private static final int DECADES = 8;

  /// 10 to a power.
  static BigDecimal power(int exponent) {
    return BigDecimal.ONE.movePointRight(exponent);
  }

  /// How far apart the coordinates of a pair are, in decades.
  double decades() {
    return switch (this) {
      case FAR_OUT -> 4;
      case FARTHER_OUT -> 8;
      default -> 0;
    };
  }

  /// One unit for the rows of a curved cone, a unit for each row of other cones.
  ///
  /// @param blocks for each row the number of its block
  BigDecimal[] ofRows(int[] blocks, SplittableRandom random) {
    return switch (this) {
      case ROWS_LARGE -> all(blocks.length, DECADES);
      case ROWS_SMALL -> all(blocks.length, -DECADES);
      case ROWS_MIXED -> {
        int[] exponent = random.ints(blocks.length, -DECADES, DECADES + 1).toArray();
        yield vector(blocks.length, i -> power(exponent[blocks[i]]));
      }
      default -> all(blocks.length, 0);
    };
  }

  BigDecimal[] ofVariables(int n, SplittableRandom random) {
    return switch (this) {
      case VARIABLES_LARGE -> all(n, DECADES);
      case VARIABLES_SMALL -> all(n, -DECADES);
      case VARIABLES_MIXED -> vector(n, j -> power(random.nextInt(-DECADES, DECADES + 1)));
      default -> all(n, 0);
    };
  }

  BigDecimal ofObjective() {
    return switch (this) {
      case OBJECTIVE_LARGE -> power(DECADES);
      case OBJECTIVE_SMALL -> power(-DECADES);
      default -> BigDecimal.ONE;
    };
  }

  boolean hasNeighbour() {
    return this == NEIGHBOUR_LARGE || this == NEIGHBOUR_SMALL;
  }

  /// Of what a neighbour has: 1 or 10^±8.
  BigDecimal ofNeighbour(SplittableRandom random) {
    int exponent = this == NEIGHBOUR_LARGE ? DECADES : -DECADES;
    return power(random.nextInt(3) == 0 ? 0 : exponent);
  }

  private static BigDecimal[] all(int size, int exponent) {
    BigDecimal[] units = new BigDecimal[size];
    Arrays.fill(units, power(exponent));
    return units;
  }

  private static BigDecimal[] vector(int size, IntFunction<BigDecimal> unit) {
    BigDecimal[] units = new BigDecimal[size];
    for (int i = 0; i < size; i++) units[i] = unit.apply(i);
    return units;
  }

  /// In the words of a table.
  String text() {
    return switch (this) {
      case ORDINARY -> "ordinary";
      case ROWS_LARGE -> "rows × 10⁸";
      case ROWS_SMALL -> "rows × 10⁻⁸";
      case ROWS_MIXED -> "rows mixed, 10^±8";
      case VARIABLES_LARGE -> "variables × 10⁸";
      case VARIABLES_SMALL -> "variables × 10⁻⁸";
      case VARIABLES_MIXED -> "variables mixed, 10^±8";
      case OBJECTIVE_LARGE -> "objective × 10⁸";
      case OBJECTIVE_SMALL -> "objective × 10⁻⁸";
      case FAR_OUT -> "far out on the cone, 10^±4";
      case FARTHER_OUT -> "far out on the cone, 10^±8";
      case NEIGHBOUR_LARGE -> "beside a neighbour of 10⁸";
      case NEIGHBOUR_SMALL -> "beside a neighbour of 10⁻⁸";
    };
  }
}
