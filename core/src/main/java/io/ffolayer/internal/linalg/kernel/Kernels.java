package io.ffolayer.internal.linalg.kernel;

import jdk.incubator.vector.DoubleVector;

/// The kernels that this Java virtual machine runs best, chosen once.
///
/// The vector kernels need `--add-modules jdk.incubator.vector` and vectors of 512 or 256 bits;
/// without them the scalar kernels do the same work. The system property `ffolayer.kernels=scalar`
/// asks for the scalar ones.
public final class Kernels {

  private static final boolean VECTORS = vectorsAvailable();
  private static final DenseKernels DENSE = VECTORS ? VectorAccess.dense() : new ScalarKernels();
  private static final InterleavedKernels INTERLEAVED =
      VECTORS ? VectorAccess.interleaved() : new ScalarInterleavedKernels();

  private Kernels() {}

  /// The dense kernels to use.
  public static DenseKernels dense() {
    return DENSE;
  }

  /// The kernels to use for eight small problems side by side.
  public static InterleavedKernels interleaved() {
    return INTERLEAVED;
  }

  /// Whether the vector kernels can be loaded and were not declined.
  public static boolean vectorsAvailable() {
    return !"scalar".equals(System.getProperty("ffolayer.kernels"))
        && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        && VectorAccess.supported();
  }

  /// Touched only after the module was found: the vector classes do not load without it.
  private static final class VectorAccess {
    private static final int LANES = DoubleVector.SPECIES_PREFERRED.length();

    static boolean supported() {
      return LANES >= 4;
    }

    static DenseKernels dense() {
      return LANES >= 8 ? new VectorKernels() : new HalfVectorKernels();
    }

    static InterleavedKernels interleaved() {
      InterleavedKernels kernels = new VectorInterleavedKernels();
      return LANES >= 8 ? kernels : new PairedInterleavedKernels(kernels);
    }
  }
}
