package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"muster"
	"muster/evaluate"
	"muster/simulate"
)

func simulateCommand() *cobra.Command {
	var people, days, accounts, work int
	var seed uint64
	var out, documents, day string
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Write a labelled population of invented people in the forms users have",
		Long: `Simulate writes exports, CVs and pictures of invented people into a folder, with
truth.csv saying who is honest, who is a persona of which operator, and whether
the data hold a trace of it. The same seed gives the same files. With --days the
logs of that many days stand beside them, and farms of laptops among the people.
With --accounts it is a platform for work instead: accounts of talent, clients and
agencies, what they bid, did, rated and were paid, and operators among them.`,
		Example: "  muster simulate --people 2000 --seed 1 --out population\n  muster simulate --accounts 20000 --seed 1 --out platform",
		Args:    exactly(0, "flags only", "muster simulate --people 2000 --seed 1 --out population"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usageError("muster simulate needs a folder to write to", "add --out DIR")
			}
			if cmd.Flags().Changed("accounts") {
				return simulatePlatform(cmd, accounts, work, seed, day, out)
			}
			if day != "" {
				return usageError("--day cuts the rows of a platform, and there are no --accounts", "add --accounts N, or leave --day out")
			}
			p := simulate.Defaults(people, seed)
			p.Documents = simulate.Documents(documents)
			if days > 0 {
				p.Live = simulate.DefaultLive(days)
			}
			if err := p.Validate(); err != nil {
				return usageError(err.Error(), "see `muster simulate --help`")
			}
			truth, err := simulate.Write(cmd.Context(), p, out)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s of %s, %d diverted, %s; truth in %s/truth.csv\n",
				out, counted(truth.Honest, "honest person", "honest people"), counted(truth.Personas, "persona", "personas"), counted(truth.Operators, "operator", "operators"),
				truth.Diverted, counted(truth.Facilitators, "facilitator", "facilitators"), out)
			return err
		},
	}
	f := cmd.Flags()
	f.IntVar(&people, "people", 1000, "people in all, personas included")
	f.IntVar(&accounts, "accounts", 0, "write a platform's accounts instead of people: how many in all")
	f.IntVar(&work, "work", simulate.DefaultPlatform(200, 1).Work, "with --accounts: rows of proposals, contracts and ratings of an account on average")
	f.StringVar(&day, "day", "", "with --accounts: the rows of this day stand in the folder day, and no later ones anywhere, such as 2026-06-15")
	f.IntVar(&days, "days", 0, "days of logs to write beside the tables: sign-ins, devices, programs, activity; 14 to 120")
	f.Uint64Var(&seed, "seed", 1, "seed: the same one gives the same files")
	f.StringVarP(&out, "out", "o", "", "folder to write to")
	f.StringVar(&documents, "documents", string(simulate.DocumentsAuto), "files beside the tables: auto, none, text or real")
	return cmd
}

func simulatePlatform(cmd *cobra.Command, accounts, work int, seed uint64, day, out string) error {
	for _, name := range []string{"people", "days", "documents"} {
		if cmd.Flags().Changed(name) {
			return usageError("--accounts writes a platform, which has no --"+name, "leave --"+name+" out")
		}
	}
	p := simulate.DefaultPlatform(accounts, seed)
	p.Work = work
	if day != "" {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return usageError(fmt.Sprintf("--day %q is not a date", day), "write it as 2026-06-15")
		}
		p.Day = at
	}
	if err := p.Validate(); err != nil {
		return usageError(err.Error(), "see `muster simulate --help`")
	}
	truth, err := simulate.WritePlatform(cmd.Context(), p, out)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s of %s, %d diverted, %s; truth in %s/truth.csv\n",
		out, counted(truth.Honest, "honest account", "honest accounts"), counted(truth.Personas, "account", "accounts"), counted(truth.Operators, "operator", "operators"),
		truth.Diverted, counted(int(truth.Rows), "row", "rows"), out)
	return err
}

func evaluateCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "evaluate RUN TRUTH [RUN TRUTH]...",
		Short: "Compare a report folder with the truth, false alarms first",
		Long: `Evaluate compares the report folder of a run with a truth file: honest people at
each level first and which flags did it, then personas found, operators whole,
strangers in groups, and the effort at several base rates. Several pairs are
pooled.`,
		Example: "  muster evaluate muster-report population/truth.csv",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || len(args)%2 != 0 {
				return usageError("muster evaluate needs pairs of a report folder and a truth file", "for example: muster evaluate muster-report population/truth.csv")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return evaluatePairs(cmd.OutOrStdout(), args, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func evaluatePairs(out io.Writer, args []string, asJSON bool) error {
	var reports []evaluate.Report
	for i := 0; i < len(args); i += 2 {
		r, err := evaluate.Run(args[i], args[i+1])
		if errors.Is(err, fs.ErrNotExist) {
			return &muster.Error{Code: muster.CodeNotFound, Message: err.Error(), Hint: "give the folder that `muster screen --out` wrote, then the truth.csv of its population", Err: err}
		}
		if err != nil {
			return err
		}
		reports = append(reports, r)
	}
	pooled := evaluate.Pool(reports...)
	if asJSON {
		return json.NewEncoder(out).Encode(pooled)
	}
	return pooled.WriteText(out)
}
