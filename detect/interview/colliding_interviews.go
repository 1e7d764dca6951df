package interview

import (
	"fmt"

	"muster"
	"muster/detect"
)

// minCollisions is how often interviews must collide: once is a busy week.
const minCollisions = 2

// CollidingInterviews reports interviews of different people that repeatedly
// overlap or are moved together (INT-14).
func CollidingInterviews() detect.Detector {
	return detect.Detector{
		Name: "colliding-interviews", Flag: "INT-14", Strength: 3, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindInterview},
		Find:  collidingInterviews,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Interviews of different people keep colliding or are moved together",
			What: "Looks, among people who already share something, for interviews that overlap or are moved on the same day by the candidates. Reported from the second time. " +
				"People of one home, declared relations and records of one person are not counted.",
			Why: "One person cannot be in two interviews at once.",
			Innocent: []string{
				"Busy weeks: interviews are set in blocks by the recruiter",
				"Strike, storm or sickness moved many appointments at once",
				"Friends or colleagues who travel to interviews together",
			},
			Clear: []string{
				"Set interviews of these people at the same hour; honest people simply appear",
				"Ask the recruiter whether the slots were set or moved by you",
			},
			Sources: []string{"RF26"},
		},
	}
}

func collidingInterviews(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	draft := detect.Draft{Rival: "Interviews are set in blocks, and busy weeks move many at once."}
	times := 0
	said := map[muster.SubjectID]bool{}
	for i := range d.Meetings {
		m := &d.Meetings[i]
		counts := false
		for _, o := range m.Collides {
			if o.Names != muster.OutcomeDifferent || o.Related || o.Homes == muster.OutcomeSame {
				continue
			}
			counts = true
			if !said[o.Subject] {
				said[o.Subject] = true
				draft.Others = append(draft.Others, o)
			}
		}
		if counts {
			times += max(m.Collisions, 1)
			draft.Refs = append(draft.Refs, m.Ref)
		}
	}
	if times < minCollisions {
		return nil
	}
	draft.Detail = fmt.Sprintf("Interviews collided or were moved together %d times with those of %s who share something with this one.",
		times, detect.Count(len(draft.Others), "other person", "other people"))
	return []detect.Draft{draft}
}
