package io.ffolayer.model;

final class Discipline {
  private Discipline() {}

  static void check(Problem problem) {}
}
