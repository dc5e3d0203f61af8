/// The workloads of the benchmarks: seeded problems of standard sizes, their exact gradients, and
/// the clock.
@NullMarked
package io.ffolayer.lab.bench;

import org.jspecify.annotations.NullMarked;
