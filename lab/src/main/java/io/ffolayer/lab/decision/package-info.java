/// Experiments with losses for decisions: the benchmark that decision-focused papers share, and
/// what such experiments have in common.
@NullMarked
package io.ffolayer.lab.decision;

import org.jspecify.annotations.NullMarked;
