/// Columns with a common offset, like years beside a column of ones, measured from a point among
/// them: for solvers and adjoints, in exact arithmetic.
@NullMarked
package io.ffolayer.internal.centring;

import org.jspecify.annotations.NullMarked;
