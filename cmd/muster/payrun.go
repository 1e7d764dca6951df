package main

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govalues/decimal"
	"github.com/spf13/cobra"

	"muster"
	"muster/casework"
	"muster/payrun"
)

func payrunCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "payrun",
		Short: "Look at a pay run before it is paid",
		Long: `Payrun compares a pay file with the accounts on record, says which lines a person
should look at and what settles each, and writes the file again as named people
decided. Pay is never stopped by a program: of every line the proposal is to pay,
on time, the account given or the last verified one.

Run it at cut-off and again before the file goes to the bank. Bacs Standard 18,
NACHA and pain.001 are read, and payroll tables as CSV or XLSX. docs/payroll.md
has the whole of it.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError(fmt.Sprintf("unknown command %q", args[0]), "use muster payrun check, decide or export"+suggest(cmd, args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(payrunCheckCommand(), payrunDecideCommand(), payrunExportCommand())
	return cmd
}

// payrunOptions is what the flags say.
type payrunOptions struct {
	db, keyFile, out, run, entity string
	json                          bool
}

func (o *payrunOptions) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.db, "db", "", "database with people's records, as muster screen --db or muster serve keeps it")
	cmd.Flags().StringVar(&o.keyFile, "key-file", "", "file with the organisation's key (default: beside the database)")
}

// needs refuses a call that lacks a flag.
func needs(cmd *cobra.Command, flags map[string]string, example string) error {
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		if flags[name] == "" {
			return usageError(cmd.CommandPath()+" needs --"+name, "for example: "+example)
		}
	}
	return nil
}

func payrunCheckCommand() *cobra.Command {
	var o payrunOptions
	const example = "muster payrun check november.txt --db people.db --out advice"
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Say which lines of a pay file a person should look at",
		Long: `Check writes advice.csv (line, subject, reason, proposal) with the lines that
somebody should decide on, and reconciliation.csv with every line and the totals.
The file is not changed. Checking the same file again is the same run; decisions
stand as long as nothing new is seen.`,
		Example: "  " + example,
		Args:    exactly(1, "a pay file", example),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needs(cmd, map[string]string{"db": o.db, "out": o.out}, example); err != nil {
				return err
			}
			return o.check(cmd, args[0])
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVarP(&o.out, "out", "o", "", "folder for advice.csv and reconciliation.csv")
	cmd.Flags().StringVar(&o.entity, "entity", "", "legal entity whose run it is")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one JSON object")
	return cmd
}

// payrunSummary is what a command prints with --json.
type payrunSummary struct {
	Run      string            `json:"run"`
	File     string            `json:"file"`
	Payments int               `json:"payments"`
	Totals   map[string]string `json:"totals"`
	Shown    []payrunShown     `json:"shown"`
	Open     []int             `json:"open"` // shown lines that nobody has decided on
}

type payrunShown struct {
	Line     int              `json:"line"`
	Subject  muster.SubjectID `json:"subject,omitempty"`
	Reasons  []string         `json:"reasons"`
	Proposal payrun.Proposal  `json:"proposal"`
}

func (o *payrunOptions) check(cmd *cobra.Command, file string) error {
	raw, err := readPay(file)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o700); err != nil {
		return &muster.Error{Code: muster.CodePermission, Message: "the output folder cannot be made: " + err.Error(), Hint: "name another with --out DIR", Err: err}
	}
	d, err := openPayDesk(cmd.Context(), o)
	if err != nil {
		return err
	}
	defer d.close()
	look, err := d.Check(cmd.Context(), d.actor(), freshKey(), file, o.entity, raw)
	if err != nil {
		return err
	}
	if err := writeTogether(o.out, []outFile{
		{"advice.csv", func(w io.Writer) error { return payrun.WriteAdvice(w, look.Advice) }},
		{"reconciliation.csv", func(w io.Writer) error { return payrun.WriteReconciliation(w, look.Lines, look.Advice) }},
	}); err != nil {
		return err
	}
	s := payrunSummary{Run: look.Run.ID, File: look.Run.File, Payments: len(look.Lines), Totals: amounts(look.Totals), Shown: []payrunShown{}, Open: append([]int{}, look.Run.Open...)}
	for i := range look.Advice {
		a := &look.Advice[i]
		if !a.Shown() {
			continue
		}
		one := payrunShown{Line: a.Line, Subject: a.Subject, Proposal: a.Proposal}
		for _, r := range a.Reasons {
			one.Reasons = append(one.Reasons, string(r.Code))
		}
		s.Shown = append(s.Shown, one)
	}
	if o.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(s)
	}
	return s.write(cmd.OutOrStdout(), o)
}

func (s *payrunSummary) write(out io.Writer, o *payrunOptions) error {
	_, err := fmt.Fprintf(out, "%s: %s, %s. %s for a person to look at: %s\nRun %s. Nothing was changed.\n",
		s.File, counted(s.Payments, "payment", "payments"), totalsText(s.Totals), counted(len(s.Shown), "line", "lines"), filepath.Join(o.out, "advice.csv"), s.Run)
	if err == nil && len(s.Open) > 0 {
		_, err = fmt.Fprintf(out, "Next: write line,choice,by,reason for each of them, then\n  muster payrun decide --db %s --run %s DECISIONS.csv\n", quote(shownPlace(o.db)), s.Run)
	}
	return err
}

func payrunDecideCommand() *cobra.Command {
	var o payrunOptions
	const example = "muster payrun decide --db people.db --run R-1f0c decisions.csv"
	cmd := &cobra.Command{
		Use:   "decide DECISIONS.csv",
		Short: "Record what named people decided about lines of a run",
		Long: `Decide reads a CSV with the columns line, choice, by and reason, and records all of
it or, when a row cannot be taken, nothing. The choices: pay_as_given;
pay_last_verified; pay_same_day (left out of the file and listed for a payment on
the same day: to the last verified account, or to the one in a column account);
withhold (only where counsel recorded the legal basis). A second row of a line with
the same choice, account and another name is the second person's release of a
changed account.`,
		Example: "  " + example,
		Args:    exactly(1, "a CSV of decisions", example),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needs(cmd, map[string]string{"db": o.db, "run": o.run}, example); err != nil {
				return err
			}
			return o.decide(cmd, args[0])
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.run, "run", "", "id of the run, as check printed it")
	return cmd
}

func (o *payrunOptions) decide(cmd *cobra.Command, file string) error {
	in, err := openQueries(file, cmd.InOrStdin())
	if err != nil {
		return err
	}
	defer in.Close()
	d, err := openPayDesk(cmd.Context(), o)
	if err != nil {
		return err
	}
	defer d.close()
	who := d.actor()
	seen, err := d.Desk.PayRun(cmd.Context(), who, o.run)
	if err != nil {
		return err
	}
	decisions, err := payrun.ReadDecisions(file, in, shownAdvice(seen))
	if err != nil {
		return err
	}
	act := &casework.DecidePayLines{Run: o.run}
	for _, one := range decisions {
		act.Decisions = append(act.Decisions, casework.PayWord{Line: one.Line, Choice: string(one.Choice), By: one.By, Reason: one.Reason, To: one.To})
	}
	if _, err := d.Desk.Do(cmd.Context(), who, freshKey(), act); err != nil {
		return err
	}
	if seen, err = d.Desk.PayRun(cmd.Context(), who, o.run); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "Run %s: %s recorded, %s open.\n", o.run, counted(len(decisions), "decision", "decisions"), counted(len(seen.Open), "line", "lines"))
	return err
}

// shownAdvice is a kept run as decisions are held against.
func shownAdvice(seen *casework.PayRunSeen) []payrun.Advice {
	list := make([]payrun.Advice, len(seen.Lines))
	for i := range seen.Lines {
		l := &seen.Lines[i]
		list[i] = payrun.Advice{Line: l.Line, Subject: l.Subject, Reasons: make([]payrun.Reason, len(l.Reasons))}
		if l.Last != nil {
			list[i].Last = &payrun.Account{To: *l.Last}
		}
	}
	return list
}

func payrunExportCommand() *cobra.Command {
	var o payrunOptions
	const example = "muster payrun export --db people.db --run R-1f0c --out november"
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the pay file again as people decided",
		Long: `Export writes the file with its totals, and same_day.csv with what is paid on the
same day by other means, once every shown line is decided; before that it writes
nothing and exits with status 1.`,
		Example: "  " + example,
		Args:    exactly(0, "flags only", example),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needs(cmd, map[string]string{"db": o.db, "run": o.run, "out": o.out}, example); err != nil {
				return err
			}
			return o.export(cmd)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.run, "run", "", "id of the run, as check printed it")
	cmd.Flags().StringVarP(&o.out, "out", "o", "", "folder for the file and same_day.csv")
	return cmd
}

func (o *payrunOptions) export(cmd *cobra.Command) error {
	d, err := openPayDesk(cmd.Context(), o)
	if err != nil {
		return err
	}
	defer d.close()
	r, err := d.Export(cmd.Context(), d.actor(), freshKey(), o.run)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o700); err != nil {
		return &muster.Error{Code: muster.CodePermission, Message: "the output folder cannot be made: " + err.Error(), Hint: "name another with --out DIR", Err: err}
	}
	write := func(content []byte) func(io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(content); return err }
	}
	files := []outFile{{"same_day.csv", write(r.SameDay)}}
	if len(r.Content) > 0 {
		files = append(files, outFile{r.Name, write(r.Content)})
	}
	if err := writeTogether(o.out, files); err != nil {
		return err
	}
	if len(r.Unreleased) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "One person alone released a changed account on %s; let a second person look.\n", linesText(r.Unreleased))
	}
	if len(r.Content) == 0 {
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "Every payment is left out, so there is no file to hand in. For the same day by other means: %s\n", filepath.Join(o.out, "same_day.csv"))
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s. For the same day by other means: %s\n",
		filepath.Join(o.out, r.Name), counted(r.Payments, "payment", "payments"), totalsText(amounts(r.Totals)), filepath.Join(o.out, "same_day.csv"))
	return err
}

func linesText(list []int) string {
	var words []string
	for _, n := range list {
		words = append(words, fmt.Sprint(n))
	}
	return counted(len(list), "line", "lines") + " (" + strings.Join(words, ", ") + ")"
}

func amounts(totals map[string]decimal.Decimal) map[string]string {
	out := map[string]string{}
	for currency, sum := range totals {
		out[currency] = payrun.Shown(sum)
	}
	return out
}

func totalsText(totals map[string]string) string {
	var words []string
	for _, currency := range slices.Sorted(maps.Keys(totals)) {
		words = append(words, totals[currency]+" "+cmp.Or(currency, "(the file names no currency)"))
	}
	return strings.Join(words, " and ")
}

// readPay reads a pay file whole.
func readPay(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "the pay file cannot be read: " + err.Error(), Hint: "check its name and who may read it", Err: err}
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, casework.MaxPayFile+1))
}

// outFile is one file that is written.
type outFile struct {
	name  string
	write func(io.Writer) error
}

// writeTogether writes files that belong together: none appears before all are
// written whole.
func writeTogether(dir string, files []outFile) (err error) {
	var made []string
	defer func() {
		for _, name := range made { // those in their place are not found, which is well
			os.Remove(name)
		}
	}()
	for _, out := range files {
		f, err := os.CreateTemp(dir, ".muster-*")
		if err != nil {
			return &muster.Error{Code: muster.CodePermission, Message: out.name + " cannot be written: " + err.Error(), Hint: "check who may write the folder", Err: err}
		}
		made = append(made, f.Name())
		if err := errors.Join(out.write(f), f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("%s: %w", out.name, err)
		}
	}
	for i, out := range files {
		if err := os.Rename(made[i], filepath.Join(dir, out.name)); err != nil {
			return fmt.Errorf("%s: %w", out.name, err)
		}
	}
	return nil
}

// freshKey is a key for one act.
func freshKey() casework.Key {
	raw := make([]byte, 16)
	rand.Read(raw)
	return casework.Key(hex.EncodeToString(raw))
}
