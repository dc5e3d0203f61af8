/// Problems in the standard form, given by their matrices.
@NullMarked
package io.ffolayer.model.standard;

import org.jspecify.annotations.NullMarked;
