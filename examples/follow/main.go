// Command follow shows how a program works with a Muster server from Go: it sends
// a record, says what is due about its person, lists who waits at a gate, and
// then follows what changes until it is stopped.
//
//	MUSTER_URL=https://muster.example.org MUSTER_KEY=... follow -place follow.place
//
// The key needs the scopes observations.write, subjects.read, findings.read and
// events.read. With -place it goes on, after a stop, behind what it has shown.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"

	"muster"
	"muster/client"
)

func main() {
	place := flag.String("place", "", "file that holds how far the stream was read")
	most := flag.Int("events", 0, "stop after so many events; 0 follows on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c, err := client.New(os.Getenv("MUSTER_URL"), client.Options{Key: os.Getenv("MUSTER_KEY")})
	if err == nil {
		err = run(ctx, c, os.Stdout, *place, *most)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, c *client.Client, out io.Writer, place string, most int) error {
	if err := sendOne(ctx, c, out); err != nil {
		return err
	}
	for row, err := range c.Subjects(ctx, client.Query{Gate: muster.GateOffer}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s waits before an offer: %s\n", row.ID, row.NextStep)
	}
	return follow(ctx, c, out, place, most)
}

// sendOne sends an application and says what is due. Sent again it is recognised.
func sendOne(ctx context.Context, c *client.Client, out io.Writer) error {
	kept, err := c.Send(ctx, &muster.Observation{
		Subject: "A-1042", Source: "example", Record: "88121", Happened: muster.Date(2026, 11, 2),
		Data: &muster.Application{Named: muster.Named{FullName: "Ann Example"}, Vacancy: "Developer", Applied: muster.Date(2026, 11, 2)},
	}, client.WithAssessment)
	if muster.CodeOf(err) == muster.CodePermission { // a key that may not send reads on
		fmt.Fprintln(out, "nothing is sent:", err)
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "A-1042 is %s, at %s\n", kept.Status, kept.Assessment.Level)
	return nil
}

// follow shows what changes. The place is written once an event is shown, so that
// none is lost over a stop.
func follow(ctx context.Context, c *client.Client, out io.Writer, place string, most int) error {
	from, err := os.ReadFile(place)
	if err != nil && place != "" && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	shown := 0
	for event, err := range c.Events(ctx, string(from)) {
		if err != nil {
			return err
		}
		switch {
		case event.Act != nil:
			fmt.Fprintf(out, "%s about %s\n", event.Act.Name, event.Subject)
		case event.Subject != "":
			fmt.Fprintf(out, "records of %s\n", event.Subject)
		default:
			fmt.Fprintln(out, event.Kind)
		}
		if place != "" {
			if err := os.WriteFile(place, []byte(event.At), 0o600); err != nil {
				return err
			}
		}
		if shown++; shown == most {
			return nil
		}
	}
	return nil
}
