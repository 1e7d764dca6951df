package server

import (
	"context"
	"time"

	"muster"
	"muster/casework"
	"muster/web"
)

// maxChanges is how many things a returning user is told of.
const maxChanges = 8

// sinceLast tells what others did about people the viewer sees since the viewer
// last did something here, of each person and kind once.
func (v *viewing) sinceLast(ctx context.Context, out *web.Today) error {
	visitor := visitorOf(ctx)
	if visitor == nil || visitor.since.IsZero() {
		return nil
	}
	list, err := v.news(ctx, visitor.since)
	for i := range list {
		l := &list[i]
		who := v.refTo(l.Subject)
		change := web.Change{At: muster.Instant(l.At), Person: &who, Text: actWord(l.Name)}
		if !who.Far {
			change.Href = who.Href()
		}
		if l.Actor != "" { // clocks and the persons themselves have no account
			change.Text += ", by " + v.userName(l.Actor)
		}
		out.Changed = append(out.Changed, change)
	}
	return err
}

// news is what others did about people the viewer sees since the viewer last did
// something before a moment: of each person and kind the latest, the latest first.
func (v *viewing) news(ctx context.Context, before time.Time) (out []casework.ActLine, err error) {
	list, err := v.server.desk.Since(ctx, v.actor, before)
	if err != nil {
		return nil, err
	}
	type thing struct {
		who  muster.SubjectID
		what string
	}
	told := map[thing]bool{}
	table := v.server.desk.Permissions()
	for i := range list {
		l := &list[i]
		r, ok := v.live.Row(l.Subject)
		if !ok || !v.sees(&r) || table.Sees(v.actor, casework.FieldFinding, v.scope(&r)) == casework.Hidden || table.Sees(v.actor, casework.TellsOf(l.Name), v.scope(&r)) == casework.Hidden || told[thing{l.Subject, l.Name}] {
			continue
		}
		told[thing{l.Subject, l.Name}] = true
		if out = append(out, *l); len(out) == maxChanges {
			break
		}
	}
	return out, nil
}
