/// Experiments: what the paper and this project show, each with a seed and a record of every
/// figure.
@NullMarked
package io.ffolayer.lab;

import org.jspecify.annotations.NullMarked;
