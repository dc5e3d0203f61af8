package io.ffolayer.cli.check;

/// What a comparison with central differences found in one parameter, of one problem or of several.
///
/// @param largest gradient entry in absolute value
/// @param error largest relative error
/// @param worst the entry with this error; empty if there is none
public record CheckedSlot(String name, Counts counts, double largest, double error, String worst) {
  /// How many entries there are, and what became of them.
  ///
  /// @param total number of entries
  /// @param tried number of entries that were moved
  /// @param kinks entries at which the solution map has a kink, and the gradient lies between its
  ///   slopes
  /// @param undefined entries without derivative: a moved problem has no solution
  public record Counts(int total, int tried, int kinks, int undefined) {
    private Counts plus(Counts other) {
      return new Counts(
          total + other.total,
          tried + other.tried,
          kinks + other.kinks,
          undefined + other.undefined);
    }
  }

  /// Whether there was an entry to compare the gradient with.
  public boolean isCompared() {
    return counts.tried > counts.undefined;
  }

  public boolean agrees(double agreement) {
    return error <= agreement;
  }

  /// Together with the same slot of another problem.
  public CheckedSlot plus(CheckedSlot other) {
    CheckedSlot worse = other.error > error || worst.isEmpty() ? other : this;
    return new CheckedSlot(
        name,
        counts.plus(other.counts),
        Math.max(largest, other.largest),
        worse.error,
        worse.worst);
  }

  /// With the name of the problem before the entry.
  public CheckedSlot in(String problem) {
    boolean plain = problem.isEmpty() || worst.isEmpty();
    return plain ? this : new CheckedSlot(name, counts, largest, error, problem + "." + worst);
  }
}
