/// What residuals are made of: points with their products, sums over columns and rows, and the
/// sizes that errors are compared with.
@NullMarked
package io.ffolayer.internal.scale;

import org.jspecify.annotations.NullMarked;
