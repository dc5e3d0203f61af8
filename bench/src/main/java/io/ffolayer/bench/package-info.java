/// Micro-benchmarks (JMH) of kernels, solvers and layers.
@NullMarked
package io.ffolayer.bench;

import org.jspecify.annotations.NullMarked;
