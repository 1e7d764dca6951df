package main

import (
	"runtime/debug"
	"testing"
)

// TestVersionOf holds that what a release was built as wins, and that a commit
// is said once.
func TestVersionOf(t *testing.T) {
	commit := []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"}}
	for _, test := range []struct {
		released string
		info     *debug.BuildInfo
		want     string
	}{
		{"v1.2.0", &debug.BuildInfo{}, "v1.2.0"}, // from a linked work tree, or without a repository
		{"", nil, "unknown"},
		{"", &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, "dev"},
		{"", &debug.BuildInfo{Main: debug.Module{Version: "v1.2.0"}, Settings: commit}, "v1.2.0 (0123456789ab)"},
		{"", &debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20261121161915-0123456789ab"}, Settings: commit}, "v0.0.0-20261121161915-0123456789ab"},
		{"", &debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20261121161915-0123456789ab+dirty"}, Settings: commit}, "v0.0.0-20261121161915-0123456789ab+dirty"},
	} {
		if got := versionOf(test.released, test.info); got != test.want {
			t.Errorf("released %q: %q, want %q", test.released, got, test.want)
		}
	}
}
