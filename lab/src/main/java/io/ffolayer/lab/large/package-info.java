/// The experiment on large structured programs, its programs, and the memory of the process.
@org.jspecify.annotations.NullMarked
package io.ffolayer.lab.large;
