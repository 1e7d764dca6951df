package notify

import "muster"

// Letter is letter, for tests that look for addresses which break it.
func (n *Notifier) Letter(t Target, m Message) ([]byte, error) { return n.letter(&t, &m) }

// Event is event, for tests of its shape.
func (n *Notifier) Event(d Detection, names Pseudonyms) (any, error) { return n.event(&d, names) }

// Link is where a message leads.
func (n *Notifier) Link(m Message) string { return n.text(&m).Link }

// Techniques returns the ids of the techniques of a flag.
func Techniques(flag muster.FlagID) (ids []string) {
	for _, a := range attacks(flag) {
		ids = append(ids, a.Technique.UID)
		if a.SubTechnique != nil {
			ids = append(ids, a.SubTechnique.UID)
		}
	}
	return ids
}

// Secret returns a secret as the package keeps it.
func Secret(value string) any { return secret{value} }
