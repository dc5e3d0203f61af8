/// An adjoint around another one, beside the solver [io.ffolayer.solve.presolve.Condense].
package io.ffolayer.adjoint.condensed;
