package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	systems "muster/connect/all"
	"muster/ingest"
	"muster/internal/escape"
)

func inspectCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "inspect FILE...",
		Short: "Show how files would be read, with samples masked",
		Long: `Inspect says of each file what it is, how many rows or characters it has, and how
each column would be read. Samples are masked. It never stops at a bad file.`,
		Example: "  muster inspect exports/people.csv cvs/*.pdf",
		Args:    atLeast(1, "files to look at", "muster inspect people.csv"),
		RunE: func(cmd *cobra.Command, args []string) error {
			pool, err := newDocumentPool(0)
			if err != nil {
				return err
			}
			defer pool.Close()
			out := cmd.OutOrStdout()
			encoder := json.NewEncoder(out)
			return ingest.Inspect(cmd.Context(), args, ingest.Options{Documents: pool, Systems: systems.Systems()}, func(f ingest.FileInspection) error {
				if asJSON {
					return encoder.Encode(f)
				}
				_, err := io.WriteString(out, inspection(&f))
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object for each file")
	return cmd
}

// inspection writes how one file would be read, for people.
func inspection(f *ingest.FileInspection) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s", escape.Line(f.Path), f.Type)
	if f.Rows != nil {
		fmt.Fprintf(&b, ", %d rows", *f.Rows)
	}
	if f.TextLength != nil {
		fmt.Fprintf(&b, ", %d characters of text", *f.TextLength)
	}
	fmt.Fprintln(&b)
	if f.Error != nil {
		fmt.Fprintf(&b, "  cannot be read (%s): %s\n", f.Error.Code, escape.Line(f.Error.Message))
	}
	for _, key := range slices.Sorted(maps.Keys(f.Metadata)) {
		fmt.Fprintf(&b, "  %s: %s\n", key, escape.Line(f.Metadata[key]))
	}
	for _, c := range f.Columns {
		read := "not known (map it in muster.yaml)"
		if c.Field != "" {
			read = c.Field
		}
		fmt.Fprintf(&b, "  %-28s  %-28s  %s\n", escape.Line(c.Name), read, escape.Line(c.Sample))
	}
	return b.String()
}
