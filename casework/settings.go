package casework

import (
	"strconv"
	"time"

	"muster/store"
)

// Setting is a number an organisation may choose.
type Setting struct {
	Name     string
	Says     string
	Default  int
	Min, Max int
}

// The settings.
const (
	SettingDraw          = "draw_percent"
	SettingAnswerDays    = "answer_working_days"
	SettingWaitingDays   = "waiting_working_days"
	SettingComplaintDays = "complaint_days"
	SettingAppealDays    = "appeal_days"
	SettingUnlockMinutes = "unlock_minutes"
	SettingQuestions     = "interview_questions"
)

// Settings lists what can be set, with its bounds. No bound lets a right be
// switched off: there is always a time to answer and a second look.
func Settings() []Setting {
	return []Setting{
		{SettingDraw, "Of everybody in a class, how many in a hundred get the stronger check by chance", 5, 1, 100},
		{SettingAnswerDays, "Working days a person has to answer a notice", 5, 2, 60},
		{SettingWaitingDays, "Working days between proposing an adverse step and its signature", 3, 1, 60},
		{SettingComplaintDays, "Days within which a complaint is answered", 30, 1, 90},
		{SettingAppealDays, "Days within which an appeal against a check of a platform account is answered", 14, 1, 60},
		{SettingUnlockMinutes, "Minutes an unlocked value stays visible", 30, 5, 480},
		{SettingQuestions, "Questions in every interview, the same number for everyone", 6, 3, 12},
	}
}

func setting(name string) (Setting, bool) {
	for _, s := range Settings() {
		if s.Name == name {
			return s, true
		}
	}
	return Setting{}, false
}

// settingNumber reads a setting, or its default.
func settingNumber(tx *store.Tx, name string) (int, error) {
	return once(tx, "number "+name, small, func() (int, error) { return readNumber(tx, name) })
}

func readNumber(tx *store.Tx, name string) (int, error) {
	s, _ := setting(name)
	rows, err := tx.Query("select value from settings where organisation = $1 and name = $2", settingPrefix+name)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	if !rows.Next() {
		return s.Default, rows.Err()
	}
	var text string
	if err := rows.Scan(&text); err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < s.Min || n > s.Max {
		return s.Default, rows.Err()
	}
	return n, rows.Err()
}

// settingPrefix keeps these apart from what the store itself keeps there.
const settingPrefix = "casework."

// ChangeSetting sets a number.
type ChangeSetting struct {
	Setting string `json:"setting"`
	Value   int    `json:"value"`
	Reason  string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *ChangeSetting) Name() string { return "setting.change" }

func (a *ChangeSetting) check() error {
	s, ok := setting(a.Setting)
	if !ok {
		return usage("there is no setting "+quoted(a.Setting), "choose one of the list")
	}
	if a.Value < s.Min || a.Value > s.Max {
		return usage(a.Setting+": want "+strconv.Itoa(s.Min)+" to "+strconv.Itoa(s.Max), "choose a number within these bounds")
	}
	return reason(a.Reason)
}

func (a *ChangeSetting) perform(in *act) error {
	if err := in.allow(SettingsManage, Scope{}, false); err != nil {
		return err
	}
	in.made = a.Setting
	_, err := in.exec("insert into settings (organisation, name, value) values ($1, $2, $3) on conflict (organisation, name) do update set value = excluded.value",
		settingPrefix+a.Setting, strconv.Itoa(a.Value))
	return err
}

// Monitoring is one kind of monitoring of people at work. None runs without an
// impact assessment and a notice to those concerned.
type Monitoring struct {
	Kind       string    `json:"kind"`
	On         bool      `json:"on"`
	Assessment string    `json:"assessment"` // reference of the impact assessment
	Notice     string    `json:"notice"`     // reference of the notice given
	Basis      string    `json:"basis"`      // lawful basis
	By         string    `json:"by"`
	At         time.Time `json:"at"`
	Reason     string    `json:"reason"`
}

func monitorings() shelf[Monitoring] {
	return shelf[Monitoring]{"monitoring", "kind of monitoring", func(m *Monitoring) keys {
		state := "off"
		if m.On {
			state = "on"
		}
		return keys{id: m.Kind, state: state}
	}}
}

// MessageText is the kind of monitoring that reads what people write in proposals
// and messages. No log shows it: it is sent and brought in as records.
const MessageText = "message_text"

// MonitoringKinds lists what can be switched on. All are off at first.
func MonitoringKinds() []string {
	return []string{"sign_in", "network", "device", "remote_access", "activity", "repository", "meeting", MessageText}
}

// SwitchMonitoring switches a kind of monitoring on or off. Switching on needs
// the references of the impact assessment and of the notice.
type SwitchMonitoring struct {
	Kind       string `json:"kind"`
	On         bool   `json:"on"`
	Assessment string `json:"assessment,omitempty"`
	Notice     string `json:"notice,omitempty"`
	Basis      string `json:"basis,omitempty"`
	Reason     string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SwitchMonitoring) Name() string { return "monitoring.set" }

func (a *SwitchMonitoring) check() error {
	if a.On {
		if err := first(line("impact assessment", a.Assessment), line("notice", a.Notice), line("lawful basis", a.Basis)); err != nil {
			return err
		}
	}
	return first(reason(a.Reason), oneOf("kind", a.Kind, MonitoringKinds()...))
}

func (a *SwitchMonitoring) perform(in *act) error {
	if err := in.allow(MonitoringSet, Scope{}, false); err != nil {
		return err
	}
	in.made = a.Kind
	if a.Kind == MessageText { // texts that are kept are compared, or no longer
		if err := in.tx.NoteModel(); err != nil {
			return err
		}
	}
	return monitorings().put(in, &Monitoring{a.Kind, a.On, a.Assessment, a.Notice, a.Basis, in.who.Name, in.now(), a.Reason})
}
