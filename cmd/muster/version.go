package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// released is what tools/release built, such as "v1.2.0" or a commit. The
// linker sets it and nothing else does: a program built from a linked work tree
// or from sources without their repository could not say it otherwise.
var released string

// version is what this program was built from.
func version() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(released, info)
}

// versionOf is the release, else the module's version with its commit.
func versionOf(released string, info *debug.BuildInfo) string {
	if released != "" {
		return released
	}
	if info == nil {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "dev"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 && !strings.Contains(v, s.Value[:12]) {
			v += " (" + s.Value[:12] + ")"
		}
	}
	return v
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Say which version this is, for what system, and by which Go it was built",
		Example: "  muster version",
		Args:    exactly(0, "nothing else", "muster version"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "muster %s\n%s/%s, %s\n", version(), runtime.GOOS, runtime.GOARCH, runtime.Version())
			return err
		},
	}
}
