/// Problems that people know, each written as on paper: what a layer looks like.
@NullMarked
package io.ffolayer.lab.examples;

import org.jspecify.annotations.NullMarked;
