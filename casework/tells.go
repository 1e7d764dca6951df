package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"muster"
)

// FieldOfKind is the line of the table of fields that a kind of record belongs to.
// Whoever it is hidden from does not learn that there is such a record, or of
// when: the mere times of sign-ins say when somebody works. To whom the evidence
// of findings shows clear, records of every kind do.
func FieldOfKind(k muster.Kind) Field {
	switch k {
	case muster.KindBank, muster.KindPayment, muster.KindInvoice, muster.KindCharge, muster.KindTransfer:
		return FieldPay
	case muster.KindShipment, muster.KindIssued:
		return FieldEquipment
	}
	if OfLogs(k) {
		return FieldSignals
	}
	return FieldEvidence
}

// state names what is kept of a person as the actor sees it: by the kinds and
// times of the records that show, and by the values that do. It stays as it is when
// a record arrives that does not show, and nobody can try values at it.
func (r *reading) state(about *about) (string, error) {
	p, err := r.brief(about)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for i := range about.observations {
		o := &about.observations[i]
		if p.Evidence == Clear || r.desk.table.Sees(r.who, FieldOfKind(o.Kind()), about.Scope) != Hidden {
			fmt.Fprintln(sum, o.Kind(), o.Happened)
		}
	}
	err = json.NewEncoder(sum).Encode(p.Fields)
	return hex.EncodeToString(sum.Sum(nil)[:6]), err
}
