package io.ffolayer.adjoint;

/// How the perturbed problems are compared.
public enum Scheme {
  /// The problem perturbed by +δ with the unperturbed one, solved again by the same method: an
  /// error of order δ.
  ONE_SIDED,
  /// The problem perturbed by +δ with that perturbed by −δ: an error of order δ², and inexactness
  /// that both have in common cancels.
  CENTRAL
}
