package io.ffolayer.bilevel.inner;

import io.ffolayer.solve.Watch;
import org.jspecify.annotations.Nullable;

/// A way to solve inner problems. An implementation is a record whose components are its options.
///
/// The contract: no answer is called solved unless its distance to the solution is within the
/// accuracy of the method, as far as values and gradients can tell; nothing returned is NaN; the
/// same arguments give the same answer; the watch is asked in every iteration.
public interface InnerMethod {
  /// Solves the problem at one outer point.
  ///
  /// @param guess where to start, usually the solution at a point nearby; null to start from the
  ///   projection of 0
  /// @throws IllegalArgumentException if the method does not take problems of this form; see
  ///   [#requireForm]
  InnerSolution solve(InnerProblem problem, double[] x, @Nullable InnerPoint guess, Watch watch);

  /// Throws if the method does not take problems of this form, with what to try instead.
  void requireForm(InnerProblem problem);

  /// The accuracy to which solutions are found: the distance ‖y − y*‖, relative to max(u, ‖y‖).
  /// Here u is 1, or the length that the problem suggests ([Units]) where that is shorter; and 1
  /// again where rounding errors leave no more. The methods of this package solve in units of their
  /// own, so that the user's units of y, of g and of single rows do not matter.
  double accuracy();

  /// The same method with another accuracy.
  InnerMethod withAccuracy(double accuracy);
}
