/// Experiments with the layers: data, models, training loops, records of what was measured.
@NullMarked
package io.ffolayer.lab;

import org.jspecify.annotations.NullMarked;
