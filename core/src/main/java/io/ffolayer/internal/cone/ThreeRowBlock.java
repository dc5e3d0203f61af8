package io.ffolayer.internal.cone;

import static io.ffolayer.internal.cone.nonsymmetric.ThreeByThree.dot;

import io.ffolayer.internal.cone.nonsymmetric.ThreeByThree;

/// A three-dimensional cone as the faces and projections see it: a point v is split into Π(v) and
/// Π(v) − v, and the three rows of the face on which they lie are rotated by one matrix U.
abstract class ThreeRowBlock implements ConeBlock {
  private static final double[] UNKNOWN = new double[3];

  /// The two parts of the last point that was split, s − z = v, and their rows.
  final double[] slackPart = new double[3];

  final double[] dualPart = new double[3];
  final double[] sides = new double[3];
  final double[] weights = new double[3];

  /// The first row.
  final int first;

  private final int index;
  private final double[] point = new double[3];
  private final double[] nearSlack = new double[3];
  private final double[] nearDual = new double[3];
  private final double[] frame = new double[9];

  ThreeRowBlock(int index, int first) {
    this.index = index;
    this.first = first;
  }

  /// Chooses the coordinates in which distances are measured until the next call: of the
  /// automorphisms T of the cone one that brings three sizes together.
  abstract void measure(double sizeX, double sizeY, double sizeW);

  /// s ← T s, z ← T⁻ᵀ z.
  abstract void toMeasure(double[] s, double[] z);

  /// The same for the sizes of the slacks and duals of the three rows.
  abstract void sizesToMeasure(double[] slack, double[] dual);

  /// Splits v into two parts, Π(v) and Π(v) − v in the coordinates of [#measure], and writes them –
  /// T⁻¹Π(v) and Tᵀ(Π(v) − v), [#slackPart] and [#dualPart] – and the rows of their face in the
  /// coordinates of the program: U, its weights w ([#weights]: 0 inactive, ∞ active) and its signed
  /// distances ([#sides], as measured).
  ///
  /// @param s near Π(v), where the search on the curved boundary begins, or anything
  /// @param z near Π(v) − v, or anything
  /// @param u 9 numbers, the rows of U one after the other as columns
  abstract void split(double[] v, double[] s, double[] z, double[] u);

  /// The place of its U in a [Rotation].
  final int index() {
    return index;
  }

  @Override
  public int first() {
    return first;
  }

  @Override
  public int end() {
    return first + 3;
  }

  @Override
  public void toMeasure(double[] size, double[] slack, double[] dual) {
    measure(size[first], size[first + 1], size[first + 2]);
    sizesToMeasure(slack, dual);
  }

  @Override
  public boolean hasCoordinates() {
    return true;
  }

  @Override
  public void snap(double[] s, double[] z, FaceScales scales, FaceRows face) {
    double ofSlack = scales.slack()[first], ofDual = scales.dual()[first];
    for (int i = 0; i < 3; i++) {
      nearSlack[i] = s[first + i] / ofSlack;
      nearDual[i] = z[first + i] / ofDual;
    }
    double[] size = scales.size();
    measure(size[first], size[first + 1], size[first + 2]);
    splitPair(face.rotation.of(index));
    writeFace(s, z, scales, face);
  }

  /// Writes the two parts and the rows of the last split in the units of s and z.
  final void writeFace(double[] s, double[] z, FaceScales scales, FaceRows face) {
    double ofSlack = scales.slack()[first], ofDual = scales.dual()[first];
    double ratio = ofSlack / ofDual;
    for (int i = 0; i < 3; i++) {
      s[first + i] = ofSlack * slackPart[i];
      z[first + i] = ofDual * dualPart[i];
      face.l[first + i] = ratio / weights[i];
      face.distance[first + i] = sides[i];
    }
  }

  private void splitPair(double[] u) {
    toMeasure(nearSlack, nearDual);
    for (int i = 0; i < 3; i++) point[i] = nearSlack[i] - nearDual[i];
    split(point, nearSlack, nearDual, u);
  }

  /// The face of s − z decides, the curved row goes with the larger part.
  @Override
  public void takePart(double[] s, double[] z, double floor, double[] l, Rotation rotation) {
    System.arraycopy(s, first, nearSlack, 0, 3);
    System.arraycopy(z, first, nearDual, 0, 3);
    measure(1, 1, 1);
    splitPair(rotation.of(index));
    boolean counts = dot(dualPart, 0, dualPart, 0) > floor * floor;
    for (int i = 0; i < 3; i++)
      l[first + i] = counts && weights[i] > 1 ? 0 : Double.POSITIVE_INFINITY;
  }

  @Override
  public void project(double[] s) {
    System.arraycopy(s, first, point, 0, 3);
    measure(1, 1, 1);
    split(point, UNKNOWN, UNKNOWN, frame);
    System.arraycopy(slackPart, 0, s, first, 3);
  }

  /// Π_{K*}(z) = Π_K(−z) + z.
  @Override
  public void projectDual(double[] z) {
    for (int i = 0; i < 3; i++) point[i] = -z[first + i];
    measure(1, 1, 1);
    split(point, UNKNOWN, UNKNOWN, frame);
    System.arraycopy(dualPart, 0, z, first, 3);
  }

  /// v itself lies on one side: Π(v) = v or Π(v) = 0. U = (v, the direction that leads over the
  /// nearest boundary, the third one), normalised.
  ///
  /// @param part T⁻¹v, or Tᵀ(−v)
  /// @param over the gradient of ψ, of K or K*, there, in the coordinates of the program
  /// @param distance of v from the boundary, positive inside K, negative inside −K*
  final void wholeSide(double[] part, double[] over, double distance, boolean slack, double[] u) {
    for (int i = 0; i < 3; i++) {
      slackPart[i] = slack ? part[i] : 0;
      dualPart[i] = slack ? 0 : part[i];
      weights[i] = slack ? 0 : Double.POSITIVE_INFINITY;
      sides[i] = Double.POSITIVE_INFINITY;
    }
    sides[1] = distance;
    ThreeByThree.setFrame(part, over, u);
  }

  @Override
  public int rotationSize() {
    return 9;
  }

  @Override
  public void rotate(Rotation rotation, double[] rows, int at, int columns) {
    double[] u = rotation.of(index);
    for (int j = at; j < at + columns; j++) {
      double x = rows[j], y = rows[j + columns], w = rows[j + 2 * columns];
      rows[j] = u[0] * x + u[1] * y + u[2] * w;
      rows[j + columns] = u[3] * x + u[4] * y + u[5] * w;
      rows[j + 2 * columns] = u[6] * x + u[7] * y + u[8] * w;
    }
  }

  @Override
  public void rotateBack(Rotation rotation, double[] v, int at) {
    double[] u = rotation.of(index);
    double x = v[at], y = v[at + 1], w = v[at + 2];
    for (int i = 0; i < 3; i++) v[at + i] = u[i] * x + u[3 + i] * y + u[6 + i] * w;
  }
}
