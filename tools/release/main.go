// Command release builds what is published: one archive for each system, with
// the program, its licence, the licences of what is in it, and the documents,
// and a file of SHA-256 sums. Run it in the folder of the module:
//
//	make release
//	make release VERSION=v1.2.0
//
// Without VERSION it is named by git, after the nearest tag or else the commit.
// Sources without their repository need VERSION, and their time in
// SOURCE_DATE_EPOCH. The program of this machine is run once, and has to say the
// version that its archive is named by.
//
// The same commit, version and Go give the same bytes: paths are trimmed, times
// are those of the commit, and nothing depends on the machine or on whether the
// folder is a clone, a linked work tree or an unpacked archive.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// target is a system a release is built for.
type target struct{ os, arch string }

func targets() []target {
	return []target{{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"}}
}

// file is one file of an archive.
type file struct {
	name string
	mode int64
	body []byte
}

func main() {
	out := flag.String("out", "dist", "folder of the archives, made anew")
	only := flag.String("only", "", "build for one system, such as linux/amd64")
	version := flag.String("version", "", "what it is called (default: the nearest tag or the commit)")
	flag.Parse()
	if err := release(*out, *only, *version); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// source is what is built.
type source struct {
	version string // as archives are named, and as the program calls itself
	at      time.Time
}

// sourceHere describes what is in this folder.
func sourceHere(version string) (*source, error) {
	s := &source{version: version}
	seconds := os.Getenv("SOURCE_DATE_EPOCH")
	if _, err := output("git", "ls-files", "--error-unmatch", "go.mod"); err == nil {
		if s.version == "" {
			if s.version, err = output("git", "describe", "--tags", "--always", "--abbrev=12", "--dirty"); err != nil {
				return nil, err
			}
		}
		if seconds == "" {
			if seconds, err = output("git", "log", "-1", "--format=%ct"); err != nil {
				return nil, err
			}
		}
	}
	if s.version == "" || seconds == "" {
		return nil, errors.New("this folder is no git repository of the module: give VERSION=v1.2.0, and the time of the sources in SOURCE_DATE_EPOCH")
	}
	if strings.ContainsAny(s.version, "/\\ '\"") {
		return nil, fmt.Errorf("%q is no version", s.version)
	}
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	s.at = time.Unix(at, 0).UTC()
	return s, nil
}

func release(out, only, version string) error {
	from, err := sourceHere(version)
	if err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(out), os.MkdirAll(out, 0o755)); err != nil {
		return err
	}
	shared, err := documents()
	if err != nil {
		return err
	}
	var sums []string
	for _, t := range targets() {
		if only != "" && only != t.os+"/"+t.arch {
			continue
		}
		name, body, err := build(t, from, shared)
		if err != nil {
			return fmt.Errorf("%s/%s: %w", t.os, t.arch, err)
		}
		if err := os.WriteFile(filepath.Join(out, name), body, 0o644); err != nil {
			return err
		}
		sums = append(sums, fmt.Sprintf("%x  %s\n", sha256.Sum256(body), name))
		fmt.Printf("%s %.1f MB\n", name, float64(len(body))/1e6)
	}
	if len(sums) == 0 {
		return fmt.Errorf("there is no system %s", only)
	}
	slices.Sort(sums)
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(strings.Join(sums, "")), 0o644)
}

// build makes one archive.
func build(t target, from *source, shared []file) (name string, body []byte, err error) {
	dir, err := os.MkdirTemp("", "muster-release-")
	if err != nil {
		return "", nil, err
	}
	defer os.RemoveAll(dir)
	program := "muster"
	if t.os == "windows" {
		program += ".exe"
	}
	built := filepath.Join(dir, program)
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid= -X 'main.released="+from.version+"'", "-o", built, "./cmd/muster")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+t.os, "GOARCH="+t.arch, "GOAMD64=v1")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", nil, err
	}
	if t.os == runtime.GOOS && t.arch == runtime.GOARCH {
		if err := speaks(built, from); err != nil {
			return "", nil, err
		}
	}
	binary, err := os.ReadFile(built)
	if err != nil {
		return "", nil, err
	}
	base := "muster-" + from.version + "-" + t.os + "-" + t.arch
	files := append([]file{{program, 0o755, binary}}, shared...)
	if t.os == "windows" {
		body, err = zipped(base, from.at, files)
		return base + ".zip", body, err
	}
	body, err = tarred(base, from.at, files)
	return base + ".tar.gz", body, err
}

// speaks runs the program: it has to know what it is.
func speaks(program string, from *source) error {
	text, err := output(program, "version")
	if err == nil && !strings.HasPrefix(text, "muster "+from.version+"\n") {
		err = fmt.Errorf("the program calls itself %q, not %s", text, from.version)
	}
	return err
}

// documents are what every archive holds beside the program.
func documents() ([]file, error) {
	names := []string{"LICENSE", "README.md", "SECURITY.md", "CHANGELOG.md", "contrib/muster.service"}
	for _, pattern := range []string{"docs/*.md", "docs/images/*.png"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("no %s: run this in the folder of the module (%v)", pattern, err)
		}
		names = append(names, found...)
	}
	var list []file
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		list = append(list, file{filepath.ToSlash(name), 0o644, body})
	}
	others, err := licences()
	return append(list, file{"THIRD-PARTY-LICENSES.txt", 0o644, others}), err
}

// licences are the licences of all modules in the program, on every system.
func licences() ([]byte, error) {
	modules := map[string]string{} // "path version" -> folder
	for _, t := range targets() {
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/muster")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+t.os, "GOARCH="+t.arch)
		text, err := cmd.Output()
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				modules[name] = dir
			}
		}
	}
	names := make([]string, 0, len(modules))
	for name := range modules {
		names = append(names, name)
	}
	slices.Sort(names)
	var b bytes.Buffer
	for _, name := range names {
		entries, err := os.ReadDir(modules[name])
		if err != nil {
			return nil, err
		}
		found := false
		for _, e := range entries {
			upper := strings.ToUpper(e.Name())
			if e.IsDir() || !strings.HasPrefix(upper, "LICEN") && !strings.HasPrefix(upper, "COPYING") && !strings.HasPrefix(upper, "NOTICE") {
				continue
			}
			body, err := os.ReadFile(filepath.Join(modules[name], e.Name()))
			if err != nil {
				return nil, err
			}
			found = true
			fmt.Fprintf(&b, "==== %s, %s\n\n%s\n\n", name, e.Name(), bytes.TrimSpace(body))
		}
		if !found {
			return nil, fmt.Errorf("%s comes without a licence", name)
		}
	}
	return b.Bytes(), nil
}

func tarred(base string, at time.Time, files []file) ([]byte, error) {
	var b bytes.Buffer
	packed, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	w := tar.NewWriter(packed)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: base + "/" + f.name, Mode: f.mode, Size: int64(len(f.body)), ModTime: at, Format: tar.FormatPAX}); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.body); err != nil {
			return nil, err
		}
	}
	err = errors.Join(w.Close(), packed.Close())
	return b.Bytes(), err
}

func zipped(base string, at time.Time, files []file) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		head := &zip.FileHeader{Name: base + "/" + f.name, Method: zip.Deflate, Modified: at}
		head.SetMode(os.FileMode(f.mode))
		to, err := w.CreateHeader(head)
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(f.body); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func output(name string, args ...string) (string, error) {
	text, err := exec.Command(name, args...).Output()
	return strings.TrimSpace(string(text)), err
}
