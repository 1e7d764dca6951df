package seen

import (
	"encoding/base64"
	"fmt"

	"muster"
)

// hours counts on how many days something was done in an hour of the week, in
// the time of the hours agreed.
func (r *reader) hours(list []*muster.Observation) *Hours {
	h := &Hours{}
	h.agree(r.agreed)
	active := map[int]bool{} // hours since 1970, UTC
	bits := func(day muster.Time, mask int) {
		for hour := range 24 {
			if mask&(1<<hour) != 0 {
				active[dayOf(day)*24+hour] = true
			}
		}
	}
	for _, o := range list {
		switch d := o.Data.(type) {
		case *muster.SignIns:
			bits(d.Day, d.Hours)
		case *muster.WorkDay:
			bits(d.Day, d.Hours)
		case *muster.ActivityDay:
			bits(d.Day, activeHours(d.Minutes))
		}
	}
	if len(active) == 0 {
		return nil
	}
	weeks := map[int]bool{}
	for hour := range active {
		local := hour*60 + h.offset
		day := floorDiv(local, 24*60)
		weekday, clock := ((day+3)%7+7)%7, (local-day*24*60)/60 // 1 January 1970 was a Thursday
		h.Counts[weekday][clock]++
		weeks[floorDiv(day+3, 7)] = true
		h.Outside[1]++
		if h.Stated && !h.Agreed[weekday][clock] {
			h.Outside[0]++
		}
	}
	h.Weeks = len(weeks)
	h.Says = "No hours are on record as agreed, so there is nothing to compare with."
	if h.Stated {
		h.Says = fmt.Sprintf("%d of %s of activity lie outside the hours agreed. Late work, other time zones and on-call duty look the same.", h.Outside[0], count(h.Outside[1], "hour", "hours"))
	}
	return h
}

// agree takes the hours agreed last.
func (h *Hours) agree(list []*muster.Agreed) {
	h.Zone = "UTC"
	for _, a := range list {
		if a.What != muster.AgreedHours || a.Start == nil || a.End == nil {
			continue
		}
		h.Stated, h.Agreed, h.offset = true, [7][24]bool{}, 0
		h.Zone = "UTC"
		if a.Offset != nil && *a.Offset > -14*60 && *a.Offset < 15*60 {
			h.offset = *a.Offset
			h.Zone = fmt.Sprintf("the time agreed, UTC%+03d:%02d without daylight saving", h.offset/60, max(h.offset%60, -(h.offset%60)))
		}
		for hour := range 24 {
			from, to := hour*60, hour*60+59
			in := from <= *a.End-1 && to >= *a.Start
			if *a.End <= *a.Start { // past midnight
				in = to >= *a.Start || from <= *a.End-1
			}
			for day := range 5 {
				h.Agreed[day][hour] = in
			}
		}
	}
}

// activeHours returns the hours with an active minute, of the 1,440 bits of a
// day.
func activeHours(minutes muster.Text) int {
	b, err := base64.StdEncoding.DecodeString(string(minutes))
	if err != nil || len(b) != 180 {
		return 0
	}
	mask := 0
	for minute := range 24 * 60 {
		if b[minute/8]&(0x80>>(minute%8)) != 0 {
			mask |= 1 << (minute / 60)
		}
	}
	return mask
}

func floorDiv(a, b int) int {
	d := a / b
	if a%b < 0 {
		d--
	}
	return d
}
