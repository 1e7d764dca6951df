package casework

import (
	"context"
	"time"
)

// How far back and how much a returning user is told of.
const (
	sinceLongest = 14 * 24 * time.Hour
	maxSince     = 200
)

// Since lists what others did about people, outside cases, since the user last
// did something before a moment (their signing in, as a rule), the latest
// first: at most two weeks of it. Who may see which person is the caller's to
// ask; readers of findings may see all of it.
func (d *Desk) Since(ctx context.Context, who *Actor, before time.Time) ([]ActLine, error) {
	var list []ActLine
	err := d.view(ctx, who, func(r *reading) error {
		const text = "select coalesce(max(happened), 0) from acts where organisation = $1 and actor = $2 and happened < $3"
		last, err := once(r.tx, question("acts", text, []any{string(who.User), before.UnixMicro()}), small, func() (last int64, err error) {
			err = r.tx.QueryRow(text, string(who.User), before.UnixMicro()).Scan(&last)
			return last, err
		})
		if err != nil {
			return err
		}
		from := max(last, before.Add(-sinceLongest).UnixMicro())
		list, err = r.lines("happened > $2 and actor <> $3 and subject <> '' and file = '' order by entry desc limit $4", from, string(who.User), maxSince)
		return err
	})
	return list, err
}
