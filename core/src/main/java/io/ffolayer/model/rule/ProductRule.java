package io.ffolayer.model.rule;

/// The rule that refuses a product of two variables, and one of two parameters where the program
/// would not be affine in them: the curvature of a product by what is known of its factors.
public final class ProductRule {
  /// What the rule asks of a factor.
  ///
  /// @param curvature in the variables
  /// @param parametric curvature in variables and parameters together
  /// @param hasVariables whether a variable stands in it
  /// @param hasParameters whether a parameter stands in it
  public record Factor(
      Curvature curvature,
      Curvature parametric,
      Sign sign,
      boolean hasVariables,
      boolean hasParameters) {
    private boolean isNumber() {
      return !hasVariables && !hasParameters;
    }

    private boolean isAffineInParametersAlone() {
      return !hasVariables && parametric.isAffine();
    }

    private Curvature ofParameters() {
      return hasParameters ? Curvature.AFFINE : Curvature.CONSTANT;
    }
  }

  private ProductRule() {}

  /// In the variables: known only if one factor has none.
  public static Curvature curvature(Factor left, Factor right) {
    if (!left.hasVariables) return right.curvature.times(left.sign);
    if (!right.hasVariables) return left.curvature.times(right.sign);
    return Curvature.UNKNOWN;
  }

  /// In variables and parameters together: one factor has no variables and is affine in the
  /// parameters, the other has no parameters; or one factor has neither.
  public static Curvature parametricCurvature(Factor left, Factor right) {
    if (left.isNumber()) return right.parametric.times(left.sign);
    if (right.isNumber()) return left.parametric.times(right.sign);
    if (left.isAffineInParametersAlone() && !right.hasParameters)
      return right.parametric.times(left.sign).plus(left.ofParameters());
    if (right.isAffineInParametersAlone() && !left.hasParameters)
      return left.parametric.times(right.sign).plus(right.ofParameters());
    return Curvature.UNKNOWN;
  }
}
