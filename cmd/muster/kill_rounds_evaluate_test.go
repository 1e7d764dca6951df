//go:build evaluate

package main

// killServerRounds is how often the server is killed in an evaluation.
const killServerRounds = 50
