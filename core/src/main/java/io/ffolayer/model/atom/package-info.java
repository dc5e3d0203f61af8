/// The atoms: functions with known curvature, one file each, with their rules and their graph form.
@NullMarked
package io.ffolayer.model.atom;

import org.jspecify.annotations.NullMarked;
