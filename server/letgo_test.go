package server

import (
	"runtime"
	"testing"
	"weak"
)

// TestAnInstallationIsLetGo: what a test made is gone when it is over, though package
// testing keeps its cleanups until all are. Kept, the servers of these tests came to
// more than four gigabytes, and twice that with the race detector.
func TestAnInstallationIsLetGo(t *testing.T) {
	t.Parallel()
	t.Run("tests", func(t *testing.T) {
		var made weak.Pointer[Server]
		t.Cleanup(func() { // after those below, which are still kept
			for range 5 {
				runtime.GC()
			}
			if made.Value() != nil {
				t.Error("the server of a test that is over is kept")
			}
		})
		t.Run("one", func(t *testing.T) {
			t.Parallel()
			in := newInstallation(t)
			made = weak.Make(in.Server)
			if made.Value() == nil {
				t.Error("there is no server")
			}
			runtime.KeepAlive(in)
		})
	})
}
