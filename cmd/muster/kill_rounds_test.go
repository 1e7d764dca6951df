//go:build !evaluate

package main

// killServerRounds is how often the server is killed where time is short.
const killServerRounds = 5
