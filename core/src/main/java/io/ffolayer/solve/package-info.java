/// Solvers of programs in the standard form, one file each, and what they answer: a certified
/// solution and a status per instance.
@NullMarked
package io.ffolayer.solve;

import org.jspecify.annotations.NullMarked;
