package casework

import (
	"context"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// ReplyLasts is how long the link stays open by which a person answers.
const ReplyLasts = 30 * 24 * time.Hour

// OfferReply makes a one-time link by which a person answers a notice or
// complains, without an account. The receipt's Secret is its token; earlier
// links for the person end.
type OfferReply struct {
	Subject muster.SubjectID `json:"subject"`
}

// Name is the kind of the act's ledger entry.
func (a *OfferReply) Name() string { return "reply.offer" }

func (a *OfferReply) check() error { return subjectID(a.Subject) }

func (a *OfferReply) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(NoticeSend, about.Scope, about.own); err != nil {
		return err
	}
	in.made = string(a.Subject)
	return in.link(&Link{Purpose: LinkReply, Subject: a.Subject}, ReplyLasts)
}

// ReplyPage is what the holder of a link is shown: what they themselves were
// told, and nothing else.
type ReplyPage struct {
	Told  string    // the words of the last notice; empty when there was none
	By    string    // who sent it
	Ways  []Offer   // other ways that were offered to them
	Until time.Time // end of the time to answer, zero when there was no notice
	Ends  time.Time // of the link
}

// ReplyTo reads what the link of a token opens. It does not use the link up.
func (d *Desk) ReplyTo(ctx context.Context, token string) (*ReplyPage, error) {
	var out *ReplyPage
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		l, err := d.openReply(tx, token)
		if err != nil {
			return err
		}
		out = &ReplyPage{Ends: l.Expires}
		n, err := lastNotice(tx, l.Subject)
		if n != nil && !n.Sent.IsZero() {
			out.Told, out.By, out.Until = n.Text, n.By, n.Until
		}
		if n != nil {
			out.Ways = n.Offers
		}
		return err
	})
	return out, err
}

func (d *Desk) openReply(tx *store.Tx, token string) (*Link, error) {
	l, err := d.open(tx, token)
	if err != nil {
		return nil, err
	}
	if l.Purpose != LinkReply {
		return nil, errPermission("this link is not for answering")
	}
	return l, nil
}

// Reply is what a person writes by their link: their side, a complaint, or
// both.
type Reply struct {
	Answer    string `json:"answer,omitempty"`
	Complaint string `json:"complaint,omitempty"`

	token string
}

// TakeReply puts on record what the holder of a link wrote, as the person's own
// words, and uses the link up. A complaint starts its clock.
func (d *Desk) TakeReply(ctx context.Context, token string, said Reply) error {
	said.token = token
	if _, err := d.ReplyTo(ctx, token); err != nil { // a guess writes nothing
		return err
	}
	_, err := d.Do(ctx, &Actor{Name: "the person, by their link", Via: "link"}, Key("reply-"+digestText(token)[:40]), &said)
	return err
}

// Name is the kind of the act's ledger entry.
func (a *Reply) Name() string { return "reply.take" }

func (a *Reply) check() error {
	if strings.TrimSpace(a.Answer) == "" && strings.TrimSpace(a.Complaint) == "" {
		return usage("nothing is written there", "write your side, a complaint, or both")
	}
	return first(words("answer", a.Answer), words("complaint", a.Complaint))
}

func (a *Reply) perform(in *act) error {
	l, err := in.desk.openReply(in.tx, a.token)
	if err != nil {
		return err
	}
	in.allowed, in.subject = true, l.Subject // the link is the permission, for this one person
	l.Used = in.now()
	if err := links().put(in, l); err != nil {
		return err
	}
	if a.Complaint != "" {
		c, err := in.complain(l.Subject, a.Complaint)
		if err != nil {
			return err
		}
		in.made = c.ID
	}
	if a.Answer == "" {
		return nil
	}
	n, err := in.noticeOf(l.Subject)
	if err != nil {
		return err
	}
	n.Answers = append(n.Answers, Answer{Text: a.Answer, At: muster.Instant(in.now()), Recorded: in.now(), By: in.who.Name})
	return notices().put(in, n)
}
