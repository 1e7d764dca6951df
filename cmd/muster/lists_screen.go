package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/spf13/cobra"

	"muster"
	fetched "muster/connect/lists"
	"muster/ingest/lists"
	"muster/internal/escape"
	"muster/watchlist"
)

// listsScreen is what the flags of `muster lists screen` say.
type listsScreen struct {
	lists   []string
	queries string
	before  []string
	hits    string
	json    bool
	workers int
}

func listsScreenCommand() *cobra.Command {
	var o listsScreen
	cmd := &cobra.Command{
		Use:   "screen",
		Short: "Compare people with sanctions lists",
		Long: `Screen compares each row of a CSV with sanctions lists and prints the entries it may
be, best first, with every piece of the comparison.

The list is a file in any format that is read (see docs/lists.md), or the folder
that muster lists update keeps. The CSV has a column query, full_name or name, and
may have aliases, date_of_birth, place_of_birth, document_number and wallet;
several values of a field are divided by |. Nationality is never read.

The levels: possible (a name, and nothing that contradicts it), probable (a name
and a second fact), strong (facts that hardly anybody else shares, a document
with the name, or a wallet). Nobody is on a list because of a name; a hit is a
reason to compare papers, and nothing is decided here.

When a list has changed, --before with the list as it was and --hits with what was
printed for it (--json) look again only at people whom a changed entry could
touch; what is printed equals that of a whole run.`,
		Example: "  muster lists screen --list muster-lists --queries people.csv\n  muster lists screen --list un.xml --queries people.csv --json",
		Args:    exactly(0, "flags only", "muster lists screen --list un.xml --queries people.csv"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(o.lists) == 0 || o.queries == "" {
				return usageError("muster lists screen needs --list and --queries", "for example: muster lists screen --list un.xml --queries people.csv")
			}
			if (len(o.before) == 0) != (o.hits == "") {
				return usageError("--before and --hits belong together", "give the list as it was and what was printed for it with --json")
			}
			return runListsScreen(cmd, &o)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.lists, "list", nil, "a sanctions list, or the folder of muster lists update; may be given several times")
	f.StringVar(&o.queries, "queries", "", "CSV of the people to compare, - for standard input")
	f.StringArrayVar(&o.before, "before", nil, "the list as it was; may be given several times")
	f.StringVar(&o.hits, "hits", "", "what was printed for the list as it was, JSON lines")
	f.BoolVar(&o.json, "json", false, "print JSON lines: query_row, list_id, score, level, pieces")
	f.IntVar(&o.workers, "workers", 0, "cores to use (default: all)")
	return cmd
}

// screenLine is one line of the answer. ListID is null when nothing was found.
type screenLine struct {
	Row    int               `json:"query_row"`
	ListID *string           `json:"list_id"`
	Score  float64           `json:"score"`
	Level  watchlist.Level   `json:"level"`
	Pieces []watchlist.Piece `json:"pieces"`
}

func runListsScreen(cmd *cobra.Command, o *listsScreen) error {
	entries, err := loadLists(o.lists)
	if err != nil {
		return err
	}
	worker := wholeScreen(entries)
	var again atomic.Int64
	if o.hits != "" {
		if worker, err = rescreen(o, entries, &again); err != nil {
			return err
		}
	}
	in, err := openQueries(o.queries, cmd.InOrStdin())
	if err != nil {
		return err
	}
	defer in.Close()
	out := bufio.NewWriterSize(cmd.OutOrStdout(), 1<<16)
	print := printHitLines
	if o.json {
		print = printHitJSON
	}
	queries, err := newQueryReader(in)
	if err != nil {
		return err
	}
	file := queriesName(o.queries)
	aside := func(b *queryBatch) { b.tell(cmd.ErrOrStderr(), file) }
	err = screenAll(queries, worker, o.workers, aside, func(row int, q watchlist.Query, hits []watchlist.Hit) error {
		if row%1024 == 0 && cmd.Context().Err() != nil {
			return cmd.Context().Err()
		}
		return print(out, row, q, hits)
	})
	err = errors.Join(err, out.Flush())
	if err == nil && o.hits != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), counted(again.Load(), "person was", "people were")+" looked at again")
	}
	return err
}

// screener returns a function that screens a query; each goroutine makes its own.
type screener func() func(row int, q watchlist.Query) []watchlist.Hit

func wholeScreen(entries []muster.ListEntry) screener {
	x := watchlist.NewIndex(entries)
	return func() func(int, watchlist.Query) []watchlist.Hit {
		s := x.Searcher()
		return func(_ int, q watchlist.Query) []watchlist.Hit { return s.Screen(q) }
	}
}

// rescreen brings earlier hits up to date and counts whom it looked at again.
func rescreen(o *listsScreen, entries []muster.ListEntry, again *atomic.Int64) (screener, error) {
	before, err := loadLists(o.before)
	if err != nil {
		return nil, err
	}
	had, err := readHits(o.hits)
	if err != nil {
		return nil, err
	}
	r := watchlist.NewRescreen(differenceOf(before, entries))
	return func() func(int, watchlist.Query) []watchlist.Hit {
		s := r.Searcher()
		return func(row int, q watchlist.Query) []watchlist.Hit {
			now, changed := r.Update(s, q, had[row])
			if changed {
				again.Add(1)
			}
			return now
		}
	}, nil
}

// differenceOf compares lists of which several may have an entry under one id. What
// changed of those cannot be told from the id, so all of them are looked at again.
func differenceOf(before, after []muster.ListEntry) watchlist.Difference {
	several := map[string]bool{}
	for _, entries := range [][]muster.ListEntry{before, after} {
		seen := map[string]bool{}
		for i := range entries {
			id := entries[i].ID
			several[id] = several[id] || seen[id]
			seen[id] = true
		}
	}
	part := func(entries []muster.ListEntry, shared bool) (out []muster.ListEntry) {
		for i := range entries {
			if several[entries[i].ID] == shared {
				out = append(out, entries[i])
			}
		}
		return out
	}
	d := watchlist.Compare(part(before, false), part(after, false))
	d.Removed, d.Added = append(d.Removed, part(before, true)...), append(d.Added, part(after, true)...)
	return d
}

// readHits reads what was printed with --json, by row.
func readHits(path string) (map[int][]watchlist.Hit, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "the file " + path + " cannot be opened", Hint: "give --hits what was printed with --json", Err: err}
	}
	defer f.Close()
	had := map[int][]watchlist.Hit{}
	d := json.NewDecoder(bufio.NewReaderSize(f, 1<<16))
	for line := 1; ; line++ {
		var l screenLine
		err := d.Decode(&l)
		if errors.Is(err, io.EOF) {
			return had, nil
		}
		if err == nil && l.Row < 1 {
			err = errors.New("no query_row")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d of %s is not what muster lists screen --json prints: %w", line, path, err)
		}
		if l.ListID != nil {
			had[l.Row] = append(had[l.Row], watchlist.Hit{ID: *l.ListID, Level: l.Level, Score: l.Score, Pieces: l.Pieces})
		}
	}
}

// loadLists reads files and folders of lists. Where the same id stands on
// several lists both are kept.
func loadLists(paths []string) ([]muster.ListEntry, error) {
	var all []muster.SanctionsList
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, &muster.Error{Code: muster.CodeNotFound, Message: "the list " + path + " cannot be opened", Hint: "name a file, or the folder of `muster lists update`", Err: err}
		}
		if info.IsDir() {
			inUse, err := loadFolder(path)
			if err != nil {
				return nil, err
			}
			all = append(all, inUse...)
			continue
		}
		list, err := loadList(path)
		if err != nil {
			return nil, err
		}
		if n := len(all); n > 0 && lists.AddNames(&all[n-1], list) {
			continue // alt.csv beside sdn.csv
		}
		all = append(all, list)
	}
	var entries []muster.ListEntry
	for _, l := range all {
		entries = append(entries, l.Entries...)
	}
	return entries, nil
}

func loadFolder(dir string) ([]muster.SanctionsList, error) {
	store := &fetched.Store{Dir: dir}
	inUse, err := store.Status()
	if err != nil {
		return nil, err
	}
	if len(inUse) == 0 {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "no lists in " + dir, Hint: "fetch them with `muster lists update --dir " + dir + "`"}
	}
	var all []muster.SanctionsList
	for _, p := range inUse {
		list, err := store.Current(p.Source)
		if err != nil {
			return nil, err
		}
		all = append(all, *list)
	}
	return all, nil
}

func loadList(path string) (muster.SanctionsList, error) {
	f, err := os.Open(path)
	if err != nil {
		return muster.SanctionsList{}, err
	}
	defer f.Close()
	return lists.Read(f, filepath.Base(path))
}

// screenBatch is how many queries a worker takes at a time.
const screenBatch = 256

type queryBatch struct {
	first   int // row
	queries []watchlist.Query
	hits    [][]watchlist.Hit
	bad     []badBirth
	done    chan struct{}
}

// screenAll screens queries on several cores and hands on the hits in order. Memory stays
// bounded: reading waits for what is printed.
func screenAll(r *queryReader, worker screener, workers int, aside func(*queryBatch), take func(row int, q watchlist.Query, hits []watchlist.Hit) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	jobs, order := make(chan *queryBatch), make(chan *queryBatch, 4*workers)
	stop := make(chan struct{})
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			screen := worker()
			for b := range jobs {
				for i, q := range b.queries {
					b.hits = append(b.hits, screen(b.first+i, q))
				}
				close(b.done)
			}
		})
	}
	var readErr error
	go func() {
		defer close(order)
		defer close(jobs)
		readErr = readBatches(r, jobs, order, stop)
	}()
	err := takeInOrder(order, aside, take)
	close(stop)
	for range order {
	}
	group.Wait()
	return errors.Join(err, readErr)
}

func readBatches(r *queryReader, jobs, order chan<- *queryBatch, stop <-chan struct{}) error {
	for {
		b := &queryBatch{first: r.row + 1, done: make(chan struct{})}
		var err error
		for len(b.queries) < screenBatch && err == nil {
			var q watchlist.Query
			if q, err = r.next(); err == nil {
				b.queries = append(b.queries, q)
			}
		}
		b.bad, r.bad = r.bad, nil
		if len(b.queries) > 0 {
			select {
			case <-stop:
				return nil
			case order <- b:
			}
			select {
			case <-stop:
				return nil
			case jobs <- b:
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("row %d of the queries: %w", r.row+1, err)
		}
	}
}

func takeInOrder(order <-chan *queryBatch, aside func(*queryBatch), take func(row int, q watchlist.Query, hits []watchlist.Hit) error) error {
	row := 0
	for b := range order {
		<-b.done
		aside(b)
		for i, q := range b.queries {
			row++
			if err := take(row, q, b.hits[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func printHitJSON(out io.Writer, row int, _ watchlist.Query, hits []watchlist.Hit) error {
	enc := json.NewEncoder(out)
	if len(hits) == 0 {
		return enc.Encode(screenLine{Row: row, Level: watchlist.LevelNone, Pieces: []watchlist.Piece{}})
	}
	for _, h := range hits {
		if err := enc.Encode(screenLine{Row: row, ListID: &h.ID, Score: watchlist.Short(h.Score), Level: h.Level, Pieces: shortPieces(h.Pieces)}); err != nil {
			return err
		}
	}
	return nil
}

func shortPieces(pieces []watchlist.Piece) []watchlist.Piece {
	for i := range pieces {
		pieces[i].Score = watchlist.Short(pieces[i].Score)
	}
	return pieces
}

func printHitLines(out io.Writer, row int, q watchlist.Query, hits []watchlist.Hit) error {
	for _, h := range hits {
		if _, err := fmt.Fprintf(out, "row %d, %s: %s, entry %s (%.2f)\n", row, escape.Line(q.Name), h.Level, escape.Line(h.ID), watchlist.Short(h.Score)); err != nil {
			return err
		}
		for _, p := range h.Pieces {
			if _, err := fmt.Fprintln(out, "   ", escape.Line(sayPiece(p))); err != nil {
				return err
			}
		}
	}
	return nil
}

// sayPiece says a piece in words.
func sayPiece(p watchlist.Piece) string {
	ways := ""
	if len(p.Ways) > 0 {
		ways = " (" + strings.Join(p.Ways, ", ") + ")"
	}
	switch p.What {
	case "namesakes":
		return fmt.Sprintf("about %s people in the world fit what agrees", sayPeople(p.People))
	case "name":
		return fmt.Sprintf("name: %s and %s%s; about %s people are called so", p.Query, p.Listed, ways, sayPeople(p.People))
	}
	return fmt.Sprintf("%s: %s and %s, %s", p.What, p.Query, p.Listed, strings.ReplaceAll(p.Outcome, "_", " "))
}

func sayPeople(n float64) string {
	switch {
	case n < 1:
		return "none other"
	case n >= 1e6:
		return fmt.Sprintf("%.0f million", n/1e6)
	}
	return fmt.Sprintf("%.0f", n)
}
