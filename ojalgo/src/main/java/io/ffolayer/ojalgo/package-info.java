/// [io.ffolayer.ojalgo.OjAlgo], the solvers of ojAlgo as a solver of layers, and
/// [io.ffolayer.ojalgo.OjAlgoModel], models of ojAlgo as layers.
@NullMarked
package io.ffolayer.ojalgo;

import org.jspecify.annotations.NullMarked;
