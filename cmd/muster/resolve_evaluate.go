package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"muster"
	"muster/internal/escape"
	"muster/report/linkage"
	"muster/resolve"
)

func resolveEvaluateCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "evaluate CLUSTERS TRUTH",
		Short: "Compare clusters with a known answer",
		Long: `Evaluate compares a clusters.csv with a table that says which entity each record
belongs to. TRUTH holds record ids and entities under any header; records that
only one side names are counted and left out. Where links.jsonl lies beside
CLUSTERS, precision and recall are shown for every threshold.`,
		Example: "  muster resolve evaluate people-resolved/clusters.csv truth.csv",
		Args:    exactly(2, "the clusters and the truth", "muster resolve evaluate people-resolved/clusters.csv truth.csv"),
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := evaluateClusters(cmd.Context(), args[0], args[1])
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(q)
			}
			return printQuality(cmd.OutOrStdout(), q)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func evaluateClusters(ctx context.Context, clustersPath, truthPath string) (*resolve.Quality, error) {
	if info, err := os.Stat(clustersPath); err == nil && info.IsDir() {
		clustersPath = filepath.Join(clustersPath, linkage.FileClusters)
	}
	clusters, order, err := readLabels(ctx, clustersPath, nil)
	if err != nil {
		return nil, err
	}
	truth, _, err := readLabels(ctx, truthPath, clusters)
	if err != nil {
		return nil, err
	}
	q := resolve.Evaluate(clusters, truth)
	if q.Records == 0 {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: "the truth names none of the records", Hint: "its ids must be written as in the first column of " + clustersPath, Place: muster.Place{File: truthPath}}
	}
	if err := addCurve(&q, filepath.Join(filepath.Dir(clustersPath), linkage.FileLinks), order, truth); err != nil {
		return nil, err
	}
	return &q, nil
}

// readLabels reads a table of record ids and labels, and the ids in order. The
// column of ids is the first, or the one that agrees best with known ids.
func readLabels(ctx context.Context, path string, known map[string]string) (map[string]string, []string, error) {
	in, err := readTable(ctx, path, 0)
	if err != nil {
		return nil, nil, err
	}
	if len(in.tables) == 0 || len(in.tables[0].Columns) < 2 {
		return nil, nil, &muster.Error{Code: muster.CodeUnsupported, Message: "no table of record ids and labels", Hint: "give a header and two columns: the record id and what it belongs to", Place: muster.Place{File: path}}
	}
	t := in.tables[0]
	id := idColumn(t, known)
	label := labelColumn(t, id)
	out := make(map[string]string, t.Len())
	order := make([]string, 0, t.Len())
	for row := range t.Len() {
		k := strings.TrimSpace(t.Columns[id].Value(row))
		if _, twice := out[k]; twice {
			return nil, nil, &muster.Error{Code: muster.CodeDamaged, Message: fmt.Sprintf("record %q stands twice", k), Hint: "keep one row for each record", Place: t.Place(row)}
		}
		out[k] = strings.TrimSpace(t.Columns[label].Value(row))
		order = append(order, k)
	}
	return out, order, nil
}

// idColumn finds the column whose values are the known ids.
func idColumn(t *muster.Table, known map[string]string) int {
	best, most := 0, 0
	for c := range t.Columns {
		hits := 0
		for row := range min(t.Len(), 5000) {
			if _, ok := known[strings.TrimSpace(t.Columns[c].Value(row))]; ok {
				hits++
			}
		}
		if hits > most {
			best, most = c, hits
		}
	}
	return best
}

// labelColumn is the column that says what a record belongs to: the other of
// two, else the one whose header says so.
func labelColumn(t *muster.Table, id int) int {
	for c, seen := range resolve.Recognise(t) {
		if c != id && seen.Kind == resolve.Truth {
			return c
		}
	}
	if id == 0 {
		return 1
	}
	return 0
}

// linkRead is what evaluate needs of a line of links.jsonl.
type linkRead struct {
	A     string  `json:"a"`
	B     string  `json:"b"`
	Bits  float64 `json:"bits"`
	Basis string  `json:"basis"`
}

// addCurve adds precision and recall of the links alone for every threshold.
func addCurve(q *resolve.Quality, path string, order []string, truth map[string]string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return cannotOpen(path, err)
	}
	defer f.Close()
	c := newCurve(order, truth)
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		var l linkRead
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil {
			return &muster.Error{Code: muster.CodeDamaged, Message: "the line is no link", Hint: "run `muster resolve` again, or move the file away", Place: muster.Place{File: path, Row: n}, Err: err}
		}
		c.add(l)
	}
	if err := sc.Err(); err != nil {
		return cannotOpen(path, err)
	}
	q.Curve, q.AtRecall80 = c.rows()
	return nil
}

// curve joins records by falling evidence.
type curve struct {
	at       map[string]int32
	label    []int32
	entities int
	all      int64 // true pairs
	up       []int32
	links    []curveLink
}

type curveLink struct {
	a, b int32
	bits float64
}

func newCurve(order []string, truth map[string]string) *curve {
	c := &curve{at: map[string]int32{}}
	numbers := map[string]int32{}
	var sizes []int64
	for _, id := range order {
		entity, ok := truth[id]
		if !ok {
			continue
		}
		n, ok := numbers[entity]
		if !ok {
			n = int32(len(numbers))
			numbers[entity] = n
			sizes = append(sizes, 0)
		}
		c.at[id] = int32(len(c.label))
		c.label = append(c.label, n)
		c.all += sizes[n]
		sizes[n]++
	}
	c.entities = len(numbers)
	for i := range c.label {
		c.up = append(c.up, int32(i))
	}
	return c
}

func (c *curve) add(l linkRead) {
	a, okA := c.at[l.A]
	b, okB := c.at[l.B]
	if !okA || !okB {
		return
	}
	if l.Basis != "" && l.Basis != "evidence" {
		l.Bits = 1000 // copies and decisions hold at any threshold
	}
	c.links = append(c.links, curveLink{a, b, l.Bits})
}

func (c *curve) find(x int32) int32 {
	for c.up[x] != x {
		c.up[x] = c.up[c.up[x]]
		x = c.up[x]
	}
	return x
}

// rows measures from 40 bits down to the fewest that any link has.
func (c *curve) rows() ([]resolve.CurveRow, *resolve.FalseRate) {
	slices.SortStableFunc(c.links, func(x, y curveLink) int { return cmp.Compare(y.bits, x.bits) })
	var rows []resolve.CurveRow
	var rate *resolve.FalseRate
	at := 0
	for bits := 40.0; at < len(c.links) && bits >= -20; bits-- {
		before := at
		for at < len(c.links) && c.links[at].bits >= bits {
			a, b := c.find(c.links[at].a), c.find(c.links[at].b)
			c.up[max(a, b)] = min(a, b)
			at++
		}
		if at == before {
			continue
		}
		row, wrong := c.measure(bits)
		rows = append(rows, row)
		if rate == nil && row.Recall >= 0.8 {
			rate = &resolve.FalseRate{Bits: bits, Recall: row.Recall, Precision: row.Precision, Per10k: float64(wrong) / float64(max(1, c.entities)) * 10000}
		}
	}
	return rows, rate
}

// measure counts pairs and the people who share a group with somebody else.
func (c *curve) measure(bits float64) (resolve.CurveRow, int) {
	cells := make([]uint64, len(c.label))
	for i, l := range c.label {
		cells[i] = uint64(c.find(int32(i)))<<32 | uint64(uint32(l))
	}
	slices.Sort(cells)
	var hit, found int64
	wrong := map[uint32]bool{}
	for i := 0; i < len(cells); {
		j, group := i, int64(0)
		var people []uint32
		for j < len(cells) && cells[j]>>32 == cells[i]>>32 {
			k := j
			for k < len(cells) && cells[k] == cells[j] {
				k++
			}
			n := int64(k - j)
			hit += n * (n - 1) / 2
			group += n
			people = append(people, uint32(cells[j]))
			j = k
		}
		found += group * (group - 1) / 2
		if len(people) > 1 {
			for _, p := range people {
				wrong[p] = true
			}
		}
		i = j
	}
	row := resolve.CurveRow{Bits: bits, Precision: 1, Recall: 1}
	if found > 0 {
		row.Precision = float64(hit) / float64(found)
	}
	if c.all > 0 {
		row.Recall = float64(hit) / float64(c.all)
	}
	if sum := row.Precision + row.Recall; sum > 0 {
		row.F1 = 2 * row.Precision * row.Recall / sum
	}
	return row, len(wrong)
}

// printQuality writes a comparison for people, wrong merges first.
func printQuality(w io.Writer, q *resolve.Quality) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s records compared. %s of different people share a cluster with somebody else.\n", thousands(q.Records), counted(q.FalseMerges, "entity", "entities"))
	if r := q.AtRecall80; r != nil {
		fmt.Fprintf(&b, "Where recall first reaches 0.80 (%.0f bits, links alone): %.1f people wrongly merged per 10,000, precision %.4f.\n", r.Bits, r.Per10k, r.Precision)
	}
	b.WriteByte('\n')
	t := newPlainTable(2, 3, 4)
	t.AppendHeader(table.Row{"", "Precision", "Recall", "F1"})
	t.AppendRow(table.Row{"pairs", fmt.Sprintf("%.4f", q.Precision), fmt.Sprintf("%.4f", q.Recall), fmt.Sprintf("%.4f", q.F1)})
	t.AppendRow(table.Row{"B-cubed", fmt.Sprintf("%.4f", q.BCubedPrecision), fmt.Sprintf("%.4f", q.BCubedRecall), fmt.Sprintf("%.4f", q.BCubedF1)})
	fmt.Fprintf(&b, "%s\n\n%s true pairs, %s found, %s of those wrong. Largest cluster %s, largest entity %s.\n\n",
		t.Render(), thousands(q.TruePairs), thousands(q.FoundPairs), thousands(q.FalsePairs), thousands(q.LargestCluster), thousands(q.LargestTruth))
	t = newPlainTable(2, 3, 4, 5)
	t.AppendHeader(table.Row{"Records of an entity", "Entities", "Found whole", "B-cubed precision", "B-cubed recall"})
	for _, s := range q.BySize {
		t.AppendRow(table.Row{s.Size, thousands(s.Entities), thousands(s.Whole), fmt.Sprintf("%.4f", s.Precision), fmt.Sprintf("%.4f", s.Recall)})
	}
	b.WriteString(t.Render() + "\n")
	if len(q.Curve) > 0 {
		t = newPlainTable(1, 2, 3, 4)
		t.AppendHeader(table.Row{"Bits", "Precision", "Recall", "F1"})
		for _, r := range q.Curve {
			t.AppendRow(table.Row{fmt.Sprintf("%.0f", r.Bits), fmt.Sprintf("%.4f", r.Precision), fmt.Sprintf("%.4f", r.Recall), fmt.Sprintf("%.4f", r.F1)})
		}
		fmt.Fprintf(&b, "\nLinks alone, by threshold\n%s\n", t.Render())
	}
	for _, s := range q.Skipped {
		fmt.Fprintf(&b, "Left out: %s.\n", escape.Line(s))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
