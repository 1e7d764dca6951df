package evaluate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const liveTruthText = `subject,kind,operator,traceable,linkable,operator_kind,status,farm,first_boot,log_days,log_until
h1,honest,,0,0,,worker,,,60,2026-06-30
h2,honest,,0,0,,worker,,,30,2026-06-30
h3,honest,,0,0,,applicant,,,0,2026-06-30
p1,persona,op-1,0,0,careful,worker,together,2026-06-18,13,2026-06-30
p2,persona,op-1,0,0,careful,worker,together_apart,2026-06-16,15,2026-06-30
p3,persona,op-2,0,0,careful,worker,together,2026-06-15,16,2026-06-30
p4,persona,op-3,0,0,careful,worker,lone,2026-06-20,11,2026-06-30
`

const livePeople = "subject,level,findings\nh1,verify,END-01 PAY-01\nh2,clear,END-01\nh3,verify,PAY-01\np1,escalate,NET-05\np2,clear,\np3,verify,NET-05\np4,verify,END-04\n"

const liveFindings = `{"flag":"END-01","scored":true,"evidence":[{"kind":"program"}]}
{"flag":"PAY-01","scored":true,"evidence":[{"kind":"bank_details"}]}
{"flag":"NET-05","scored":true,"evidence":[{"kind":"device_day"}]}
`

func liveRun(t *testing.T) Report {
	t.Helper()
	run, truth := folder(t, livePeople, "[]", liveTruthText)
	if err := os.WriteFile(filepath.Join(run, "findings.jsonl"), []byte(liveFindings), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Run(run, truth)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFindingsFromLogsAreCountedByDetectorAndMonth(t *testing.T) {
	r := liveRun(t)
	want := &Live{
		People: Outcome{2, 1, 0}, PersonDays: 90,
		Detectors: []DetectorCount{{"END-01", 2, 1, 0}},
		Farms: []FarmCount{
			{"lone", Outcome{1, 1, 0}, Outcome{}}, {"together", Outcome{1, 1, 1}, Outcome{1, 1, 0}}, {"together_apart", Outcome{1, 0, 0}, Outcome{}},
		},
	}
	if diff := cmp.Diff(want, r.Live); diff != "" {
		t.Error(diff)
	}
	if got := r.Live.perMonth(1); got != "333.33" { // one person in 90 days of people
		t.Errorf("%s per 1,000 people and 30 days", got)
	}
	var text strings.Builder
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	honest, farms := strings.Index(text.String(), "Findings from logs on honest people"), strings.Index(text.String(), "Devices that stand with a host")
	if honest < 0 || farms < honest || strings.Contains(text.String(), "first_boot") {
		t.Errorf("false alarms do not come first, or a column of the logs is a subgroup:\n%s", text.String())
	}
}

func TestBarsOfLogs(t *testing.T) {
	bars := liveRun(t).LiveBars()
	if len(bars) != 3 || !bars[0].Met() || bars[1].Met() || bars[2].Met() || bars[1].Share != 0.5 || bars[2].Share != 0.5 {
		t.Errorf("%+v", bars)
	}
	if bars := (Report{}).LiveBars(); bars != nil {
		t.Errorf("bars without logs: %+v", bars)
	}
}

func TestPoolAddsUpLogs(t *testing.T) {
	r := liveRun(t)
	pooled := Pool(r, r, Report{})
	if pooled.Live.PersonDays != 180 || pooled.Live.People.People != 4 || pooled.Live.Detectors[0].All != 4 || pooled.Live.Farms[1].Fresh.Escalate != 2 {
		t.Errorf("%+v", pooled.Live)
	}
	if Pool(Report{}).Live != nil {
		t.Error("logs where there are none")
	}
}

func TestBrokenTruthOfLogsIsAnError(t *testing.T) {
	for _, broken := range []string{
		strings.Replace(liveTruthText, ",60,", ",many,", 1), strings.Replace(liveTruthText, "2026-06-18", "soon", 1), strings.Replace(liveTruthText, "first_boot", "boot", 1),
	} {
		if _, err := Run(folder(t, livePeople, "[]", broken)); err == nil {
			t.Errorf("accepted:\n%s", broken)
		}
	}
}
