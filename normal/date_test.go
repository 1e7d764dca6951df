package normal

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		in        string
		order     FieldOrder
		iso       string
		precision DatePrecision
	}{
		{"2026-03-04", OrderUnknown, "2026-03-04", PrecisionDay},
		{"2026/3/4", OrderUnknown, "2026-03-04", PrecisionDay},
		{"20260304", OrderUnknown, "2026-03-04", PrecisionDay},
		{"2026-03", OrderUnknown, "2026-03", PrecisionMonth},
		{"03/2026", OrderUnknown, "2026-03", PrecisionMonth},
		{"2026", OrderUnknown, "2026", PrecisionYear},
		{"2026-03-04T05:06:07Z", OrderUnknown, "2026-03-04T05:06:07Z", PrecisionSecond},
		{"2026-03-04T05:06:07+02:00", OrderUnknown, "2026-03-04T05:06:07+02:00", PrecisionSecond},
		{"2026-03-04 05:06", OrderUnknown, "2026-03-04T05:06", PrecisionMinute},
		{"2026-03-04T05:06:07.123456-0530", OrderUnknown, "2026-03-04T05:06:07.123456-05:30", PrecisionMicro},
		{"20260304T050607Z", OrderUnknown, "2026-03-04T05:06:07Z", PrecisionSecond},
		{"4 March 2026", OrderUnknown, "2026-03-04", PrecisionDay},
		{"4th of March, 2026", OrderUnknown, "2026-03-04", PrecisionDay},
		{"Mar 4, 2026", OrderUnknown, "2026-03-04", PrecisionDay},
		{"4-Mar-26", OrderUnknown, "2026-03-04", PrecisionDay},
		{"04MAR2026", OrderUnknown, "2026-03-04", PrecisionDay},
		{"4. März 2026", OrderUnknown, "2026-03-04", PrecisionDay},
		{"4 de marzo de 2026", OrderUnknown, "2026-03-04", PrecisionDay},
		{"1er août 2026", OrderUnknown, "2026-08-01", PrecisionDay},
		{"août 2026", OrderUnknown, "2026-08", PrecisionMonth},
		{"le 4 févr. 2026", OrderUnknown, "2026-02-04", PrecisionDay},
		{"dez 2026", OrderUnknown, "2026-12", PrecisionMonth},
		{"Sept 2026", OrderUnknown, "2026-09", PrecisionMonth},
		{"Mar '26", OrderUnknown, "2026-03", PrecisionMonth},
		{"Wednesday, 4 March 2026 5:06 PM", OrderUnknown, "2026-03-04T17:06", PrecisionMinute},
		{"Wed, 04 Mar 2026 05:06:07 +0000 (UTC)", OrderUnknown, "2026-03-04T05:06:07Z", PrecisionSecond},
		{"Mon Jan 2 15:04:05 2006", OrderUnknown, "", ""},
		{"03/04/2026", OrderDayFirst, "2026-04-03", PrecisionDay},
		{"03/04/2026", OrderMonthFirst, "2026-03-04", PrecisionDay},
		{"03/03/2026", OrderUnknown, "2026-03-03", PrecisionDay},
		{"3.4.26", OrderDayFirst, "2026-04-03", PrecisionDay},
		{"03/04/2026 12:30 AM", OrderMonthFirst, "2026-03-04T00:30", PrecisionMinute},
		{"12/31/99", OrderMonthFirst, "1999-12-31", PrecisionDay},
		{"2026:03:04 05:06:07", OrderUnknown, "2026-03-04T05:06:07", PrecisionSecond},
		{"D:20260304050607+01'00'", OrderUnknown, "2026-03-04T05:06:07+01:00", PrecisionSecond},
		{"D:2026030405", OrderUnknown, "2026-03-04T05:00", PrecisionMinute},
		{"D:20260304", OrderUnknown, "2026-03-04", PrecisionDay},
		{"46085", OrderUnknown, "2026-03-04", PrecisionDay},
		{"46085.5", OrderUnknown, "2026-03-04T12:00:00", PrecisionSecond},
		{"1772582400", OrderUnknown, "2026-03-04T00:00:00Z", PrecisionSecond},
		{"1772582400123", OrderUnknown, "2026-03-04T00:00:00.123000Z", PrecisionMicro},
		{"2026-02-29", OrderUnknown, "", ""},
		{"2024-02-29", OrderUnknown, "2024-02-29", PrecisionDay},
		{"31/02/2026", OrderDayFirst, "", ""},
		{"2026-13-01", OrderUnknown, "", ""},
		{"2026-03-04 25:00", OrderUnknown, "", ""},
		{"2026-03-04 13:00 PM", OrderUnknown, "", ""},
		{"2026-03-04T05:06+15:00", OrderUnknown, "", ""},
		{"hello", OrderUnknown, "", ""}, {"", OrderUnknown, "", ""}, {"-", OrderUnknown, "", ""}, {"1/2", OrderDayFirst, "", ""}, {"99999", OrderUnknown, "2173-10-13", PrecisionDay}, {strings.Repeat("1", 70), OrderUnknown, "", ""}, {"0000-00-00", OrderUnknown, "", ""},
	} {
		d, err := ParseDate(c.in, c.order)
		if c.iso == "" {
			if !errors.Is(err, ErrDate) {
				t.Errorf("ParseDate(%q) = %s, %v, want ErrDate", c.in, d.ISO(), err)
			}
			continue
		}
		if err != nil || d.ISO() != c.iso || d.Precision != c.precision || d.Text != c.in {
			t.Errorf("ParseDate(%q, %q) = %s %+v, %v; want %s %s", c.in, c.order, d.ISO(), d, err, c.iso, c.precision)
		}
	}
	for _, s := range []string{"03/04/2026", "25/12/2026", "12.25.2026", "3/4/26 10:00"} {
		if _, err := ParseDate(s, OrderUnknown); !errors.Is(err, ErrDateOrder) || !errors.Is(err, ErrDate) {
			t.Errorf("ParseDate(%q) without an order: %v, want ErrDateOrder", s, err)
		}
	}
	if _, err := ParseDate("25/12/2026", OrderMonthFirst); !errors.Is(err, ErrDateOrder) {
		t.Errorf("a row against its column's order: %v, want ErrDateOrder", err)
	}
	d, err := ParseDate("2026-03-04T05:06:07.5+02:00", OrderUnknown)
	want := time.Date(2026, 3, 4, 3, 6, 7, 500_000_000, time.UTC).UnixMicro()
	if err != nil || d.Micros != want || d.OffsetMinutes != 120 || !d.OffsetKnown {
		t.Errorf("offset: %+v, %v, want %d", d, err, want)
	}
}

func TestExcelDate(t *testing.T) {
	for _, c := range []struct {
		serial float64
		mac    bool
		iso    string
	}{{61, false, "1900-03-01"}, {25569, false, "1970-01-01"}, {44623, true, "2026-03-04"}, {46085.999999, false, "2026-03-05T00:00:00"}} {
		d, err := ExcelDate(c.serial, c.mac)
		if err != nil || !strings.HasPrefix(c.iso, d.ISO()[:10]) {
			t.Errorf("ExcelDate(%v) = %s, %v, want %s", c.serial, d.ISO(), err, c.iso)
		}
	}
	for _, bad := range []float64{0, 60, -1, 1e9} {
		if _, err := ExcelDate(bad, false); !errors.Is(err, ErrDate) {
			t.Errorf("ExcelDate(%v): %v", bad, err)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-03-04T05:06:07.123+02:00", "Mar 4, 2026", "03/04/26 12:30 PM", "D:20260304050607+01'00'", "46085.5", "1772582400123", "20260304T0506Z", "2026:03:04 05:06:07"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, dayFirst bool) {
		order := OrderMonthFirst
		if dayFirst {
			order = OrderDayFirst
		}
		d, err := ParseDate(s, order)
		if err != nil {
			return
		}
		if y := d.Time().Year(); y < 0 || y > 10000 {
			t.Fatalf("year %d", y)
		}
		again, err := ParseDate(d.ISO(), OrderUnknown)
		again.Text = d.Text
		if err != nil || again != d {
			t.Fatalf("ParseDate(%q) = %+v (%s), again %+v, %v", s, d, d.ISO(), again, err)
		}
	})
}
