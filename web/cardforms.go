package web

// The forms on cards that stand in lists are written here, as their controls are:
// a day's page has a hundred of them, nearly all closed.

// fold writes the form of an action, closed until somebody opens it; nothing
// where the viewer may not act. what is the thing the action is about.
func (v *view) fold(m *markup, name string, what any, summary, button literal, fill func(*formView)) error {
	return v.folded(m, name, what, false, summary, button, fill)
}

// folded is fold for a form that stands open where it is what the page is for.
func (v *view) folded(m *markup, name string, what any, open bool, summary, button literal, fill func(*formView)) error {
	f, err := newForm(v, name, what)
	if f == nil || err != nil {
		return err
	}
	m.own(`<details class="act"`)
	m.when(open || f.Refused != nil, " open")
	m.own(`><summary>` + summary)
	m.put(`</summary><form method="post" action="`, f.Action, `"`)
	m.put(` id="`, f.ID, `">`)
	f.head(m)
	fill(f)
	m.own(`<button>` + button + `</button></form></details>`)
	return nil
}

// checkForms are what may be done about a check that is still to be done.
func (v *view) checkForms(m *markup, c Check) error {
	if c.Held { // recorded where the interview stands beside the form
		return v.checkMoves(m, c)
	}
	err := v.folded(m, "check.record", c, c.Unfold, "Record what it gave…", "Record the outcome", func(f *formView) {
		f.offers(m, c.Offers)
		f.Choose("outcome", "Outcome", "Not available is never held against anybody.", CheckOutcomes()).radios(m)
		for _, own := range c.Fields() {
			one := f.Closed(own)
			if given := c.given(own.Name); given != "" {
				one = one.With(given)
				one.Hint = "As the forms of the latest interview say. " + one.Hint
			}
			one.choose(m)
		}
		f.Input("date", "done", "Done on", "").With(c.Day()).input(m)
		f.Maybe("date", "expires", "Holds until", "Empty: as long as this kind of check usually holds.").input(m)
		f.Maybe("text", "provider", "Provider", "Who did it, if somebody outside did.").input(m)
		f.evidence(len(c.Offers) > 0).reason(m)
		f.Tick("confirmed", "I saw this myself and stand by it", "").tick(m)
	})
	if err != nil {
		return err
	}
	return v.checkMoves(m, c)
}

// checkMoves are what may be done about such a check beside recording it.
func (v *view) checkMoves(m *markup, c Check) error {
	if swaps := c.Swaps(); len(swaps) > 0 {
		err := v.fold(m, "check.adjust", c, "Swap for an equally strong check…", "Swap the check", func(f *formView) {
			f.Choose("to", "In its place", "Agreed with the person. The reason is not asked and not kept.", swaps).choose(m)
		})
		if err != nil {
			return err
		}
	}
	if len(c.MayDo) > 0 {
		err := v.fold(m, "check.assign", c, "Give it to somebody…", "Give it to them", func(f *formView) {
			f.Choose("who", "Who", "Those whose role records such a check for this person.", c.MayDo).choose(m)
		})
		if err != nil {
			return err
		}
	}
	return v.fold(m, "check.cancel", c, "Take it back…", "Take the check back", func(f *formView) {
		f.Neutral("reason", "Why it is not needed", "").reason(m)
	})
}

// answerForm answers a complaint.
func (v *view) answerForm(m *markup, c Complaint) error {
	return v.fold(m, "complaint.answer", c, "Answer the complaint…", "Answer with these words", func(f *formView) {
		f.Choose("upheld", "What was found", "", Upheld()).radios(m)
		f.Neutral("answer", "Answer", "The person receives these words.").reason(m)
	})
}

// payForm settles a piece of advice about somebody's pay.
func (v *view) payForm(m *markup, a PayAdvice) error {
	summary := literal("Settle…")
	if a.Released {
		summary = "Record what the person said since…"
	}
	return v.fold(m, "pay.settle", a, summary, "Record what came of it", func(f *formView) {
		about(m, a.Person)
		f.Choose("outcome", "What came of it", "", PayOutcomes()).radios(m)
		f.Neutral("reason", "How you know", "Whom you reached, and on which contact that was already on file.").reason(m)
	})
}

// shipmentForm settles the open question about a shipment.
func (v *view) shipmentForm(m *markup, s Shipment) error {
	return v.fold(m, "shipment.settle", s, "Settle…", "Record what was agreed", func(f *formView) {
		about(m, s.Person)
		f.Choose("outcome", "What was agreed", "", ShipmentOutcomes()).radios(m)
		f.Neutral("reason", "How you know", "").reason(m)
	})
}

// about says in a form whom it is about.
func about(m *markup, p PersonRef) {
	m.put(`<input type="hidden" name="person" value="`, string(p.ID), `">`)
}
