/// The command `ffo`.
@NullMarked
package io.ffolayer.cli;

import org.jspecify.annotations.NullMarked;
