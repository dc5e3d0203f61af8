package io.ffolayer.model;

import io.ffolayer.model.rule.Curvature;
import io.ffolayer.model.rule.ProductRule;
import io.ffolayer.model.rule.Sign;
import io.ffolayer.program.Tensor;
import java.util.Arrays;
import java.util.List;

/// An operation on expressions. All affine operations are made of the few here: what transposes,
/// slices, reshapes, repeats or takes a diagonal is one index map ([Selection]), what sums over an
/// axis or everything is one [Total].
///
/// Sign and curvature are found once, from those of the arguments, when the operation is made.
public abstract sealed class Operation implements Expression {
  private final int[] shape;
  private final Sign sign;
  private final Curvature curvature;
  private final Curvature parametricCurvature;
  private final List<Expression> arguments;
  private final boolean variables;
  private final boolean parameters;
  private final boolean atoms;

  private Operation(
      int[] shape,
      Sign sign,
      Curvature curvature,
      Curvature parametricCurvature,
      List<Expression> arguments) {
    this.shape = shape.clone();
    this.sign = sign;
    this.arguments = List.copyOf(arguments);
    this.variables = arguments.stream().anyMatch(Expression::hasVariables);
    this.parameters = arguments.stream().anyMatch(Expression::hasParameters);
    this.atoms = this instanceof AtomValue || arguments.stream().anyMatch(Operation::holdsAtoms);
    this.curvature = variables ? curvature : Curvature.CONSTANT;
    this.parametricCurvature = variables || parameters ? parametricCurvature : Curvature.CONSTANT;
    Tensor.sizeOf(shape);
  }

  /// An operation that is linear with nonnegative coefficients in one argument.
  private Operation(int[] shape, Expression argument) {
    this(
        shape,
        argument.sign(),
        argument.curvature(),
        argument.parametricCurvature(),
        List.of(argument));
  }

  private static boolean holdsAtoms(Expression expression) {
    return expression instanceof Operation operation && operation.atoms;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public Sign sign() {
    return sign;
  }

  @Override
  public Curvature curvature() {
    return curvature;
  }

  @Override
  public Curvature parametricCurvature() {
    return parametricCurvature;
  }

  @Override
  public List<Expression> arguments() {
    return arguments;
  }

  @Override
  public boolean hasVariables() {
    return variables;
  }

  @Override
  public boolean hasParameters() {
    return parameters;
  }

  /// Whether an atom occurs in it: what has none is made of sums, products and index maps.
  public boolean hasAtoms() {
    return atoms;
  }

  @Override
  public final String name() {
    return ExpressionText.line(this);
  }

  /// The same operation on other arguments of the same shapes.
  public abstract Expression on(List<Expression> newArguments);

  @Override
  public String toString() {
    return name();
  }

  /// The sum of expressions of one shape.
  public static final class Addition extends Operation {
    Addition(List<Expression> terms) {
      super(
          terms.getFirst().shape(),
          terms.stream().map(Expression::sign).reduce(Sign.ZERO, Sign::or),
          terms.stream().map(Expression::curvature).reduce(Curvature.CONSTANT, Curvature::plus),
          terms.stream()
              .map(Expression::parametricCurvature)
              .reduce(Curvature.CONSTANT, Curvature::plus),
          terms);
    }

    @Override
    public Expression on(List<Expression> newArguments) {
      return new Addition(newArguments);
    }
  }

  /// A number that is known when the expression is written, times an expression.
  public static final class Scaling extends Operation {
    private final double factor;

    Scaling(double factor, Expression argument) {
      super(
          argument.shape(),
          argument.sign().times(Sign.of(factor)),
          argument.curvature().times(Sign.of(factor)),
          argument.parametricCurvature().times(Sign.of(factor)),
          List.of(argument));
      this.factor = factor;
    }

    public double factor() {
      return factor;
    }

    @Override
    public Expression on(List<Expression> newArguments) {
      return new Scaling(factor, newArguments.getFirst());
    }
  }

  /// The product entry by entry; a factor that is a number counts for every entry.
  public static final class ElementwiseProduct extends Operation {
    ElementwiseProduct(Expression left, Expression right) {
      super(
          left.isScalar() ? right.shape() : left.shape(),
          left.sign().times(right.sign()),
          ProductRule.curvature(Operations.factor(left), Operations.factor(right)),
          ProductRule.parametricCurvature(Operations.factor(left), Operations.factor(right)),
          List.of(left, right));
    }

    @Override
    public Expression on(List<Expression> newArguments) {
      return new ElementwiseProduct(newArguments.getFirst(), newArguments.getLast());
    }
  }

  /// The product of matrices; a vector stands as a column on the right, as a row on the left.
  public static final class MatrixProduct extends Operation {
    MatrixProduct(int[] shape, Expression left, Expression right) {
      super(
          shape,
          left.sign().times(right.sign()),
          ProductRule.curvature(Operations.factor(left), Operations.factor(right)),
          ProductRule.parametricCurvature(Operations.factor(left), Operations.factor(right)),
          List.of(left, right));
    }

    @Override
    public Expression on(List<Expression> newArguments) {
      return new MatrixProduct(shape(), newArguments.getFirst(), newArguments.getLast());
    }
  }

  /// Entry k is entry `source[k]` of the argument, or 0 where `source[k]` is −1.
  public static final class Selection extends Operation {
    private final String form;
    private final int[] source;

    /// @param form the name, with `%s` for the argument
    Selection(String form, int[] shape, int[] source, Expression argument) {
      super(shape, argument);
      this.form = form;
      this.source = source;
    }

    /// The name, with `%s` for the argument.
    String form() {
      return form;
    }

    /// The index map itself, not a copy: to be read only.
    public int[] source() {
      return source;
    }

    @Override
    public Expression on(List<Expression> newArguments) {
      return new Selection(form, shape(), source, newArguments.getFirst());
    }
  }

  /// Entry `target[k]` is the sum of the entries k of the argument with that target.
  public static final class Total extends Operation {
    private final String form;
    private final int[] target;

    Total(String form, int[] shape, int[] target, Expression argument) {
      super(shape, argument);
      this.form = form;
      this.target = target;
    }

    /// The name, with `%s` for the argument.
    String form() {
      return form;
    }

    /// The index map itself, not a copy: to be read only.
    public int[] target() {
      return target;
    }

    @Override
    public Expression on(List<Expression> newArguments) {
      return new Total(form, shape(), target, newArguments.getFirst());
    }
  }

  /// The entries of one argument after those of the other.
  public static final class Stacking extends Operation {
    Stacking(int[] shape, List<Expression> parts) {
      super(
          shape,
          parts.stream().map(Expression::sign).reduce(Sign.ZERO, Sign::or),
          parts.stream().map(Expression::curvature).reduce(Curvature.CONSTANT, Curvature::plus),
          parts.stream()
              .map(Expression::parametricCurvature)
              .reduce(Curvature.CONSTANT, Curvature::plus),
          parts);
    }

    @Override
    public Expression on(List<Expression> newArguments) {
      return new Stacking(shape(), newArguments);
    }
  }

  /// An atom at its arguments.
  public static final class AtomValue extends Operation {
    private final Atom atom;

    AtomValue(Atom atom, List<Expression> arguments) {
      super(
          atom.shape(arguments),
          atom.sign(arguments),
          Composition.of(atom, arguments, Expression::curvature),
          Composition.parametric(atom, arguments),
          arguments);
      this.atom = atom;
    }

    public Atom atom() {
      return atom;
    }

    @Override
    public Expression on(List<Expression> newArguments) {
      return new AtomValue(atom, newArguments);
    }
  }

  static String shapeText(Expression expression) {
    return Arrays.toString(expression.shape());
  }
}
