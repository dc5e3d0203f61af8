/// A convex problem as a layer: solve it for a batch, differentiate through the solution, and hear
/// how far to trust the gradient.
///
/// ```java
/// var layer = ConvexLayer.of(QuadraticProgram.in(x).minimize(constant(P), q).equalTo(constant(A), constant(b)).lessThan(constant(G), h));
/// var pass  = layer.forward(Map.of(q, qs, h, hs));      // qs: [B, n]; hs: [m], for all instances
/// var grads = pass.backward(x, dLdx);                   // grads.of(q): [B, n]; grads.of(h): [m], the sum
/// ```
@NullMarked
package io.ffolayer;

import org.jspecify.annotations.NullMarked;
