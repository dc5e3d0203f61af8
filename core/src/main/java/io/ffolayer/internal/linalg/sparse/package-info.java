/// Orderings and LDLᵀ factors of sparse symmetric matrices. Products with the matrices of a program
/// are in `program.matrix`.
@NullMarked
package io.ffolayer.internal.linalg.sparse;

import org.jspecify.annotations.NullMarked;
