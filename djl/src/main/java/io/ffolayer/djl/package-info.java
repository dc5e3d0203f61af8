/// Convex layers in networks of the Deep Java Library: [io.ffolayer.djl.ConvexBlock] holds one and
/// stands anywhere in a network; [io.ffolayer.djl.LayerTrainer] trains it, by `EasyTrain.fit` as it
/// is.
@org.jspecify.annotations.NullMarked
package io.ffolayer.djl;
