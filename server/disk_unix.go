//go:build !windows

package server

import "golang.org/x/sys/unix"

// freeBytes is how much room a folder's disk has for this user.
func freeBytes(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}
