/// Batches on threads: chunks of instances that are the same whatever the number of threads.
@NullMarked
package io.ffolayer.internal.batch;

import org.jspecify.annotations.NullMarked;
