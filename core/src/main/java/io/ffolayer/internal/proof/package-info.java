/// What is asked before a program is called convex, infeasible or unbounded, whoever says so.
@NullMarked
package io.ffolayer.internal.proof;

import org.jspecify.annotations.NullMarked;
