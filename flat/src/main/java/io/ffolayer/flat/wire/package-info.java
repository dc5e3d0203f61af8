/// What a caller sends, read: programs and choices as lists of numbers, and the numbers of statuses
/// and flags.
package io.ffolayer.flat.wire;
