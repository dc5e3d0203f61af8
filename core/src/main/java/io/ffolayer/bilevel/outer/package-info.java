/// Outer methods: they minimize F(x) = f(x, y*(x)), which need be neither convex nor smooth, by its
/// values and (inexact) gradients.
///
/// An [io.ffolayer.bilevel.outer.OuterMethod] is a record of options that says where to ask for a
/// gradient and where to go then; [io.ffolayer.bilevel.outer.OuterRun] asks, keeps the record of
/// what it saw, and can go on from it. [io.ffolayer.bilevel.outer.SubgradientNorm] measures whether
/// a point is stationary in the sense of Goldstein.
@NullMarked
package io.ffolayer.bilevel.outer;

import org.jspecify.annotations.NullMarked;
