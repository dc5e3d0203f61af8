/// Experiments whose networks are those of the Deep Java Library: what the paper trains, with its
/// layer behind a multilayer perceptron. They are services of the lab's [experiments](
/// io.ffolayer.lab.experiment.Experiments), and stand apart from it so that nothing else needs the
/// framework.
@org.jspecify.annotations.NullMarked
package io.ffolayer.networks;
