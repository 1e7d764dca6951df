// Package cputime says how long cores have worked for this process: of a page or
// a load it says what it costs, whatever else the machine does. It is for
// benchmarks.
package cputime
