package document

import "syscall"

// limitData caps the private writable memory of this process: unlike the
// address space, that is what a Go program really uses.
func limitData(bytes int64) error {
	lim := syscall.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)}
	return syscall.Setrlimit(syscall.RLIMIT_DATA, &lim)
}
