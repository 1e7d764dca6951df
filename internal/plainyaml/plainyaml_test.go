package plainyaml

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	d := NewDecoder([]byte("name: a\n---\nname: b\n"))
	var got []string
	for {
		var doc struct {
			Name string `yaml:"name"`
		}
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, doc.Name)
	}
	if strings.Join(got, " ") != "a b" {
		t.Errorf("got %v", got)
	}
}

func TestRefusals(t *testing.T) {
	for name, text := range map[string]string{
		"nested brackets":     strings.Repeat("[", 100_000),
		"endless line":        "a: " + strings.Repeat("x", 20_000),
		"aliases":             "a: &a x\nb: [" + strings.Repeat("*a, ", 40) + "]",
		"tag without a value": "crosswalk: ! ",
		"unknown key":         "nmae: a",
	} {
		var doc struct {
			Name      string `yaml:"name"`
			Crosswalk []string
		}
		if err := NewDecoder([]byte(text)).Decode(&doc); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
