package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"muster/watchlist"
)

func namesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "names",
		Short: "Compare names as written",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError(fmt.Sprintf("unknown command %q", args[0]), "use muster names compare"+suggest(cmd, args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "compare FILE",
		Short: "Say whether two names can be writings of one",
		Long: `Compare reads a CSV with the columns name1 and name2, - for standard input, and
prints a JSON object for each pair, in order: name1, name2, score (0 to below 1),
match, pieces. A match says that the names can be writings of one name; it never
says that two people are one.`,
		Example: "  muster names compare pairs.csv",
		Args:    exactly(1, "a CSV of pairs", "muster names compare pairs.csv"),
		RunE: func(cmd *cobra.Command, args []string) error {
			in, err := openQueries(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			defer in.Close()
			out := bufio.NewWriter(cmd.OutOrStdout())
			return errors.Join(compareNames(in, out), out.Flush())
		},
	})
	return cmd
}

// nameLine is one line of the answer.
type nameLine struct {
	Name1  string            `json:"name1"`
	Name2  string            `json:"name2"`
	Score  float64           `json:"score"`
	Match  bool              `json:"match"`
	Pieces []watchlist.Piece `json:"pieces"`
}

func compareNames(in io.Reader, out io.Writer) error {
	rows := newQueryRows(in)
	header, err := rows.read()
	if err != nil {
		return noHeader("pairs", err)
	}
	at := [2]int{-1, -1}
	for i, h := range header {
		switch strings.ToLower(strings.TrimSpace(h)) {
		case "name1":
			at[0] = i
		case "name2":
			at[1] = i
		}
	}
	if at[0] < 0 || at[1] < 0 {
		return usageError("the pairs need the columns name1 and name2", "add them to the first line")
	}
	enc := json.NewEncoder(out)
	for row := 1; ; row++ {
		fields, err := rows.read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("row %d of the pairs: %w", row, err)
		}
		var pair [2]string
		for i, column := range at {
			if column < len(fields) {
				pair[i] = fields[column]
			}
		}
		if err := enc.Encode(compareOne(pair[0], pair[1])); err != nil {
			return err
		}
	}
}

func compareOne(a, b string) nameLine {
	n := watchlist.CompareNames(a, b)
	outcome := "different"
	switch {
	case len(n.Ways) == 0 && (n.Score >= watchlist.NameThreshold || a != "" && strings.EqualFold(a, b)):
		outcome = "same" // also where one common word says too little for a match
	case n.Score >= watchlist.NameThreshold:
		outcome = "variant"
	}
	return nameLine{
		Name1: a, Name2: b, Score: watchlist.Short(n.Score), Match: n.Score >= watchlist.NameThreshold,
		Pieces: []watchlist.Piece{{What: "name", Outcome: outcome, Query: a, Listed: b, Score: watchlist.Short(n.Score), Ways: n.Ways, People: n.People}},
	}
}
