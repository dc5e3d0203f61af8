/// Which KKT system a structure gets, in which units.
@NullMarked
package io.ffolayer.internal.kkt.choice;

import org.jspecify.annotations.NullMarked;
