package muster_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestDependenciesHaveReasons compares the direct requirements of go.mod with
// the table in CONTRIBUTING.md, both ways.
func TestDependenciesHaveReasons(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([a-z0-9.]+\.[a-z]+/\S+) \| [^|]+ \| [^|]+ \| [^|]+ \|$`).FindAllStringSubmatch(string(guide), -1) {
		listed[m[1]] = true
	}
	required := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(mod), -1) {
		required[m[1]] = true
	}
	if len(required) < 5 {
		t.Fatalf("only %d requirements found in go.mod", len(required))
	}
	for name := range required {
		if !listed[name] {
			t.Errorf("%s is required without a line in CONTRIBUTING.md: why it, licence, alternatives", name)
		}
	}
	for name := range listed {
		if !required[name] {
			t.Errorf("CONTRIBUTING.md lists %s, which go.mod does not require", name)
		}
	}
}

// TestCrossBuilds builds the binary for the systems this is not run on, without cgo.
func TestCrossBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("cross-builds take a minute")
	}
	for _, target := range []string{"darwin/arm64", "windows/amd64"} {
		t.Run(target, func(t *testing.T) {
			system, arch, _ := strings.Cut(target, "/")
			cmd := exec.Command("go", "build", "-o", os.DevNull, "./cmd/muster")
			cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+arch)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
