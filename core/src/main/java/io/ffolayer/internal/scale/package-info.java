/// How large the terms of a program are: what residuals are compared with.
@NullMarked
package io.ffolayer.internal.scale;

import org.jspecify.annotations.NullMarked;
