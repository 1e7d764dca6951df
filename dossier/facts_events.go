package dossier

import (
	"cmp"
	"slices"

	"muster"
	"muster/normal"
)

// events puts the steps of the person's life with the organisation in order.
func (b *builder) events() {
	for i := range b.observations {
		b.eventsOf(muster.Ref(i), &b.observations[i])
	}
	slices.SortStableFunc(b.d.Events, func(x, y muster.Event) int {
		return cmp.Or(cmp.Compare(x.At.Micros, y.At.Micros), cmp.Compare(x.Ref, y.Ref))
	})
}

func (b *builder) event(kind muster.EventKind, ref muster.Ref, at muster.Time) *muster.Event {
	b.d.Events = append(b.d.Events, muster.Event{Kind: kind, At: at, Ref: ref})
	return &b.d.Events[len(b.d.Events)-1]
}

// stated adds an event only when its time is known.
func (b *builder) stated(kind muster.EventKind, ref muster.Ref, at muster.Time) {
	if !at.IsZero() {
		b.event(kind, ref, at)
	}
}

func (b *builder) eventsOf(ref muster.Ref, o *muster.Observation) {
	switch d := o.Data.(type) {
	case *muster.Application:
		b.stated(muster.EventApplied, ref, earliest(d.Applied, o.Happened))
		switch d.Status {
		case muster.ApplicationWithdrawn:
			b.stated(muster.EventWithdrew, ref, d.StatusAt)
		case muster.ApplicationOffered, muster.ApplicationHired:
			b.stated(muster.EventOffered, ref, d.StatusAt)
		}
	case *muster.Person:
		b.stated(muster.EventStarted, ref, d.Started)
		b.stated(muster.EventLeft, ref, d.Ended)
	case *muster.Interview:
		b.interviewEvents(ref, d)
	case *muster.Check:
		b.checkEvents(ref, d)
	case *muster.BankDetails:
		if d.Changed.IsZero() {
			b.stated(muster.EventBankSet, ref, earliest(d.Effective, o.Happened))
		} else {
			b.event(muster.EventBankChanged, ref, d.Changed)
		}
	case *muster.Change:
		at := earliest(d.At, o.Happened)
		switch d.Field {
		case muster.ChangeName:
			b.stated(muster.EventNameChanged, ref, at)
		case muster.ChangeAddress:
			b.stated(muster.EventAddressChanged, ref, at)
		}
	case *muster.Shipment:
		if d.Direction != muster.DirectionReturn {
			b.stated(muster.EventShipped, ref, d.Dispatched)
			b.stated(muster.EventDelivered, ref, d.Delivered)
		}
	case *muster.Leaver:
		b.stated(muster.EventLeavingAnnounced, ref, d.Announced)
		if at := earliest(d.Left, o.Happened); !at.IsZero() {
			b.event(muster.EventLeft, ref, at).Reason = d.Reason
		}
	case *muster.Report:
		if d.Sign == muster.SignReverificationShown {
			if at := earliest(d.At, o.Happened); !at.IsZero() {
				b.event(muster.EventCheckRequested, ref, at).Check = muster.CheckReverify
			}
		}
	}
}

func (b *builder) interviewEvents(ref muster.Ref, d *muster.Interview) {
	if !d.Announced.IsZero() && (d.Mode == muster.ModeVideo || d.Mode == muster.ModeInPerson) {
		e := b.event(muster.EventStepAnnounced, ref, d.Announced)
		e.Check = muster.CheckLiveInterview
		if d.Mode == muster.ModeInPerson {
			e.Check = muster.CheckInPerson
		}
	}
	switch d.Status {
	case muster.InterviewHeld:
		b.stated(muster.EventInterviewHeld, ref, d.Start)
	case muster.InterviewMoved:
		b.stated(muster.EventInterviewMoved, ref, earliest(d.MovedFrom, d.Start))
	case muster.InterviewMissed, muster.InterviewCancelled:
		b.stated(muster.EventInterviewMissed, ref, d.Start)
	}
}

func (b *builder) checkEvents(ref muster.Ref, d *muster.Check) {
	// What an agreed swap of checks covers is not held against anybody.
	if !d.Requested.IsZero() && d.Recorded.Adjustment != muster.Yes {
		kind := muster.EventCheckRequested
		if d.Type == muster.CheckInPerson || d.Type == muster.CheckLiveInterview || d.Type == muster.CheckIdentity || d.Type == muster.CheckCollection {
			e := b.event(muster.EventStepAnnounced, ref, d.Requested)
			e.Check, e.Postponed = d.Type, d.Postponed
		}
		e := b.event(kind, ref, d.Requested)
		e.Check, e.Postponed, e.Outcome = d.Type, d.Postponed, d.Outcome
	}
	if !d.Done.IsZero() {
		e := b.event(muster.EventCheckDone, ref, d.Done)
		e.Check, e.Outcome, e.Postponed = d.Type, d.Outcome, d.Postponed
	}
}

// meeting compares who joined an interview with who was invited.
func (b *builder) meeting(ref muster.Ref, d *muster.Interview) {
	f := muster.MeetingFact{Ref: ref, At: d.Start, Mode: d.Mode, Status: d.Status}
	if d.DisplayName != "" {
		f.Name, _, _ = b.compareForm(b.card.name, b.displayName(d.DisplayName))
	}
	for _, n := range d.DisplayNames {
		outcome, documented, knownAs := b.compareForm(b.card.name, b.displayName(n))
		f.Name = Closer(f.Name, outcome)
		f.NameChanged = f.NameChanged || outcome == muster.OutcomeDifferent && !documented && !knownAs
	}
	f.NameChanged = f.NameChanged && len(d.DisplayNames) > 1
	f.Account = b.meetingAccount(d)
	b.collisions(&f, d)
	b.d.Meetings = append(b.d.Meetings, f)
}

// meetingAccount compares the meeting account's address with every address
// that the person's own records name.
func (b *builder) meetingAccount(d *muster.Interview) muster.Outcome {
	if len(d.AccountEmails) == 0 {
		return muster.OutcomeUnknown
	}
	own := b.ownEmails()
	if len(own) == 0 {
		return muster.OutcomeUnknown
	}
	best := muster.OutcomeUnknown
	for _, e := range d.AccountEmails {
		form, err := normal.Email(string(e))
		switch {
		case err != nil:
		case own[form.Canonical]:
			best = muster.OutcomeSame
		default:
			best = Closer(best, muster.OutcomeDifferent)
		}
	}
	return best
}

// ownEmails returns the canonical addresses on the person's records, meetings
// aside.
func (b *builder) ownEmails() map[string]bool {
	if b.own.emails != nil {
		return b.own.emails
	}
	own := map[string]bool{}
	b.own.emails = own
	add := func(emails []muster.Email) {
		for _, e := range emails {
			if form, err := normal.Email(string(e)); err == nil {
				own[form.Canonical] = true
			}
		}
	}
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.Person:
			add(d.Contact.Emails)
		case *muster.Application:
			add(d.Contact.Emails)
		case *muster.CV:
			add(d.Contact.Emails)
		case *muster.Change:
			if d.Field == muster.ChangeEmail {
				add([]muster.Email{muster.Email(d.Old), muster.Email(d.New)})
			}
		}
	}
	return own
}

// collisions finds people who already share something with the subject and
// whose interviews overlapped with this one or were moved together with it.
func (b *builder) collisions(f *muster.MeetingFact, d *muster.Interview) {
	if d.Start.Precision < muster.PrecisionMinute {
		return
	}
	mine := meetingTime{start: d.Start.Micros, end: max(d.End.Micros, d.Start.Micros+30*60*1_000_000), movedFrom: d.MovedFrom.Micros}
	for _, subject := range b.linked() {
		for _, m := range b.x.card(subject).meetings {
			overlap := m.start < mine.end && mine.start < m.end
			together := mine.movedFrom != 0 && m.movedFrom != 0 && near(mine.movedFrom, m.movedFrom) && near(mine.start, m.start)
			if overlap || together {
				f.Collisions++
				f.Collides = addOther(f.Collides, b.person(subject))
			}
		}
	}
}

func near(a, b int64) bool { return a-b < microsPerDay && b-a < microsPerDay }

// linked returns the subjects that share something uncommon with this one, in
// order, at most MaxOthers.
func (b *builder) linked() []int32 {
	if b.own.joined {
		return b.own.linked
	}
	var linked []int32
	for i := range b.d.Artefacts {
		h := &b.d.Artefacts[i]
		if h.Sharing.Common != muster.NotCommon || h.Sharing.Count > muster.MaxOthers {
			continue
		}
		for j := range h.Sharing.Others {
			s, _ := b.x.find(h.Sharing.Others[j].Subject)
			if !slices.Contains(linked, s) && len(linked) < muster.MaxOthers {
				linked = append(linked, s)
			}
		}
	}
	slices.SortFunc(linked, b.x.compareIDs)
	b.own.linked, b.own.joined = linked, true
	return linked
}

// burstHours is the window in which applications are counted.
const burstHours = 24

// bursts counts the applications made within a day under one contact, device
// or network of the subject.
func (b *builder) bursts() {
	var times []int64
	first := muster.Ref(-1)
	for i := range b.observations {
		a, ok := b.observations[i].Data.(*muster.Application)
		if !ok {
			continue
		}
		if first < 0 {
			first = muster.Ref(i)
		}
		if at := earliest(a.Applied, b.observations[i].Happened); at.Precision >= muster.PrecisionDay {
			times = append(times, at.Micros) // applications of one month are not a day's
		}
	}
	if first < 0 {
		return
	}
	own := densest(times, burstHours)
	for i := range b.d.Artefacts[:len(b.claims)] { // texts follow, which are no contacts
		h := &b.d.Artefacts[i]
		contact := h.Kind == muster.ArtefactPhone || h.Kind == muster.ArtefactEmail || h.Kind == muster.ArtefactNetwork || h.Kind == muster.ArtefactDevice
		if !contact || h.Role != muster.RoleOwn || h.Sharing.Common != muster.NotCommon {
			continue
		}
		subjects := 1 + b.applied[i]
		if applications := own + subjects - 1; applications > 1 {
			b.d.Bursts = append(b.d.Bursts, muster.BurstFact{
				Artefact: h.Artefact, Ref: h.Ref, Applications: applications, Subjects: subjects, Hours: burstHours,
			})
		}
	}
}

// densest returns the most times that fall within a window.
func densest(times []int64, hours int64) int {
	slices.Sort(times)
	best, from := 0, 0
	for to := range times {
		for times[to]-times[from] >= hours*3600*1_000_000 {
			from++
		}
		best = max(best, to-from+1)
	}
	return best
}
