package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"muster/stream/clock"
)

func analyseClockCommand() *cobra.Command {
	var claims, rejects string
	cmd := &cobra.Command{
		Use:   "clock EVENTS --claims CLAIMS",
		Short: "Ask whether hours of activity fit the clock that was claimed",
		Long: fmt.Sprintf(`Clock compares the hours at which somebody was active with the clock they said
they keep: fits, does_not_fit or not_enough. It never says which clock would fit
better, and it is no guess of where somebody is.

EVENTS is CSV with the columns author_id,utc_ts (seconds since 1970, or a time as
in RFC 3339); CLAIMS with author_id,claimed_offset_min, the standard time's offset
from UTC in minutes. The same clock with an hour of daylight saving fits. Either
may be compressed with gzip; one of them may be - for standard input.

Each line printed is a JSON object, one for each claim: author_id,
claimed_offset_min, verdict, score (0 to 1; above 0.5 it does not fit),
half_hours and days (the evidence there was), reasons.

%s About one true claim in twenty does not fit.
Below %d half hours on %d days the answer is not_enough. See docs/analyse.md.`, nightShift, clock.MinHalfHours, clock.MinDays),
		Example: "  muster analyse clock commits.csv --claims agreed.csv",
		Args:    exactly(1, "the events", "muster analyse clock commits.csv --claims agreed.csv"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if claims == "" {
				return usageError("muster analyse clock needs the claims", "for example: muster analyse clock "+quote(args[0])+" --claims agreed.csv")
			}
			if claims == "-" && args[0] == "-" {
				return usageError("the events and the claims cannot both be standard input", "name a file for one of them")
			}
			return analyse(cmd, rejects, func(r *rejected) error { return analyseClock(cmd, args[0], claims, r) })
		},
	}
	cmd.Flags().StringVar(&claims, "claims", "", "what was claimed: `CLAIMS` with author_id,claimed_offset_min")
	cmd.Flags().StringVar(&rejects, "rejects", "", "write lines that cannot be read to this `FILE`, with the reason")
	return cmd
}

// nightShift is said beside every answer.
const nightShift = "Hours of activity cannot tell a night shift, care for others, agreed flexible\nhours or a team far away from another clock. Ask before anything is concluded."

// caveat is nightShift for a reason.
const caveat = "hours of activity cannot tell a night shift, care for others, agreed flexible hours or a team far away from another clock"

// clockLine is one line of the answer.
type clockLine struct {
	Author    string        `json:"author_id"`
	Claimed   int           `json:"claimed_offset_min"`
	Verdict   clock.Verdict `json:"verdict"`
	Score     float64       `json:"score"`
	HalfHours int           `json:"half_hours"`
	Days      int           `json:"days"`
	Reasons   []string      `json:"reasons"`
}

// claim is one row of the claims.
type claim struct {
	author string
	offset int
}

// The bounds of what is claimed. Offsets beyond those in use are read, so that
// wrong claims can be tried.
const (
	maxClaims = 2_000_000
	minOffset = -24 * 60
	maxOffset = 24 * 60
)

func analyseClock(cmd *cobra.Command, events, claims string, r *rejected) error {
	template, err := clock.Shipped()
	if err != nil {
		return err
	}
	rows := &rejected{say: r.say, keep: r.keep}
	list, hours, err := readClaims(cmd, claims, rows)
	r.count, r.failed = rows.count, rows.failed
	if err != nil {
		return err
	}
	unclaimed, err := readClockEvents(cmd, events, hours, r)
	if err != nil {
		return err
	}
	errOut := cmd.ErrOrStderr()
	fmt.Fprintln(errOut, "muster: "+nightShift)
	if unclaimed > 0 {
		fmt.Fprintf(errOut, "muster: %d events of authors without a claim were left out\n", unclaimed)
	}
	out := json.NewEncoder(cmd.OutOrStdout())
	for _, c := range list {
		if err := cmd.Context().Err(); err != nil {
			return err
		}
		a := template.Judge(hours[c.author], c.offset)
		line := clockLine{c.author, c.offset, a.Verdict, math.Round(1000*a.Score) / 1000, a.HalfHours, a.Days, clockReasons(&a)}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func clockReasons(a *clock.Answer) []string {
	seen := fmt.Sprintf("active in %d half hours on %d days", a.HalfHours, a.Days)
	switch a.Verdict {
	case clock.Fits:
		return []string{seen, fmt.Sprintf("no clock %d hours or more away explains them much better than the claimed one", clock.Apart), caveat}
	case clock.DoesNotFit:
		return []string{seen, fmt.Sprintf("clocks %d hours or more away explain them much better than the claimed one", clock.Apart), caveat}
	}
	return []string{seen + fmt.Sprintf("; an answer needs %d on %d days", clock.MinHalfHours, clock.MinDays), caveat}
}

func readClaims(cmd *cobra.Command, path string, r *rejected) ([]claim, map[string]*clock.Hours, error) {
	in, err := openLines(path, cmd.InOrStdin())
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	author, offset := in.column("author_id"), in.column("claimed_offset_min")
	if author < 0 || offset < 0 {
		return nil, nil, in.missing("author_id or claimed_offset_min")
	}
	var list []claim
	hours := map[string]*clock.Hours{}
	err = in.each(cmd.Context(), r, func(cells []string) error {
		minutes, err := number(cells[offset], "claimed_offset_min")
		switch {
		case err != nil:
			return err
		case cells[author] == "":
			return errors.New("author_id is empty")
		case minutes != math.Trunc(minutes) || minutes < minOffset || minutes > maxOffset:
			return fmt.Errorf("claimed_offset_min is not a whole number from %d to %d: %.40q", minOffset, maxOffset, cells[offset])
		case len(list) >= maxClaims:
			return fmt.Errorf("more than %d claims", maxClaims)
		}
		list = append(list, claim{cells[author], int(minutes)})
		if hours[cells[author]] == nil {
			hours[cells[author]] = &clock.Hours{}
		}
		return nil
	})
	return list, hours, err
}

// Times outside are slips: milliseconds, or years of two digits.
const (
	firstTime = 0             // 1970
	lastTime  = 7_258_118_400 // 2200
)

// readClockEvents counts the events of those who claim a clock, and returns how
// many others there were.
func readClockEvents(cmd *cobra.Command, path string, hours map[string]*clock.Hours, r *rejected) (unclaimed int, err error) {
	in, err := openLines(path, cmd.InOrStdin())
	if err != nil {
		return 0, err
	}
	defer in.Close()
	author, at := in.column("author_id"), in.column("utc_ts")
	if author < 0 || at < 0 {
		return 0, in.missing("author_id or utc_ts")
	}
	err = in.each(cmd.Context(), r, func(cells []string) error {
		when, err := seconds(cells[at], "utc_ts")
		switch {
		case err != nil:
			return err
		case cells[author] == "":
			return errors.New("author_id is empty")
		case when < firstTime || when >= lastTime:
			return fmt.Errorf("utc_ts is not in seconds from 1970 to 2200: %.40q", cells[at])
		}
		if h := hours[cells[author]]; h != nil {
			h.Push(int64(when))
		} else {
			unclaimed++
		}
		return nil
	})
	return unclaimed, err
}
