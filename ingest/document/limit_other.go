//go:build !linux

package document

// limitData does nothing: the soft limit of the runtime must do on systems
// without a dependable hard one.
func limitData(int64) error { return nil }
