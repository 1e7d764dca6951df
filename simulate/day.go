package simulate

import "time"

// day counts days since 1970-01-01, the only clock the tables need. Zero means
// no date: nobody in the files has one on that day.
type day int32

func dayOf(t time.Time) day { return day(t.Unix() / 86400) }

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// appendISO writes 2026-03-03, or nothing for no date.
func (d day) appendISO(b []byte) []byte {
	if d == 0 {
		return b
	}
	return d.time().AppendFormat(b, "2006-01-02")
}

func (d day) iso() string { return string(d.appendISO(nil)) }

// minuteISO writes the day with a time of day.
func (d day) minuteISO(minute int) string {
	if d == 0 {
		return ""
	}
	return d.time().Add(time.Duration(minute) * time.Minute).Format("2006-01-02T15:04")
}
