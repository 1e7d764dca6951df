package main

import (
	"fmt"
	"io"
	"strings"

	"muster/internal/escape"
	"muster/report/linkage"
	"muster/resolve"
)

// shownCluster is a cluster as `muster resolve show --json` writes it: by
// record ids, because rows mean nothing outside.
type shownCluster struct {
	ID      string            `json:"id"`
	Members []string          `json:"members"`
	Tree    []shownLink       `json:"tree"`
	Weakest *shownLink        `json:"weakest"`
	Bridges []shownBridge     `json:"bridges"`
	History []linkage.History `json:"history"`
}

type shownLink struct {
	A       string  `json:"a"`
	B       string  `json:"b"`
	Bits    float64 `json:"bits"`
	Decided bool    `json:"decided,omitempty"` // a person said so
}

// strength says in words what holds the two together.
func (l *shownLink) strength() string {
	if l.Decided {
		return "decided by a person"
	}
	return fmt.Sprintf("%.1f bits", l.Bits)
}

type shownBridge struct {
	Field string     `json:"field,omitempty"`
	Value string     `json:"value,omitempty"`
	Link  *shownLink `json:"link,omitempty"`
	SideA []string   `json:"side_a"`
	SideB []string   `json:"side_b"`
}

func newShownLink(r *resolve.Result, l *resolve.Link) *shownLink {
	if l == nil {
		return nil
	}
	return &shownLink{r.ID(int(l.A)), r.ID(int(l.B)), l.Bits, l.Decided}
}

func newShown(r *resolve.Result, v *resolve.ClusterView, history []linkage.History) *shownCluster {
	s := &shownCluster{ID: v.ID, Members: v.Members, Weakest: newShownLink(r, v.Weakest), Tree: []shownLink{}, Bridges: []shownBridge{}, History: history}
	if history == nil {
		s.History = []linkage.History{}
	}
	for i := range v.Tree {
		s.Tree = append(s.Tree, *newShownLink(r, &v.Tree[i]))
	}
	for _, b := range v.Bridges {
		s.Bridges = append(s.Bridges, shownBridge{b.Field, b.Value, newShownLink(r, b.Link), b.SideA, b.SideB})
	}
	return s
}

// printCluster writes a cluster for people.
func printCluster(w io.Writer, r *resolve.Result, v *resolve.ClusterView, history []linkage.History) error {
	s := newShown(r, v, history)
	var b strings.Builder
	if len(s.Members) == 1 {
		fmt.Fprintf(&b, "Record %s stands alone: no other record is taken for the same person.\n", escape.Line(s.ID))
		b.WriteString("Ask about a pair with: muster resolve why A B\n")
	} else {
		fmt.Fprintf(&b, "Cluster %s: %d records taken for one person.\n  %s\n\nHeld together by\n", escape.Line(s.ID), len(s.Members), idList(s.Members))
	}
	const most = 60
	for _, l := range s.Tree[:min(len(s.Tree), most)] {
		fmt.Fprintf(&b, "  %s and %s, %s\n", escape.Line(l.A), escape.Line(l.B), l.strength())
	}
	if n := len(s.Tree) - most; n > 0 {
		fmt.Fprintf(&b, "  and %d more links; --json lists all\n", n)
	}
	if s.Weakest != nil {
		fmt.Fprintf(&b, "\nWeakest of these: %s and %s, %s.\n", escape.Line(s.Weakest.A), escape.Line(s.Weakest.B), s.Weakest.strength())
	}
	for _, x := range s.Bridges {
		what := "this " + x.Field + " (" + x.Value + ")"
		if x.Link != nil {
			what = "the link of " + x.Link.A + " and " + x.Link.B
		}
		fmt.Fprintf(&b, "Without %s it falls into %s, and %s.\n", escape.Line(what), idList(x.SideA), idList(x.SideB))
	}
	if len(s.Members) > 2 && len(s.Bridges) == 0 {
		b.WriteString("No single link and no single shared value holds two parts of it together.\n")
	}
	for i, h := range s.History {
		if i == 0 {
			b.WriteString("\nHistory\n")
		}
		word := "merged into"
		if h.Kind == "split" {
			word = "split into"
		}
		fmt.Fprintf(&b, "  run %d: %s %s %s\n", h.Run, idList(h.From), word, idList(h.To))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// idList lists ids, the first few of many.
func idList(ids []string) string {
	const most = 40
	var out []string
	for _, id := range ids[:min(len(ids), most)] {
		out = append(out, escape.Line(id))
	}
	s := strings.Join(out, ", ")
	if n := len(ids) - most; n > 0 {
		s += fmt.Sprintf(" and %d more", n)
	}
	return s
}
