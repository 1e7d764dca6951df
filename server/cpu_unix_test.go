//go:build !windows

package server

import (
	"syscall"
	"time"
)

// cpuTime is how long cores have worked for this process: of a page it says what
// it costs, whatever else the machine does.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
