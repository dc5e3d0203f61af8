/// A learning problem from each trade: two-stage against end-to-end, each on several seeds, with a
/// picture of a decision before and after.
@NullMarked
package io.ffolayer.lab.trade;

import org.jspecify.annotations.NullMarked;
