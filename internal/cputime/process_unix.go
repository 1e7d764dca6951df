//go:build !windows

package cputime

import (
	"syscall"
	"time"
)

// Process returns the time of all cores, within and outside the system; 0 when
// it is not known.
func Process() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
