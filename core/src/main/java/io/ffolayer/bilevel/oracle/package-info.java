/// The fully first-order oracle: the gradient of an upper objective through an inner problem of
/// functions, by values and first derivatives alone.
///
/// [io.ffolayer.bilevel.oracle.FirstOrderOracle] is the method and its options. It goes to an outer
/// point once ([io.ffolayer.bilevel.oracle.OracleVisit]) and then answers any number of cotangents,
/// each with a [io.ffolayer.bilevel.oracle.Hypergradient] that says how far to trust it.
@NullMarked
package io.ffolayer.bilevel.oracle;

import org.jspecify.annotations.NullMarked;
