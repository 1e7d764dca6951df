package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"muster"
)

// remember appends answers to the muster.yaml in dir, as a YAML document of
// its own under a comment that says where it comes from. What stands in the
// file is copied byte for byte. The new file replaces the old one at once, so
// that a crash leaves one or the other.
func remember(dir string, answers *Config, day muster.Time) error {
	file := filepath.Join(dir, ConfigName)
	old, err := os.ReadFile(file)
	mode := fs.FileMode(0o600)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return pathError(file, err)
	default:
		if info, err := os.Stat(file); err == nil {
			mode = info.Mode().Perm()
		}
	}
	text, err := yaml.Marshal(answers)
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	var b bytes.Buffer
	b.Write(old)
	if len(old) > 0 {
		if !bytes.HasSuffix(old, []byte("\n")) {
			b.WriteByte('\n')
		}
		b.WriteString("---\n")
	}
	b.WriteString("# Answers given on a terminal")
	if !day.IsZero() {
		b.WriteString(" on " + day.String())
	}
	b.WriteString(". Change or remove them as you like.\n")
	b.Write(text)
	if _, err := parseConfig(b.Bytes()); err != nil {
		return configError(file, err)
	}
	return replaceFile(file, b.Bytes(), mode)
}

// replaceFile writes a file beside the old one and puts it in its place.
func replaceFile(file string, data []byte, mode fs.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), ".muster-*")
	if err != nil {
		return pathError(file, err)
	}
	defer os.Remove(tmp.Name()) // gone already once renamed
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}

// yamlKey writes a string so that YAML reads it back as that string.
func yamlKey(s string) string {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("_./-", r) || r >= '0' && r <= '9') {
			return strconv.Quote(s)
		}
	}
	if s == "" || s[0] == '-' || s[0] == '.' || s[0] >= '0' && s[0] <= '9' || s == "yes" || s == "no" || s == "true" || s == "false" || s == "null" {
		return strconv.Quote(s)
	}
	return s
}
