package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// sigmaRule is a rule in the order Sigma's authors write it.
type sigmaRule struct {
	Title       string         `yaml:"title"`
	ID          string         `yaml:"id"`
	Status      string         `yaml:"status"`
	Description string         `yaml:"description"`
	Author      string         `yaml:"author"`
	Logsource   sigmaSource    `yaml:"logsource"`
	Detection   sigmaDetection `yaml:"detection"`
	Innocent    []string       `yaml:"falsepositives"`
	Level       string         `yaml:"level"`
}

type sigmaSource struct {
	Product    string `yaml:"product,omitempty"`
	Category   string `yaml:"category,omitempty"`
	Service    string `yaml:"service,omitempty"`
	Definition string `yaml:"definition,omitempty"`
}

type sigmaDetection struct {
	Selection any    `yaml:"selection"` // fields of which all fit, or a list of which one does
	Condition string `yaml:"condition"`
}

// ruleID is the same for a rule whenever it is written: a UUID made from its name.
func ruleID(r *lineRule) string {
	sum := sha256.Sum256([]byte("muster " + string(r.flag) + " " + r.name))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // version 8, the variant of RFC 9562
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// sigmaOf writes a rule as Sigma 2.
func sigmaOf(r *lineRule) (string, error) {
	d, err := manualOf(r.flag)
	if err != nil {
		return "", err
	}
	out := sigmaRule{
		Title: cmp.Or(r.title, d.Manual.Title), ID: ruleID(r), Status: "experimental", Author: "Muster", Level: r.level, Innocent: d.Manual.Innocent,
		Description: fmt.Sprintf("%s (%s). A line of a log is a reason to compare with what was issued and agreed, and no more.", cmp.Or(r.title, d.Manual.Title), r.flag),
		Logsource:   sigmaSource{r.source.product, r.source.category, r.source.service, r.source.definition},
		Detection:   sigmaDetection{Condition: "selection"},
	}
	var all yaml.MapSlice
	for i := range r.match {
		if m := &r.match[i]; m.below { // the only one of its rule: either of the two
			out.Detection.Selection = []yaml.MapSlice{{m.item("", "")}, {m.item("|endswith", ".")}}
		} else {
			all = append(all, m.item("", ""))
		}
	}
	if out.Detection.Selection == nil {
		out.Detection.Selection = all
	}
	text, err := yaml.MarshalWithOptions(out, yaml.IndentSequence(true))
	return string(text), err
}

// item is a match as Sigma writes it, with what its field and its values have
// before and behind them.
func (m *lineMatch) item(behind, before string) yaml.MapItem {
	if m.how != "" {
		behind = "|" + m.how
	}
	if m.field == "Image" {
		before = `\`
	}
	values := make([]string, len(m.values))
	for i, v := range m.values {
		values[i] = before + v
	}
	var value any = values
	if len(values) == 1 {
		value = values[0]
	}
	if n, err := strconv.Atoi(m.values[0]); err == nil && m.field == "EventID" {
		value = n
	}
	return yaml.MapItem{Key: m.field + behind, Value: value}
}

// kqlOf writes a rule as a query.
func kqlOf(r *lineRule) (string, error) {
	d, err := manualOf(r.flag)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "// %s: %s\n", r.flag, cmp.Or(r.title, d.Manual.Title))
	for _, innocent := range d.Manual.Innocent {
		fmt.Fprintf(&b, "// It may be: %s\n", innocent)
	}
	b.WriteString(r.source.table + "\n")
	if r.source.first != "" {
		b.WriteString("| where " + r.source.first + "\n")
	}
	for i := range r.match {
		m := &r.match[i]
		if m.kql == "" {
			continue // the table is of these events only
		}
		quoted := make([]string, len(m.values))
		for k, v := range m.values {
			quoted[k] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`
		}
		switch {
		case m.kql == "FileName":
			fmt.Fprintf(&b, "| where FileName in~ (%s)\n", strings.Join(quoted, ", "))
		case len(quoted) == 1:
			fmt.Fprintf(&b, "| where %s contains %s\n", m.kql, quoted[0])
		default:
			fmt.Fprintf(&b, "| where %s has_any (%s)\n", m.kql, strings.Join(quoted, ", "))
		}
	}
	return b.String(), nil
}
