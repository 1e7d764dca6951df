package server

import (
	"context"

	"muster"
	"muster/casework"
	"muster/web"
)

// KeepStill keeps a picture of a meeting.
func (s *Server) KeepStill(ctx context.Context, key string, n web.NewStill) (*web.Receipt, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	act := &casework.KeepStill{Subject: n.Person, Moment: n.Moment, Content: n.Content}
	got, err := s.desk.Do(ctx, actor, casework.Key(key), act)
	if err != nil {
		return nil, s.plainly(ctx, actor, act, err)
	}
	s.counters.acts.Add(1)
	return &web.Receipt{Says: "Kept, small and without what the camera wrote beside it.", Entry: got.Entry}, nil
}

// Still gives one picture to who may see it.
func (s *Server) Still(ctx context.Context, id muster.SubjectID, still string) ([]byte, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	picture, err := s.desk.Still(ctx, actor, id, still)
	if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
		err = &muster.Error{Code: muster.CodeNotFound, Message: "There is no such picture.", Hint: "It may have been erased, or it is only for those who interviewed the person.", Err: err}
	}
	return picture, err
}

// stillsOf is the part of an interview's page about stills; nil where they are
// off or not for this viewer.
func (s *Server) stillsOf(ctx context.Context, actor *casework.Actor, id muster.SubjectID) (*web.Stills, error) {
	about, err := s.desk.Stills(ctx, actor, id)
	if err != nil || !about.On || !about.May {
		return nil, err
	}
	out := &web.Stills{Person: id, Days: about.Days, Purpose: about.Purpose, Basis: about.Basis, Notice: about.Notice}
	if c := about.Choice; c != nil {
		out.Way, out.WayBy, out.WayAt = c.Way, c.By, c.At
	}
	for _, one := range about.List {
		out.Shown = append(out.Shown, web.StillShown{ID: one.ID, Moment: one.Moment, By: one.By, At: one.At, Until: one.Until})
	}
	return out, nil
}

// compared puts the forms of the latest interview with several beside each
// other.
func compared(all []casework.Session) *web.Comparison {
	for i := len(all) - 1; i >= 0; i-- {
		s := &all[i]
		if len(s.Forms) < 2 {
			continue
		}
		out := &web.Comparison{}
		for _, f := range s.Forms {
			out.By = append(out.By, f.Name)
		}
		row := func(what string, of func(*casework.InterviewForm) string) {
			r := web.ComparedRow{What: what}
			for i := range s.Forms {
				r.Said = append(r.Said, of(&s.Forms[i]))
				r.Differs = r.Differs || r.Said[i] != r.Said[0]
			}
			out.Rows = append(out.Rows, r)
		}
		for i, q := range s.Questions {
			row(q, func(f *casework.InterviewForm) string { return optionLabel(web.AnswerChoices(), f.Answers[i]) })
		}
		for i, p := range s.Prompts {
			row(p, func(f *casework.InterviewForm) string { return optionLabel(web.PromptChoices(), f.Prompts[i]) })
		}
		row("Signs", func(f *casework.InterviewForm) string { return signsOf(f) })
		return out
	}
	return nil
}

// stillSettings is the organisation's choice about stills, for the settings.
func (s *Server) stillSettings(ctx context.Context, out *web.Settings) error {
	now, err := s.desk.StillsNow(ctx)
	if err != nil {
		return err
	}
	out.Stills = &web.StillRule{On: now.On, Days: now.Days, Purpose: now.Purpose, Basis: now.Basis, Notice: now.Notice, By: now.By, At: now.At}
	return nil
}
