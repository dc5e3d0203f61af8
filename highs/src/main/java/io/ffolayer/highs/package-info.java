/// [io.ffolayer.highs.Highs]: linear and quadratic programs by HiGHS, through its C interface.
@NullMarked
package io.ffolayer.highs;

import org.jspecify.annotations.NullMarked;
