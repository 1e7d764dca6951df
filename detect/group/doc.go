// Package group holds the red flag that exists only in a whole group: a person
// stands among different claimed people on shared infrastructure, each joined
// to some of the others by one thing or another.
package group
