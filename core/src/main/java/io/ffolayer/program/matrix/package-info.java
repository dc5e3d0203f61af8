/// The matrices of a program: how they are laid out, the numbers of a batch, and products with
/// them.
@NullMarked
package io.ffolayer.program.matrix;

import org.jspecify.annotations.NullMarked;
