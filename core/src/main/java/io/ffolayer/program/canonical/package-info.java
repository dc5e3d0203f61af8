/// A layer as a value: the program, affine in its parameters, with a name and a shape for each
/// parameter and each output. Nothing here is known by identity, so that another process or
/// language can rebuild a layer from it.
@NullMarked
package io.ffolayer.program.canonical;

import org.jspecify.annotations.NullMarked;
