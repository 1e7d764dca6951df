package casework

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"

	"muster"
	"muster/store"
)

// drawn reports whether the random draw gives a person the stronger check at a
// gate, whatever the flags say. It depends on the installation's secret seed,
// the person and the gate only: nobody can rehearse it, anybody with the seed
// can repeat it.
func (d *Desk) drawn(subject muster.SubjectID, gate muster.Gate, percent int) bool {
	return d.chance("draw", string(subject), string(gate)) < float64(percent)/100
}

// chance maps words to a number from 0 to under 1, evenly.
func (d *Desk) chance(parts ...string) float64 {
	return float64(binary.BigEndian.Uint64(d.mac(parts...))>>11) / (1 << 53)
}

// Derive returns a key of 32 bytes for one purpose of the server's, which the
// installation's seed decides.
func (d *Desk) Derive(purpose string) []byte { return d.mac("derived", purpose) }

// mac is the seed's code over words; their lengths keep them apart.
func (d *Desk) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, d.seed)
	for _, p := range append([]string{string(d.org)}, parts...) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

// stronger returns what the draw asks at a gate: each check at high assurance,
// and a meeting in person where all are high already. A prescribed
// right-to-work check stays as it is.
func stronger(asks []muster.Ask) []GateAsk {
	var more []GateAsk
	for _, a := range asks {
		f, _ := FormOf(a.Check)
		if a.Check != muster.CheckRightToWork && f.High && a.Assurance != High {
			more = append(more, GateAsk{Check: a.Check, Assurance: High, Drawn: true})
		}
	}
	if len(more) == 0 && len(asks) > 0 {
		more = append(more, GateAsk{Check: muster.CheckInPerson, Assurance: High, Drawn: true})
	}
	return more
}

// Draw is one outcome of the random draw, as it stood when the gate was passed.
type Draw struct {
	Subject muster.SubjectID `json:"subject"`
	Gate    muster.Gate      `json:"gate"`
	Class   muster.RoleClass `json:"class"`
	Drawn   bool             `json:"drawn"`
	Percent int              `json:"percent"`
	At      time.Time        `json:"at"`
}

// draws: file is the gate; state says whether the person was chosen.
func draws() shelf[Draw] {
	return shelf[Draw]{"draws", "draw", func(d *Draw) keys {
		state := "not_chosen"
		if d.Drawn {
			state = "chosen"
		}
		return keys{id: digestText(string(d.Gate) + "\x00" + string(d.Subject)), subject: d.Subject, file: string(d.Gate), state: state}
	}}
}

// MissRate says what the random draw shows of what flags miss: of people
// without an open finding of strength 3 or more who got the stronger check all
// the same, how many did not pass it. Checks that were not available or
// unclear count for nothing.
type MissRate struct {
	Done   int     // drawn checks that were passed or failed
	Quiet  int     // of these, of people without such a finding
	Failed int     // of the quiet ones, failed
	Rate   float64 // Failed of Quiet; 0 when there are none
	AtMost float64 // with 95 % confidence the rate is not above this (Wilson); 1 when there are none
}

func missRate(tx *store.Tx) (MissRate, error) {
	list, err := checks().list(tx, "state = 'recorded'")
	if err != nil {
		return MissRate{}, err
	}
	var m MissRate
	for _, c := range list {
		if c.Code != CodeDraw || c.Outcome != muster.OutcomePassed && c.Outcome != muster.OutcomeFailed {
			continue
		}
		m.Done++
		if c.Flagged {
			continue
		}
		m.Quiet++
		if c.Outcome == muster.OutcomeFailed {
			m.Failed++
		}
	}
	m.AtMost = 1
	if m.Quiet > 0 {
		m.Rate = float64(m.Failed) / float64(m.Quiet)
		m.AtMost = wilson(m.Failed, m.Quiet)
	}
	return m, nil
}

// wilson is the upper end of the one-sided 95 % interval for k of n.
func wilson(k, n int) float64 {
	const z = 1.6449
	p, m := float64(k)/float64(n), float64(n)
	return min(1, (p+z*z/(2*m)+z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m)))/(1+z*z/m))
}

// flagged reports whether a person has an open finding of strength 3 or more
// that nobody cleared.
func flagged(tx *store.Tx, subject muster.SubjectID) (bool, error) {
	list, err := tx.Findings(store.FindingFilter{State: store.FindingOpen, Subject: subject})
	if err != nil {
		return false, err
	}
	standing, err := standingOf(tx, subject)
	if err != nil {
		return false, err
	}
	for i := range list {
		if f := &list[i].Finding; f.Scored && f.Strength >= 3 && standing.Explains(f) == nil {
			return true, nil
		}
	}
	return false, nil
}
